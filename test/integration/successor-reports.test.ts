import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportStatus } from '../../src/acts/report-status.ts';
import { seeDelivery } from '../../src/acts/see.ts';
import type { AcceptedAnswer } from '../../src/journey/answer.ts';
import { issueVxpCredentials, personPrincipal } from '../../src/registry/index.ts';
import { verifyReceiptXml } from '../../src/trust/index.ts';
import { type clerks, deliveryTo } from '../support/clerks.ts';
import { letter, statusMessage } from '../support/letters.ts';
import { CODES, type Province } from '../support/province.ts';
import { restOf } from '../support/rest.ts';
import { vxpClient } from '../support/vxp.ts';
import { recallGround, type Sent } from './recall-fixture.ts';

const { openDistrict, communeA, communeB } = CODES;
let ground: Awaited<ReturnType<typeof recallGround>>;
let office: ReturnType<typeof clerks>;
let province: Province;
let rest: ReturnType<typeof restOf>;
const arrived: Sent[] = [];
let toBoth: AcceptedAnswer;
let receipt: { id: string; xml: Buffer };

/** Everything has arrived at the district when it is merged into communeA. */
beforeAll(async () => {
  ground = await recallGround();
  ({ office, province } = ground);
  rest = restOf(ground.it, province);
  for (let n = 0; n < 5; n += 1) {
    const sent = await ground.send(openDistrict);
    await office.take(sent.id);
    arrived.push(sent);
  }
  toBoth = await office.accepted(CODES.office, letter({ from: CODES.committee, to: [communeA, openDistrict] }).xml);
  for (const { id } of toBoth.deliveries) await office.take(id);
  const { rows } = await office.db.execute<{ id: string }>(
    sql`select id from receipt where delivery_id = ${arrived[0]!.id} and type = 'ContentHandover'`,
  );
  const { id } = rows[0]!;
  receipt = { id, xml: (await rest.get(openDistrict, `/v1/receipts/${id}`)).rawPayload };
  const [old, heir] = [await province.agencyId(openDistrict), await province.agencyId(communeA)];
  await ground.it.database.owner.db.transaction(async (tx) => {
    await tx.execute(sql`update agency set valid_to = '2025-07-01' where id = ${old}`);
    await tx.execute(sql`insert into agency_successor (agency_id, successor_id, from_date)
      values (${old}, ${heir}, '2025-07-01')`);
  });
});
afterAll(() => ground?.it.close());

const businessOf = async (sent: Sent) => (await ground.now(sent.id)).businessCode;
/** Who the sender reads to have reported. */
async function reporters(sent: Sent): Promise<string[]> {
  const { rows } = await office.db.execute<{ code: string }>(sql`
    select k.code from event e join agency_code k on k.agency_id = e.agency_id and k.is_current
    where e.delivery_id = ${sent.id} and e.type = 'status.reported' order by e.id`);
  return rows.map((row) => row.code);
}

test('an heir reports in its own name on what had arrived at its predecessor, and the sender sees who did', async () => {
  const sent = arrived[0]!;
  const answer = await rest.post(communeA, `/v1/inbox/${sent.id}/status`, { code: '03' });
  expect([answer.statusCode, answer.json().code]).toEqual([201, undefined]);
  expect(await businessOf(sent)).toBe('03');
  expect(await reporters(sent)).toEqual([communeA]);
  const told = (await office.inbox(CODES.office, 'status')).map((one) => one.documentId);
  const { rows } = await office.db.execute<{ from: string }>(sql`
    select header->'from'->>'organId' as "from" from document where id = any(${sql.param(told)}::uuid[])`);
  expect(rows).toEqual([{ from: communeA }]);
});

test('it may hand in the edXML message itself', async () => {
  const sent = arrived[1]!;
  await ground.report('03', communeA, sent.letter);
  expect([await businessOf(sent), await reporters(sent)]).toEqual(['03', [communeA]]);
});

test('it reports over VXP', async () => {
  const sent = arrived[2]!;
  const credentials = await office.db.transaction((tx) =>
    issueVxpCredentials(tx, ground.it.hub.vault, `qlvb ${communeA}`),
  );
  const client = vxpClient(`${ground.it.hub.url}/XrdAdapter/adapter`, credentials);
  const message = statusMessage('03', communeA, { organId: CODES.committee, letter: sent.letter });
  expect((await client.sendEdoc(communeA, message)).json()).toMatchObject({ status: 'OK' });
  expect([await businessOf(sent), await reporters(sent)]).toEqual(['03', [communeA]]);
});

test('a clerk of the heir reports at the web pages', async () => {
  const sent = arrived[3]!;
  const principal = await personPrincipal(office.db, 'person:van-thu', [await province.agencyId(communeA)]);
  const delivery = await seeDelivery(ground.it.hub, principal, 'status.report', sent.id);
  const answer = await reportStatus(ground.it.hub, { door: 'web', principal }, delivery, { code: '04' });
  expect(answer.state).toBe('accepted');
  expect([await businessOf(sent), await reporters(sent)]).toEqual(['04', [communeA]]);
});

test('it returns one copy and keeps the other, of a document that it and its predecessor were sent', async () => {
  const [own, inherited] = [deliveryTo(toBoth, communeA).id, deliveryTo(toBoth, openDistrict).id];
  const codes = async () => [(await ground.now(own)).businessCode, (await ground.now(inherited)).businessCode];
  await rest.post(communeA, `/v1/inbox/${own}/status`, { code: '03' });
  expect(await codes()).toEqual(['03', null]);
  const returned = await rest.post(communeA, `/v1/inbox/${inherited}/status`, { code: '02', description: 'Trùng' });
  expect([returned.statusCode, await codes()]).toEqual([201, ['03', '02']]);
});

test('nobody but the heir may: not another agency, not the closed one', async () => {
  const sent = arrived[4]!;
  expect((await rest.post(communeB, `/v1/inbox/${sent.id}/status`, { code: '03' })).statusCode).toBe(404);
  const message = (from: string) => statusMessage('03', from, { organId: CODES.committee, letter: sent.letter });
  expect((await office.refusal(communeB, message(communeB))).code).toBe('STATUS_NOT_RECIPIENT');
  expect((await office.refusal(openDistrict, message(openDistrict))).code).toBe('SENDER_CLOSED');
  expect(await businessOf(sent)).toBeNull();
});

test('a receipt from before the reform is served to the heir as it was, and still verifies', async () => {
  const served = await rest.get(communeA, `/v1/receipts/${receipt.id}`);
  expect([served.statusCode, served.rawPayload.equals(receipt.xml)]).toEqual([200, true]);
  const trusted = { certificatesPem: [ground.it.hub.signer.certificatePem] };
  expect(verifyReceiptXml(served.rawPayload, trusted)).toMatchObject({ valid: true });
  expect((await rest.get(communeB, `/v1/receipts/${receipt.id}`)).statusCode).toBe(404);
});
