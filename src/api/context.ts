import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, FastifyPluginCallback, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Hub } from '../hub.ts';
import type { LongPoll } from './long-poll.ts';

/** What the routes work with. */
export interface ApiContext {
  readonly hub: Hub;
  readonly longPoll: LongPoll;
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
export type Routes = (app: App, context: ApiContext) => void;
export type { FastifyPluginCallback };

/** In the generated description: a body or an answer of octets, which no schema of JSON can tell. */
export function octets(description: string, ...mediaTypes: readonly string[]) {
  const schema = { type: 'string', format: 'binary' };
  return { description, content: Object.fromEntries(mediaTypes.map((type) => [type, { schema }])) };
}
