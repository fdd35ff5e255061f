import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { guess } from './tables.ts';

/** How long no further guess is looked at, and how long a wrong one is remembered. */
const MINUTES = 15;

/** A count of wrong guesses: at what, from where, and how many until it rests. */
export interface Count {
  readonly name: string;
  readonly source: string;
  readonly most: number;
}

/**
 * What a try to log in is counted under. A browser that this person has used before has a count of its own, so that
 * guesses from elsewhere never keep him out (OWASP, device cookies). Every other try counts for its address, for all
 * addresses together, and for all names that this address has tried.
 */
export function countsOf(login: string, address: string, knownDevice: Buffer | null): readonly Count[] {
  if (knownDevice) return [{ name: login, source: `device ${knownDevice.toString('hex')}`, most: 10 }];
  const source = `address ${networkOf(address)}`;
  return [
    { name: login, source, most: 5 },
    { name: login, source: 'everywhere', most: 50 },
    { name: '', source, most: 100 },
  ];
}

/** Minutes until a guess under these counts is looked at again; 0 for now. */
export async function minutesLocked(reader: Reader, counts: readonly Count[]): Promise<number> {
  const [row] = await reader
    .select({
      minutes: sql<number>`coalesce(ceil(extract(epoch from max(${guess.lockedUntil}) - now()) / 60), 0)::int`,
    })
    .from(guess)
    .where(any(counts));
  return Math.max(0, row?.minutes ?? 0);
}

/** Whether one of the counts rests from now on. */
export async function countFailure(tx: Tx, counts: readonly Count[]): Promise<boolean> {
  let rests = false;
  for (const { name, source, most } of counts) {
    const failures = sql`case when ${guess.lastAt} < now() - make_interval(mins => ${MINUTES}) then 1
      else ${guess.failures} + 1 end`;
    const [row] = await tx
      .insert(guess)
      .values({ nameSha256: digestOf(name), source })
      .onConflictDoUpdate({
        target: [guess.nameSha256, guess.source],
        set: {
          failures,
          lastAt: sql`now()`,
          lockedUntil: sql`case when ${failures} % ${most} = 0 then now() + make_interval(mins => ${MINUTES})
            else ${guess.lockedUntil} end`,
        },
      })
      .returning({ failures: guess.failures });
    rests ||= row!.failures % most === 0;
  }
  return rests;
}

/** After a right guess; what an address has tried with other names stays. */
export async function forgetFailures(tx: Tx, counts: readonly Count[]): Promise<void> {
  await tx.delete(guess).where(any(counts.filter(({ name }) => name !== '')));
}

/** Everything that was guessed at a person's password and codes, from everywhere. */
export async function forgetGuessesAt(tx: Tx, login: string): Promise<void> {
  await tx.delete(guess).where(inArray(guess.nameSha256, [login, `code of ${login}`].map(digestOf)));
}

/** Removes what locks nobody any more. */
export async function sweepGuesses(reader: Reader): Promise<void> {
  await reader.delete(guess).where(sql`${guess.lastAt} < now() - make_interval(mins => ${2 * MINUTES})`);
}

function any(counts: readonly Count[]) {
  return or(...counts.map(({ name, source }) => and(eq(guess.nameSha256, digestOf(name)), eq(guess.source, source))));
}

/** One subscriber holds a /64 of IPv6 and may use any address of it. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = [head, tail].map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - groups[0]!.length - groups[1]!.length }, () => '0');
  return [...groups[0]!, ...zeros, ...groups[1]!].slice(0, 4).join(':');
}

function digestOf(name: string): Buffer {
  return createHash('sha256').update(name).digest();
}
