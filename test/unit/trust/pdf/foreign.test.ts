import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { openssl, opensslSays, pdfsig, testOpenssl, testPdfsig } from '../../../support/pdf-oracles.ts';
import { sign, stampDocument, update } from '../../../support/pdf-signer.ts';
import { makeSigner, type TestSigner } from '../../../support/signers.ts';
import { agency, authority, byBoth, byPerson, folder, inspect, outline, person, plain, store } from './fixtures.ts';

function pem(name: string, signer: TestSigner): { key: string; certificate: string } {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  writeFileSync(key, signer.key.export({ type: 'pkcs8', format: 'pem' }));
  const lines = signer.certificate
    .toString('base64')
    .match(/.{1,64}/g)!
    .join('\n');
  writeFileSync(certificate, `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`);
  return { key, certificate };
}

/** The signed octets and the CMS of the only signature, cut out by its ByteRange. */
function cutOut(bytes: Buffer): { signed: string; cms: string } {
  const [, before, after, length] = /\/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]/
    .exec(bytes.toString('latin1'))!
    .slice(1)
    .map(Number) as [number, number, number, number];
  const [signed, cms] = [join(folder, 'signed.bin'), join(folder, 'cms.der')];
  writeFileSync(signed, Buffer.concat([bytes.subarray(0, before), bytes.subarray(after, after + length)]));
  writeFileSync(cms, Buffer.from(bytes.subarray(before + 1, after - 1).toString('latin1'), 'hex'));
  return { signed, cms };
}

describe('openssl', () => {
  const verify = (bytes: Buffer, signer: TestSigner) => {
    const { signed, cms } = cutOut(bytes);
    const trust = ['-CAfile', pem('trusted', signer).certificate, '-purpose', 'any'];
    const files = ['-inform', 'DER', '-in', cms, '-content', signed, '-out', '/dev/null'];
    return opensslSays(['cms', '-verify', '-binary', '-cades', ...trust, ...files]).text.split('\n')[0];
  };

  testOpenssl('agrees with what is intact and what is not, over the octets that ByteRange names', () => {
    const pss = makeSigner('CN=UBND', { scheme: 'rsa-pss' });
    const ec = makeSigner('CN=UBND', { scheme: 'ec' });
    const right = 'CAdES Verification successful';
    expect(verify(byPerson.bytes, person)).toBe(right);
    expect(verify(sign(plain, pss).bytes, pss)).toBe(right);
    expect(verify(sign(plain, ec).bytes, ec)).toBe(right);
    const changed = Buffer.from(byPerson.bytes);
    changed.write('13', changed.indexOf('so 12') + 3);
    expect(verify(changed, person)).not.toBe(right);
    expect(outline(changed)).toEqual(['Person PDF_DIGEST nothing']);
  });

  testOpenssl('makes signatures that are accepted: CAdES and plain CMS, RSA, PSS and ECDSA', () => {
    const { key, certificate } = pem('openssl', makeSigner('CN=UBND phường Bến Sông'));
    const ec = pem('openssl-ec', makeSigner('CN=UBND', { scheme: 'ec', curve: 'P-384' }));
    const by =
      (keys: typeof ec, ...more: string[]) =>
      (signed: Buffer) =>
        openssl(
          [
            'cms',
            '-sign',
            '-binary',
            '-md',
            'sha256',
            '-signer',
            keys.certificate,
            '-inkey',
            keys.key,
            '-outform',
            'DER',
            ...more,
          ],
          signed,
        );
    const cades = sign(plain, person, { cms: by({ key, certificate }, '-cades') });
    expect(outline(cades)).toEqual(['Signature1 intact nothing']);
    expect(inspect(cades).signatures[0]!.subject).toMatchObject({
      kind: 'organisation',
      commonName: 'UBND phường Bến Sông',
    });
    const subFilter = 'adbe.pkcs7.detached';
    expect(outline(sign(plain, person, { subFilter, cms: by({ key, certificate }) }))).toEqual([
      'Signature1 intact nothing',
    ]);
    const pss = by({ key, certificate }, '-cades', '-keyopt', 'rsa_padding_mode:pss');
    expect(outline(sign(plain, person, { cms: pss }))).toEqual(['Signature1 intact nothing']);
    expect(outline(sign(plain, person, { cms: by(ec, '-cades', '-keyid') }))).toEqual(['Signature1 intact nothing']);
  });

  testOpenssl('makes time-stamps that are accepted, and accepts ours', () => {
    const { key, certificate } = pem('openssl-tsa', authority);
    const config = join(folder, 'tsa.cnf');
    writeFileSync(join(folder, 'serial'), '01');
    writeFileSync(
      config,
      `[tsa]\ndefault_tsa=t\n[t]\nserial=${join(folder, 'serial')}\nsigner_cert=${certificate}\nsigner_key=${key}\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\ness_cert_id_alg=sha256\n`,
    );
    const stamp = (value: Buffer): Buffer => {
      const [data, query] = [join(folder, 'value'), join(folder, 'query')];
      writeFileSync(data, value);
      openssl(['ts', '-query', '-data', data, '-sha256', '-cert', '-out', query]);
      return openssl(['ts', '-reply', '-config', config, '-queryfile', query, '-token_out']);
    };
    const stamped = inspect(sign(plain, person, { stamp })).signatures[0]!;
    expect(stamped).toMatchObject({ state: 'intact', timestamp: { state: 'intact', code: null } });
    expect(Math.abs(Date.parse(stamped.timestamp!.time!) - Date.now())).toBeLessThan(60_000);
    const { signed, cms } = cutOut(stampDocument(plain, authority).bytes);
    const token = ['-token_in', '-in', cms, '-data', signed, '-CAfile', certificate];
    expect(opensslSays(['ts', '-verify', ...token]).text).not.toMatch(/imprint|digest|signature failure/i);
  });
});

describe('pdfsig of poppler', () => {
  testPdfsig('finds the same signatures over the same octets, and calls the same ones right', () => {
    const ec = sign(plain, makeSigner('CN=UBND', { scheme: 'ec' }));
    const streams = sign(sign(plain, person, { xref: 'stream' }), agency, { xref: 'stream' });
    const spoilt = sign(plain, person, { spoil: (value) => Buffer.from(value).fill(1, 9, 12) });
    for (const pdf of [byPerson, byBoth, ec, streams, spoilt, update(byPerson, { 20: '<< >>' })]) {
      const ours = inspect(pdf).signatures;
      const theirs = pdfsig(store(pdf.bytes));
      expect(theirs.map(({ field, valid, whole, signer }) => ({ field, valid, whole, signer }))).toEqual(
        ours.map(({ field, state, wholeFile, subject }) => ({
          field,
          valid: state === 'intact',
          whole: wholeFile,
          signer: state === 'intact' ? subject?.commonName : expect.any(String),
        })),
      );
    }
  });
});
