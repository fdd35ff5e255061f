import type { Offer, Verdict } from '../connector.ts';
import { failureOf, type HttpAnswer, type SendContext, type SendResult } from '../contract.ts';
import {
  type AxisClient,
  type ClientParts,
  type Followed,
  MOST_OFFERS,
  MOST_PAGES,
  type ReceivedLine,
  type SentLine,
} from './client.ts';
import { error } from './errors.ts';
import {
  failureIn,
  readOffers,
  readTaken,
  readUnits,
  recalledOf,
  refusedOf,
  rejectionOf,
  type Submission,
} from './rest-answers.ts';
import { cutWhenSilent } from './silence.ts';

/** The signal ends a call that makes no progress; this only bounds one that crawls. */
const LONGEST_MS = 3_600_000;
/** A package of 2 GB over a line of 20 Mbit/s takes a quarter of an hour; the other side cuts it at twice that. */
const LONGEST_DOWNLOAD_MS = 30 * 60_000;
/** Answers tell of every recipient of a document, and there may be 5,000. */
const LONGEST_ANSWER_BYTES = 16 * 1_048_576;
const PAGE = 50;
const DIRECTORY_PAGE = 200;
/** How long the other side may hold an empty list open, in seconds. */
const HELD_OPEN = 20;

/** Another hub that speaks this product's REST v1: its inbox, its submissions, its list of agencies. */
export function restClient({ target, http, clock }: ClientParts, heldOpen: number = HELD_OPEN): AxisClient {
  const base = `${target.baseUrl.replace(/\/+$/, '')}/v1`;
  const authorization = `Bearer ${target.secret}`;

  async function get(path: string, signal: AbortSignal, timeoutMs = 30_000): Promise<HttpAnswer> {
    return http.request({
      url: `${base}${path}`,
      method: 'GET',
      headers: { authorization, accept: 'application/json' },
      timeoutMs,
      maxBytes: LONGEST_ANSWER_BYTES,
      signal,
    });
  }

  function read<T>(call: string, { status, body }: HttpAnswer): T {
    if (status !== 200) throw refusal(call, status);
    try {
      const value = JSON.parse(body.toString('utf8')) as T | null;
      if (typeof value === 'object' && value !== null) return value;
    } catch {}
    throw unusable(call, 'JSON');
  }

  const refusal = (call: string, status: number) =>
    error('AXIS_CALL_REFUSED', { axis: target.name, call, detail: `HTTP ${status}` });
  const unusable = (call: string, detail: string) => error('AXIS_ANSWER_UNUSABLE', { axis: target.name, call, detail });

  /** One page; what is no list is no answer either, and would pass for an empty one. */
  async function list(call: string, query: Readonly<Record<string, string>>, signal: AbortSignal, timeoutMs?: number) {
    const answer = await get(`${call}?${new URLSearchParams(query)}`, signal, timeoutMs);
    const page = read<{ items?: unknown; next?: unknown }>(call, answer);
    if (!Array.isArray(page.items)) throw unusable(call, 'items');
    return { items: page.items as unknown[], after: typeof page.next === 'string' ? page.next : null };
  }

  /** All items of a list in the order of its pages. */
  async function* pages(call: string, limit: number, signal: AbortSignal): AsyncGenerator<unknown[]> {
    let after: string | null = null;
    for (let n = 0; n < MOST_PAGES && (n === 0 || after !== null); n += 1) {
      const page: Awaited<ReturnType<typeof list>> = await list(
        call,
        { limit: String(limit), ...(after !== null && { after }) },
        signal,
      );
      yield page.items;
      after = page.after;
    }
  }

  const item = (offer: Offer) => `${base}/inbox/${encodeURIComponent(offer.transportId)}`;

  return {
    listsPast: false,
    listsSent: true,

    async send(context: SendContext): Promise<SendResult> {
      const content = await context.content('stored');
      const answer = await http.request({
        url: `${base}/documents`,
        method: 'POST',
        headers: {
          authorization,
          accept: 'application/json, application/problem+json',
          'content-type': content.mediaType,
          'content-length': String(content.size),
          'idempotency-key': context.deliveryId,
          'lienthong-to': context.recipients.join(','),
        },
        body: content.open(),
        connectTimeoutMs: context.connectTimeoutMs,
        timeoutMs: LONGEST_MS,
        signal: context.signal,
        maxBytes: LONGEST_ANSWER_BYTES,
      });
      if (![200, 201, 202].includes(answer.status)) return failureOf(answer, clock.now());
      const taken = readTaken(answer);
      // A page of something else with a good status: nobody has it. Where a hub has, it knows the repetition by its key.
      if (!taken) return { outcome: 'retry', httpStatus: answer.status, code: 'AXIS_ANSWER_UNUSABLE', detail: 'JSON' };
      const { remoteId, deliveries } = taken;
      const undecided = answer.status === 202;
      return { outcome: 'relayed', httpStatus: answer.status, refused: refusedOf(deliveries), remoteId, undecided };
    },

    /** What is acknowledged leaves the list, and what is urgent stands first: after a page with news it begins again. */
    async *offers(signal) {
      const seen = new Set<string>();
      let query: Record<string, string> = { wait: String(heldOpen) };
      while (!signal.aborted && seen.size < MOST_OFFERS) {
        const wait = Number(query.wait ?? 0);
        const page = await list('/inbox', { limit: String(PAGE), ...query }, signal, (wait + 10) * 1_000);
        const fresh = readOffers(page.items).filter((one) => !seen.has(one.transportId));
        for (const one of fresh) seen.add(one.transportId);
        if (fresh.length > 0) {
          yield fresh;
          query = {};
        } else if (page.after === null) return;
        else query = { after: page.after };
      }
    },

    async open(offer, signal) {
      const content = await http.request({
        url: `${item(offer)}/content`,
        method: 'GET',
        headers: { authorization, accept: '*/*' },
        stream: true,
        timeoutMs: LONGEST_DOWNLOAD_MS,
        signal,
      });
      if (content.status !== 200) {
        content.body.destroy();
        if (content.status === 410) throw await tellGone(offer, signal);
        throw refusal('content', content.status);
      }
      return {
        mediaType: content.headers['content-type'] ?? 'application/octet-stream',
        body: cutWhenSilent(content.body),
      };
    },

    tell,

    async follow({ remoteId, recipients }, signal) {
      const path = `/submissions/${encodeURIComponent(remoteId)}`;
      const submission = read<Submission>(path, await get(path, signal));
      const rejection = rejectionOf(submission);
      if (rejection) return { refused: new Map(recipients.map((to) => [to, rejection])), final: true };
      if (typeof submission.documentId !== 'string') return { refused: new Map(), final: false };
      const { deliveries } = await documentOf(submission.documentId, signal);
      return { refused: refusedOf(deliveries), recalled: recalledOf(deliveries), final: true };
    },

    async *sent(_period, known, signal) {
      for (const relay of known) yield* sentLines(relay, signal);
    },

    async *received(_period, signal) {
      for await (const items of pages('/inbox', PAGE, signal)) {
        yield* readOffers(items).map(
          ({ transportId, kind }): ReceivedLine => ({ transportId, kind, from: null, to: null, acknowledged: false }),
        );
      }
    },

    async *directory(_since, signal) {
      for await (const items of pages('/agencies', DIRECTORY_PAGE, signal)) {
        yield* readUnits(items, clock.now());
      }
    },

    async check(signal) {
      const answer = await get('/inbox?limit=1', signal, 10_000);
      read('/inbox', answer);
      return { clockAhead: clockAhead(answer, clock.now()) };
    },
  };

  async function tell(offer: Offer, verdict: Exclude<Verdict, 'waits'>, signal: AbortSignal): Promise<void> {
    const failed = verdict === 'done' ? null : failureIn(verdict);
    const answer = await http.request({
      url: `${item(offer)}/${failed ? 'fail' : 'ack'}`,
      method: 'POST',
      headers: { authorization, ...(failed && { 'content-type': 'application/json' }) },
      ...(failed && { body: failed }),
      signal,
    });
    if (answer.status >= 300) throw refusal(failed ? 'fail' : 'ack', answer.status);
  }

  /** It would be listed for ever: told as failed it rests, and its sender hears of it. */
  async function tellGone(offer: Offer, signal: AbortSignal): Promise<Error> {
    const gone = error('AXIS_PACKAGE_GONE', { axis: target.name });
    await tell(offer, { refused: gone.code, reason: { vi: gone.title('vi'), en: gone.title('en') } }, signal);
    return gone;
  }

  async function documentOf(id: string, signal: AbortSignal): Promise<{ deliveries?: unknown }> {
    const path = `/documents/${encodeURIComponent(id)}`;
    return read(path, await get(path, signal));
  }

  async function* sentLines({ remoteId, recipients }: Followed, signal: AbortSignal): AsyncGenerator<SentLine> {
    const path = `/submissions/${encodeURIComponent(remoteId)}`;
    const answer = await get(path, signal);
    // The other side does not have it, which is what the comparison is for.
    if (answer.status === 404) return;
    const submission = read<Submission>(path, answer);
    const rejection = rejectionOf(submission);
    const document = typeof submission.documentId === 'string' ? await documentOf(submission.documentId, signal) : {};
    // A dead letter there is with nobody.
    const refused = refusedOf(document.deliveries, ['failed', 'dead']);
    for (const to of recipients) {
      const no = rejection ?? refused.get(to);
      const state = no ? 'refused' : submission.state === 'accepted' ? 'taken' : 'undecided';
      yield { remoteId, to, state, reason: no?.detail ?? null, about: null };
    }
  }
}

/** Seconds by which the answer's Date is ahead of this clock; null where it has none. */
export function clockAhead(answer: Pick<HttpAnswer, 'headers'>, nowMs: number): number | null {
  const at = Date.parse(answer.headers.date ?? '');
  return Number.isNaN(at) ? null : Math.round((at - nowMs) / 1_000);
}
