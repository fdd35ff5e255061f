import { sql } from 'drizzle-orm';
import type { SendResult } from '../../adapters/contract.ts';
import { beginSending } from '../../src/delivery/begin.ts';
import { claimDue } from '../../src/delivery/claim.ts';
import { type Delivery, findDelivery, redrive } from '../../src/delivery/index.ts';
import { DEFAULT_SETTINGS } from '../../src/delivery/rules.ts';
import { settle } from '../../src/delivery/settle.ts';
import type { Tx } from '../../src/platform/database.ts';
import { newId } from '../../src/platform/ids.ts';
import { type Agency, operatorPrincipal } from '../../src/registry/index.ts';
import { type Ground, pushed } from './delivery-fixture.ts';

export const by = { principal: operatorPrincipal('cli:lan'), why: 'Sở Nội vụ đề nghị' };
export const DEADLINE = { deadlineSeconds: 3_600 };

/** What tests of an operator's acts do to deliveries, step by step and without a running dispatcher. */
export function operating(ground: Ground) {
  const { db } = ground.test.database;
  const inTx = <T>(run: (tx: Tx) => Promise<T>) => db.transaction(run);
  const claim = () => inTx((tx) => claimDue(tx, false, 100, DEFAULT_SETTINGS));

  /** One try on the only delivery that is due. */
  async function attempt(result: SendResult): Promise<void> {
    await db.execute(sql`update lane set failures = 0, breaker = 'closed'`);
    const [job] = await claim();
    const { id, epoch } = job!.deliveries[0]!;
    const start = { deliveryId: id, epoch, attemptId: newId() };
    const [started] = await inTx((tx) => beginSending(tx, [start], DEFAULT_SETTINGS));
    await inTx((tx) => settle(tx, [{ started: started!, result }], DEFAULT_SETTINGS));
  }

  async function due(agency: Agency, predecessors: readonly string[] = []): Promise<Delivery> {
    const [delivery] = await ground.create(await ground.document(), [pushed(agency, { predecessors })]);
    return delivery!;
  }

  return {
    inTx,
    attempt,
    due,
    webhook: () => ground.agency({ url: 'http://192.0.2.1/' }),
    claimed: async () => (await claim()).flatMap((job) => job.deliveries.map(({ id }) => id)),
    state: async (id: string) => (await findDelivery(db, id))!.state,
    again: (...ids: string[]) => inTx((tx) => redrive(tx, ids, by, DEADLINE)),

    async dead(agency: Agency): Promise<Delivery> {
      const delivery = await due(agency);
      await attempt({ outcome: 'permanent', code: 'HTTP_422', httpStatus: 422, detail: 'HTTP 422' });
      return delivery;
    },

    async eventsOf(id: string): Promise<unknown[]> {
      const { rows } = await db.execute(sql`
        select type, actor, data->>'why' as why from event
        where delivery_id = ${id} and actor = 'cli:lan' order by id`);
      return rows;
    },
  };
}

export const codesOf = (results: Awaited<ReturnType<typeof redrive>>) =>
  results.map((one) => one.problem?.code ?? 'sent');
