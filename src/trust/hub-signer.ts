import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto';
import { link, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openThreads } from '../platform/threads.ts';
import { fingerprint } from './certificates.ts';
import { selfSignedEcCertificate } from './hub-certificate.ts';
import type { SignerTask } from './signer-worker.ts';

/** Signs with the hub's own ECDSA P-256 key, in a worker thread. */
export interface HubSigner {
  /** First 16 hex digits of the certificate's SHA-256: which key made a signature. */
  readonly keyId: string;
  readonly certificatePem: string;
  /** One signature over the UTF-8 octets of each text (`receiptToSign`), in the same order; give many at once. */
  sign(texts: readonly string[]): Promise<Buffer[]>;
  close(): Promise<void>;
}

const YEARS = 10;

/**
 * Opens `keys/hub-signer.pem` of the data directory (PKCS#8 key and certificate, 0600), made on first use by whichever
 * process comes first. `keys/hub.crt.pem` beside it is the certificate alone, to hand to anyone who checks receipts.
 */
export async function openHubSigner(dataDir: string): Promise<HubSigner> {
  const directory = path.join(dataDir, 'keys');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = path.join(directory, 'hub-signer.pem');
  const pem = (await readIfThere(file)) ?? (await createOnce(file));
  const certificatePem = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n?/.exec(pem)?.[0] ?? '';
  await writeFile(path.join(directory, 'hub.crt.pem'), certificatePem);
  const pool = openThreads<SignerTask, Uint8Array[]>(new URL('./signer-worker.ts', import.meta.url), { threads: 1 });
  return {
    keyId: fingerprint(new X509Certificate(certificatePem).raw).slice(0, 16),
    certificatePem,
    async sign(texts) {
      if (texts.length === 0) return [];
      const signatures = await pool.run({ keyFile: file, texts });
      return signatures.map((signature) => Buffer.from(signature));
    },
    close: () => pool.close(),
  };
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Key and certificate appear together or not at all: written aside, synced, then linked under the final name. */
async function createOnce(file: string): Promise<string> {
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const subject = { commonName: 'Trục liên thông văn bản', organization: 'Liên Thông' };
  const certificatePem = selfSignedEcCertificate(keys, subject, YEARS);
  const aside = `${file}.${randomUUID()}`;
  const out = await open(aside, 'w', 0o600);
  try {
    await out.writeFile(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) + certificatePem);
    await out.sync();
  } finally {
    await out.close();
  }
  try {
    await link(aside, file);
  } catch (error) {
    // Another process was first; its key is the hub's key.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(aside);
  }
  return readFile(file, 'utf8');
}
