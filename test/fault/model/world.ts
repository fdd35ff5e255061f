import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { beginSending, type Started } from '../../../src/delivery/begin.ts';
import { claimDue, type DeliveryJob } from '../../../src/delivery/claim.ts';
import {
  createDeliveries,
  holdDelivery,
  type PlannedDelivery,
  redrive,
  releaseDelivery,
} from '../../../src/delivery/index.ts';
import { DEFAULT_SETTINGS, type DeliverySettings, TRANSITIONS } from '../../../src/delivery/rules.ts';
import { settle } from '../../../src/delivery/settle.ts';
import { sweepLeases } from '../../../src/delivery/sweep.ts';
import { findDocuments } from '../../../src/intake/index.ts';
import type { Tx } from '../../../src/platform/database.ts';
import { isHubError } from '../../../src/platform/errors.ts';
import { type Acting, type Agency, createSystem, operatorPrincipal } from '../../../src/registry/index.ts';
import { planRoute } from '../../../src/routing/index.ts';
import { type Ground, pulled, pushed } from '../../integration/delivery-fixture.ts';
import { type Expected, Model, SHARING, type Way } from './model.ts';

export interface Recipient {
  readonly way: Way;
  readonly agency: Agency;
  /** Who receives for it. */
  readonly handover: Agency;
}

/** Nothing waits and no breaker opens: what is tested here is order and state, not time. */
export const SETTINGS: DeliverySettings = {
  ...DEFAULT_SETTINGS,
  retrySchedule: [0],
  jitter: 0,
  breakerFailures: 1_000_000,
  batch: 3,
};

const OPERATOR: Acting = { principal: operatorPrincipal('test'), why: 'a test' };

/** The code of a refusal; anything else is a defect. */
export const codeOf = (problem: unknown) => (isHubError(problem) ? problem.code : Promise.reject(problem));

export async function makeRecipients(ground: Ground): Promise<Recipient[]> {
  const ways: Way[] = ['push', 'push', 'pull', 'web'];
  const recipients: Recipient[] = [];
  for (const way of ways) {
    const agency = await ground.agency(way === 'push' ? { url: 'http://192.0.2.1/' } : undefined);
    if (way === 'pull') {
      await ground.test.database.db.transaction((tx) =>
        createSystem(tx, { name: `of ${agency.code}`, agencyIds: [agency.id], scopes: ['receive'] }),
      );
    }
    recipients.push({ way, agency, handover: agency });
  }
  const [{ handover }] = recipients as [Recipient];
  const sharing = await ground.agency();
  // The directory says so too: what is sent again goes by the way of today.
  await ground.test.owner.db.execute(sql`delete from channel where agency_id = ${sharing.id}`);
  await ground.test.owner.db.execute(sql`update agency set contact_point_id = ${handover.id} where id = ${sharing.id}`);
  recipients.push({ way: 'push', agency: sharing, handover });
  return recipients;
}

export function planFor({ way, agency, handover }: Recipient): PlannedDelivery {
  if (way !== 'push') return pulled(agency);
  const { addressedCode, agencyId } = pulled(agency);
  return { ...pushed(handover), addressedCode, agencyId };
}

type Row = Record<string, unknown> & {
  id: string;
  state: Expected['state'];
  dispatched: 'due' | 'claimed' | 'sending' | null;
  attempts: number;
  business_code: string | null;
  recall_state: Expected['recall'];
  recall_form: Expected['form'];
  open: string[];
};

/** The hub's rooms on a real database, and the model that they must agree with after every step. */
export class World {
  readonly model = new Model();
  readonly jobs: DeliveryJob[] = [];
  readonly sends: { readonly started: Started; readonly reached: boolean }[] = [];
  private seen = new Map<string, Expected['state']>();

  readonly ground: Ground;
  readonly recipients: readonly Recipient[];

  constructor(ground: Ground, recipients: readonly Recipient[]) {
    this.ground = ground;
    this.recipients = recipients;
  }

  get db() {
    return this.ground.test.database.db;
  }

  inTx<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.transaction(run);
  }

  planOf(recipient: number): PlannedDelivery {
    return planFor(this.recipients[recipient]!);
  }

  /** Stores a document and routes it, as the pipeline does. `root` is what it changes. */
  async send(docType: 0 | 1 | 2 | 3, named: readonly number[], priority: number, root?: number): Promise<void> {
    const { model } = this;
    // One delivery at a door, so that every delivery is a group of its own.
    const to = named.filter(
      (one) => one !== SHARING || !named.some((other) => other !== one && model.doorOf(other) === model.doorOf(one)),
    );
    const document = await this.ground.document({ priority });
    await this.db.execute(sql`update document set doc_type = ${docType} where id = ${document.id}`);
    const index = model.documents.length;
    const meant = root === undefined ? [] : model.meant(root);
    const relation = docType === 1 ? 'recalls' : docType === 2 ? 'updates' : 'replaces';
    const created = await this.inTx(async (tx) => {
      const rows = await findDocuments(tx, [document.id, ...meant.map((one) => model.documents[one]!.id)]);
      const references = meant.map((one) => ({
        document: rows.get(model.documents[one]!.id)!,
        relation: relation as 'recalls' | 'updates' | 'replaces',
        onlyFor: [],
      }));
      const recipients = to.map((one) => this.planOf(one));
      const plans = await planRoute(tx, rows.get(document.id)!, recipients, references, 'test');
      return createDeliveries(tx, document, plans, 'test');
    });
    model.documents.push({ id: document.id, docType, root: root ?? index });
    const expected = to.flatMap((recipient) => {
      const before = model.earlier(meant, recipient);
      const neverHad = model
        .all()
        .some((one) => meant.includes(one.document) && one.recipient === recipient && one.state === 'cancelled');
      const atDoor = model.atDoor(meant, model.doorOf(recipient));
      const left = docType === 1 ? model.takeBack(before, 'package') : before;
      const told = docType !== 1 || left.length > 0 || (before.length === 0 && !neverHad);
      return told ? [{ recipient, before: [...new Set([...left, ...atDoor].map((one) => one.id))] }] : [];
    });
    const codeOf = (recipient: number) => this.recipients[recipient]!.agency.code;
    expect(created.map((one) => one.addressedCode)).toEqual(expected.map((one) => codeOf(one.recipient)));
    created.forEach(({ id }, n) => {
      const { recipient, before } = expected[n]!;
      const { way } = this.recipients[recipient]!;
      const state = way === 'push' ? 'due' : 'available';
      const fresh = { epoch: 0, attempts: 0, attemptId: null, business: null, recall: null, form: null };
      const door = model.doorOf(recipient);
      model.deliveries.set(id, { id, way, recipient, door, document: index, before, state, inDoubt: false, ...fresh });
    });
  }

  async claim(urgent: boolean): Promise<void> {
    const jobs = await this.inTx((tx) => claimDue(tx, urgent, 10, SETTINGS));
    for (const job of jobs) {
      for (const { id, epoch } of job.deliveries) {
        const one = this.model.deliveries.get(id)!;
        expect(one.state).toBe('due');
        expect(this.model.waits(one)).toBe(false);
        Object.assign(one, { state: 'claimed', epoch });
      }
    }
    this.jobs.push(...jobs);
  }

  async begin(deliveryId: string, epoch: number, attemptId: string, reached: boolean): Promise<void> {
    const one = this.model.deliveries.get(deliveryId)!;
    const begun = await this.inTx((tx) => beginSending(tx, [{ deliveryId, epoch, attemptId }], SETTINGS));
    expect(begun.length).toBe(one.state === 'claimed' && one.epoch === epoch ? 1 : 0);
    const [started] = begun;
    if (!started) return;
    Object.assign(one, { state: 'sending', attemptId, attempts: one.attempts + 1 });
    if (reached) this.model.takesEffect(one);
    this.sends.push({ started, reached });
  }

  async end(started: Started, outcome: 'delivered' | 'retry' | 'permanent'): Promise<void> {
    const one = this.model.deliveries.get(started.deliveryId)!;
    const result = outcome === 'delivered' ? { outcome } : { outcome, code: 'TEST', detail: 'test' };
    const written = await this.inTx((tx) => settle(tx, [{ started, result }], SETTINGS));
    const mine = one.state === 'sending' && one.attemptId === started.attemptId;
    expect(written.has(one.id)).toBe(mine);
    if (!mine) return;
    one.state = outcome === 'delivered' ? 'arrived' : outcome === 'retry' ? 'due' : 'dead';
    if (outcome === 'retry') one.inDoubt = true;
  }

  /** Every process dies: what was claimed or under way is nobody's. */
  async crash(): Promise<void> {
    await this.db.execute(sql`update dispatch set lease_until = now() - interval '1 s' where state <> 'due'`);
    while ((await this.inTx((tx) => sweepLeases(tx, SETTINGS))) > 0);
    for (const one of this.model.all()) {
      if (one.state === 'sending') one.inDoubt = true;
      if (one.state === 'claimed' || one.state === 'sending') one.state = 'due';
    }
  }

  async redrive(one: Expected): Promise<void> {
    const deadlineSeconds = SETTINGS.deadlineSeconds;
    const [answer] = await this.inTx((tx) => redrive(tx, [one.id], OPERATOR, { deadlineSeconds }));
    expect(answer!.problem?.code ?? 'SENT').toBe(this.model.superseded(one) ? 'SUPERSEDED' : 'SENT');
    if (answer!.problem === null) this.model.redrive(one);
  }

  /** An operator keeps it back; what has left the hub cannot be kept. */
  async hold(one: Expected): Promise<void> {
    const answer = await this.inTx((tx) => holdDelivery(tx, one.id, OPERATOR)).then(() => 'HELD', codeOf);
    const here = ['due', 'claimed', 'available', 'held'].includes(one.state);
    expect(answer).toBe(here ? 'HELD' : 'DELIVERY_LEFT');
    if (here) one.state = 'held';
  }

  async release(one: Expected): Promise<void> {
    const { deadlineSeconds } = SETTINGS;
    const answer = await this.inTx((tx) => releaseDelivery(tx, one.id, OPERATOR, deadlineSeconds)).then(
      () => 'RELEASED',
      codeOf,
    );
    expect(answer).toBe(one.state === 'held' ? 'RELEASED' : 'DELIVERY_NOT_KEPT');
    if (one.state === 'held') one.state = one.way === 'push' ? 'due' : 'available';
  }

  /** The tables say what the model says; and every change since the last look is one of the table's. */
  async check(): Promise<void> {
    const documents = sql.param(this.model.documents.map((one) => one.id));
    const { rows } = await this.db.execute<Row>(sql`
      select d.id, d.state, x.state as dispatched, d.attempts, d.business_code, d.recall_state, d.recall_form,
        array(select p.predecessor_id::text from predecessor p where p.delivery_id = d.id and p.open order by 1) as open
      from delivery d left join dispatch x on x.delivery_id = d.id
      where d.document_id = any(${documents}::uuid[]) order by d.id`);
    const real = rows.map((row) => ({
      id: row.id,
      state: row.dispatched === 'claimed' ? 'claimed' : row.state,
      // A row in dispatch is a push that goes on; a terminal delivery has none.
      dispatched: row.dispatched !== null,
      attempts: row.attempts,
      business: row.business_code,
      recall: row.recall_state,
      form: row.recall_state === null ? null : row.recall_form,
      open: row.state === 'due' || row.state === 'available' ? row.open : [],
    }));
    const expected = this.model.all().map((one) => ({
      id: one.id,
      state: one.state,
      dispatched: ['due', 'claimed', 'sending'].includes(one.state),
      attempts: one.attempts,
      business: one.business,
      recall: one.recall,
      form: one.recall === null ? null : one.form,
      open: ['due', 'claimed', 'available'].includes(one.state)
        ? one.before
            .filter((id) => !['arrived', 'dead', 'cancelled'].includes(this.model.deliveries.get(id)!.state))
            .sort()
        : [],
    }));
    expect(real).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)));
    for (const { id, state } of real) this.expectAllowed(this.seen.get(id), state as Expected['state']);
    this.seen = new Map(real.map((one) => [one.id, one.state as Expected['state']]));
  }

  private expectAllowed(from: Expected['state'] | undefined, to: Expected['state']): void {
    if (from === undefined || from === to) return;
    expect(TRANSITIONS[from], `${from} to ${to}`).toContain(to);
  }
}
