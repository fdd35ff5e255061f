import type { TargetKind } from './model.ts';
import type { Seat } from './seat.ts';
import type { Asked, Fault, Wire } from './wire.ts';

/** The delivery that a call confirms as taken in; null for any other call. By target. */
const CONFIRMED: Readonly<Record<TargetKind, (asked: Asked) => string | null>> = {
  webhook: ({ headers }) => text(headers['lienthong-delivery']),
  rest: ({ path }) => /^\/v1\/inbox\/([^/]+)\/ack$/.exec(path)?.[1] ?? null,
  vxp: ({ path, headers }) =>
    path.endsWith('/updateStatus') && text(headers['xroadvnpt-status'])?.toLowerCase() === 'done'
      ? text(headers['xroadvnpt-docid'])
      : null,
  // The hub itself sees when such a system has taken a document in: nothing of it goes over the wire.
  connection: () => null,
};

/** Where and how a confirmation is lost: the answer to a push, or the call of a system that fetches. */
export function losing(seat: Seat): { readonly wire: Wire; readonly act: Fault['act'] } {
  return seat.push ? { wire: seat.push, act: 'cut-after' } : { wire: seat.wire, act: 'cut-before' };
}

export function confirms(seat: Seat, asked: Asked, deliveryId: string): boolean {
  return CONFIRMED[seat.target](asked) === deliveryId;
}

/** A REST system fetches the content of a delivery, or says that it could not take it in. */
export function isAbout(deliveryId: string, what: 'content' | 'fail', { method, path }: Asked): boolean {
  const of = `/v1/inbox/${deliveryId}/`;
  if (what === 'fail') return method === 'POST' && path === `${of}fail`;
  return method === 'GET' && (path.startsWith(`${of}content`) || path.startsWith(`${of}attachments/`));
}

/** The call hands a document in. */
export function isSending({ method, path, headers }: Asked): boolean {
  if (method !== 'POST') return false;
  return path === '/v1/documents' || (path.endsWith('/sendEdoc') && headers['xroadvnpt-messagetype'] === 'edoc');
}

/** The call reports a status. */
export function isReport({ method, path }: Asked): boolean {
  return method === 'POST' && /\/(status|recall|documents|sendEdoc)$/.test(path);
}

function text(header: string | string[] | undefined): string | null {
  return typeof header === 'string' ? header : null;
}
