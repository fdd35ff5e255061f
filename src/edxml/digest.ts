import { createHash } from 'node:crypto';
import { canonicalise } from './canonical.ts';
import type { XmlElement } from './tree.ts';

/**
 * The contentDigest of the duplicate rule: SHA-256, lower-case hex, over these octets, in this order:
 *
 *   lienthong-content-1 LF
 *   for MessageHeader, Bussiness, edXMLManifest:  name SP length LF octets LF     (absent: name SP - LF)
 *   for each attachment in manifest order:        attachment SP sha256-hex LF
 *
 * `octets` are the exclusive canonical form (without comments) of the element as it was found, prefixes and white space
 * included; `length` counts them, so no content can pass for a label. What travels outside (multipart boundary, base64
 * wrapping, TraceHeader, Signature, everything else of the header) has no part in it.
 */
export function contentDigest(
  parts: { message: XmlElement; bussiness: XmlElement | null; manifest: XmlElement | null },
  attachments: readonly { readonly sha256: string }[],
): string {
  const hash = createHash('sha256').update('lienthong-content-1\n');
  const named = [
    ['MessageHeader', parts.message],
    ['Bussiness', parts.bussiness],
    ['edXMLManifest', parts.manifest],
  ] as const;
  for (const [name, element] of named) {
    if (!element) hash.update(`${name} -\n`);
    else {
      const octets = canonicalise(element);
      hash.update(`${name} ${octets.length}\n`).update(octets).update('\n');
    }
  }
  for (const attachment of attachments) hash.update(`attachment ${attachment.sha256}\n`);
  return hash.digest('hex');
}
