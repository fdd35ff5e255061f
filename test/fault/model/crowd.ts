import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { beginSending } from '../../../src/delivery/begin.ts';
import { claimDue } from '../../../src/delivery/claim.ts';
import {
  acknowledge,
  createDeliveries,
  deliveriesOfDocuments,
  listInbox,
  lockDeliveries,
  releaseContent,
} from '../../../src/delivery/index.ts';
import { settle } from '../../../src/delivery/settle.ts';
import { sweepLeases } from '../../../src/delivery/sweep.ts';
import type { StatusHeader } from '../../../src/edxml/index.ts';
import { findDocuments } from '../../../src/intake/index.ts';
import type { Tx } from '../../../src/platform/database.ts';
import { isHubError } from '../../../src/platform/errors.ts';
import { newId } from '../../../src/platform/ids.ts';
import { planRoute } from '../../../src/routing/index.ts';
import { applyStatus } from '../../../src/status/index.ts';
import type { Ground } from '../../integration/delivery-fixture.ts';
import { planFor, type Recipient, SETTINGS } from './world.ts';

/** Draws a number below `n`; seeded, so that everybody's choices can be repeated (their interleaving cannot). */
export type Draw = (n: number) => number;

/** Senders, dispatchers, recipients and a sweeper, all at once on the same documents. */
export function makeCrowd(ground: Ground, recipients: readonly Recipient[], draw: Draw) {
  const { db } = ground.test.database;
  const documents: string[] = [];
  const effects: string[] = [];
  const inTx = <T>(run: (tx: Tx) => Promise<T>) => db.transaction(run);
  const effect = (id: string) => {
    if (!effects.includes(id)) effects.push(id);
  };
  /** A refusal is an answer; anything else is a defect. */
  const allowed = (problem: unknown) => {
    if (!isHubError(problem)) throw problem;
  };

  async function send(): Promise<void> {
    const docType = documents.length === 0 ? 0 : ([0, 0, 1, 2, 2, 2, 3, 3] as const)[draw(8)]!;
    // Of what was sent lately: it is still on its way.
    const original = documents[Math.max(0, documents.length - 1 - draw(3))];
    const document = await ground.document({ priority: draw(4) });
    await db.execute(sql`update document set doc_type = ${docType} where id = ${document.id}`);
    const relation = (['answers', 'recalls', 'updates', 'replaces'] as const)[docType]!;
    await inTx(async (tx) => {
      const rows = await findDocuments(tx, [document.id, ...(docType === 0 ? [] : [original!])]);
      const references = docType === 0 ? [] : [{ document: rows.get(original!)!, relation, onlyFor: [] as string[] }];
      const to = recipients.filter(() => draw(3) > 0);
      const addressed = to.map(planFor);
      const plans = await planRoute(tx, rows.get(document.id)!, addressed, references, 'test');
      await createDeliveries(tx, document, plans, 'test');
    });
    documents.push(document.id);
  }

  async function dispatch(): Promise<void> {
    const jobs = await inTx((tx) => claimDue(tx, draw(2) === 0, 10, SETTINGS));
    for (const { id, epoch } of jobs.flatMap((job) => job.deliveries)) {
      const [started] = await inTx((tx) => beginSending(tx, [{ deliveryId: id, epoch, attemptId: newId() }], SETTINGS));
      if (!started || draw(8) === 0) continue;
      const fate = draw(8);
      if (fate > 3) effect(id);
      const failed = { code: 'TEST', detail: 'test' };
      const result =
        fate > 3
          ? ({ outcome: 'delivered' } as const)
          : ({ outcome: fate === 0 ? 'permanent' : 'retry', ...failed } as const);
      await inTx((tx) => settle(tx, [{ started, result }], SETTINGS));
    }
  }

  async function fetch(): Promise<void> {
    const handoverIds = recipients.filter((one) => one.way !== 'push').map((one) => one.agency.id);
    const { items } = await listInbox(db, { handoverIds, limit: 20 });
    const item = items[draw(Math.max(1, items.length))];
    if (!item) return;
    await inTx((tx) => releaseContent(tx, item.deliveryId, 'test')).then(() => effect(item.deliveryId), allowed);
    if (draw(3) > 0) await inTx((tx) => acknowledge(tx, item.deliveryId, 'test')).catch(allowed);
  }

  async function report(): Promise<void> {
    const id = documents[draw(Math.max(1, documents.length))];
    if (!id) return;
    const found = await deliveriesOfDocuments(db, [id]);
    const one = found[draw(Math.max(1, found.length))];
    const statusCode = (['13', '03', '15', '16', '01'] as const)[draw(5)]!;
    if (!one) return;
    await inTx(async (tx) => {
      const document = (await findDocuments(tx, [id])).get(id)!;
      const locked = await lockDeliveries(tx, [one.id]);
      const had = locked.filter((each) => statusCode === '13' || !['failed', 'cancelled'].includes(each.state));
      if (had.length === 0) return;
      const header = { kind: 'status', statusCode } as StatusHeader;
      const about = { document, deliveries: had, reporterId: had[0]!.agencyId!, destinationCode: '–' };
      await applyStatus(tx, about, header, 'test');
    }).catch(allowed);
  }

  async function sweep(): Promise<void> {
    // A lost worker here and there: its send ends as lost.
    await db.execute(sql`
      update dispatch set lease_until = now() - interval '1 s'
      where delivery_id = (select delivery_id from dispatch where state = 'claimed' order by epoch, delivery_id limit 1
        for update skip locked)`);
    await inTx((tx) => sweepLeases(tx, SETTINGS));
  }

  async function settleAll(): Promise<void> {
    await db.execute(sql`update dispatch set lease_until = now() - interval '1 s' where state <> 'due'`);
    while ((await inTx((tx) => sweepLeases(tx, SETTINGS))) > 0);
    for (let round = 0; round < 300 && (await open()) > 0; round += 1) {
      for (const urgent of [true, false]) {
        const jobs = await inTx((tx) => claimDue(tx, urgent, 10, SETTINGS));
        for (const { id, epoch } of jobs.flatMap((job) => job.deliveries)) {
          const start = { deliveryId: id, epoch, attemptId: newId() };
          const [started] = await inTx((tx) => beginSending(tx, [start], SETTINGS));
          effect(id);
          await inTx((tx) => settle(tx, [{ started: started!, result: { outcome: 'delivered' } }], SETTINGS));
        }
      }
      const handoverIds = recipients.map((one) => one.agency.id);
      for (const { deliveryId } of (await listInbox(db, { handoverIds, limit: 200 })).items) {
        await inTx((tx) => releaseContent(tx, deliveryId, 'test')).then(() => effect(deliveryId), allowed);
        await inTx((tx) => acknowledge(tx, deliveryId, 'test')).catch(allowed);
      }
    }
  }

  async function open(): Promise<number> {
    const { rows } = await db.execute<{ n: number }>(sql`
      select count(*)::int as n from delivery where document_id = any(${sql.param(documents)}::uuid[])
        and state not in ('arrived', 'dead', 'cancelled', 'failed')`);
    return rows[0]!.n;
  }

  async function check(): Promise<void> {
    expect(await open(), 'every delivery ended: nobody waits for ever').toBe(0);
    const mine = sql`delivery_id in (select id from delivery where document_id = any(${sql.param(documents)}::uuid[]))`;
    const left = await db.execute(sql`
      select delivery_id from dispatch where ${mine} union all select delivery_id from predecessor where ${mine} and open`);
    expect(left.rows).toEqual([]);
    const twice = await db.execute(sql`
      select delivery_id from receipt where document_id = any(${sql.param(documents)}::uuid[])
        and type in ('ContentHandover', 'ContentConsignment') group by delivery_id, type having count(*) > 1`);
    expect(twice.rows).toEqual([]);
    const place = new Map(effects.map((id, index) => [id, index]));
    const pairs = await db.execute<{ delivery_id: string; predecessor_id: string }>(
      sql`select delivery_id, predecessor_id from predecessor where ${mine}`,
    );
    const overtaken = pairs.rows.filter((pair) => {
      const [first, second] = [place.get(pair.predecessor_id), place.get(pair.delivery_id)];
      return first !== undefined && second !== undefined && first > second;
    });
    expect(overtaken).toEqual([]);
  }

  return { send, dispatch, fetch, report, sweep, settleAll, check };
}
