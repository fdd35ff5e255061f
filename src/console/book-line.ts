import type { FastifyRequest } from 'fastify';
import { isId } from '../platform/ids.ts';
import { findIncoming, findOutgoing, type IncomingLine, type OutgoingLine } from '../register/index.ts';
import type { Agency } from '../registry/index.ts';
import { type Field, HANDLING, INCOMING_FACTS, OUTGOING_FACTS, OUTGOING_KEEPING } from './book-fields.ts';
import { agencyOf } from './book-period.ts';
import type { ConsoleContext } from './context.ts';
import { consoleError } from './errors.ts';

type Act = 'register.read' | 'register.keep';

/** How an address names a line. */
export interface LineAddress {
  readonly side: string;
  readonly id: string;
}

interface Common {
  readonly agency: Agency;
  /** What a clerk may change on it. */
  readonly fields: readonly Field[];
  readonly paper: boolean;
}
export type FoundIncoming = Common & { readonly side: 'incoming'; readonly line: IncomingLine };
/** A line with what the pages need to know of it, whichever book it stands in. */
export type FoundLine = FoundIncoming | (Common & { readonly side: 'outgoing'; readonly line: OutgoingLine });

/** @throws PAGE_UNKNOWN also for a line of another agency: it does not exist for this reader */
export async function findLine(
  context: ConsoleContext,
  request: FastifyRequest,
  act: Act,
  { side, id }: LineAddress,
): Promise<FoundLine> {
  if (side === 'incoming') return findIncomingLine(context, request, id, act);
  const line = side === 'outgoing' && isId(id) ? await findOutgoing(context.hub.database.db, id) : null;
  if (!line) throw consoleError('PAGE_UNKNOWN');
  const fields = line.paper ? [...OUTGOING_FACTS, ...OUTGOING_KEEPING] : OUTGOING_KEEPING;
  return { side: 'outgoing', line, agency: agencyOfLine(request, act, line), fields, paper: line.paper };
}

/** @throws PAGE_UNKNOWN */
export async function findIncomingLine(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  id: string,
  act: Act = 'register.read',
): Promise<FoundIncoming> {
  const line = isId(id) ? await findIncoming(hub.database.db, id) : null;
  if (!line) throw consoleError('PAGE_UNKNOWN');
  const paper = line.documentId === null;
  const fields = paper ? [...INCOMING_FACTS, ...HANDLING] : HANDLING;
  return { side: 'incoming', line, agency: agencyOfLine(request, act, line), fields, paper };
}

function agencyOfLine(request: FastifyRequest, act: Act, { agencyId }: { readonly agencyId: string }): Agency {
  const own = request.agencies.find((one) => one.id === agencyId);
  if (!own) throw consoleError('PAGE_UNKNOWN');
  return agencyOf(request, act, own.code);
}
