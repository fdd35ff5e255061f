import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export interface Bytes {
  readonly mediaType: string;
  readonly name: string;
  readonly open: () => Readable;
  /** Where it is known before reading. */
  readonly size: number | null;
  /** Hex; becomes Content-Digest (RFC 9530). */
  readonly sha256: string | null;
  /** Cache-Control; what is not for everybody is kept by nobody. */
  readonly cache?: string;
}

/** Streams a sender's octets so that no browser runs or shows them under the hub's name. */
export function sendBytes(reply: FastifyReply, bytes: Bytes): FastifyReply {
  const stream = bytes.open();
  reply
    .type(bytes.mediaType)
    .header('content-disposition', disposition(bytes.name))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cache-control', bytes.cache ?? 'private, no-store');
  if (bytes.size !== null) reply.header('content-length', bytes.size);
  if (bytes.sha256 !== null) {
    reply.header('content-digest', `sha-256=:${Buffer.from(bytes.sha256, 'hex').toString('base64')}:`);
  }
  return reply.send(stream);
}

/** RFC 6266: an ASCII name for old clients, the real one percent-encoded (RFC 8187). */
export function disposition(name: string): string {
  const plain = name.replace(/[^\w.() -]/g, '_') || 'file';
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** A media type that a sender declared, if it is one; anything else is opaque. */
export function safeMediaType(declared: string): string {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/.test(declared) ? declared : 'application/octet-stream';
}
