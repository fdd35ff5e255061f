import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { type AgencyFields, agencyColumns, openToday, toAgency } from './agencies.ts';
import { error } from './errors.ts';
import type { Agency } from './model.ts';

/** An agency in its place in the tree. */
export interface Branch {
  readonly agency: Agency;
  readonly open: boolean;
  readonly hasChildren: boolean;
}

export interface LevelQuery {
  /** Of whose units the level is; null for those that stand below nobody. */
  readonly parentId: string | null;
  /** 1 to 500. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

type Row = AgencyFields & { namePlain: string; open: boolean; hasChildren: boolean };

/** One level of the tree in the order of names: an index walk, however many agencies there are. Throws CURSOR_INVALID. */
export async function listLevel(
  reader: Reader,
  { parentId, limit, after }: LevelQuery,
): Promise<{ items: Branch[]; next: string | null }> {
  const start = after === undefined ? null : readCursor(after);
  const { rows } = await reader.execute<Row>(sql`
    select ${agencyColumns}, a.name_plain as "namePlain", ${openToday('a')} as open,
      exists (select from agency u where u.parent_id = a.id) as "hasChildren"
    from agency a
    where ${parentId === null ? sql`a.parent_id is null` : sql`a.parent_id = ${parentId}::uuid`}
      ${start ? sql`and (a.name_plain, a.id) > (${start.name}, ${start.id}::uuid)` : sql``}
    order by a.parent_id, a.name_plain, a.id limit ${limit + 1}`);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map((row) => ({ agency: toAgency(row), open: row.open, hasChildren: row.hasChildren })),
    next: rows.length > limit && last ? `${last.id}~${last.namePlain}` : null,
  };
}

function readCursor(text: string): { id: string; name: string } {
  const cut = text.indexOf('~');
  const [id, name] = [text.slice(0, cut), text.slice(cut + 1)];
  if (!isId(id) || name.includes('\0')) throw error('CURSOR_INVALID');
  return { id, name };
}
