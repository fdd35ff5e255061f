import type { Logger } from '../../platform/log.ts';
import { openCache, type RevocationStore } from './cache.ts';

/** One call to another host; the platform's outbound client, which checks the address that the name resolves to. */
export type FetchBytes = (request: {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Record<string, string>;
  readonly body?: Buffer;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}) => Promise<{ readonly status: number; readonly body: Buffer }>;

export interface AnswerRequest {
  /** What the answer is kept under. */
  readonly key: string;
  readonly url: string;
  readonly kind: 'ocsp' | 'crl';
  /** The OCSP request; a CRL is fetched with GET. */
  readonly body?: Buffer;
  /** Until when these octets answer the question; null when they do not. Called for fetched and stored octets alike. */
  readonly usableUntil: (bytes: Buffer) => number | null;
}

const LIMITS = {
  ocsp: { timeoutMs: 5_000, maxBytes: 65_536 },
  crl: { timeoutMs: 30_000, maxBytes: 20 * 2 ** 20 },
} as const;

/** A host that failed is left alone for this long: every document of an agency would knock at the same door. */
const REST_MS = 60_000;
const CACHE_BYTES = 64 * 2 ** 20;
const MOST_RESTING = 1_000;

export interface AnswerFetcher {
  /** The octets of a usable answer, from memory, the store or the network; null when there is none. Never rejects. */
  get(request: AnswerRequest, nowMs: number): Promise<Buffer | null>;
}

export function openFetcher(options: { fetch: FetchBytes; store?: RevocationStore; log: Logger }): AnswerFetcher {
  const { fetch, store, log } = options;
  const cache = openCache(CACHE_BYTES);
  const resting = new Map<string, number>();
  /** Documents that arrive together ask once. */
  const underway = new Map<string, Promise<Buffer | null>>();

  async function load({ key, url, kind, body, usableUntil }: AnswerRequest, nowMs: number): Promise<Buffer | null> {
    try {
      const stored = await store?.load(key);
      const storedUntil = stored ? usableUntil(stored.bytes) : null;
      if (stored && storedUntil !== null && storedUntil >= nowMs) {
        cache.put(key, { bytes: stored.bytes, expiresMs: storedUntil });
        return stored.bytes;
      }
    } catch (err) {
      log.warn({ err, key }, 'revocation.store');
    }
    try {
      const answer = await fetch({ url, ...toSend(kind, body), ...LIMITS[kind] });
      const expiresMs = answer.status === 200 ? usableUntil(answer.body) : null;
      if (expiresMs !== null && expiresMs >= nowMs) {
        cache.put(key, { bytes: answer.body, expiresMs });
        await store?.save(key, { bytes: answer.body, expiresMs }).catch((err) => log.warn({ err }, 'revocation.store'));
        return answer.body;
      }
      log.warn({ url, status: answer.status, bytes: answer.body.length }, 'revocation.unusable');
    } catch (err) {
      log.warn({ err, url }, 'revocation.unreachable');
    }
    if (resting.size >= MOST_RESTING) resting.clear();
    resting.set(key, nowMs + REST_MS);
    return null;
  }

  return {
    async get(request, nowMs) {
      const known = cache.get(request.key, nowMs);
      if (known) return known;
      if ((resting.get(request.key) ?? 0) > nowMs) return null;
      let running = underway.get(request.key);
      if (!running) {
        running = load(request, nowMs).finally(() => underway.delete(request.key));
        underway.set(request.key, running);
      }
      return running;
    },
  };
}

/** RFC 6960 appendix A.1; a CRL is a plain file (RFC 2585 section 4.2). */
function toSend(kind: AnswerRequest['kind'], body: Buffer | undefined) {
  if (kind === 'crl') return { method: 'GET', headers: { accept: 'application/pkix-crl' } } as const;
  const headers = { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' };
  return { method: 'POST', headers, ...(body ? { body } : {}) } as const;
}
