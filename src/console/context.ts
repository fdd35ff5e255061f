import '@fastify/cookie';
import '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Connector, SettingField } from '../../adapters/connector.ts';
import type { Provider, Session } from '../accounts/index.ts';
import type { Hub } from '../hub.ts';
import type { Database } from '../platform/database.ts';
import type { Language } from '../platform/errors.ts';
import type { Agency } from '../registry/index.ts';

/** An account that the login page offers at a click; only the demonstration has any. */
export interface DemoAccount {
  readonly login: string;
  readonly password: string;
  readonly about: Readonly<Record<Language, string>>;
}

/** The document systems that the hub can call: what each kind needs to know, and how what was typed is read. */
export interface Kinds {
  readonly all: readonly (Pick<Connector, 'name' | 'title' | 'secret'> & {
    readonly fields: readonly SettingField[];
  })[];
  /** Throws CONNECTION_INVALID. */
  read(connection: string, kind: string, typed: Readonly<Record<string, string>>): unknown;
}

export interface ConsoleOptions {
  /** The tables' owner: what a system asks for is written by the directory's import, which stages its lines. */
  readonly owner: Database;
  readonly kinds: Kinds;
  readonly demoAccounts?: readonly DemoAccount[];
}

/** What every route file gets. */
export interface ConsoleContext extends ConsoleOptions {
  readonly hub: Hub;
  /** Where people may log in besides here; null where none is configured. */
  readonly provider: Provider | null;
  /** Whether this address may try to log in once more, here or through the provider. */
  readonly mayTry: (address: string) => boolean;
}

export type ConsoleRoutes = (app: FastifyInstance, context: ConsoleContext) => void;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads its multipart form itself, as a stream, and checks the form's token before a byte of a file. */
    streamed?: boolean;
  }
  interface FastifyRequest {
    /** Who is logged in, at the pages that ask for it. */
    session: Session | null;
    /** The token of that session's cookie. */
    sessionToken: string | null;
    /** The agencies that the reader works for. */
    agencies: readonly Agency[];
  }
}

/** The session of a request behind the guard. */
export function sessionOf(request: FastifyRequest): Session {
  if (!request.session) throw new Error('a page without a session asks who it is');
  return request.session;
}

/** Below which all pages live; cookies go no further. */
export const BASE = '/console';
