import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import forge from 'node-forge';
import { MailServer, type MailServerOptions } from '../../adapters/mailbox/simulator/index.ts';

export const MAIL_PASSWORD = 'mat-khau-cua-truc';

/** Of a province: a server for `localhost` under a certificate that it made itself, which lies in the folder as `ca.pem`. */
export async function mailIdentity(folder: string): Promise<Pick<MailServerOptions, 'key' | 'cert'>> {
  const { privateKey: key, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const name = [{ name: 'commonName', value: 'localhost' }];
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create());
  const cert = forge.pki.certificateToPem(certificate);
  await writeFile(path.join(folder, 'ca.pem'), cert);
  return { key, cert };
}

/** How a connection of this hub speaks to such a server. */
export function mailboxSettings(folder: string, port: number) {
  return {
    host: 'localhost',
    port,
    caFile: path.join(folder, 'ca.pem'),
    user: 'truc',
    from: 'truc@tinh.gov.vn',
    returnPath: 'tra-lai@tinh.gov.vn',
    bounces: path.join(folder, 'tra-lai'),
    publicUrl: 'https://truc.tinh.gov.vn/',
  };
}

/** A server that takes everything, and how it is spoken to. */
export async function startMailbox(folder: string): Promise<{ server: MailServer; settings: object }> {
  const server = await MailServer.start({
    ...(await mailIdentity(folder)),
    encryption: 'tls',
    password: MAIL_PASSWORD,
  });
  return { server, settings: mailboxSettings(folder, server.port) };
}
