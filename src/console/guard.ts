import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Person, type Role, readSession } from '../accounts/index.ts';
import { findAgencies } from '../registry/index.ts';
import { BASE, type ConsoleContext } from './context.ts';
import { SESSION_COOKIE } from './cookies.ts';
import { consoleError } from './errors.ts';
import { keepForm } from './pages/go-on.ts';
import { showLogIn } from './pages/log-in.ts';

/** Where a person is sent who must do something before anything else. */
const FIRST: Readonly<Record<NonNullable<Person['owes']>, string>> = {
  code: `${BASE}/code`,
  password: `${BASE}/password`,
  'second-factor': `${BASE}/second-factor`,
};

/** Nothing from elsewhere, no script in a page, no frame around it (OWASP secure headers). */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** The viewer draws in a worker, with fonts and pictures out of the file. */
export const VIEWER_POLICY = `${POLICY}; worker-src 'self'`
  .replace("img-src 'self' data:", "img-src 'self' data: blob:")
  .replace("font-src 'self'", "font-src 'self' data: blob:");
const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** Every answer below the console carries these; a file that says otherwise keeps its own. */
export function protectAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(HEADERS)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  // A form of another site must not act in a reader's name; browsers say where a request comes from.
  app.addHook('onRequest', async (request) => {
    const site = request.headers['sec-fetch-site'];
    if (request.method !== 'GET' && site !== undefined && site !== 'same-origin') throw consoleError('FORM_EXPIRED');
  });
}

/**
 * Whether a page is asked for by another site's link, or by a browser that loads it before anybody wants to see it: what
 * acts by being opened must not act then. Whoever types the address or comes by a bookmark asks himself.
 */
export function comesFromElsewhere({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return headers['sec-purpose'] !== undefined || !(site === undefined || site === 'same-origin' || site === 'none');
}

/** Lets in who is logged in; everybody else sees the login page, and what he has typed is kept for afterwards. */
export function requireSession(app: FastifyInstance, context: ConsoleContext): void {
  app.addHook('onRequest', async (request) => {
    const token = request.cookies[SESSION_COOKIE];
    if (token === undefined || token.length > 100) return;
    const { db } = context.hub.database;
    const session = await readSession(db, token, context.hub.config.secondFactorRoles);
    if (!session) return;
    const { principal } = session.person;
    request.session = session;
    request.sessionToken = token;
    request.principal = principal;
    request.agencies = [...(await findAgencies(db, [...principal.agencyIds])).values()];
  });
  // After the body was read: the form's own token is checked, and a form that comes too late is kept.
  app.addHook('preHandler', async (request, reply) => {
    if (!request.session) {
      return showLogIn(request, reply, context, { kept: keepForm(request), ended: request.method !== 'GET' });
    }
    const { owes } = request.session.person;
    if (owes && ![FIRST[owes], `${BASE}/log-out`].includes(request.url)) return reply.redirect(FIRST[owes], 303);
    // A form with a file is read as a stream; whoever reads it checks its first field.
    const readsItself = request.isMultipart() && request.routeOptions.config.streamed === true;
    if (request.method !== 'GET' && !readsItself) {
      checkCsrf(request, (request.body as Record<string, unknown> | undefined)?._csrf);
    }
  });
}

/** What is another role's page does not exist for this person; a clerk has none while the web pages are disabled. */
export function requireRole(app: FastifyInstance, roles: readonly Role[]): void {
  app.addHook('preHandler', async (request) => {
    if (!request.session) return;
    const { role, principal } = request.session.person;
    if (!roles.includes(role)) throw consoleError('PAGE_UNKNOWN');
    if (role === 'clerk' && principal.scopes.length === 0) throw consoleError('WEB_STOPPED');
  });
}

/** @throws FORM_EXPIRED */
export function checkCsrf(request: FastifyRequest, given: unknown): void {
  const wanted = Buffer.from(request.session?.csrf ?? '');
  const token = Buffer.from(typeof given === 'string' ? given : '');
  if (wanted.length === 0 || token.length !== wanted.length || !timingSafeEqual(token, wanted)) {
    throw consoleError('FORM_EXPIRED');
  }
}
