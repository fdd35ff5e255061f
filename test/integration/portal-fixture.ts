import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { findDocument } from '../../src/intake/index.ts';
import type { Tx } from '../../src/platform/database.ts';
import { considerPublication, type PortalMode, setPortalMode } from '../../src/publication/index.ts';
import { administratorPrincipal, resolveAgencies } from '../../src/registry/index.ts';
import { clerks } from '../support/clerks.ts';
import { testHub } from '../support/hub.ts';
import { type Letter, type LetterOptions, letter } from '../support/letters.ts';
import { CODES, settleProvince } from '../support/province.ts';

export const ROOT = { principal: administratorPrincipal('cli:root'), why: 'QĐ 7/QĐ-UBND' };

export interface Published extends Letter {
  readonly id: string;
}

/** A hub whose Sở Nội vụ writes to a commune, and what anybody sees of it on the portal. */
export async function portalGround() {
  const it = await testHub({ role: 'api', publicUrl: 'https://truc.thunghiem.example' });
  const province = await settleProvince(it.database.owner, it.database.database);
  const office = clerks(it, province);
  const get = (path: string, headers: Record<string, string> = {}) =>
    it.hub.api.inject({ url: `/portal${path}`, headers });
  const feedOf = async (code?: string) => (await get(code ? `/agencies/${code}/feed.atom` : '/feed.atom')).body;
  const setMode = async (tx: Tx, mode: PortalMode | null, code?: string) => {
    const agency = code === undefined ? null : (await resolveAgencies(tx, [code])).get(code)!;
    await setPortalMode(tx, { agency, mode, publicUrl: it.hub.config.publicUrl }, ROOT);
  };
  const waiting = sql`
    select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return {
    it,
    province,
    office,
    get,
    feedOf,
    switchTo: (mode: PortalMode | null, code?: string) => office.db.transaction((tx) => setMode(tx, mode, code)),
    /** Writes the line of a document anew, as accepting it does, beside a switch of its agency to off. */
    async acceptBesideOff({ id }: Published, offEnds: 'first' | 'last'): Promise<void> {
      await it.database.owner.pool.query('delete from publication where id = $1', [id]);
      const document = (await findDocument(office.db, id))!;
      const accept = (tx: Tx) => considerPublication(tx, { document, late: false });
      const switchOff = (tx: Tx) => setMode(tx, 'off', CODES.home);
      const [first, second] = offEnds === 'first' ? [switchOff, accept] : [accept, switchOff];
      let isOver = false;
      const { other } = await office.db.transaction(async (tx) => {
        await first(tx);
        const other = office.db.transaction(second).finally(() => {
          isOver = true;
        });
        // Over, or waiting for this one to end.
        await expect
          .poll(async () => isOver || (await it.database.owner.db.execute(waiting)).rows.length > 0)
          .toBe(true);
        return { other };
      });
      await other;
    },
    async send(more: Partial<LetterOptions> = {}): Promise<Published> {
      const mail = letter({ from: CODES.home, to: [CODES.communeA], ...more });
      const { documentId: id } = await office.accepted(CODES.home, mail.xml);
      return { ...mail, id };
    },
    async recall({ documentId }: Published): Promise<void> {
      const bussiness = { docType: 1, reason: 'Gửi nhầm' } as const;
      await office.accepted(CODES.home, letter({ from: CODES.home, to: [CODES.communeA], documentId, bussiness }).xml);
    },
    /** Whether the feed shows this document; else its tombstone's words, or null where there is neither. */
    async stateOf({ id }: Published): Promise<true | string | null> {
      const feed = await feedOf();
      if (new RegExp(`<entry>\\s*<id>[^<]*${id}</id>`).test(feed)) return true;
      return new RegExp(`<at:deleted-entry ref="[^"]*${id}"[^>]*><at:comment>([^<]*)`).exec(feed)?.[1] ?? null;
    },
    fileStatus: async ({ id }: Published, n = 0) => (await get(`/documents/${id}/files/${n}`)).statusCode,
    reasonOf: async ({ id }: Published): Promise<string | null | undefined> =>
      (await it.database.owner.pool.query('select reason from publication where id = $1', [id])).rows[0]?.reason,
  };
}
