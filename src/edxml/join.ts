import { sayFault } from './base64.ts';
import type { InlineAttachment } from './envelope.ts';
import { edxmlError } from './errors.ts';
import type { AttachmentView, ManifestReference } from './model.ts';
import { stripCid } from './names.ts';
import type { Notices } from './notices.ts';
import type { OctetFacts } from './octets.ts';
import type { Cut } from './split.ts';
import { displayName } from './text.ts';

/** An attachment as it was found, before it is joined with its Reference. */
export interface FoundAttachment {
  readonly contentId: string;
  readonly name: string | null;
  readonly mediaType: string | null;
  readonly encoding: AttachmentView['encoding'];
  readonly offset: number;
  readonly length: number;
  readonly facts: OctetFacts;
}

export function foundInline(attachments: readonly InlineAttachment[], cuts: readonly Cut[]): FoundAttachment[] {
  return attachments.map(({ fields, cut: index }) => {
    const contentId = stripCid(fields.text('ContentId') ?? '');
    const name = fields.text('AttachmentName');
    const cut = index === null ? undefined : cuts[index];
    if (!cut) throw mismatch(contentId, 'không có ContentTransferEncoded', 'has no ContentTransferEncoded');
    if (cut.fault) {
      const line = cut.line + cut.fault.newlines;
      throw edxmlError('BASE64_INVALID', { name: displayName(name, contentId), line, ...sayFault(cut.fault) });
    }
    const { offset, length } = cut;
    return { contentId, name, mediaType: fields.text('ContentType'), encoding: 'base64', offset, length, facts: cut };
  });
}

/** One Reference, one attachment, joined by ContentId; the order is the manifest's. */
export function joinManifest(
  manifest: readonly ManifestReference[],
  found: readonly FoundAttachment[],
  notices: Notices,
): AttachmentView[] {
  const byId = new Map<string, FoundAttachment>();
  for (const one of found) {
    if (one.contentId === '') throw mismatch('Attachment', 'không có ContentId', 'has no ContentId');
    if (byId.has(one.contentId)) throw mismatch(one.contentId, 'có hai tệp đính kèm', 'has two attachments');
    byId.set(one.contentId, one);
  }
  const views = manifest.map((reference, position): AttachmentView => {
    if (reference.contentId === '') throw mismatch('Reference', 'không có ContentId', 'has no ContentId');
    const one = byId.get(reference.contentId);
    if (!one)
      throw mismatch(
        reference.contentId,
        'không có tệp đính kèm (hoặc được nêu hai lần)',
        'has no attachment of its own',
      );
    byId.delete(reference.contentId);
    return view(position, reference, one, notices);
  });
  for (const left of byId.keys()) throw mismatch(left, 'không có trong edXMLManifest', 'is not in the manifest');
  return views;
}

function view(
  position: number,
  reference: ManifestReference,
  found: FoundAttachment,
  notices: Notices,
): AttachmentView {
  const name = displayName(reference.name ?? found.name, `attachment-${position + 1}`);
  const { octets, sha256, zipEntry } = found.facts;
  noticeAttachment(name, found.facts, notices);
  return {
    position,
    contentId: reference.contentId,
    name,
    // As with the name: what stands in the manifest may be signed, what stands beside the octets never is.
    mediaType: reference.contentType ?? found.mediaType ?? 'application/octet-stream',
    offset: found.offset,
    length: found.length,
    encoding: found.encoding,
    octets,
    sha256,
    zipped: zipEntry !== null,
  };
}

function noticeAttachment(name: string, { octets, zipEntry }: OctetFacts, notices: Notices): void {
  if (octets === 0) {
    notices.add('ATTACHMENT_EMPTY', `Tệp đính kèm "${name}" rỗng.`, `The attachment "${name}" is empty.`);
  }
  const inside = zipEntry === null ? null : extension(zipEntry);
  if (inside !== null && inside !== extension(name)) {
    notices.add(
      'ATTACHMENT_EXTENSION_DIFFERS',
      `Tệp đính kèm "${name}" được nén từ tệp có phần mở rộng .${inside}.`,
      `The attachment "${name}" was zipped from a file with the extension .${inside}.`,
    );
  }
}

function extension(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

function mismatch(contentId: string, vi: string, en: string) {
  const which = contentId.slice(0, 80) || '?';
  return edxmlError('REFERENCE_SET_MISMATCH', { vi: `${which} ${vi}`, en: `${which} ${en}` });
}
