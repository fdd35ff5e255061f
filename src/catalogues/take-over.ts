import { sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { cataloguesError } from './errors.ts';
import { unknownHere } from './known.ts';
import type { CatalogueName, CatalogueRecord, CatalogueReport, Named } from './model.ts';

/** A list that lacks more than this part of what was known has probably been cut short. */
const SUSPICIOUS_SHARE = 0.05;
const SUSPICIOUS_COUNT = 20;

export interface TakeOver {
  readonly records: readonly CatalogueRecord[];
  readonly leftOut: number;
  readonly acceptMissing: boolean;
  readonly actor: string;
}

/**
 * Brings what is kept of a catalogue up to the list that was read. What the list lacks is marked as gone and never removed;
 * the same list again changes nothing. Throws CATALOGUE_EMPTY, CATALOGUE_SHRANK.
 */
export async function takeOver(tx: Tx, name: CatalogueName, list: TakeOver): Promise<CatalogueReport> {
  const { records, leftOut, actor } = list;
  if (records.length === 0) throw cataloguesError('CATALOGUE_EMPTY', { catalogue: name });
  await tx.execute(sql`select from catalogue where name = ${name} for update`);
  await refuseShrunk(tx, name, list);
  const given = givenRows(records);
  const changed = await tx.execute<Named & { before: string }>(sql`
    with given as (${given}), before as (select * from catalogue_entry where catalogue = ${name})
    update catalogue_entry e set name = g.name, parent_code = g.parent_code, contact = g.contact, changed_at = now(),
      gone_at = null, name_before = e.name
    from given g join before b on b.code = g.code
    where e.catalogue = ${name} and e.code = g.code
      and (e.name, e.parent_code, e.contact, e.gone_at) is distinct from (g.name, g.parent_code, g.contact, null)
    returning e.code, e.name, b.name as before`);
  const added = await tx.execute<Named>(sql`
    with given as (${given})
    insert into catalogue_entry (catalogue, code, name, parent_code, contact)
    select ${name}, code, name, parent_code, contact from given
    on conflict do nothing returning code, name`);
  const gone = await tx.execute<Named>(sql`
    with given as (${given})
    update catalogue_entry e set gone_at = now(), changed_at = now(), name_before = e.name
    where e.catalogue = ${name} and e.gone_at is null and not exists (select from given g where g.code = e.code)
    returning e.code, e.name`);
  const report = {
    added: added.rows,
    changed: changed.rows,
    gone: gone.rows,
    leftOut,
    unknown: unknownHere(name, records),
  };
  const isNews = report.added.length + report.changed.length + report.gone.length > 0;
  await keepStanding(tx, name, report, isNews);
  if (isNews) {
    const data = {
      catalogue: name,
      added: report.added.length,
      changed: report.changed.length,
      gone: report.gone.length,
      unknown: report.unknown.length,
    };
    await record(tx, [{ type: 'catalogue.synchronised', actor, data }]);
  }
  return report;
}

/** Counted here once, so that no page counts. */
async function keepStanding(tx: Tx, name: CatalogueName, report: CatalogueReport, isNews: boolean): Promise<void> {
  const { added, changed, gone, leftOut, unknown } = report;
  await tx.execute(sql`
    update catalogue set read_at = now(), failure = null, failure_facts = '{}', late_at = null, left_out = ${leftOut},
      unknown = ${unknown.length}, (entries, gone) = (
        select count(*) - count(e.gone_at), count(e.gone_at) from catalogue_entry e where e.catalogue = ${name})
    where name = ${name}`);
  if (!isNews) return;
  await tx.execute(sql`
    update catalogue set changed_at = now(), last_added = ${added.length}, last_changed = ${changed.length},
      last_gone = ${gone.length} where name = ${name}`);
}

async function refuseShrunk(tx: Tx, name: CatalogueName, { records, acceptMissing }: TakeOver): Promise<void> {
  if (acceptMissing) return;
  const { rows } = await tx.execute<{ known: number; missing: number }>(sql`
    with given as (${givenRows(records)})
    select count(*)::integer as known, count(*) filter (where g.code is null)::integer as missing
    from catalogue_entry e left join given g on g.code = e.code where e.catalogue = ${name} and e.gone_at is null`);
  const { known, missing } = rows[0]!;
  if (missing > SUSPICIOUS_COUNT && missing > known * SUSPICIOUS_SHARE)
    throw cataloguesError('CATALOGUE_SHRANK', { catalogue: name, known, missing });
}

function givenRows(records: readonly CatalogueRecord[]) {
  const rows = records.map(({ code, name, parentCode, contact }) => ({ code, name, parent_code: parentCode, contact }));
  return sql`select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as r(code text, name text, parent_code text, contact jsonb)`;
}
