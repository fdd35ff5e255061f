import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, lt, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { signingError } from './errors.ts';
import { signingTicket } from './tables.ts';

/** A person looks for the token, types a PIN, places the signature. */
const MINUTES = 15;
const TOKEN = /^[\w-]{43}$/;

/** One file of one draft, and whose it is. */
export interface Ticket {
  readonly accountId: string;
  readonly draftId: string;
  readonly fileId: string;
  readonly actor: string;
}

/** Gives the secret part of the two addresses; tickets that are over go with it. */
export async function issueTicket(tx: Tx, ticket: Ticket): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await tx.delete(signingTicket).where(lt(signingTicket.expiresAt, sql`now()`));
  const expiresAt = sql`now() + make_interval(mins => ${MINUTES})`;
  await tx.insert(signingTicket).values({ ...ticket, tokenSha256: digestOf(token), expiresAt });
  return token;
}

/** @throws SIGNING_TICKET_UNKNOWN */
export async function readTicket(reader: Reader, token: string): Promise<Ticket> {
  const { tokenSha256, expiresAt } = signingTicket;
  const [found] = TOKEN.test(token)
    ? await reader
        .select()
        .from(signingTicket)
        .where(and(eq(tokenSha256, digestOf(token)), gt(expiresAt, sql`now()`)))
    : [];
  if (!found) throw signingError('SIGNING_TICKET_UNKNOWN');
  return found;
}

/** Its file came back. */
export async function spendTicket(tx: Tx, token: string): Promise<void> {
  await tx.delete(signingTicket).where(eq(signingTicket.tokenSha256, digestOf(token)));
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
