import { z } from 'zod';
import { listSeenDossiers } from '../../acts/dossiers.ts';
import { requireMandate } from '../../audit/index.ts';
import { DOSSIER_STATES, type DossierState, stateWords } from '../../dossier/index.ts';
import { record } from '../../evidence/index.ts';
import type { Hub } from '../../hub.ts';
import { findAgencies, type Principal, resolveAgencies } from '../../registry/index.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { id, oneOf, readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

const PAGE = 30;
const VIEWS = { all: 'viewAll', overdue: 'viewOverdue' } as const satisfies Record<string, WordKey>;
const STATES = DOSSIER_STATES.map(String) as [string, ...string[]];
const QUERY = z.object({
  view: oneOf(['all', 'overdue']),
  number: text.default(''),
  state: oneOf(['', ...STATES]),
  agency: text.default(''),
  after: id.optional(),
});

/** Hồ sơ thủ tục hành chính of the reader's agencies, the last opened first. */
export const dossierListRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/dossiers', async (request, reply) => {
    const { principal } = sessionOf(request).person;
    const language = languageOf(request);
    const { view, after, ...typed } = readQuery(request, QUERY);
    const { number, state, agency } = typed;
    const other = agency === '' ? undefined : (await resolveAgencies(db, [agency])).get(agency);
    const unknown = agency !== '' && !other;
    await requireMandate(db, principal, wordOf('dossiers', 'vi'));
    const found = unknown
      ? { items: [], next: null }
      : await listSeenDossiers(db, principal, {
          number,
          state: state === '' ? undefined : (Number(state) as DossierState),
          withAgencyId: other?.id,
          overdue: view === 'overdue',
          after,
          limit: PAGE,
        });
    const terms = [wordOf(VIEWS[view], 'vi'), number, state && stateWords(Number(state) as DossierState).vi, agency];
    await noteSearch(hub, principal, terms.filter(Boolean), found.items.length);
    const agencies = await findAgencies(
      db,
      found.items.flatMap((one) => one.issuerId ?? []),
    );
    const address = (changes: Readonly<Record<string, string>>) =>
      `${BASE}/dossiers?${new URLSearchParams({ view, ...typed, ...changes })}`;
    return show(request, reply, 'dossiers', wordOf('dossiers', language), {
      place: 'dossiers',
      ...typed,
      unknown,
      view,
      views: Object.entries(VIEWS).map(([name, words]) => ({ name, words, address: address({ view: name }) })),
      states: DOSSIER_STATES.map((one) => ({ value: String(one), words: stateWords(one) })),
      rows: found.items.map((one) => ({
        ...one,
        words: one.state === null ? null : stateWords(one.state),
        issuer: agencies.get(one.issuerId ?? '')?.name ?? '–',
        address: `${BASE}/dossiers/${encodeURIComponent(one.number)}`,
      })),
      more: found.next === null ? null : address({ after: found.next }),
    });
  });
};

/** What an auditor looks for is recorded before it is answered. */
async function noteSearch({ database: { db } }: Hub, principal: Principal, terms: readonly string[], found: number) {
  if (principal.kind !== 'auditor') return;
  const data = {
    terms: `${wordOf('dossiers', 'vi')}: ${terms.join(', ')}`,
    found,
    decision: principal.mandate?.decision ?? '–',
  };
  await db.transaction((tx) => record(tx, [{ type: 'audit.searched', actor: principal.actor, data }]));
}
