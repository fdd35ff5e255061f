import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import {
  completeFileSignature,
  prepareFileSignature,
  readSignatureRequest,
  type SignatureRequest,
} from '../trust/index.ts';
import { describePackage, readSmallFile } from './files.ts';
import { refuse, type SignOptions, targetOf, wholeOrNothing } from './sign-file.ts';

/** Writes what a device elsewhere is to sign, for the certificate of its key. The package stays as it is. */
export async function requestSignature(
  source: string,
  { cert, detachedRequest }: SignOptions,
): Promise<{ file: string; request: SignatureRequest }> {
  const certificate = await readSmallFile(cert!);
  const { mediaType } = await describePackage(source);
  const request = await prepareFileSignature(source, certificate, { mediaType });
  const file = detachedRequest!;
  await writeFile(file, `${JSON.stringify(request, null, 2)}\n`, { flag: 'wx' }).catch((cause) => refuse(file, cause));
  return { file, request };
}

/** Writes the signed copy from the value that the device made. */
export async function completeRequest(
  source: string,
  options: SignOptions,
): Promise<{ file: string; subject: string }> {
  const request = readSignatureRequest((await readSmallFile(options.complete!)).toString('utf8'));
  const value = await readSmallFile(options.signature!);
  const { mediaType } = await describePackage(source);
  const file = targetOf(source, options);
  await wholeOrNothing(file, () => completeFileSignature(source, file, request, value, { mediaType }));
  const { subject } = new X509Certificate(Buffer.from(request.certificate, 'base64'));
  return { file, subject: subject.replaceAll('\n', ', ') };
}
