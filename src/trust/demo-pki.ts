import { createHash, generateKeyPair, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import forge from 'node-forge';
import type { SigningKey } from './model.ts';

const { asn1, md, pki, pkcs12 } = forge;

/** Who a demonstration certificate is for. Names are written as they are, with their diacritics. */
export interface CertificateSubject {
  /** CN: the agency's name, or a person's. */
  readonly agency: string;
  /** O: the province. */
  readonly province: string;
  /** OU, for a person: where he works. */
  readonly unit?: string;
  /** Default: now to five years from now, as the government's certificates. */
  readonly validFrom?: Date;
  readonly validTo?: Date;
}

export interface IssuedKey extends SigningKey {
  readonly pkcs12: Buffer;
  readonly passphrase: string;
  readonly files: { readonly key: string; readonly certificate: string; readonly pkcs12: string };
}

/** A certification authority for demonstrations and tests. Nothing of it may be trusted elsewhere. */
export interface DemoPki {
  readonly caCertificatePem: string;
  /** Key, certificate and PKCS#12 of an agency; the same ones for the same `name`, from the directory. */
  issue(name: string, subject: CertificateSubject): Promise<IssuedKey>;
}

/** The passphrase of every demonstration PKCS#12. It protects nothing and is printed by the demonstration. */
export const DEMO_PASSPHRASE = 'lienthong-demo';
const FIVE_YEARS_MS = 5 * 365 * 86_400_000;

const CA_NAME = [
  attribute('commonName', 'Chứng thực thử nghiệm Liên Thông (không dùng thật)'),
  attribute('organizationName', 'Liên Thông'),
];

/** Opens the authority kept in `dir`, made on first use: about a second, then milliseconds. */
export async function createDemoPki(dir: string): Promise<DemoPki> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const ca = await once(path.join(dir, 'ca'), async () => {
    const keyPem = await rsaKeyPem(3072);
    return { keyPem, certificatePem: certify(keyPem, { keyPem, name: CA_NAME }, CA_NAME, lifetime({}), true) };
  });
  return {
    caCertificatePem: ca.certificatePem,
    async issue(name, subject) {
      const stem = path.join(dir, fileName(name));
      const { keyPem, certificatePem } = await once(stem, async () => {
        const made = await rsaKeyPem(2048);
        const issuer = { keyPem: ca.keyPem, name: CA_NAME };
        return { keyPem: made, certificatePem: certify(made, issuer, subjectName(subject), lifetime(subject), false) };
      });
      const files = { key: `${stem}.key.pem`, certificate: `${stem}.crt.pem`, pkcs12: `${stem}.p12` };
      const archive = await readOrMake(files.pkcs12, () =>
        makePkcs12(keyPem, [certificatePem, ca.certificatePem], name),
      );
      return { privateKeyPem: keyPem, certificatePem, pkcs12: archive, passphrase: DEMO_PASSPHRASE, files };
    },
  };
}

/** A certificate signing request (PKCS#10, PEM) and its new RSA-2048 key: what an agency hands to a real authority. */
export async function createCsr(subject: CertificateSubject): Promise<{ privateKeyPem: string; csrPem: string }> {
  const privateKeyPem = await rsaKeyPem(2048);
  const key = pki.privateKeyFromPem(privateKeyPem);
  const request = pki.createCertificationRequest();
  request.publicKey = pki.setRsaPublicKey(key.n, key.e);
  request.setSubject(subjectName(subject));
  request.sign(key, md.sha256.create());
  return { privateKeyPem, csrPem: unix(pki.certificationRequestToPem(request)) };
}

interface KeyAndCertificate {
  readonly keyPem: string;
  readonly certificatePem: string;
}

async function once(stem: string, make: () => Promise<KeyAndCertificate>): Promise<KeyAndCertificate> {
  const read = async () => ({
    keyPem: await readFile(`${stem}.key.pem`, 'utf8'),
    certificatePem: await readFile(`${stem}.crt.pem`, 'utf8'),
  });
  try {
    return await read();
  } catch {
    const made = await make();
    await writeFile(`${stem}.key.pem`, made.keyPem, { mode: 0o600 });
    await writeFile(`${stem}.crt.pem`, made.certificatePem);
    return made;
  }
}

async function readOrMake(file: string, make: () => Buffer): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch {
    const made = make();
    await writeFile(file, made);
    await chmod(file, 0o600);
    return made;
  }
}

/** node-forge makes RSA keys a hundred times slower than OpenSSL does. PKCS#1, which both read. */
async function rsaKeyPem(bits: number): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: bits });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

function certify(
  keyPem: string,
  issuer: { keyPem: string; name: forge.pki.CertificateField[] },
  subject: forge.pki.CertificateField[],
  { from, to }: { from: Date; to: Date },
  authority: boolean,
): string {
  const key = pki.privateKeyFromPem(keyPem);
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.setRsaPublicKey(key.n, key.e);
  // RFC 5280 section 4.1.2.2: positive, so the first octet stays below 80.
  certificate.serialNumber = `40${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = from;
  certificate.validity.notAfter = to;
  certificate.setSubject(subject);
  certificate.setIssuer(issuer.name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: authority, critical: true, ...(authority ? { pathLenConstraint: 0 } : {}) },
    authority
      ? { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }
      : { name: 'keyUsage', digitalSignature: true, nonRepudiation: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  certificate.sign(pki.privateKeyFromPem(issuer.keyPem), md.sha256.create());
  return unix(pki.certificateToPem(certificate));
}

function lifetime({ validFrom, validTo }: Pick<CertificateSubject, 'validFrom' | 'validTo'>): { from: Date; to: Date } {
  const from = validFrom ?? new Date(Date.now() - 3_600_000);
  return { from, to: validTo ?? new Date(from.getTime() + FIVE_YEARS_MS) };
}

function subjectName({ agency, province, unit }: CertificateSubject): forge.pki.CertificateField[] {
  return [
    attribute('commonName', agency),
    ...(unit === undefined ? [] : [attribute('organizationalUnitName', unit)]),
    attribute('organizationName', province),
    attribute('countryName', 'VN'),
  ];
}

/** UTF8String for Vietnamese names; a country is a PrintableString (RFC 5280 appendix A). */
function attribute(name: string, value: string): forge.pki.CertificateField {
  const tag = name === 'countryName' ? asn1.Type.PRINTABLESTRING : asn1.Type.UTF8;
  // The types declare the enumeration's name; the library takes its number.
  return { name, value, valueTagClass: tag as unknown as forge.asn1.Class };
}

function makePkcs12(keyPem: string, chain: string[], friendlyName: string): Buffer {
  const certificates = chain.map((pem) => pki.certificateFromPem(pem));
  const archive = pkcs12.toPkcs12Asn1(pki.privateKeyFromPem(keyPem), certificates, DEMO_PASSPHRASE, {
    algorithm: 'aes256',
    friendlyName,
  });
  return Buffer.from(asn1.toDer(archive).getBytes(), 'binary');
}

/** Readable where it can be, unique always: names may hold anything. */
function fileName(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/[^A-Za-z0-9._-]+/g, '')
    .slice(0, 40);
  return plain === name ? name : `${plain}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

function unix(pem: string): string {
  return pem.replaceAll('\r\n', '\n');
}
