import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../../platform/database.ts';
import { schemeOf } from '../codes.ts';
import { plainName, searchVector } from '../plain.ts';
import { reasons } from './lines.ts';
import type { Changes, Problems } from './plan.ts';

type Step = (tx: Tx, changes: Changes, day: SQL) => Promise<void>;

/** In this order: a code is free before another agency takes it, and an agency is there before another refers to it. */
const STEPS: readonly Step[] = [
  endPassedCodes,
  open,
  recode,
  rename,
  (tx, { reopened }) => change(tx, reopened, sql`valid_to = null`, () => ({})),
  (tx, { moved }) => change(tx, moved, sql`parent_id = r.target`, (one) => ({ target: one.parentId })),
  (tx, { contacts }) =>
    change(tx, contacts, sql`contact_point_id = r.target`, (one) => ({ target: one.contactPointId })),
  (tx, { channels }) => change(tx, channels, sql`axis = r.axis`, (one) => ({ axis: one.axis })),
  (tx, { closed }, day) => change(tx, closed, sql`valid_to = ${day}`, () => ({})),
  succeed,
  serve,
  findAnew,
];
export const WRITING_STEPS = STEPS.length;

/**
 * Writes a reform as of the day `at`, one statement per kind of change. Gives the lines whose successors form a ring.
 * @param onStep called after each of `WRITING_STEPS`
 */
export async function writeReform(tx: Tx, changes: Changes, at: string, onStep: () => void): Promise<Problems> {
  const day = sql`${at}::date`;
  for (const step of STEPS) {
    await step(tx, changes, day);
    onStep();
  }
  return ringsOf(tx, changes);
}

function rename(tx: Tx, { renamed }: Changes): Promise<void> {
  return change(tx, renamed, sql`name = r.name, name_plain = r.plain`, ({ name }) => ({
    name,
    plain: plainName(name),
  }));
}

/** Sets columns of many agencies at once; `r` is what `rowOf` gives. */
async function change<T extends { readonly id: string }>(
  tx: Tx,
  list: readonly T[],
  set: SQL,
  rowOf: (one: T) => Readonly<Record<string, string | null>>,
): Promise<void> {
  if (list.length === 0) return;
  const rows = list.map((one) => ({ id: one.id, ...rowOf(one) }));
  await tx.execute(sql`
    update agency a set ${set}, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, name text, plain text, target uuid, axis text)
    where a.id = r.id`);
}

async function endPassedCodes(tx: Tx, { passed }: Changes, day: SQL): Promise<void> {
  await tx.execute(sql`
    update agency_code c set valid_to = ${day}
    from jsonb_to_recordset(${JSON.stringify(passed)}::jsonb) as r(code text, id uuid)
    where c.code = r.code and c.agency_id = r.id`);
}

async function open(tx: Tx, { opened }: Changes, day: SQL): Promise<void> {
  if (opened.length === 0) return;
  const rows = opened.map((one) => ({
    ...one,
    plain: plainName(one.name),
    search: searchVector(one.name, [one.code]),
    scheme: schemeOf(one.code),
  }));
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, code text, name text, plain text,
    search text, scheme text, level smallint, "parentId" uuid, "contactPointId" uuid)`;
  // One may be another's parent, and so must be there before it.
  await tx.execute(sql`
    insert into agency (id, name, name_plain, search, level, valid_from)
    select id, name, plain, search::tsvector, level, ${day} from ${given}`);
  await tx.execute(sql`
    update agency a set parent_id = r."parentId", contact_point_id = r."contactPointId" from ${given} where a.id = r.id`);
  await tx.execute(sql`
    insert into agency_code (code, agency_id, scheme, is_current, valid_from)
    select code, id, scheme, true, ${day} from ${given}`);
}

/** The code that was current goes on naming its agency for what was addressed with it, and says until when it was. */
async function recode(tx: Tx, { recoded }: Changes, day: SQL): Promise<void> {
  if (recoded.length === 0) return;
  const rows = recoded.map(({ id, code }) => ({ id, code, scheme: schemeOf(code) }));
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, code text, scheme text)`;
  await tx.execute(sql`
    update agency_code c set is_current = false, valid_to = coalesce(c.valid_to, ${day}) from ${given}
    where c.agency_id = r.id and c.is_current`);
  await tx.execute(sql`
    insert into agency_code (code, agency_id, scheme, is_current, valid_from)
    select code, id, scheme, true, ${day} from ${given}
    on conflict (code, agency_id) do update set is_current = true, valid_from = ${day}, valid_to = null`);
}

/** Who is opened again has no successors, whoever they were; who is closed has those of this file. */
async function succeed(tx: Tx, { closed, reopened }: Changes, day: SQL): Promise<void> {
  const ids = [...closed, ...reopened].map((one) => one.id);
  await tx.execute(sql`delete from agency_successor where agency_id = any(${sql.param(ids)}::uuid[])`);
  const rows = closed.flatMap((one) =>
    one.successors.map((successor) => ({ id: one.id, successor: successor.id, heir: successor.heir })),
  );
  await tx.execute(sql`
    insert into agency_successor (agency_id, successor_id, from_date, is_heir)
    select id, successor, ${day}, heir
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, successor uuid, heir boolean)`);
}

/** One system serves the agency from now on, by pull until it asks for another channel; those of before end. */
async function serve(tx: Tx, { channels }: Changes): Promise<void> {
  const rows = channels.filter((one) => one.systemId !== null).map(({ id, systemId }) => ({ id, system: systemId }));
  if (rows.length === 0) return;
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, system uuid)`;
  await tx.execute(sql`
    update system_agency l set valid_to = now() from ${given}
    where l.agency_id = r.id and l.system_id <> r.system and l.valid_to is null`);
  await tx.execute(sql`delete from channel c using ${given} where c.agency_id = r.id`);
  await tx.execute(sql`
    insert into system_agency (system_id, agency_id) select system, id from ${given}
    on conflict (system_id, agency_id) do update set valid_from = now(), valid_to = null
      where system_agency.valid_to is not null`);
}

/** By their new names and codes, old codes included. */
async function findAnew(tx: Tx, { renamed, recoded }: Changes): Promise<void> {
  const ids = [...new Set([...renamed, ...recoded].map((one) => one.id))];
  if (ids.length === 0) return;
  const { rows } = await tx.execute<{ id: string; name: string; codes: string[] }>(sql`
    select a.id, a.name, array(select c.code from agency_code c where c.agency_id = a.id) as codes
    from agency a where a.id = any(${sql.param(ids)}::uuid[])`);
  const found = rows.map((row) => ({ id: row.id, search: searchVector(row.name, row.codes) }));
  await tx.execute(sql`
    update agency a set search = r.search::tsvector
    from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as r(id uuid, search text) where a.id = r.id`);
}

/** Through this file and what the directory held. */
async function ringsOf(tx: Tx, { closed }: Changes): Promise<Problems> {
  const lineOf = new Map(closed.map((one) => [one.id, one.line]));
  const { rows } = await tx.execute<{ id: string }>(sql`
    with recursive walk (start, at) as (
      select agency_id, successor_id from agency_successor where agency_id = any(${sql.param([...lineOf.keys()])}::uuid[])
      union
      select w.start, s.successor_id from walk w join agency_successor s on s.agency_id = w.at
    )
    select distinct start as id from walk where start = at`);
  return new Map(rows.map((row) => [lineOf.get(row.id)!, reasons.ring()]));
}
