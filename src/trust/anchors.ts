import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isHubError } from '../platform/errors.ts';
import { trustError } from './errors.ts';
import { tryParseCertificate } from './path/index.ts';

/** DER certificates. Anchors are trusted by their octets, hence by their SHA-256; intermediates only help to find paths. */
export interface TrustAnchors {
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
}

/**
 * The certificates of a folder are anchors, those of its subfolder `intermediates` are not. Throws
 * TRUST_ANCHORS_UNREADABLE for a file that holds no certificate and for a folder without anchors: a hub that was told
 * to check chains must not start without.
 */
export async function loadTrustAnchors(folder: string): Promise<TrustAnchors> {
  const anchors = await readFolder(folder, folder);
  if (anchors.length === 0) throw unreadable(folder, 'không có chứng thư số nào', 'it holds no certificate');
  const names = await readdir(folder);
  const inner = path.join(folder, 'intermediates');
  return { anchors, intermediates: names.includes('intermediates') ? await readFolder(inner, folder) : [] };
}

async function readFolder(directory: string, folder: string): Promise<Buffer[]> {
  try {
    const names = (await readdir(directory)).filter((name) => /\.(pem|crt|cer)$/i.test(name)).sort();
    const files = await Promise.all(
      names.map(async (name) => {
        const found = readCertificates(await readFile(path.join(directory, name)));
        if (found) return found;
        throw unreadable(folder, `${name} không phải chứng thư số`, `${name} is no certificate`);
      }),
    );
    return files.flat();
  } catch (cause) {
    if (isHubError(cause)) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? '?';
    throw unreadable(folder, `hệ điều hành báo lỗi ${code}`, `the system says ${code}`, cause);
  }
}

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** Null when anything in the file is no certificate. */
function readCertificates(bytes: Buffer): Buffer[] | null {
  const blocks = [...bytes.toString('latin1').matchAll(PEM)].map((block) => Buffer.from(block[1]!, 'base64'));
  const found = blocks.length > 0 ? blocks : [bytes];
  return found.every((der) => tryParseCertificate(der)) ? found : null;
}

function unreadable(folder: string, vi: string, en: string, cause?: unknown) {
  return trustError('TRUST_ANCHORS_UNREADABLE', { folder, vi, en }, cause);
}
