import type { Offer, Verdict } from '../connector.ts';
import type { AxisUnit, HttpAnswer, Refusals } from '../contract.ts';
import { remoteIdOf } from './client.ts';

/** Of the REST door. */
const MOST_REASON = 300;
const VIETNAM_MS = 7 * 3_600_000;

/** What became of one recipient at the other side. */
interface Delivery {
  readonly addressedCode?: unknown;
  readonly state?: unknown;
  readonly reasonCode?: unknown;
  readonly reason?: { readonly vi?: unknown } | null;
  readonly recall?: { readonly state?: unknown } | null;
}

/** How one handing-in stands at the other side. */
export interface Submission {
  readonly state?: unknown;
  readonly code?: unknown;
  readonly reason?: { readonly vi?: { readonly title?: unknown } } | null;
  readonly documentId?: unknown;
}

/** What the answer to a document says; null where it is none of a hub, whatever its status. */
export function readTaken({ body }: HttpAnswer): { remoteId: string; deliveries: unknown } | null {
  try {
    const answer = JSON.parse(body.toString('utf8')) as { submissionId?: unknown; deliveries?: unknown } | null;
    const remoteId = remoteIdOf(answer?.submissionId);
    return remoteId === undefined ? null : { remoteId, deliveries: answer?.deliveries };
  } catch {
    return null;
  }
}

/** Recipients that the other side does not serve, in its own words: those whose delivery there is in one of these states. */
export function refusedOf(deliveries: unknown, states: readonly unknown[] = ['failed']): Refusals {
  const refused = new Map<string, { code: string; detail: string }>();
  for (const one of listOf<Delivery>(deliveries)) {
    if (!states.includes(one?.state) || typeof one?.addressedCode !== 'string') continue;
    const code = textOf(one.reasonCode) ?? 'RELAY_REFUSED';
    refused.set(one.addressedCode, { code, detail: wordsOf(one.reason?.vi) ?? code });
  }
  return refused;
}

/** Recipients from whom it was taken back. */
export function recalledOf(deliveries: unknown): ReadonlySet<string> {
  const isOver = ({ recall }: Delivery) => recall?.state === 'withdrawn' || recall?.state === 'confirmed';
  return new Set(
    listOf<Delivery>(deliveries).flatMap((one) =>
      one && isOver(one) && typeof one.addressedCode === 'string' ? [one.addressedCode] : [],
    ),
  );
}

/** Why a package was refused after it had been taken; null while it is not. */
export function rejectionOf({ state, code: said, reason }: Submission): { code: string; detail: string } | null {
  if (state !== 'rejected') return null;
  const code = textOf(said) ?? 'RELAY_REFUSED';
  return { code, detail: wordsOf(reason?.vi?.title) ?? code };
}

type Item = { deliveryId?: unknown; state?: unknown; addressed?: unknown; document?: { kind?: unknown } };

export function readOffers(items: readonly unknown[]): Offer[] {
  return (items as (Item | null)[]).flatMap((one): Offer[] => {
    const transportId = remoteIdOf(one?.deliveryId);
    if (transportId === undefined) return [];
    const to = listOf<{ code?: unknown }>(one!.addressed).flatMap((address) => textOf(address?.code) ?? []);
    const kind = one!.document?.kind === 'status' ? 'status' : 'document';
    return [{ transportId, kind, ungiven: one!.state === 'available', ...(to.length > 0 && { to }) }];
  });
}

/** Told to the sender by the other side, in its first language. */
export function failureIn({ refused, reason }: Exclude<Verdict, string>): Buffer {
  const words = reason ? `${refused}: ${reason.vi}` : refused;
  return Buffer.from(JSON.stringify({ reason: words.slice(0, MOST_REASON) }));
}

/** Days are those of Vietnam. */
export function readUnits(items: readonly unknown[], nowMs: number): AxisUnit[] {
  const today = new Date(nowMs + VIETNAM_MS).toISOString().slice(0, 10);
  type Line = { code?: unknown; name?: unknown; validTo?: unknown };
  return (items as (Line | null)[]).flatMap((line) => {
    const { code, name, validTo } = line ?? {};
    if (typeof code !== 'string' || typeof name !== 'string') return [];
    const closed = typeof validTo === 'string' && validTo <= today;
    return [{ id: code, parentId: null, code, otherCodes: [], name, mail: null, version: null, closed }];
  });
}

function listOf<T>(value: unknown): readonly (T | null)[] {
  return Array.isArray(value) ? (value as (T | null)[]) : [];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 100) : null;
}

function wordsOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, MOST_REASON) : null;
}
