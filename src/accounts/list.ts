import { and, eq, gt, inArray, type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { agenciesBelow, findAgencies, type Principal } from '../registry/index.ts';
import { type Managed, mayManage, unknown } from './managed.ts';
import type { AccountSummary, Mandate } from './model.ts';
import { agencyIds } from './principals.ts';
import { account, accountAgency, auditMandate } from './tables.ts';

export interface AccountQuery {
  /** Part of the user name or of the full name, with or without diacritics. */
  readonly text?: string;
  /** Only those whose agencies all lie at or below one of these; absent for every account. */
  readonly branch?: readonly string[];
  /** The last user name of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** Accounts by user name, a page at a time. A province has some thousands, so that a search may look at all of them. */
export async function listAccounts(reader: Reader, query: AccountQuery): Promise<AccountSummary[]> {
  const { text = '', branch, after, limit } = query;
  const rows = await reader
    .select({
      login: account.login,
      name: account.name,
      role: account.role,
      createdAt: account.createdAt,
      disabledAt: account.disabledAt,
      agencyIds,
    })
    .from(account)
    .where(
      and(
        after === undefined ? undefined : gt(account.login, after),
        text.trim() === '' ? undefined : holds(text.trim()),
        branch && (await liesWithin(reader, branch)),
      ),
    )
    .orderBy(account.login)
    .limit(limit);
  const agencies = await findAgencies(
    reader,
    rows.flatMap((row) => row.agencyIds),
  );
  return rows.map(({ agencyIds: own, ...row }) => ({
    ...row,
    agencies: own.flatMap((id) => agencies.get(id)?.code ?? []).sort(),
    agencyNames: own.flatMap((id) => agencies.get(id)?.name ?? []).sort((one, other) => one.localeCompare(other, 'vi')),
  }));
}

/** The full names of those with these user names. */
export async function namesOf(reader: Reader, logins: readonly string[]): Promise<Map<string, string>> {
  if (logins.length === 0) return new Map();
  const rows = await reader
    .select({ login: account.login, name: account.name })
    .from(account)
    .where(inArray(account.login, [...new Set(logins)]));
  return new Map(rows.map(({ login, name }) => [login, name]));
}

function holds(text: string): SQL {
  const part = `%${text.replace(/[%_\\]/g, '\\$&')}%`;
  return sql`${plain(sql`${account.login} || ' ' || ${account.name}`)} like ${plain(sql`${part}::text`)}`;
}

/** A text without case and diacritics. */
function plain(text: SQL): SQL {
  return sql`replace(regexp_replace(normalize(lower(${text}), NFD), '[\u0300-\u036f]', '', 'g'), 'đ', 'd')`;
}

async function liesWithin(reader: Reader, branch: readonly string[]): Promise<SQL> {
  const ids = sql.param(await agenciesBelow(reader, branch));
  const own = sql`from ${accountAgency} where ${accountAgency.accountId} = ${account.id}`;
  return sql`exists (select ${own}) and not exists (select ${own} and ${accountAgency.agencyId} <> all(${ids}::uuid[]))`;
}

/** One account as whoever keeps it sees it. */
export interface AccountPage extends Managed {
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  /** Whether the password is one that somebody else set. */
  readonly mustChange: boolean;
  readonly mandate: Mandate | null;
}

/** @throws ACCOUNT_UNKNOWN, also for an account that is not this principal's to keep */
export async function readAccount(reader: Reader, login: string, principal: Principal): Promise<AccountPage> {
  const [row] = await reader
    .select({
      id: account.id,
      login: account.login,
      name: account.name,
      role: account.role,
      agencyIds,
      disabledAt: account.disabledAt,
      createdAt: account.createdAt,
      mustChange: account.mustChange,
      mandate: auditMandate,
    })
    .from(account)
    .leftJoin(auditMandate, eq(auditMandate.accountId, account.id))
    .where(eq(account.login, login.replaceAll('\0', '')));
  if (!row || !(await mayManage(reader, principal, row))) throw unknown(login);
  return row;
}
