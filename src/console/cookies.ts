import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Opened } from '../accounts/index.ts';
import type { Hub } from '../hub.ts';
import type { Config } from '../platform/config.ts';
import { BASE } from './context.ts';

export const SESSION_COOKIE = 'lt_session';

/** By which a browser is known again: guesses from elsewhere keep nobody out who has logged in with it before. */
export const DEVICE_COOKIE = 'lt_device';
const DEVICE_SECONDS = 180 * 86_400;

export function giveSession(reply: FastifyReply, config: Config, { token, device }: Opened): void {
  reply.setCookie(SESSION_COOKIE, token, cookieOf(config));
  reply.setCookie(DEVICE_COOKIE, device, { ...cookieOf(config), maxAge: DEVICE_SECONDS });
}

export function takeSession(reply: FastifyReply, config: Config): void {
  reply.clearCookie(SESSION_COOKIE, cookieOf(config));
}

/** How long a browser carries what the hub has sealed for it. */
const SEALED_MINUTES = 10;

/** A value that a browser carries for a few minutes and can neither read nor change; null takes it away. */
export function keepSealed(reply: FastifyReply, { config, vault, clock }: Hub, name: string, value: unknown): void {
  const cookie = `lt_${name}`;
  if (value === null) return void reply.clearCookie(cookie, cookieOf(config));
  const until = clock.now() + SEALED_MINUTES * 60_000;
  const sealed = vault.seal(JSON.stringify({ until, value }), cookie).toString('base64url');
  reply.setCookie(cookie, sealed, { ...cookieOf(config), maxAge: SEALED_MINUTES * 60 });
}

/** What `keepSealed` gave this browser; null when it is too old, changed, or not there. */
export function readSealed<Value>(request: FastifyRequest, { vault, clock }: Hub, name: string): Value | null {
  const cookie = `lt_${name}`;
  const given = request.cookies[cookie];
  if (given === undefined) return null;
  try {
    const { until, value } = JSON.parse(vault.open(Buffer.from(given, 'base64url'), cookie));
    return until > clock.now() ? value : null;
  } catch {
    return null;
  }
}

/** Only over TLS, unless the hub itself answers on loopback without it. */
function cookieOf({ tlsCert, trustedProxies }: Config) {
  const secure = tlsCert !== undefined || trustedProxies.length > 0;
  return { path: BASE, httpOnly: true, sameSite: 'lax', secure } as const;
}
