import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request comes from this machine. A proxy on this machine that is not declared as trusted would make every
 * caller look so: what was forwarded never counts.
 */
export function isLocal({ ip, headers }: { readonly ip: string; readonly headers: IncomingHttpHeaders }): boolean {
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded;
  return forwarded === undefined && (ip === '::1' || /^(::ffff:)?127\./.test(ip));
}
