import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { AdapterLog, AxisTarget, HttpClient } from '../contract.ts';

/** A package that waits for this hub at the other axis. */
export interface AxisPackage {
  readonly axis: string;
  /** The other side's delivery id: the same package always carries the same one. */
  readonly transportId: string;
  readonly kind: 'document' | 'status';
  readonly mediaType: string;
  readonly body: Readable;
}

export interface AxisPoller {
  /** Ends at once; a package that was still being fetched is offered again. */
  stop(): Promise<void>;
}

export interface PollOptions {
  readonly axis: AxisTarget;
  readonly http: HttpClient;
  readonly log: AdapterLog;
  /** Takes a package in. `done` once it is stored or refused for good; `fail` to be offered it again. */
  readonly onPackage: (offered: AxisPackage) => Promise<'done' | 'fail'>;
  /** Pause after a round that found nothing new, in milliseconds. */
  readonly intervalMs?: number;
  /** How long the other side may hold an empty answer open, in seconds. */
  readonly waitSeconds?: number;
}

const PAGE = 50;
/** Answers tell of every recipient of a document, and there may be 5,000. */
export const LONGEST_ANSWER_BYTES = 16 * 1_048_576;
/** A package of 2 GB over a line of 20 Mbit/s takes a quarter of an hour; the other side cuts it at twice that. */
const LONGEST_DOWNLOAD_MS = 30 * 60_000;

/**
 * Fetches what other axes have for this hub, over and over. The acknowledgement, sent only after the package is durable
 * here, is the cursor: a crash at any point only means that a package is offered again under the same transport id.
 */
export function pollAxis(options: PollOptions): AxisPoller {
  const ending = new AbortController();
  const { intervalMs = 2_000 } = options;
  const running = (async () => {
    while (!ending.signal.aborted) {
      const taken = await takeAll(options, ending.signal).catch((problem: unknown) => {
        if (!ending.signal.aborted)
          options.log.warn({ axis: options.axis.name, problem: String(problem) }, 'axis.poll');
        return 0;
      });
      if (taken === 0) await wait(intervalMs, undefined, { signal: ending.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      ending.abort();
      await running;
    },
  };
}

interface Offer {
  readonly deliveryId: string;
  readonly kind: 'document' | 'status';
}

/** One pass over the other side's inbox; gives the number of packages taken and acknowledged. */
async function takeAll(options: PollOptions, signal: AbortSignal): Promise<number> {
  let taken = 0;
  let after: string | null = null;
  do {
    const page: { items: Offer[]; next: string | null } = await listOffers(options, signal, after);
    for (const offer of page.items) {
      if (signal.aborted) return taken;
      if (await takeOne(options, offer, signal)) taken += 1;
    }
    after = page.next;
  } while (after !== null);
  return taken;
}

async function listOffers(
  options: PollOptions,
  signal: AbortSignal,
  after: string | null,
): Promise<{ items: Offer[]; next: string | null }> {
  const { waitSeconds = 20 } = options;
  const query = new URLSearchParams({
    limit: String(PAGE),
    ...(after === null ? { wait: String(waitSeconds) } : { after }),
  });
  const answer = await options.http.request({
    url: `${base(options)}/inbox?${query}`,
    method: 'GET',
    headers: headers(options),
    timeoutMs: (waitSeconds + 10) * 1_000,
    maxBytes: LONGEST_ANSWER_BYTES,
    signal,
  });
  if (answer.status !== 200) throw new Error(`the inbox answered ${answer.status}`);
  const body = JSON.parse(answer.body.toString('utf8')) as { items?: unknown; next?: unknown };
  const items = Array.isArray(body.items) ? (body.items as { deliveryId?: unknown; kind?: unknown }[]) : [];
  return {
    items: items.flatMap((item) =>
      typeof item?.deliveryId === 'string'
        ? [{ deliveryId: item.deliveryId, kind: item.kind === 'status' ? ('status' as const) : ('document' as const) }]
        : [],
    ),
    next: typeof body.next === 'string' ? body.next : null,
  };
}

/** A package that cannot be taken stays there and is offered again; it never holds up those behind it. */
async function takeOne(options: PollOptions, offer: Offer, signal: AbortSignal): Promise<boolean> {
  const { axis, http, log } = options;
  const item = `${base(options)}/inbox/${encodeURIComponent(offer.deliveryId)}`;
  try {
    const content = await http.request({
      url: `${item}/content`,
      method: 'GET',
      headers: headers(options),
      stream: true,
      timeoutMs: LONGEST_DOWNLOAD_MS,
      signal,
    });
    if (content.status !== 200) {
      content.body.destroy();
      throw new Error(`the content answered ${content.status}`);
    }
    const verdict = await options.onPackage({
      axis: axis.name,
      transportId: offer.deliveryId,
      kind: offer.kind,
      mediaType: content.headers['content-type'] ?? 'application/octet-stream',
      body: content.body,
    });
    if (verdict === 'fail') return false;
    const acknowledged = await http.request({ url: `${item}/ack`, method: 'POST', headers: headers(options) });
    if (acknowledged.status >= 300) throw new Error(`the acknowledgement answered ${acknowledged.status}`);
    log.info({ axis: axis.name, transportId: offer.deliveryId, kind: offer.kind }, 'axis.taken');
    return true;
  } catch (problem) {
    log.warn({ axis: axis.name, transportId: offer.deliveryId, problem: String(problem) }, 'axis.take');
    return false;
  }
}

function base(options: PollOptions): string {
  return `${options.axis.baseUrl.replace(/\/+$/, '')}/v1`;
}

function headers(options: PollOptions): Record<string, string> {
  return { authorization: `Bearer ${options.axis.secret}`, accept: 'application/json' };
}
