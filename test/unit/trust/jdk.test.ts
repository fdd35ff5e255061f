import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { selfSignedEcCertificate } from '../../../src/trust/hub-certificate.ts';
import { type SigningKey, signByReference, signEnveloped } from '../../../src/trust/index.ts';
import { fillTemplate, qualifyingProperties, xadesTemplate } from '../../support/xades.ts';
import { check, FILE, factsOf, key, plain, store, swap } from './fixtures.ts';

const PROGRAM = fileURLToPath(new URL('../../support/JdkXmlSignature.java', import.meta.url));
const HAS_JDK = spawnSync('javac', ['-version']).status === 0;
if (!HAS_JDK)
  console.warn('SKIPPED: no JDK here, so its XMLDSig neither signs nor checks (apt-get install default-jdk-headless).');
const testJdk = HAS_JDK ? test : test.skip;

const RSA = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const PSS = 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1';
const ECDSA = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';

const ecPair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const ec: SigningKey = {
  privateKeyPem: ecPair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  certificatePem: selfSignedEcCertificate(ecPair, { commonName: 'Sở Nội vụ', organization: 'Tỉnh Sông Lam' }, 1),
};

const signs = [
  { form: 'enveloped', method: RSA, type: 'RSA', signer: key },
  { form: 'reference', method: RSA, type: 'RSA', signer: key },
  { form: 'reference', method: PSS, type: 'RSA', signer: key },
  { form: 'reference', method: ECDSA, type: 'EC', signer: ec },
  { form: 'xades', method: RSA, type: 'RSA', signer: key },
] as const;

/** What the JDK answered to each job, and the files that it signed. One start of its machine serves them all. */
let answers: string[];
const signedFiles = signs.map(() => store(''));

beforeAll(async () => {
  if (!HAS_JDK) return;
  const [input, file] = [store(plain), store(FILE)];
  const pem = (one: SigningKey) => {
    const pkcs8 = createPrivateKey(one.privateKeyPem).export({ type: 'pkcs8', format: 'pem' });
    return `${store(pkcs8.toString())} ${store(one.certificatePem)}`;
  };
  const jobs = signs.map(
    ({ form, method, type, signer }, index) =>
      `sign ${form} ${method} ${type} ${pem(signer)} f7 ${file} ${input} ${signedFiles[index]} ${store(qualifyingProperties(signer))}`,
  );
  const certificate = store(key.certificatePem);
  const verify = (attachment: string, xml: Buffer | string) => `verify ${certificate} f7 ${attachment} ${store(xml)}`;
  const ours = await signByReference(plain, key);
  jobs.push(verify(file, ours), verify(file, signEnveloped(plain, key)));
  const xades = xadesTemplate(plain, qualifyingProperties(key));
  jobs.push(verify(file, fillTemplate(xades, key, FILE)));
  jobs.push(verify(store('other'), ours), verify(file, swap(signEnveloped(plain, key), 'Công văn', 'Thông báo')));
  const printed = execFileSync('java', [PROGRAM], { input: jobs.join('\n'), encoding: 'utf8' });
  answers = printed.trim().split('\n');
});

for (const [index, { form, method, signer }] of signs.entries()) {
  testJdk(`a document that the JDK signed (${form}, ${method.split('#')[1]}) is accepted`, async () => {
    expect(answers[index]).toBe('ok');
    const verdict = await check(readFileSync(signedFiles[index]!), { facts: factsOf(signer) });
    expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', refusal: null });
    expect(verdict.algorithms).toContain(method);
  });
}

testJdk('the JDK verifies what the hub signs, both ways, and catches a changed attachment and a changed header', () => {
  expect(answers.slice(signs.length)).toEqual(['ok', 'ok', 'ok', 'invalid', 'invalid']);
});
