import { z } from 'zod';
import type { Reader } from '../../platform/database.ts';
import {
  agenciesBelow,
  findAgencies,
  linesOf,
  listLevel,
  may,
  openAgencies,
  type Principal,
  resolveAgencies,
  searchAgencies,
} from '../../registry/index.ts';
import { principalOf } from '../administering.ts';
import { BASE, type ConsoleRoutes } from '../context.ts';
import { consoleError } from '../errors.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

const PAGE = 100;
const QUERY = z.object({ q: text.default(''), under: text.default(''), after: text.optional() });
type Asked = z.output<typeof QUERY>;

/** One line of the tree or of what was found. */
interface Line {
  readonly code: string;
  readonly name: string;
  readonly open: boolean;
  readonly hasChildren: boolean;
}

interface Lines {
  readonly lines: readonly Line[];
  readonly next: string | null;
}

/** The directory: a tree that opens level by level, or what a name or a code finds in it. */
export const agencyListRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/agencies', async (request, reply) => {
    const asked = readQuery(request, QUERY);
    const principal = principalOf(request);
    const { lines, next } =
      asked.q.trim() === '' ? await level(db, principal, asked) : await find(db, principal, asked);
    const { q, under } = asked;
    // A script asks for one level, a reader without scripts for a page that shows it.
    const piece = request.headers['hx-request'] !== undefined && (under !== '' || asked.after !== undefined);
    return show(request, reply, piece ? 'branches' : 'agencies', wordOf('agencies', languageOf(request)), {
      place: 'agencies',
      view: 'tree',
      text: q,
      under: under === '' ? null : ((await resolveAgencies(db, [under])).get(under) ?? null),
      lines,
      more: next === null ? null : `${BASE}/agencies?${new URLSearchParams({ q, under, after: next })}`,
    });
  });
};

/** The units of one agency; without one the top of the tree, which for the administrator of a branch is his agencies. */
async function level(reader: Reader, principal: Principal, { under, after }: Asked): Promise<Lines> {
  if (under === '' && principal.kind === 'branch') return ownAgencies(reader, principal);
  const parent = under === '' ? null : (await resolveAgencies(reader, [under])).get(under);
  if (parent === undefined) throw consoleError('PAGE_UNKNOWN');
  const lines = parent === null ? [] : await linesOf(reader, [parent.id]);
  if (!may(principal, 'registry.read', { lines })) throw consoleError('PAGE_UNKNOWN');
  const { items, next } = await listLevel(reader, { parentId: parent?.id ?? null, limit: PAGE, after });
  return {
    lines: items.map(({ agency, open, hasChildren }) => ({ code: agency.code, name: agency.name, open, hasChildren })),
    next,
  };
}

async function ownAgencies(reader: Reader, { agencyIds }: Principal): Promise<Lines> {
  const ids = [...agencyIds];
  const [agencies, open] = await Promise.all([findAgencies(reader, ids), openAgencies(reader, ids)]);
  const lines = [...agencies.values()].map(({ id, code, name }) => ({
    code,
    name,
    open: open.has(id),
    hasChildren: true,
  }));
  return { lines, next: null };
}

async function find(reader: Reader, principal: Principal, { q, after }: Asked): Promise<Lines> {
  const within = principal.kind === 'branch' ? await agenciesBelow(reader, [...principal.agencyIds]) : undefined;
  const { items, next } = await searchAgencies(reader, {
    text: q,
    limit: PAGE,
    ...(after !== undefined && { after }),
    ...(within && { within }),
  });
  const open = await openAgencies(
    reader,
    items.map(({ id }) => id),
  );
  return {
    lines: items.map(({ id, code, name }) => ({ code, name, open: open.has(id), hasChildren: false })),
    next,
  };
}
