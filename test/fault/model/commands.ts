import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect } from 'vitest';
import { acknowledge, lockDeliveries, releaseContent } from '../../../src/delivery/index.ts';
import type { StatusHeader } from '../../../src/edxml/index.ts';
import { findDocument } from '../../../src/intake/index.ts';
import { newId } from '../../../src/platform/ids.ts';
import { applyStatus } from '../../../src/status/index.ts';
import type { Expected } from './model.ts';
import { codeOf, type World } from './world.ts';

/** One step of somebody's. Numbers choose among what is there, so that every sequence makes sense. */
export type Command =
  | { readonly do: 'send'; readonly to: readonly number[]; readonly priority: number }
  | { readonly do: 'change'; readonly docType: 1 | 2 | 3; readonly pick: number; readonly to: readonly number[] }
  | { readonly do: 'ask'; readonly pick: number }
  | { readonly do: 'claim'; readonly urgent: boolean }
  | { readonly do: 'begin'; readonly pick: number; readonly reached: boolean }
  | { readonly do: 'end'; readonly pick: number; readonly outcome: 'answer' | 'refuse' }
  | { readonly do: 'redrive' | 'hold' | 'release'; readonly pick: number }
  | { readonly do: 'fetch' | 'ack'; readonly pick: number }
  | { readonly do: 'report'; readonly pick: number; readonly code: string }
  | { readonly do: 'crash' };

const pick = fc.nat(1_000);
const some = fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 4 });
const priority = fc.constantFrom(0, 0, 0, 1, 3);
const codes = fc.constantFrom('01', '02', '03', '05', '06', '15', '15', '16');

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('send' as const), to: some, priority }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      docType: fc.constantFrom(1 as const, 2 as const, 2 as const, 2 as const, 3 as const, 3 as const),
      pick,
      to: some,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ask' as const), pick }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('claim' as const), urgent: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('begin' as const), pick, reached: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      pick,
      outcome: fc.constantFrom('answer' as const, 'answer' as const, 'refuse' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('fetch' as const, 'ack' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redrive' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('hold' as const, 'release' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('report' as const), pick, code: codes }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
);

export async function perform(world: World, it: Command): Promise<void> {
  const { model } = world;
  const among = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];
  /** Mostly something that can go on; else anything, for what must be refused. */
  const mostly = <T>(list: readonly T[], live: (one: T) => boolean, n: number): T | undefined => {
    const alive = list.filter(live);
    return n % 4 > 0 && alive.length > 0 ? among(alive, n >> 2) : among(list, n >> 2);
  };
  switch (it.do) {
    case 'send':
      return world.send(0, it.to, it.priority);
    case 'change': {
      const roots = model.documents.flatMap((one, index) => (one.docType === 0 ? [index] : []));
      // Mostly of the newest document, for those who were sent it.
      const root = mostly(roots, (one) => one === roots.at(-1), it.pick);
      if (root === undefined) return;
      const had = model.all().filter((one) => one.document === root);
      const to = it.pick % 4 > 0 ? [...new Set(had.map((one) => one.recipient))] : it.to;
      return to.length === 0 ? undefined : world.send(it.docType, to, 0, root);
    }
    case 'claim':
      return world.claim(it.urgent);
    case 'begin': {
      const isLive = ({ id, epoch }: { id: string; epoch: number }) => {
        const one = model.deliveries.get(id)!;
        return one.state === 'claimed' && one.epoch === epoch;
      };
      const next = mostly(
        world.jobs.flatMap((job) => job.deliveries),
        isLive,
        it.pick,
      );
      return next && world.begin(next.id, next.epoch, newId(), it.reached);
    }
    case 'end': {
      const isLive = ({ started }: (typeof world.sends)[number]) => {
        const one = model.deliveries.get(started.deliveryId)!;
        return one.state === 'sending' && one.attemptId === started.attemptId;
      };
      const send = mostly(world.sends, isLive, it.pick);
      if (!send) return;
      const { started, reached } = send;
      // An answer of who took it is sometimes lost; who did not take it cannot say that it did.
      const outcome = it.outcome === 'refuse' ? 'permanent' : reached && it.pick % 3 > 0 ? 'delivered' : 'retry';
      return world.end(started, reached && outcome === 'permanent' ? 'delivered' : outcome);
    }
    case 'crash':
      return world.crash();
    case 'redrive': {
      const dead = among(
        model.all().filter((one) => one.state === 'dead'),
        it.pick,
      );
      return dead && world.redrive(dead);
    }
    case 'hold':
    case 'release': {
      const one = mostly(model.all(), (each) => (each.state === 'held') === (it.do === 'release'), it.pick);
      return one && world[it.do](one);
    }
    case 'ask': {
      const one = among(model.all(), it.pick);
      return one && askBack(world, one);
    }
    default: {
      const going = (each: Expected) => ['available', 'fetched', 'sending'].includes(each.state);
      const one = mostly(model.all(), it.do === 'report' ? () => true : going, it.pick);
      if (!one) return;
      if (it.do === 'fetch') return fetchContent(world, one);
      return it.do === 'report' ? report(world, one, it.code) : acknowledgeIt(world, one);
    }
  }
}

async function fetchContent(world: World, one: Expected): Promise<void> {
  const { model } = world;
  const answer = await world.inTx((tx) => releaseContent(tx, one.id, 'test')).then(() => 'OK', codeOf);
  // Withdrawn in time, or confirmed as cancelled: the content is closed.
  if (one.recall === 'withdrawn' || one.recall === 'confirmed') expect(answer).toBe('CONTENT_RECALLED');
  else if (one.state === 'cancelled') expect(answer).toBe('DELIVERY_WITHDRAWN');
  else if (one.state === 'held') expect(answer).toBe('DELIVERY_HELD');
  else if (one.state === 'available') {
    expect(answer).toBe(model.waits(one) ? 'DELIVERY_WAITS' : 'OK');
    if (answer === 'OK') {
      one.state = 'fetched';
      model.takesEffect(one);
    }
  } else expect(answer).toBe(one.way === 'push' && one.attempts === 0 ? 'DELIVERY_NOT_RELEASED' : 'OK');
}

async function acknowledgeIt(world: World, one: Expected): Promise<void> {
  const answer = await world.inTx((tx) => acknowledge(tx, one.id, 'test')).then(() => 'OK', codeOf);
  if (one.state === 'arrived') expect(answer).toBe('OK');
  else if (one.state === 'cancelled') expect(answer).toBe('DELIVERY_WITHDRAWN');
  else if (one.state === 'fetched' || one.attempts > 0) {
    expect(answer).toBe('OK');
    one.state = 'arrived';
    // Whoever acknowledges has it.
    world.model.takesEffect(one);
  } else expect(answer).toBe('DELIVERY_NOT_RELEASED');
}

async function tell(world: World, deliveries: readonly Expected[], statusCode: string): Promise<void> {
  const header = { kind: 'status', statusCode } as StatusHeader;
  await world.inTx(async (tx) => {
    const locked = await lockDeliveries(
      tx,
      deliveries.map((one) => one.id),
    );
    const about = {
      document: (await findDocument(tx, world.model.documents[deliveries[0]!.document]!.id))!,
      deliveries: locked,
      reporterId: locked[0]!.agencyId!,
      destinationCode: '–',
    };
    await applyStatus(tx, about, header, 'test');
  });
}

/** Status 13: the document and its updates, from one recipient. */
async function askBack(world: World, one: Expected): Promise<void> {
  const { model } = world;
  const meant = model.meant(model.documents[one.document]!.root);
  const deliveries = model.all().filter((each) => each.recipient === one.recipient && meant.includes(each.document));
  if (deliveries.length === 0) return;
  await tell(world, deliveries, '13');
  model.takeBack(deliveries, 'status13');
}

async function report(world: World, one: Expected, code: string): Promise<void> {
  if (world.model.neverHad(one)) return;
  await tell(world, [one], code);
  const before = one.state;
  world.model.report(one, code);
  if (one.state === 'arrived' && before !== 'arrived') world.model.takesEffect(one);
}

/** Everything that still can, comes to its end: nothing waits for ever. */
export async function drain(world: World): Promise<void> {
  const { model } = world;
  await world.crash();
  await world.check();
  for (let round = 0; round < 200; round += 1) {
    const going = model.all().filter((one) => !['arrived', 'dead', 'cancelled'].includes(one.state));
    if (going.length === 0) return;
    for (const one of going) {
      if (one.state === 'held') await world.release(one);
      await world.check();
      if (one.way === 'push') continue;
      await fetchContent(world, one);
      await world.check();
      await acknowledgeIt(world, one);
      await world.check();
    }
    for (const urgent of [true, false]) {
      const known = world.jobs.length;
      await world.claim(urgent);
      for (const { id, epoch } of world.jobs.slice(known).flatMap((job) => job.deliveries)) {
        const begun = world.sends.length;
        await world.check();
        await world.begin(id, epoch, newId(), true);
        await world.check();
        for (const send of world.sends.slice(begun)) await world.end(send.started, 'delivered');
        await world.check();
      }
    }
  }
  throw new Error('a delivery waits for ever');
}

/** What must be true of a whole life, whatever happened in it. */
export async function checkLife(world: World): Promise<void> {
  const { model } = world;
  const order = new Map(model.effects.map((id, index) => [id, index]));
  for (const one of model.all()) {
    for (const before of one.before) {
      const [first, second] = [order.get(before), order.get(one.id)];
      if (first !== undefined && second !== undefined) expect(first).toBeLessThan(second);
    }
  }
  const documents = sql.param(model.documents.map((one) => one.id));
  const { rows: counts } = await world.db.execute<{ state: string; n: number }>(sql`
    select state, count(*)::int as n from delivery where document_id = any(${documents}::uuid[]) group by state`);
  expect(counts.reduce((sum, row) => sum + row.n, 0)).toBe(model.deliveries.size);
  const { rows } = await world.db.execute<{ id: string; consigned: number; handed: number; arrived: number }>(sql`
    select d.id,
      count(*) filter (where r.type = 'ContentConsignment')::int as consigned,
      count(*) filter (where r.type = 'ContentHandover')::int as handed,
      (select count(*)::int from event e where e.document_id = d.document_id and e.delivery_id = d.id
        and e.type = 'delivery.arrived') as arrived
    from delivery d left join receipt r on r.document_id = d.document_id and r.delivery_id = d.id
    where d.document_id = any(${documents}::uuid[]) group by d.id, d.document_id`);
  for (const { id, ...proof } of rows) {
    const one = model.deliveries.get(id)!;
    const handed = one.state === 'arrived' ? 1 : 0;
    expect(proof).toEqual({ consigned: model.released(one) ? 1 : 0, handed, arrived: handed });
  }
}
