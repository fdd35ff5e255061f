import { X509Certificate } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isHubError } from '../platform/errors.ts';
import { loadPkcs12, type SigningKey, signEnveloped, signFileByReference } from '../trust/index.ts';
import { cliError, notWritable } from './errors.ts';
import { describePackage, readSmallFile } from './files.ts';

export interface SignOptions {
  readonly p12?: string;
  readonly passphraseFile?: string;
  readonly key?: string;
  readonly cert?: string;
  readonly enveloped?: boolean;
  readonly detachedRequest?: string;
  readonly complete?: string;
  readonly signature?: string;
  readonly out?: string;
}

/**
 * Writes a signed copy beside the source, or where `out` says; an existing file is never overwritten.
 * Throws FILE_UNREADABLE, FILE_NOT_WRITABLE, PASSPHRASE_MISSING, and the signer's own refusals.
 */
export async function signFile(source: string, options: SignOptions): Promise<{ file: string; subject: string }> {
  const key = await readKey(options);
  const { mediaType } = await describePackage(source);
  const file = targetOf(source, options);
  if (options.enveloped) {
    const signed = signEnveloped(await readSmallFile(source), key);
    await writeFile(file, signed, { flag: 'wx' }).catch((cause) => refuse(file, cause));
  } else {
    await wholeOrNothing(file, () => signFileByReference(source, file, key, { mediaType }));
  }
  return { file, subject: new X509Certificate(key.certificatePem).subject.replaceAll('\n', ', ') };
}

export function targetOf(source: string, { out }: Pick<SignOptions, 'out'>): string {
  const { dir, name, ext } = path.parse(source);
  return out ?? path.join(dir, `${name}.signed${ext}`);
}

/** Leaves no half of a file behind, and touches none that was there before. */
export async function wholeOrNothing(file: string, write: () => Promise<void>): Promise<void> {
  await write().catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EEXIST' || cause.syscall === 'open') refuse(file, cause);
    // Refusals of the package or of the value come before the file is made, which may be another's.
    if (!isHubError(cause)) await rm(file, { force: true });
    throw cause;
  });
}

/** The key of the options, checked by whoever uses it. Throws FILE_UNREADABLE, PASSPHRASE_MISSING, PKCS12_UNREADABLE. */
export async function readKey({
  p12,
  passphraseFile,
  key,
  cert,
}: Pick<SignOptions, 'p12' | 'passphraseFile' | 'key' | 'cert'>): Promise<SigningKey> {
  if (p12 === undefined) {
    const [privateKey, certificate] = await Promise.all([readSmallFile(key!), readSmallFile(cert!)]);
    return { privateKeyPem: privateKey.toString('utf8'), certificatePem: certificate.toString('utf8') };
  }
  const file = await readSmallFile(p12);
  if (passphraseFile === undefined) throw cliError('PASSPHRASE_MISSING');
  const passphrase = (await readSmallFile(passphraseFile)).toString('utf8').replace(/\r?\n$/, '');
  return loadPkcs12(file, passphrase);
}

export function refuse(file: string, cause: NodeJS.ErrnoException): never {
  throw notWritable(file, cause);
}
