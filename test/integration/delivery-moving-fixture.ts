import { sql } from 'drizzle-orm';
import { beginSending } from '../../src/delivery/begin.ts';
import { claimDue } from '../../src/delivery/claim.ts';
import {
  acknowledge,
  type Delivery,
  type DocumentForDelivery,
  deliveriesOfDocuments,
  listInbox,
  moveWaiting,
  releaseContent,
} from '../../src/delivery/index.ts';
import { DEFAULT_SETTINGS } from '../../src/delivery/rules.ts';
import { settle } from '../../src/delivery/settle.ts';
import type { TryResult } from '../../src/delivery/verdict.ts';
import { newId } from '../../src/platform/ids.ts';
import { type Agency, receptions } from '../../src/registry/index.ts';
import type { Ground } from './delivery-fixture.ts';

export const HOOK = { url: 'http://127.0.0.1:9/in' };

/** What tests of moves do to a directory and to the deliveries in it. */
export function movingGround(ground: Ground) {
  const { database, owner } = ground.test;
  const { db } = database;
  return {
    /** The deliveries of a document to these agencies, by what the directory says today. */
    async send(document: DocumentForDelivery, to: readonly Agency[], after: readonly Delivery[] = []) {
      const today = await receptions(db, to);
      return ground.create(
        document,
        to.map((agency) => ({
          addressedCode: agency.code,
          agencyId: agency.id,
          reception: today.get(agency.id)!,
          predecessors: after.map((one) => one.id),
        })),
      );
    },
    async close(agency: Agency, ...heirs: Agency[]): Promise<void> {
      await owner.db.transaction(async (tx) => {
        await tx.execute(sql`update agency set valid_to = '2025-07-01' where id = ${agency.id}`);
        for (const heir of heirs) {
          await tx.execute(sql`insert into agency_successor (agency_id, successor_id, from_date)
            values (${agency.id}, ${heir.id}, '2025-07-01')`);
        }
      });
    },
    move: () => moveWaiting(database),
    inbox: async (agency: Agency) => (await listInbox(db, { handoverIds: [agency.id], limit: 100 })).items,
    now: (document: DocumentForDelivery) => deliveriesOfDocuments(db, [document.id]),
    async laneOf(id: string): Promise<string | null> {
      const { rows } = await db.execute<{ key: string }>(
        sql`select l.key from dispatch d join lane l on l.id = d.lane_id where d.delivery_id = ${id}`,
      );
      return rows[0]?.key ?? null;
    },
    async events(id: string): Promise<string[]> {
      const { rows } = await db.execute<{ type: string }>(
        sql`select type from event where delivery_id = ${id} order by id`,
      );
      return rows.map((row) => row.type);
    },
    /** Claims what is due and begins to send this one; the others go back. */
    begin: (delivery: Delivery) =>
      db.transaction(async (tx) => {
        const jobs = await claimDue(tx, delivery.urgent, 1_000, DEFAULT_SETTINGS);
        const claimed = jobs.flatMap((job) => job.deliveries).find((one) => one.id === delivery.id)!;
        const start = { deliveryId: claimed.id, epoch: claimed.epoch, attemptId: newId() };
        const [started] = await beginSending(tx, [start], DEFAULT_SETTINGS);
        await tx.execute(
          sql`update dispatch set state = 'due', epoch = epoch + 1, lease_until = null where state = 'claimed'`,
        );
        return started!;
      }),
    end: (started: Parameters<typeof settle>[1][number]['started'], result: TryResult) =>
      db.transaction((tx) => settle(tx, [{ started, result }], DEFAULT_SETTINGS)),
    async take(deliveryId: string): Promise<void> {
      await db.transaction((tx) => releaseContent(tx, deliveryId, 'test'));
      await db.transaction((tx) => acknowledge(tx, deliveryId, 'test'));
    },
  };
}
