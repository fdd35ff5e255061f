import { createHash } from 'node:crypto';
import type { ClientParts } from '../client.ts';

/** A token is renewed so long before its end: a call that is under way must not meet it. */
const MARGIN_MS = 60_000;
const MOST_KEPT = 100;

/** What a login gave: the token, and for how many seconds it is good. */
export interface Grant {
  readonly token: string;
  readonly seconds: number;
}

export interface Tokens {
  /** The token in use, or a new one. */
  get(signal: AbortSignal): Promise<string>;
  /** The other side does not take it any more. */
  drop(): void;
}

/** By address and credentials: a client lives for one sending, its token for half an hour. */
const kept = new Map<string, { readonly token: string; readonly until: number }>();

/** The bearer token of one axis, fetched when it is needed and shared by all of its clients in this process. */
export function openTokens(parts: ClientParts, fetch: (signal: AbortSignal) => Promise<Grant>): Tokens {
  const { target, clock } = parts;
  const key = createHash('sha256')
    .update(JSON.stringify([target.baseUrl, target.settings, target.secret]))
    .digest('hex');
  return {
    async get(signal) {
      const known = kept.get(key);
      if (known && clock.now() < known.until) return known.token;
      const { token, seconds } = await fetch(signal);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, { token, until: clock.now() + seconds * 1_000 - MARGIN_MS });
      return token;
    },
    drop() {
      kept.delete(key);
    },
  };
}
