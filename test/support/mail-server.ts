import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MailServer, type MailServerOptions } from '../../adapters/mailbox/simulator/index.ts';

export const MAIL_PASSWORD = 'mat-khau-cua-truc';

/** Of a province: a server for `localhost` under a certificate that it made itself, which lies in the folder as `ca.pem`. */
export async function mailIdentity(folder: string): Promise<Pick<MailServerOptions, 'key' | 'cert'>> {
  const [keyFile, certFile] = [path.join(folder, 'key.pem'), path.join(folder, 'ca.pem')];
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', [...made, ...named, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') };
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
