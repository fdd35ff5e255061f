import { sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Database, Reader } from '../platform/database.ts';
import {
  type AgencyRow,
  type ImportReport,
  importAgencies,
  levelOf,
  normaliseCode,
  plainName,
  resolveAgencies,
  today,
  tryImport,
} from '../registry/index.ts';
import type { Named } from './model.ts';

/** How the directory differs from the catalogues of agencies, as far as it is this hub's own. */
export interface AgencyDifferences {
  readonly added: readonly Proposed[];
  readonly renamed: readonly (Proposed & { readonly before: string })[];
  /** In the directory and in no catalogue: only a reform closes them. */
  readonly missing: readonly Named[];
}

export type Proposed = Named & { readonly contact: Readonly<Record<string, string>> };

/** More differences than this are told by their first; an import takes the rest the next time. */
const MOST = 5_000;

/**
 * Compares the directory with the catalogues, for the provinces of this hub's own agencies of level 1: agencies elsewhere
 * come with the directory of their axis. Names are compared without diacritics, case and abbreviations.
 */
export async function compareAgencies(reader: Reader): Promise<AgencyDifferences> {
  const { rows: entries } = await reader.execute<Proposed>(sql`
    with own as (
      select distinct letters from agency a join agency_code c on c.agency_id = a.id,
        lateral (values (split_part(c.code, '.', 1)), (split_part(c.code, '.', 4))) as part(letters)
      where a.axis is null and a.level = 1 and letters ~ '^[A-Z][0-9A-Z]{2}$'
    )
    select distinct on (e.code) e.code, e.name, e.contact from catalogue_entry e
    where e.catalogue like 'agencies-_' and e.gone_at is null
      and (split_part(upper(e.code), '.', 1) in (select letters from own)
        or split_part(upper(e.code), '.', 4) in (select letters from own))
    order by e.code`);
  const rows = entries.map((entry) => ({ ...entry, code: normaliseCode(entry.code) }));
  const known = await resolveAgencies(
    reader,
    rows.map((row) => row.code),
  );
  const added = rows.filter((row) => !known.has(row.code));
  const renamed = rows.flatMap((row) => {
    const before = known.get(row.code)?.name;
    return before !== undefined && plainName(before) !== plainName(row.name) ? [{ ...row, before }] : [];
  });
  return { added: added.slice(0, MOST), renamed: renamed.slice(0, MOST), missing: await missingFrom(reader) };
}

/** Open agencies of this hub whose level has a catalogue that does not name them. */
async function missingFrom(reader: Reader): Promise<Named[]> {
  const { rows } = await reader.execute<Named>(sql`
    select c.code, a.name from agency a join agency_code c on c.agency_id = a.id and c.is_current
    where a.axis is null and (a.valid_to is null or a.valid_to > ${today})
      and exists (select from catalogue k where k.name = 'agencies-' || a.level and k.read_at is not null)
      and not exists (select from agency_code other join catalogue_entry e on upper(e.code) = other.code
        where other.agency_id = a.id and e.catalogue like 'agencies-_' and e.gone_at is null)
    order by c.code limit ${MOST}`);
  return rows;
}

/** New agencies and new names as lines of a directory file. Of a renamed one nothing but its name is touched. */
function linesOf({ added, renamed }: AgencyDifferences): AgencyRow[] {
  const rows = [
    ...added.map(({ code, name, contact }) => ({ code, name, ...levelIn(code), ...contact })),
    ...renamed.map(({ code, name }) => ({ code, name })),
  ];
  return rows.map((row, index) => ({ line: index + 1, ...row }));
}

function levelIn(code: string): { level?: string } {
  const level = levelOf(code);
  return level === null ? {} : { level: String(level) };
}

/** What taking the proposals over would do; nothing is changed. */
export async function previewAgencies(owner: Database, differences: AgencyDifferences): Promise<ImportReport> {
  return tryImport(owner, linesOf(differences));
}

/** Takes new agencies and new names over. No agency ends by a catalogue. */
export async function applyAgencies(
  owner: Database,
  differences: AgencyDifferences,
  actor: string,
): Promise<ImportReport> {
  return importAgencies(
    owner,
    linesOf(differences),
    () => {},
    async (tx, { created, updated, rejected }) => {
      await record(tx, [{ type: 'agency.imported', actor, data: { created, updated, rejected: rejected.length } }]);
    },
  );
}
