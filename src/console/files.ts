import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export interface FileToSend {
  readonly name: string;
  readonly mediaType: string;
  readonly size?: number | null;
  open(): Readable;
}

export const PDF = 'application/pdf';

/** What a browser may show in place; it runs no script in any of them under the policy below. */
const SHOWN: Readonly<Record<string, string>> = {
  [PDF]: PDF,
  'image/png': 'image/png',
  'image/jpeg': 'image/jpeg',
  'text/plain': 'text/plain; charset=utf-8',
};

/**
 * Sends a file that somebody else wrote. Only kinds that are known to be harmless are shown, by their name's ending as
 * well as by their type, since senders write either wrongly; everything else is saved (RFC 6266 names, UTF-8).
 */
export function sendFile(reply: FastifyReply, file: FileToSend, how: 'inline' | 'attachment'): FastifyReply {
  const type = SHOWN[kindOf(file)];
  const shown = how === 'inline' && type !== undefined;
  const name = encodeURIComponent(file.name.normalize('NFC')).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  );
  reply.header('content-disposition', `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`);
  reply.header(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
  );
  if (file.size) reply.header('content-length', file.size);
  return reply.type(shown ? type : 'application/octet-stream').send(file.open());
}

/** The media type of a file as its name and its sender's type tell it together. */
export function kindOf({ name, mediaType }: { readonly name: string; readonly mediaType: string }): string {
  const ending = /\.(pdf|png|jpe?g|txt)$/i.exec(name)?.[1]?.toLowerCase();
  const byName = { pdf: PDF, png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', txt: 'text/plain' };
  return byName[ending as keyof typeof byName] ?? mediaType.split(';')[0]!.trim().toLowerCase();
}

/** Where a file is looked at: by the page's own viewer, by the browser, or not at all. */
export function viewOf(file: { readonly name: string; readonly mediaType: string }): 'view' | 'files' | null {
  const kind = kindOf(file);
  if (kind === PDF) return 'view';
  return kind in SHOWN ? 'files' : null;
}
