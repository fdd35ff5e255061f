import { afterAll, describe, expect, test } from 'vitest';
import { parseCertificate } from '../../../src/trust/path/certificate.ts';
import { type ChainMaterial, checkCertificate } from '../../../src/trust/path/check.ts';
import { parseCrl } from '../../../src/trust/path/crl.ts';
import { ocspRequest } from '../../../src/trust/path/ocsp-request.ts';
import type { PathProfile } from '../../../src/trust/path/validate.ts';
import { AUTHORITY, hasOpenssl, type Issued, makeRoot, RESPONDER, SIGNER } from '../../support/openssl-pki.ts';

if (!hasOpenssl) console.warn('CERTIFICATE PATHS NOT TESTED AGAINST OPENSSL: there is no openssl command');

describe.skipIf(!hasOpenssl)('a chain made by openssl', () => {
  if (!hasOpenssl) return;
  const root = makeRoot('Gốc thử nghiệm');
  const impostor = makeRoot('Gốc thử nghiệm');
  afterAll(() => {
    root.remove();
    impostor.remove();
  });
  const sub = root.authority('CA cơ quan', [...AUTHORITY.slice(1), 'basicConstraints = critical,CA:TRUE,pathlen:0']);
  const signer = sub.issue('UBND tỉnh Sông Lam', SIGNER);
  const revoked = sub.issue('UBND huyện đã đổi khóa', SIGNER);
  const responder = sub.issue('OCSP', RESPONDER);
  sub.revoke(revoked);
  const crls = [root.crl(), sub.crl()];
  // Certificates made within this minute are valid by then.
  const now = Date.now() + 60_000;
  const day = 86_400_000;

  function check(one: Issued, more: Partial<ChainMaterial> & { atMs?: number; profile?: PathProfile } = {}) {
    const { atMs = now, profile, ...rest } = more;
    const material = { anchors: [root.der], intermediates: [sub.der], crls, ocsp: [], ...rest };
    return checkCertificate(one.der, material, atMs, profile);
  }

  const question = (one: Issued, issuer: Issued = sub) =>
    ocspRequest(parseCertificate(one.der), parseCertificate(issuer.der));
  const rootCrl = crls[0]!;

  test('is valid with its lists, and the result names every certificate with its evidence', () => {
    const result = check(signer);
    expect(result).toMatchObject({ status: 'valid', code: null, reasons: [] });
    expect(result.chain.map(({ subject }) => subject.split(',')[0])).toEqual([
      'CN=Gốc thử nghiệm',
      'CN=CA cơ quan',
      'CN=UBND tỉnh Sông Lam',
    ]);
    expect(result.chain.map(({ revocation }) => revocation && [revocation.status, revocation.source])).toEqual([
      null,
      ['good', 'crl'],
      ['good', 'crl'],
    ]);
    expect(result.anchorSha256).toBe(parseCertificate(root.der).sha256);
  });

  test('is not trusted without its anchor, without its intermediate, or with a namesake as anchor', () => {
    expect(check(signer, { anchors: [] }).code).toBe('CHAIN_NOT_TRUSTED');
    expect(check(signer, { intermediates: [] }).code).toBe('CHAIN_NOT_TRUSTED');
    expect(check(signer, { anchors: [impostor.der] }).code).toBe('CHAIN_NOT_TRUSTED');
    // The root among the intermediates is nobody's anchor.
    expect(check(signer, { anchors: [impostor.der], intermediates: [sub.der, root.der] }).code).toBe(
      'CHAIN_NOT_TRUSTED',
    );
  });

  test('is refused a second after its end and a second before its beginning', () => {
    expect(check(signer, { atMs: signer.notAfterMs }).code).toBe('REVOCATION_UNAVAILABLE');
    expect(check(signer, { atMs: signer.notAfterMs + 1_000 }).code).toBe('CERT_EXPIRED');
    const late = sub.issue('Đơn vị mới', SIGNER, { from: new Date(now + 30 * day) });
    expect(check(late, { atMs: late.notBeforeMs - 1_000 }).code).toBe('CERT_NOT_YET_VALID');
    expect(check(late, { atMs: late.notBeforeMs }).code).toBe('REVOCATION_UNAVAILABLE');
  });

  test('with a revoked signer is refused, with the date and the reason of the list', () => {
    const result = check(revoked);
    expect(result).toMatchObject({ status: 'invalid', code: 'CERT_REVOKED', subIndication: 'REVOKED' });
    expect(result.chain.at(-1)?.revocation).toMatchObject({ status: 'revoked', reason: 'keyCompromise' });
  });

  test('without the list of any of its authorities, or with lists out of date, is undetermined and never valid', () => {
    for (const some of [[], [rootCrl], [crls[1]!]]) {
      expect(check(signer, { crls: some })).toMatchObject({ status: 'undetermined', code: 'REVOCATION_UNAVAILABLE' });
    }
    expect(check(signer, { atMs: now + 8 * day }).code).toBe('REVOCATION_UNAVAILABLE');
    expect(check(signer, { atMs: parseCrl(rootCrl).thisUpdateMs - 3_600_000 }).status).not.toBe('valid');
  });

  test('with a list whose entry was cut out is undetermined: one changed octet makes it nobody’s', () => {
    const list = Buffer.from(crls[1]!);
    list[list.length - 1]! ^= 1;
    expect(check(revoked, { crls: [rootCrl, list] }).code).toBe('REVOCATION_UNAVAILABLE');
  });

  test('takes the answer of its issuer or of its delegate, and the list is not needed then', () => {
    for (const by of [sub, responder]) {
      const ocsp = [sub.answer(question(signer), by)];
      const result = check(signer, { crls: [rootCrl], ocsp });
      expect(result.status).toBe('valid');
      expect(result.chain.at(-1)?.revocation).toMatchObject({ status: 'good', source: 'ocsp' });
    }
  });

  test('is refused when OCSP says revoked, whatever an older list says', () => {
    const gone = sub.issue('UBND xã giải thể', SIGNER);
    const before = sub.crl();
    sub.revoke(gone, 'cessationOfOperation');
    const result = check(gone, { crls: [rootCrl, before], ocsp: [sub.answer(question(gone), responder)] });
    expect(result.code).toBe('CERT_REVOKED');
    expect(result.chain.at(-1)?.revocation).toMatchObject({ source: 'ocsp', reason: 'cessationOfOperation' });
  });

  test('is undetermined when OCSP does not know it, answers for another, is late, or is another’s', () => {
    const stranger = sub.issue('Không phải OCSP', SIGNER);
    const fromAbove = root.issue('OCSP của cấp trên', RESPONDER);
    const lacking = sub.issue('OCSP không noCheck', RESPONDER.slice(0, 2));
    const bad: [string, Buffer, number?][] = [
      ['unknown', sub.answer(question(signer), responder, { unknown: true })],
      ['another certificate', sub.answer(question(responder), responder)],
      ['out of date', sub.answer(question(signer), responder), now + 2 * day],
      ['no OCSPSigning', sub.answer(question(signer), stranger)],
      ['delegated by another authority', sub.answer(question(signer), fromAbove)],
      ['revocable responder nobody vouches for', sub.answer(question(signer), lacking)],
    ];
    for (const [what, answer, atMs = now] of bad) {
      expect([what, check(signer, { crls: [rootCrl], ocsp: [answer], atMs }).code]).toEqual([
        what,
        'REVOCATION_UNAVAILABLE',
      ]);
    }
    // With a list that vouches for the responder its answer counts.
    const answer = sub.answer(question(signer), lacking);
    expect(check(signer, { crls: [rootCrl, sub.crl()], ocsp: [answer] }).chain.at(-1)?.revocation?.source).toBe('ocsp');
  });

  test('of a revoked responder is not believed', () => {
    const stolen = sub.issue('OCSP bị lộ khóa', RESPONDER);
    const answer = sub.answer(question(revoked), stolen, { unknown: true });
    sub.revoke(stolen);
    expect(check(signer, { crls: [rootCrl, sub.crl()], ocsp: [answer] }).chain.at(-1)?.revocation?.source).toBe('crl');
  });

  test('with a revoked authority above is refused as a chain', () => {
    const fallen = root.authority('CA đã thu hồi');
    const below = fallen.issue('Đơn vị', SIGNER);
    root.revoke(fallen, 'CACompromise');
    const result = check(below, { intermediates: [fallen.der], crls: [root.crl(), fallen.crl()] });
    expect(result).toMatchObject({ status: 'invalid', code: 'CHAIN_CONSTRAINTS' });
    expect(result.reasons[0]?.vi).toContain('CA đã thu hồi');
  });

  test('is refused where an authority, a name, a purpose or an extension breaks the rules', () => {
    const critical = (oid: string) => [...SIGNER, `${oid} = critical,ASN1:NULL`];
    const limited = root.authority('CA một miền', [
      ...AUTHORITY,
      'nameConstraints = critical,permitted;email:.songlam.gov.vn,excluded;IP:10.0.0.0/255.0.0.0',
    ]);
    const lower = sub.authority('CA cấp dưới không được phép');
    const cases: [string, Issued, Issued[]][] = [
      ['usage: encryption only', sub.issue('Khóa mã hóa', ['keyUsage = critical,keyEncipherment']), [sub]],
      ['usage: web server', sub.issue('Máy chủ', [...SIGNER, 'extendedKeyUsage = serverAuth']), [sub]],
      ['unknown critical extension', sub.issue('Lạ', critical('1.3.6.1.4.1.55555.1')), [sub]],
      ['path length', lower.issue('Dưới nữa', SIGNER), [lower, sub]],
      ['name outside', limited.issue('Ngoài', [...SIGNER, 'subjectAltName = email:a@khac.gov.vn']), [limited]],
      ['name excluded', limited.issue('Cấm', [...SIGNER, 'subjectAltName = IP:10.1.2.3']), [limited]],
    ];
    for (const [what, one, above] of cases) {
      const result = check(one, { intermediates: above.map(({ der }) => der) });
      expect([what, result.code]).toEqual([what, 'CHAIN_CONSTRAINTS']);
    }
    const inside = limited.issue('Trong', [...SIGNER, 'subjectAltName = email:vt@ubnd.songlam.gov.vn']);
    expect(check(inside, { intermediates: [limited.der], crls: [root.crl(), limited.crl()] }).status).toBe('valid');
  });

  test('longer than four certificates is refused, and passes where the profile allows more', () => {
    const two = root.authority('Cấp 2');
    const deep = two.authority('Cấp 3');
    const deeper = deep.authority('Cấp 4');
    const end = deeper.issue('Cuối', SIGNER);
    const material = {
      intermediates: [two, deep, deeper].map(({ der }) => der),
      crls: [root.crl(), two.crl(), deep.crl(), deeper.crl()],
    };
    expect(check(end, material).status).toBe('invalid');
    expect(check(end, { ...material, profile: { maxCertificates: 5 } }).status).toBe('valid');
  });

  test('with any octet of a list, an answer or a certificate bent never passes for another and never throws', () => {
    const answer = sub.answer(question(revoked), responder);
    const whole = { crls, ocsp: [answer] };
    expect(check(revoked, whole).code).toBe('CERT_REVOKED');
    // A fixed sequence: a failure can be repeated.
    let seed = 20_261_122;
    const next = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const bend = (bytes: Buffer) => {
      const bent = Buffer.from(bytes);
      for (let times = 1 + next(3); times > 0; times--) bent[next(bent.length)] = next(256);
      return next(8) === 0 ? bent.subarray(0, next(bent.length)) : bent;
    };
    for (let round = 0; round < 500; round++) {
      const bent = { crls: [rootCrl, bend(crls[1]!)], ocsp: [bend(answer)], intermediates: [bend(sub.der), sub.der] };
      expect([round, check(revoked, bent).status === 'valid']).toEqual([round, false]);
    }
  });

  test('with any octet of the signer’s certificate changed is refused', () => {
    for (let at = 0; at < signer.der.length; at += 7) {
      const bent = Buffer.from(signer.der);
      bent[at]! ^= 0x20;
      expect([
        at,
        checkCertificate(bent, { anchors: [root.der], intermediates: [sub.der], crls, ocsp: [] }, now).status,
      ]).toEqual([at, 'invalid']);
    }
    expect(
      checkCertificate(
        Buffer.concat([signer.der, Buffer.of(0)]),
        { anchors: [root.der], intermediates: [sub.der], crls, ocsp: [] },
        now,
      ).status,
    ).toBe('invalid');
  });
});
