import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DEFAULT_LIMITS, type Header, openAttachment, readPackage } from '../../src/edxml/index.ts';
import type { Content } from '../contract.ts';

/** One file of a document, its octets as they were signed. */
export interface File {
  readonly name: string;
  readonly mediaType: string;
  readonly path: string;
  readonly size: number;
}

/**
 * Lays a document's files into a folder, byte for byte: whoever has no system cannot take them out of the edXML. What an
 * emitter zipped for the journey is unzipped. Memory stays flat.
 */
export async function unpack(
  content: Content,
  folder: string,
  signal: AbortSignal,
): Promise<{ header: Header; files: File[] }> {
  const whole = path.join(folder, 'whole');
  await pipeline(content.open(), createWriteStream(whole), { signal });
  // What is stored has passed the hub's own limits, whatever they are.
  const limits = { ...DEFAULT_LIMITS, envelopeBytes: content.size, attachmentBytes: content.size, attachments: 10_000 };
  const { header, attachments } = await readPackage({ path: whole, mediaType: content.mediaType }, limits);
  const files: File[] = [];
  for (const one of attachments) {
    const place = path.join(folder, String(one.position));
    await pipeline(openAttachment(whole, one, { unzip: one.zipped }), createWriteStream(place), { signal });
    files.push({ name: one.name, mediaType: one.mediaType, path: place, size: (await stat(place)).size });
  }
  return { header, files };
}
