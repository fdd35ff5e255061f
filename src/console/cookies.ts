import type { FastifyReply } from 'fastify';
import type { Config } from '../platform/config.ts';
import { BASE } from './context.ts';

export const SESSION_COOKIE = 'lt_session';

export function giveSession(reply: FastifyReply, config: Config, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, cookieOf(config));
}

export function takeSession(reply: FastifyReply, config: Config): void {
  reply.clearCookie(SESSION_COOKIE, cookieOf(config));
}

/** Only over TLS, unless the hub itself answers on loopback without it. */
function cookieOf({ tlsCert, trustedProxies }: Config) {
  const secure = tlsCert !== undefined || trustedProxies.length > 0;
  return { path: BASE, httpOnly: true, sameSite: 'lax', secure } as const;
}
