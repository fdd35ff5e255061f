import { createHash } from 'node:crypto';
import { isHubError } from '../../src/platform/errors.ts';
import type { ConnectionParts } from '../connector.ts';
import { firstWords, readAnswer } from './answer.ts';
import { error } from './errors.ts';
import type { IofficeSettings } from './settings.ts';

/** A wrong password is not tried on and on: accounts are locked for less. */
const REST_MS = 30_000;
const LOGIN_MS = 30_000;
const MOST_KEPT = 200;

export interface Tokens {
  /** The token in use, or that of the login under way. */
  get(): Promise<string>;
  /** iOffice does not take this one any more. */
  drop(token: string): void;
  /** The next one comes of a login, though the one in use is still good. */
  renew(): void;
}

interface Kept {
  readonly token: Promise<string>;
  /** Empty until the login is answered. */
  value: string;
  until: number;
}

/** By connection and credentials, in memory only: a connection is opened for each job, its token lasts for many. */
const kept = new Map<string, Kept>();

/** The token of one saved connection, shared by all of its jobs in this process; they wait for one login together. */
export function openTokens(parts: ConnectionParts<IofficeSettings>): Tokens {
  const { name, settings, secret, clock } = parts;
  const key = createHash('sha256')
    .update(JSON.stringify([name, settings.url, settings.account, secret]))
    .digest('hex');
  return {
    get() {
      const known = kept.get(key);
      if (known && clock.now() < known.until) return known.token;
      const fresh: Kept = { token: logIn(parts), value: '', until: Number.POSITIVE_INFINITY };
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, fresh);
      fresh.token.then(
        (value) => {
          fresh.value = value;
          fresh.until = clock.now() + settings.tokenMinutes * 60_000;
        },
        (problem: unknown) => {
          const isRefused = isHubError(problem) && problem.code === 'IOFFICE_LOGIN_REFUSED';
          fresh.until = isRefused ? clock.now() + REST_MS : 0;
        },
      );
      return fresh.token;
    },
    drop(token) {
      // Another job may have renewed it meanwhile.
      if (kept.get(key)?.value === token) kept.delete(key);
    },
    renew() {
      // What was refused rests, and a login under way is as fresh as the next.
      if (kept.get(key)?.value) kept.delete(key);
    },
  };
}

/** No caller's signal ends it: the others wait for it too. */
async function logIn({ name, settings, secret, http }: ConnectionParts<IofficeSettings>): Promise<string> {
  const { url, account, accountField, passwordField } = settings;
  const answer = await http.request({
    url: `${url.replace(/\/+$/, '')}/login/v3/`,
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ [accountField]: account, [passwordField]: secret ?? '' })),
    timeoutMs: LOGIN_MS,
  });
  const read = readAnswer(answer.body);
  const token = (read?.data as { token?: unknown } | null | undefined)?.token;
  if (answer.status < 300 && typeof token === 'string' && token !== '') return token;
  if (!read || answer.status >= 500) {
    throw error('IOFFICE_ANSWER_UNUSABLE', { connection: name, call: '/login/v3/', detail: `HTTP ${answer.status}` });
  }
  const detail = firstWords(`HTTP ${answer.status} ${read.code} ${read.message}`);
  throw error('IOFFICE_LOGIN_REFUSED', { connection: name, detail });
}
