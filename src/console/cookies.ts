import type { FastifyReply } from 'fastify';
import type { Opened } from '../accounts/index.ts';
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

/** Only over TLS, unless the hub itself answers on loopback without it. */
function cookieOf({ tlsCert, trustedProxies }: Config) {
  const secure = tlsCert !== undefined || trustedProxies.length > 0;
  return { path: BASE, httpOnly: true, sameSite: 'lax', secure } as const;
}
