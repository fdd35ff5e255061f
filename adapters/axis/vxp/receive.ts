import { vxp } from '../../../src/wire/index.ts';
import type { Offer } from '../../connector.ts';
import { type AxisClient, MOST_OFFERS } from '../client.ts';
import { packageOf } from '../package.ts';
import type { Calls } from './calls.ts';

const PAGE = 100;
/** A package of 2 GB over a line of 20 Mbit/s takes a quarter of an hour. */
const LONGEST_DOWNLOAD_MS = 30 * 60_000;
const MESSAGE_TYPE = { document: 'edoc', status: 'status' } as const;

/**
 * What waits, documents before statuses. The list changes while it is read: what is acknowledged leaves it and the rest
 * moves forward, so a page that brought anything new is read again, and only one that did not is passed. The first page
 * is asked for without a number: some axes count from 0, others from 1. Ends at a page that is empty, or short with
 * nothing new, or the same again: then the axis knows no pages.
 */
export async function* offers(calls: Calls, signal: AbortSignal): AsyncGenerator<readonly Offer[]> {
  for (const kind of ['document', 'status'] as const) {
    const seen = new Set<string>();
    let first = '';
    for (let index = 0; !signal.aborted && seen.size < MOST_OFFERS; ) {
      const page = await listReceived(calls, kind, index, signal);
      // What was refused here rests there for a while; it is listed all the same.
      const fresh = page.filter((one) => !one.rests && !seen.has(one.transportId));
      for (const one of fresh) seen.add(one.transportId);
      if (fresh.length > 0) {
        yield fresh;
        continue;
      }
      const sameAgain = index > 1 && page[0]?.transportId === first;
      if (page.length < PAGE || sameAgain) break;
      first = page[0]!.transportId;
      index += 1;
    }
  }
}

async function listReceived(
  calls: Calls,
  kind: Offer['kind'],
  index: number,
  signal: AbortSignal,
): Promise<(Offer & { readonly rests: boolean })[]> {
  const answer = await calls.call(
    'getReceivedEdocList',
    {
      servicetype: 'eDoc',
      messagetype: MESSAGE_TYPE[kind],
      pageSize: String(PAGE),
      ...(index > 0 && { pageIndex: String(index) }),
    },
    { signal },
  );
  return vxp.readItems('getReceivedEdocList', answer.data).flatMap(({ docId, to, status }) => {
    if (docId === '') return [];
    return [{ transportId: docId, kind, rests: status.toUpperCase() === 'FAIL', ...(to !== '' && { to: [to] }) }];
  });
}

/** The package as a stream of its own bytes. */
export async function openEdoc(calls: Calls, offer: Offer, signal: AbortSignal): ReturnType<AxisClient['open']> {
  const { transportId } = offer;
  const answer = await calls.stream(
    'getEdoc',
    { docId: transportId, filePath: `${transportId}.edxml` },
    { signal, timeoutMs: LONGEST_DOWNLOAD_MS },
  );
  return packageOf(answer, (text) => calls.refusal('getEdoc', text));
}
