import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { openToday, today } from './agencies.ts';

/** One agency as a directory that is read whole tells it. */
export interface DirectoryEntry {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly email: string | null;
  /** The current code, of whatever form. */
  readonly code: string;
  /** Its codes by form, the newest of each; null where it has none. */
  readonly codeQd20: string | null;
  readonly codeQcvn102: string | null;
  /** A code that is not the current one. */
  readonly otherCode: string | null;
  /** The axis through which it is reached; null for an agency of this hub. */
  readonly axis: string | null;
  readonly isOpen: boolean;
  /** When what is told here changed last: by an administrator, or by a day that came. */
  readonly changedAt: Date;
}

export interface DirectoryFilter {
  readonly level?: number;
  readonly isOpen?: boolean;
  readonly withQd20?: boolean;
  readonly axis?: string | null;
  readonly changedSince?: Date;
}

/** Rows of one query: the directory has over 120,000 agencies, and no reader holds them all. */
const BATCH = 2_000;

/** An agency also changes on the day on which it opens or closes. */
const changedAt = sql`greatest(a.updated_at,
  case when a.valid_from <= ${today} then a.valid_from::timestamp at time zone 'Asia/Ho_Chi_Minh' end,
  case when a.valid_to <= ${today} then a.valid_to::timestamp at time zone 'Asia/Ho_Chi_Minh' end)`;

/** Every agency that fits, in batches by id. An agency that is added meanwhile comes too; none comes twice. */
export async function* readDirectory(reader: Reader, filter: DirectoryFilter): AsyncGenerator<DirectoryEntry[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await reader.execute<{ -readonly [K in keyof DirectoryEntry]: DirectoryEntry[K] }>(sql`
      select a.id, a.parent_id as "parentId", a.name, a.contact->>'email' as email, a.axis,
        c.code, c."codeQd20", c."codeQcvn102", c."otherCode", ${openToday('a')} as "isOpen",
        ${changedAt} as "changedAt"
      from agency a cross join lateral (
        select max(k.code) filter (where k.is_current) as code,
          max(k.code) filter (where k.scheme = 'QD20') as "codeQd20",
          max(k.code) filter (where k.scheme = 'QCVN102') as "codeQcvn102",
          max(k.code) filter (where not k.is_current) as "otherCode"
        from agency_code k where k.agency_id = a.id
      ) c
      where a.id > ${after}::uuid ${conditions(filter)} order by a.id limit ${BATCH}`);
    if (rows.length === 0) return;
    yield rows.map((row) => ({ ...row, changedAt: new Date(row.changedAt) }));
    if (rows.length < BATCH) return;
    after = rows.at(-1)!.id;
  }
}

function conditions({ level, isOpen, withQd20, axis, changedSince }: DirectoryFilter): SQL {
  const all: SQL[] = [];
  if (level !== undefined) all.push(sql`and a.level = ${level}`);
  if (isOpen !== undefined) all.push(sql`and ${openToday('a')} = ${isOpen}`);
  if (withQd20) all.push(sql`and c."codeQd20" is not null`);
  if (axis !== undefined) all.push(axis === null ? sql`and a.axis is null` : sql`and a.axis = ${axis}`);
  if (changedSince) all.push(sql`and ${changedAt} >= ${changedSince.toISOString()}::timestamptz`);
  return sql.join(all, sql` `);
}
