import { describe, expect, test } from 'vitest';
import { childrenOf, type Der, readDer, sequenceOf } from '../../../../src/trust/pdf/cms/der.ts';
import { makeStamp, signCms } from '../../../support/cms-signer.ts';
import { sign, stampDocument } from '../../../support/pdf-signer.ts';
import { makeSigner } from '../../../support/signers.ts';
import { agency, authority, byBoth, byPerson, inspect, outline, person, plain } from './fixtures.ts';

describe('a signed PDF', () => {
  test('has the signature of a person over the whole file', () => {
    const { signatures, revisions } = inspect(byPerson);
    expect(revisions).toBe(2);
    expect(signatures).toMatchObject([
      {
        field: 'Person',
        kind: 'signature',
        subFilter: 'ETSI.CAdES.detached',
        state: 'intact',
        code: null,
        algorithm: 'rsa-sha256',
        subject: { kind: 'person', commonName: 'Nguyễn Thị Hạ', unit: 'Lãnh đạo Ủy ban' },
        revision: 2,
        coveredBytes: byPerson.bytes.length,
        wholeFile: true,
        after: 'nothing',
        changes: [],
        removed: false,
      },
    ]);
  });

  test('person then organisation: the first covers its revision and what came after is another signature', () => {
    const { signatures, revisions } = inspect(byBoth);
    expect(revisions).toBe(3);
    expect(signatures).toMatchObject([
      {
        field: 'Person',
        revision: 2,
        wholeFile: false,
        after: 'allowed',
        changes: [{ revision: 3, kinds: ['signature'] }],
      },
      { field: 'Agency', revision: 3, wholeFile: true, after: 'nothing', subject: { kind: 'organisation' } },
    ]);
  });

  test('a file without signatures has none', () => {
    expect(inspect(plain)).toEqual({ state: 'read', code: null, facts: {}, revisions: 1, signatures: [] });
  });

  test('the report is plain JSON', () => {
    const report = inspect(byBoth);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('RSA-PSS, ECDSA P-256 and P-384, SHA-384 and SHA-512 are accepted', () => {
    const pss = makeSigner('CN=UBND xã A', { scheme: 'rsa-pss' });
    const p256 = makeSigner('CN=UBND xã B', { scheme: 'ec' });
    const p384 = makeSigner('CN=UBND xã C', { scheme: 'ec', curve: 'P-384' });
    expect(outline(sign(plain, pss))).toEqual(['Signature1 intact nothing']);
    expect(outline(sign(plain, p256))).toEqual(['Signature1 intact nothing']);
    expect(outline(sign(plain, p384, { digest: 'sha384' }))).toEqual(['Signature1 intact nothing']);
    expect(outline(sign(plain, person, { digest: 'sha512' }))).toEqual(['Signature1 intact nothing']);
  });

  test('adbe.pkcs7.detached needs no binding of the certificate; the old ESSCertID is understood', () => {
    const subFilter = 'adbe.pkcs7.detached';
    expect(outline(sign(plain, person, { subFilter, binding: 'none' }))).toEqual(['Signature1 intact nothing']);
    expect(outline(sign(plain, person, { subFilter, binding: 'v1' }))).toEqual(['Signature1 intact nothing']);
  });

  test('a CMS in BER, its outer lengths not stated, as some libraries write it', () => {
    const [type, explicit] = sequenceOf(readDer(signCms(Buffer.alloc(0), person))) as [Der, Der];
    expect([type.tag, explicit.tag]).toEqual([0x06, 0xa0]);
    const open = (tag: number, body: Buffer) => Buffer.concat([Buffer.from([tag, 0x80]), body, Buffer.alloc(2)]);
    const cms = (signed: Buffer) => {
      const [data] = childrenOf(sequenceOf(readDer(signCms(signed, person)))[1]!) as [Der];
      return open(0x30, Buffer.concat([type.raw, open(0xa0, open(0x30, data.body))]));
    };
    expect(outline(sign(plain, person, { cms }))).toEqual(['Signature1 intact nothing']);
  });

  test('updates with cross-reference streams are followed', () => {
    const first = sign(plain, person, { xref: 'stream' });
    expect(outline(sign(first, agency, { xref: 'stream' }))).toEqual([
      'Signature1 intact allowed',
      'Signature2 intact nothing',
    ]);
  });

  test('SHA-1 and short keys are told apart from wrong signatures, and never valid', () => {
    const weak = makeSigner('CN=UBND xã D', { bits: 1024 });
    expect(inspect(sign(plain, person, { digest: 'sha1' })).signatures).toMatchObject([
      { state: 'legacy', code: 'PDF_LEGACY_ALGORITHM', facts: { algorithm: 'rsa-sha1' } },
    ]);
    expect(inspect(sign(plain, weak)).signatures).toMatchObject([
      { state: 'legacy', facts: { algorithm: 'RSA 1024 bit' } },
    ]);
  });

  test('the time is the signing-time attribute, else M of the dictionary', () => {
    const signingTime = new Date('2026-02-03T04:05:06Z');
    expect(inspect(sign(plain, person, { signingTime })).signatures[0]!.claimedTime).toBe('2026-02-03T04:05:06.000Z');
    const without = sign(plain, person, { signingTime: undefined as unknown as Date });
    expect(inspect(without).signatures[0]!.claimedTime).toBe('2026-01-05T02:30:00.000Z');
  });
});

describe('time-stamps', () => {
  const time = new Date('2026-03-04T05:06:07Z');
  const valid = makeSigner('CN=TSA', {
    stamps: 'critical',
    validFrom: new Date('2026-01-01T00:00:00Z'),
    validTo: new Date('2027-01-01T00:00:00Z'),
  });
  const stampedBy = (stamp: (value: Buffer) => Buffer) => inspect(sign(plain, person, { stamp })).signatures[0]!;

  test('in a signature are verified and give its time', () => {
    const { state, timestamp } = stampedBy((value) => makeStamp(value, valid, { time }));
    expect(state).toBe('intact');
    expect(timestamp).toMatchObject({ state: 'intact', time: '2026-03-04T05:06:07.000Z', code: null });
  });

  test('over other octets, by a certificate not made for it, or out of its time are invalid and leave the signature', () => {
    const other = stampedBy(() => makeStamp(Buffer.from('another value'), valid, { time }));
    expect(other).toMatchObject({ state: 'intact', timestamp: { state: 'invalid', code: 'PDF_STAMP_IMPRINT' } });
    expect(stampedBy((value) => makeStamp(value, person)).timestamp).toMatchObject({ code: 'PDF_STAMP' });
    const loose = makeSigner('CN=TSA', { stamps: 'not-critical' });
    expect(stampedBy((value) => makeStamp(value, loose)).timestamp).toMatchObject({ code: 'PDF_STAMP' });
    const late = stampedBy((value) => makeStamp(value, valid, { time: new Date('2030-01-01T00:00:00Z') }));
    expect(late.timestamp).toMatchObject({ code: 'PDF_STAMP', facts: { problem: 'genTime' } });
    const unbound = stampedBy((value) => makeStamp(value, valid, { time, binding: 'none' }));
    expect(unbound.timestamp).toMatchObject({ code: 'PDF_CERTIFICATE_NOT_BOUND' });
    const spoilt = stampedBy((value) =>
      makeStamp(value, valid, { time, spoil: (made) => Buffer.from(made).fill(1, 9, 10) }),
    );
    expect(spoilt.timestamp).toMatchObject({ code: 'PDF_SIGNATURE_VALUE' });
    const sha1 = stampedBy((value) => makeStamp(value, valid, { time, imprint: 'sha1' }));
    expect(sha1.timestamp).toMatchObject({ code: 'PDF_STAMP', facts: { problem: 'messageImprint' } });
  });

  test('of the document cover everything before and are an allowed update', () => {
    const { signatures } = inspect(stampDocument(byBoth, authority));
    expect(signatures.map((one) => `${one.kind} ${one.state} ${one.after}`)).toEqual([
      'signature intact allowed',
      'signature intact allowed',
      'timestamp intact nothing',
    ]);
    expect(signatures[0]!.changes.map(({ kinds }) => kinds)).toEqual([['signature'], ['timestamp']]);
  });
});
