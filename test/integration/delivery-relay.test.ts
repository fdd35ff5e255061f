import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SendResult } from '../../adapters/contract.ts';
import { beginSending, type Started } from '../../src/delivery/begin.ts';
import { claimDue } from '../../src/delivery/claim.ts';
import { DEFAULT_SETTINGS } from '../../src/delivery/rules.ts';
import { settle } from '../../src/delivery/settle.ts';
import { newId } from '../../src/platform/ids.ts';
import { axisPrincipal } from '../../src/registry/index.ts';
import { clerks } from '../support/clerks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter, statusMessage } from '../support/letters.ts';
import { CODES, settleProvince } from '../support/province.ts';

let it: TestHub;
let office: ReturnType<typeof clerks>;
const OTHER = CODES.offline;

beforeAll(async () => {
  it = await testHub({ role: 'api' });
  const province = await settleProvince(it.database.owner, it.database.database);
  const id = await province.agencyId(OTHER);
  await it.database.owner.db.execute(sql`update agency set axis = 'vpcp' where id = ${id}`);
  office = clerks(it, province);
});
afterAll(() => it.close());

async function begin(): Promise<Started> {
  const [job] = await office.db.transaction((tx) => claimDue(tx, false, 10, DEFAULT_SETTINGS));
  const [{ id, epoch }] = job!.deliveries as [{ id: string; epoch: number }];
  const start = { deliveryId: id, epoch, attemptId: newId() };
  const [started] = await office.db.transaction((tx) => beginSending(tx, [start], DEFAULT_SETTINGS));
  return started!;
}

const end = (started: Started, result: SendResult) =>
  office.db.transaction((tx) => settle(tx, [{ started, result }], DEFAULT_SETTINGS));

async function standing(documentId: string): Promise<Record<string, string>> {
  const { rows } = await office.db.execute<{ code: string; state: string; handed: boolean }>(sql`
    select d.addressed_code as code, d.state, exists (select from receipt r
      where r.document_id = d.document_id and r.delivery_id = d.id and r.type = 'ContentHandover') as handed
    from delivery d where d.document_id = ${documentId}`);
  return Object.fromEntries(rows.map(({ code, state, handed }) => [code, handed ? `${state}, handed over` : state]));
}

/** Two agencies behind one axis; the first reports before the axis has answered. */
async function reportedEarly() {
  const sent = letter({ from: CODES.committee, to: [CODES.government, OTHER] });
  const { documentId } = await office.accepted(CODES.office, sent.xml);
  const started = await begin();
  const status = statusMessage('01', CODES.government, { organId: CODES.committee, letter: sent });
  await office.accepted(CODES.office, status, { door: 'axis', principal: axisPrincipal('vpcp') });
  return { documentId, started };
}

test('a status from behind an axis is the arrival at its own agency, never at the others of the relay', async () => {
  const { documentId, started } = await reportedEarly();
  expect(await standing(documentId)).toEqual({ [CODES.government]: 'sending', [OTHER]: 'sending' });
  await end(started, { outcome: 'relayed', httpStatus: 201 });
  expect(await standing(documentId)).toEqual({ [CODES.government]: 'arrived, handed over', [OTHER]: 'relayed' });
});

test('an axis whose answer is lost is asked again for the others', async () => {
  const { documentId, started } = await reportedEarly();
  await end(started, { outcome: 'retry', code: 'SEND_FAILED' });
  expect(await standing(documentId)).toEqual({ [CODES.government]: 'due', [OTHER]: 'due' });
});

test('a relay that is given up has still arrived where it was reported on', async () => {
  const { documentId, started } = await reportedEarly();
  await end(started, { outcome: 'permanent', code: 'HTTP_400' });
  expect(await standing(documentId)).toEqual({ [CODES.government]: 'arrived, handed over', [OTHER]: 'dead' });
});

test('what came from an axis is never relayed back to it', async () => {
  const fromAxis = { door: 'axis', principal: axisPrincipal('vpcp') } as const;
  const sent = letter({ from: CODES.government, to: [CODES.home, OTHER] });
  const first = await office.accepted(CODES.office, sent.xml, fromAxis);
  expect(first.deliveries.map((one) => one.addressedCode)).toEqual([CODES.home]);
  const again = await office.accepted(CODES.office, sent.xml, fromAxis);
  expect(again.deliveries).toHaveLength(1);
  const theirs = letter({ from: CODES.government, to: [OTHER] });
  expect((await office.refusal(CODES.office, theirs.xml, fromAxis)).code).toBe('NO_RECIPIENT');
});
