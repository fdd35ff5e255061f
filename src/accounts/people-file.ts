import { inArray } from 'drizzle-orm';
import type { Db, Reader } from '../platform/database.ts';
import type { Language } from '../platform/errors.ts';
import { isHubError } from '../platform/errors.ts';
import {
  type Acting,
  authorise,
  codesIn,
  linesOf,
  may,
  readTable,
  resolveAgencies,
  type TableRow,
} from '../registry/index.ts';
import { type AccountFacts, checkAccount, insertAccount, loginOf } from './accounts.ts';
import { error } from './errors.ts';
import { actOn } from './managed.ts';
import type { Role } from './model.ts';
import { hashPassword, newPassword } from './password.ts';
import { account } from './tables.ts';

export const PEOPLE_COLUMNS = ['login', 'name', 'role', 'agencies'] as const;
type Column = (typeof PEOPLE_COLUMNS)[number];

/** Each password costs a tenth of a second of a core. */
const MOST_PEOPLE = 500;
const HASHED_AT_ONCE = 4;

export interface PersonLine {
  readonly line: number;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  /** As the file has them. */
  readonly agencies: string;
  /** Why this line cannot be added; null for a good one. */
  readonly problem: Readonly<Record<Language, string>> | null;
}

export interface NewPerson extends PersonLine {
  /** To be handed over once. */
  readonly password: string;
}

interface Checked extends PersonLine {
  readonly facts: AccountFacts;
}

/**
 * Tells of every line of a CSV file of people whether it could be added by this person. Columns: login, name, role
 * (clerk when empty), agencies (codes).
 * @throws IMPORT_FILE_UNREADABLE, PEOPLE_TOO_MANY, FORBIDDEN, WHY_MISSING
 */
export async function checkPeople(reader: Reader, chunks: AsyncIterable<string>, by: Acting): Promise<PersonLine[]> {
  return (await readPeople(reader, chunks, by)).map(({ facts, ...line }) => line);
}

/**
 * Adds all people of the file or, where one line is bad, nobody.
 * @throws PEOPLE_REFUSED when a line is bad, and what `checkPeople` throws
 */
export async function importPeople(db: Db, chunks: AsyncIterable<string>, by: Acting): Promise<NewPerson[]> {
  const people = await readPeople(db, chunks, by);
  const bad = people.filter(({ problem }) => problem !== null);
  if (bad.length > 0 || people.length === 0) {
    throw error('PEOPLE_REFUSED', {
      bad: bad.length,
      lines: bad
        .slice(0, 20)
        .map(({ line }) => line)
        .join(', '),
    });
  }
  // Before the transaction: hashing takes longer than anything in it.
  const ready: { person: Checked; password: string; hash: string }[] = [];
  for (let at = 0; at < people.length; at += HASHED_AT_ONCE) {
    const some = people.slice(at, at + HASHED_AT_ONCE).map(async (person) => {
      const password = newPassword();
      return { person, password, hash: await hashPassword(password) };
    });
    ready.push(...(await Promise.all(some)));
  }
  await db.transaction(async (tx) => {
    for (const { person, hash } of ready) {
      await insertAccount(tx, { ...person.facts, login: person.login }, hash, by.principal.actor, by.why);
    }
  });
  return ready.map(({ person: { facts, ...line }, password }) => ({ ...line, password }));
}

async function readPeople(reader: Reader, chunks: AsyncIterable<string>, by: Acting): Promise<Checked[]> {
  // Somewhere at least; each line is asked for below.
  authorise(by, 'account.branch', { lines: [[...by.principal.agencyIds]] });
  const rows: TableRow<Column>[] = [];
  for await (const row of readTable(chunks, { columns: PEOPLE_COLUMNS, required: ['login', 'name'] })) {
    if (rows.length >= MOST_PEOPLE) throw error('PEOPLE_TOO_MANY', { most: MOST_PEOPLE });
    rows.push(row);
  }
  const logins = rows.map(nameOf);
  const [agencies, taken] = await Promise.all([
    resolveAgencies(reader, [...new Set(rows.flatMap((row) => codesIn(row.agencies ?? '')))]),
    reader.select({ login: account.login }).from(account).where(inArray(account.login, logins)),
  ]);
  const lines = new Map(
    (
      await linesOf(
        reader,
        [...agencies.values()].map(({ id }) => id),
      )
    ).map((line) => [line[0]!, line]),
  );
  const seen = new Set(taken.map(({ login }) => login));
  return rows.map((row) => {
    const login = nameOf(row);
    const codes = codesIn(row.agencies ?? '');
    const unknown = codes.find((code) => !agencies.has(code));
    const agencyIds = codes.flatMap((code) => agencies.get(code)?.id ?? []);
    const role = (row.role?.trim() || 'clerk') as Role;
    const facts = { name: (row.name ?? '').trim(), role, agencyIds };
    const reach = agencyIds.map((id) => lines.get(id) ?? [id]);
    const problem =
      row.problem ??
      (unknown === undefined ? problemOf({ login, ...facts }) : wordsOf(error('PEOPLE_AGENCY', { code: unknown }))) ??
      (may(by.principal, actOn(role), { lines: reach }) ? null : wordsOf(error('PEOPLE_REACH'))) ??
      (seen.has(login) ? wordsOf(error('ACCOUNT_TAKEN', { login })) : null);
    seen.add(login);
    return { line: row.line, login, name: facts.name, role, agencies: codes.join(' '), facts, problem };
  });
}

function nameOf({ login = '' }: TableRow<Column>): string {
  return loginOf({ login: login.replaceAll('\0', '') });
}

function problemOf(input: AccountFacts & { readonly login: string }): PersonLine['problem'] {
  try {
    checkAccount(input);
    return null;
  } catch (cause) {
    if (isHubError(cause)) return wordsOf(cause);
    throw cause;
  }
}

function wordsOf(problem: { title(language: Language): string }): Readonly<Record<Language, string>> {
  return { vi: problem.title('vi'), en: problem.title('en') };
}
