import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Content, Unpacked } from '../../adapters/contract.ts';
import type { Blobs } from '../platform/blobs.ts';
import type { DocumentFacts } from './proof.ts';

/** Gives a fresh stream of a multipart document with its attachments inlined; changes no signed octet. */
export type Inline = (document: DocumentFacts) => Promise<() => Readable>;

/** Takes a document apart. */
export type Unpack = (document: Pick<DocumentFacts, 'id'>) => Promise<Unpacked>;

export interface Representations {
  open(document: DocumentFacts, form: 'stored' | 'inlined'): Promise<Content>;
}

const EDXML = 'application/edxml+xml';

/** Inlined forms are measured by one pass, and remembered: a document for 5,000 recipients is not hashed 5,000 times. */
const REMEMBERED = 256;

export function openRepresentations(blobs: Blobs, inline: Inline): Representations {
  const measured = new Map<string, Promise<{ size: number; sha256: string }>>();

  function measure(document: DocumentFacts, open: () => Readable): Promise<{ size: number; sha256: string }> {
    const known = measured.get(document.id);
    if (known) return known;
    const fresh = digestOf(open());
    measured.set(document.id, fresh);
    fresh.catch(() => measured.delete(document.id));
    const oldest = measured.keys().next().value;
    if (measured.size > REMEMBERED && oldest !== undefined) measured.delete(oldest);
    return fresh;
  }

  return {
    async open(document, form) {
      const multipart = document.mediaType.toLowerCase().startsWith('multipart/');
      if (form === 'stored' || !multipart) {
        const mediaType = form === 'stored' ? document.mediaType : EDXML;
        const { size, sha256 } = document;
        return { mediaType, size, sha256, open: () => blobs.open(document.submissionId) };
      }
      const open = await inline(document);
      return { mediaType: EDXML, ...(await measure(document, open)), open };
    },
  };
}

async function digestOf(stream: Readable): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}
