import type { FastifyRequest } from 'fastify';
import type { Hub } from '../hub.ts';
import type { Principal } from '../registry/index.ts';
import { vxp } from '../wire/index.ts';
import { vxpError } from './errors.ts';

/** One request of the protocol, proven to be its system's. */
export interface Call {
  readonly endpoint: vxp.Endpoint;
  readonly principal: Principal;
  /** A signed value by its name, whatever its letter case; an empty one counts as absent. */
  parameter(name: string): string | undefined;
  readonly request: FastifyRequest;
}

/** Bytes that leave piece by piece. */
export interface Streamed {
  readonly mediaType: string;
  readonly size: number | null;
  readonly bytes: AsyncIterable<Buffer>;
}

/** What an endpoint gives: the fields of a JSON answer, or a stream. */
export type Made = Readonly<Record<string, unknown>> | { readonly stream: Streamed };
export type Handler = (hub: Hub, call: Call) => Promise<Made>;

export function isStream(made: Made): made is { readonly stream: Streamed } {
  return 'stream' in made;
}

export function invalid(name: string, value: string | undefined, expected: string) {
  return vxpError('VXP_PARAMETER_INVALID', { name, value: (value ?? '–').slice(0, 100), expected });
}

/** `messagetype`, checked together with `servicetype`. @throws VXP_PARAMETER_INVALID */
export function kindOf(call: Call): 'document' | 'status' {
  const service = call.parameter('servicetype');
  if (service?.toLowerCase() !== 'edoc') throw invalid('servicetype', service, 'eDoc');
  const message = call.parameter('messagetype')?.toLowerCase();
  if (message !== 'edoc' && message !== 'status') throw invalid('messagetype', message, 'edoc, status');
  return message === 'edoc' ? 'document' : 'status';
}

export const JSON_TYPE = 'application/json; charset=utf-8';

/** `data` of a list that is never held whole. */
export async function* streamList(batches: AsyncIterable<readonly object[]>): AsyncGenerator<Buffer> {
  yield Buffer.from(JSON.stringify(vxp.answerOk({ data: [] })).slice(0, -2));
  let first = true;
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    yield Buffer.from((first ? '' : ',') + batch.map((item) => JSON.stringify(item)).join(','));
    first = false;
  }
  yield Buffer.from(']}');
}
