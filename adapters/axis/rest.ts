import type { Offer, Verdict } from '../connector.ts';
import {
  type AxisUnit,
  failureOf,
  type HttpAnswer,
  type Refusals,
  type SendContext,
  type SendResult,
} from '../contract.ts';
import {
  type AxisClient,
  type ClientParts,
  type Followed,
  MOST_PAGES,
  type ReceivedLine,
  remoteIdOf,
  type SentLine,
} from './client.ts';
import { error } from './errors.ts';
import { cutWhenSilent } from './silence.ts';

/** Of the REST door. */
const MOST_REASON = 300;
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

type Delivery = { addressedCode?: unknown; state?: unknown; reasonCode?: unknown };

/** Another hub that speaks this product's REST v1: its inbox, its submissions, its list of agencies. */
export function restClient({ target, http, clock }: ClientParts, heldOpen: number = HELD_OPEN): AxisClient {
  const base = `${target.baseUrl.replace(/\/+$/, '')}/v1`;
  const authorization = `Bearer ${target.secret}`;

  async function json<T>(path: string, signal: AbortSignal, timeoutMs = 30_000): Promise<T> {
    const headers = { authorization, accept: 'application/json' };
    const answer = await http.request({
      url: `${base}${path}`,
      method: 'GET',
      headers,
      timeoutMs,
      maxBytes: LONGEST_ANSWER_BYTES,
      signal,
    });
    if (answer.status !== 200) throw refusal(path, answer);
    try {
      return JSON.parse(answer.body.toString('utf8')) as T;
    } catch (cause) {
      throw error('AXIS_ANSWER_UNUSABLE', { axis: target.name, call: path, detail: 'JSON' }, cause);
    }
  }

  function refusal(call: string, answer: Pick<HttpAnswer, 'status'>) {
    return error('AXIS_CALL_REFUSED', { axis: target.name, call, detail: `HTTP ${answer.status}` });
  }

  async function* listInbox(signal: AbortSignal, wait: number): AsyncGenerator<readonly Offer[]> {
    let after: string | null = null;
    for (let n = 0; n < MOST_PAGES && (n === 0 || after !== null); n += 1) {
      const query: URLSearchParams = new URLSearchParams({
        limit: String(PAGE),
        ...(after ? { after } : { wait: String(wait) }),
      });
      const page: { items?: unknown; next?: unknown } = await json(`/inbox?${query}`, signal, (wait + 10) * 1_000);
      yield readOffers(page.items);
      after = typeof page.next === 'string' ? page.next : null;
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
      const { submissionId, deliveries } = bodyOf(answer);
      const remoteId = remoteIdOf(submissionId);
      return {
        outcome: 'relayed',
        httpStatus: answer.status,
        refused: refusedOf(deliveries),
        ...(remoteId !== undefined && { remoteId, undecided: answer.status === 202 }),
      };
    },

    offers: (signal) => listInbox(signal, heldOpen),

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
        throw refusal('content', content);
      }
      return {
        mediaType: content.headers['content-type'] ?? 'application/octet-stream',
        body: cutWhenSilent(content.body),
      };
    },

    async tell(offer, verdict, signal) {
      const failed = verdict === 'done' ? null : failureIn(verdict);
      const answer = await http.request({
        url: `${item(offer)}/${failed ? 'fail' : 'ack'}`,
        method: 'POST',
        headers: { authorization, ...(failed && { 'content-type': 'application/json' }) },
        ...(failed && { body: failed }),
        signal,
      });
      if (answer.status >= 300) throw refusal(failed ? 'fail' : 'ack', answer);
    },

    async follow({ remoteId, recipients }, signal) {
      const submission = await json<{ state?: unknown; code?: unknown; documentId?: unknown }>(
        `/submissions/${encodeURIComponent(remoteId)}`,
        signal,
      );
      if (submission.state === 'rejected') {
        const code = textOf(submission.code) ?? 'RELAY_REFUSED';
        return { refused: new Map(recipients.map((to) => [to, { code, detail: code }])), final: true };
      }
      if (typeof submission.documentId !== 'string') return { refused: new Map(), final: false };
      return { refused: refusedOf(await deliveriesOf(submission.documentId, signal)), final: true };
    },

    async *sent(_period, known, signal) {
      for (const relay of known) yield* sentLines(relay, signal);
    },

    async *received(_period, signal) {
      for await (const page of listInbox(signal, 0)) {
        yield* page.map((offer): ReceivedLine => ({ ...offer, from: null, to: null, acknowledged: false }));
      }
    },

    async *directory(_since, signal) {
      let after: string | null = null;
      for (let n = 0; n < MOST_PAGES && (n === 0 || after !== null); n += 1) {
        const query: URLSearchParams = new URLSearchParams({
          limit: String(DIRECTORY_PAGE),
          ...(after ? { after } : {}),
        });
        const page: { items?: unknown; next?: unknown } = await json(`/agencies?${query}`, signal);
        yield* readUnits(page.items);
        after = typeof page.next === 'string' ? page.next : null;
      }
    },

    async check(signal) {
      const answer = await http.request({
        url: `${base}/inbox?limit=1`,
        method: 'GET',
        headers: { authorization, accept: 'application/json' },
        timeoutMs: 10_000,
        signal,
      });
      if (answer.status !== 200) throw refusal('inbox', answer);
      return { clockAhead: clockAhead(answer, clock.now()) };
    },
  };

  async function deliveriesOf(documentId: string, signal: AbortSignal): Promise<unknown> {
    const document = await json<{ deliveries?: unknown }>(`/documents/${encodeURIComponent(documentId)}`, signal);
    return document.deliveries;
  }

  async function* sentLines(relay: Followed, signal: AbortSignal): AsyncGenerator<SentLine> {
    const path = `/submissions/${encodeURIComponent(relay.remoteId)}`;
    const submission = await json<{ state?: unknown; code?: unknown; documentId?: unknown }>(path, signal).catch(
      (problem: unknown) => {
        // 404: the other side does not have it, which is what the comparison is for.
        if (String(problem).includes('HTTP 404')) return null;
        throw problem;
      },
    );
    if (!submission) return;
    const refused = refusedOf(
      typeof submission.documentId === 'string' ? await deliveriesOf(submission.documentId, signal) : [],
    );
    for (const to of relay.recipients) {
      const no =
        submission.state === 'rejected' ? (textOf(submission.code) ?? 'REJECTED') : (refused.get(to)?.code ?? null);
      const state = no ? 'refused' : submission.state === 'accepted' ? 'taken' : 'undecided';
      yield { remoteId: relay.remoteId, to, state, reason: no, about: null };
    }
  }
}

/** Seconds by which the answer's Date is ahead of this clock; null where it has none. */
export function clockAhead(answer: Pick<HttpAnswer, 'headers'>, nowMs: number): number | null {
  const at = Date.parse(answer.headers.date ?? '');
  return Number.isNaN(at) ? null : Math.round((at - nowMs) / 1_000);
}

/** Taken on all the same when it cannot be read: the status line is the answer, the body only refines it. */
function bodyOf(answer: HttpAnswer): { submissionId?: unknown; deliveries?: unknown } {
  try {
    return (JSON.parse(answer.body.toString('utf8')) as object | null) ?? {};
  } catch {
    return {};
  }
}

/** Recipients that the other side could not serve, read from the deliveries that it tells. */
function refusedOf(deliveries: unknown): Refusals {
  const refused = new Map<string, { code: string; detail: string }>();
  for (const one of Array.isArray(deliveries) ? (deliveries as Delivery[]) : []) {
    if (one?.state !== 'failed' || typeof one.addressedCode !== 'string') continue;
    const code = textOf(one.reasonCode) ?? 'RELAY_REFUSED';
    refused.set(one.addressedCode, { code, detail: code });
  }
  return refused;
}

type Item = { deliveryId?: unknown; addressed?: unknown; document?: { kind?: unknown } };

function readOffers(items: unknown): Offer[] {
  return (Array.isArray(items) ? (items as Item[]) : []).flatMap((one): Offer[] => {
    if (typeof one?.deliveryId !== 'string') return [];
    const to = (Array.isArray(one.addressed) ? (one.addressed as { code?: unknown }[]) : []).flatMap(
      (address) => textOf(address?.code) ?? [],
    );
    const kind = one.document?.kind === 'status' ? 'status' : 'document';
    return [{ transportId: one.deliveryId, kind, ...(to.length > 0 && { to }) }];
  });
}

/** Told to the sender by the other side, in its first language. */
function failureIn({ refused, reason }: Exclude<Verdict, string>): Buffer {
  const words = reason ? `${refused}: ${reason.vi}` : refused;
  return Buffer.from(JSON.stringify({ reason: words.slice(0, MOST_REASON) }));
}

function readUnits(items: unknown): AxisUnit[] {
  type Line = { code?: unknown; name?: unknown; axis?: unknown; validTo?: unknown };
  return (Array.isArray(items) ? (items as Line[]) : []).flatMap(({ code, name, validTo }) =>
    typeof code === 'string' && typeof name === 'string'
      ? [{ id: code, parentId: null, code, otherCodes: [], name, mail: null, version: null, closed: isPast(validTo) }]
      : [],
  );
}

function isPast(validTo: unknown): boolean {
  return typeof validTo === 'string' && validTo <= new Date().toISOString().slice(0, 10);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 100) : null;
}
