import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { redrive } from '../../src/delivery/index.ts';
import { buildEnvelope } from '../../src/edxml/index.ts';
import { writeOwed } from '../../src/jobs/owed.ts';
import { administratorPrincipal, rotateKey } from '../../src/registry/index.ts';
import {
  AXIS,
  type AxisPair,
  at,
  axisPair,
  dbOf,
  type Hub,
  idAt,
  isSo,
  NATIONAL,
  orderOf,
  PROVINCE_SYSTEM,
  reasonOf,
  recallOf,
  stands,
  state,
} from '../support/axis-pair.ts';
import { type Letter, type LetterOptions, letter, statusMessage } from '../support/letters.ts';
import { CODES } from '../support/province.ts';

let pair: AxisPair;
let province: Hub;
let national: Hub;
beforeAll(async () => {
  pair = await axisPair();
  ({ province, national } = pair);
});
afterAll(() => pair.close());
beforeEach(() => {
  pair.line.fault = () => undefined;
});
const [GOVERNMENT, MINISTRY] = [NATIONAL.government, NATIONAL.ministry];
const COMMITTEE = CODES.committee;

async function fromProvince(to: readonly string[], more: Partial<LetterOptions> = {}) {
  const sent = letter({ from: COMMITTEE, to, ...more });
  const { documentId: id } = await province.office.accepted(CODES.office, sent.xml);
  return { ...sent, id };
}

async function fromGovernment(to: readonly string[], more: Partial<LetterOptions> = {}) {
  const sent = letter({ from: GOVERNMENT, to, ...more });
  const { documentId: id } = await national.office.accepted(GOVERNMENT, sent.xml);
  return { ...sent, id };
}

/** Fetched and acknowledged by the agency's own system. */
async function takeAt(hub: Hub, code: string, documentId: string) {
  const item = (await hub.office.inbox(code)).find((one) => one.documentId === documentId)!;
  await hub.office.take(item.deliveryId);
}
const says = (hub: Hub, by: string, code: Parameters<typeof statusMessage>[0], organId: string, about: Letter) =>
  hub.office.accepted(by, statusMessage(code, by, { organId, letter: about }));
test('a document for agencies of both hubs goes byte for byte to exactly those, either way, and every status comes back', async () => {
  const out = await fromProvince([GOVERNMENT, CODES.home]);
  const back = await fromGovernment([CODES.home, CODES.finance, MINISTRY]);
  await stands(province, out.documentId, GOVERNMENT, state('relayed'));
  for (const code of [CODES.home, CODES.finance]) await stands(national, back.documentId, code, state('arrived'));
  const [there, here] = [await at(national, out.documentId), await at(province, back.documentId)];
  expect(there.recipients).toEqual({ [GOVERNMENT]: 'available' });
  expect(here.recipients).toEqual({ [CODES.home]: 'available', [CODES.finance]: 'available' });
  expect([there.bytes!.equals(out.xml), here.bytes!.equals(back.xml)]).toEqual([true, true]);

  await takeAt(national, GOVERNMENT, await idAt(national, out.documentId));
  await takeAt(province, CODES.home, await idAt(province, back.documentId));
  for (const code of ['01', '03', '04', '05', '06'] as const) {
    await says(national, GOVERNMENT, code, COMMITTEE, out);
    await says(province, CODES.home, code, GOVERNMENT, back);
  }
  await stands(province, out.documentId, GOVERNMENT, sql`v.state = 'arrived' and v.business_code = '06'`);
  await stands(national, back.documentId, CODES.home, sql`v.business_code = '06'`);
});

test('a refusal, a take-back and its answers cross the link, either way', async () => {
  const out = await fromProvince([GOVERNMENT, MINISTRY]);
  const back = await fromGovernment([CODES.home, CODES.finance]);
  for (const code of [GOVERNMENT, MINISTRY]) await stands(province, out.documentId, code, state('relayed'));
  for (const code of [CODES.home, CODES.finance]) await stands(national, back.documentId, code, state('arrived'));
  const [there, here] = [await idAt(national, out.documentId), await idAt(province, back.documentId)];
  for (const code of [GOVERNMENT, MINISTRY]) await takeAt(national, code, there);
  for (const code of [CODES.home, CODES.finance]) await takeAt(province, code, here);
  await province.office.accepted(CODES.office, statusMessage('13', COMMITTEE, { organId: GOVERNMENT, letter: out }));
  await national.office.accepted(GOVERNMENT, statusMessage('13', GOVERNMENT, { organId: CODES.home, letter: back }));
  await stands(national, out.documentId, GOVERNMENT, sql`v.recall_state = 'asked'`);
  await stands(province, back.documentId, CODES.home, sql`v.recall_state = 'asked'`);
  await says(national, GOVERNMENT, '15', COMMITTEE, out);
  await says(province, CODES.home, '16', GOVERNMENT, back);
  await says(national, MINISTRY, '02', COMMITTEE, out);
  await says(province, CODES.finance, '02', GOVERNMENT, back);
  await stands(province, out.documentId, GOVERNMENT, sql`v.recall_state = 'confirmed'`);
  await stands(national, back.documentId, CODES.home, sql`v.recall_state = 'refused'`);
  await stands(province, out.documentId, MINISTRY, sql`v.business_code = '02'`);
  await stands(national, back.documentId, CODES.finance, sql`v.business_code = '02'`);
});

test('an update and a recall cross the link behind their document, either way', async () => {
  const update = (one: Letter): Partial<LetterOptions> => ({
    documentId: `${one.documentId}-2`,
    bussiness: { docType: 2, reason: 'Sửa', documentId: one.documentId, documentInfo: '1' } as never,
  });
  pair.line.fault = (call) => (/content$|documents$/.test(call) ? { status: 503 } : undefined);
  const out = await fromProvince([GOVERNMENT]);
  const out2 = await fromProvince([GOVERNMENT], update(out));
  const back = await fromGovernment([CODES.home]);
  const back2 = await fromGovernment([CODES.home], update(back));
  pair.line.fault = () => undefined;
  await stands(province, out2.documentId, GOVERNMENT, state('relayed'), 2);
  await stands(national, back2.documentId, CODES.home, state('arrived'), 2);
  expect(await orderOf(national, [out2.documentId, out.documentId])).toEqual([out.documentId, out2.documentId]);
  expect(await orderOf(province, [back2.documentId, back.documentId])).toEqual([back.documentId, back2.documentId]);
  for (const uid of [out.documentId, out2.documentId])
    await takeAt(national, GOVERNMENT, await idAt(national, uid, uid === out.documentId ? 0 : 2));
  const recall = await fromProvince([GOVERNMENT], recallOf(out));
  await stands(national, out.documentId, GOVERNMENT, sql`v.recall_state = 'asked'`);
  await takeAt(national, GOVERNMENT, await idAt(national, recall.documentId, 1));
  await says(national, GOVERNMENT, '15', COMMITTEE, out);
  await stands(province, out.documentId, GOVERNMENT, sql`v.recall_state = 'confirmed'`);
});

test('what is recalled before anybody behind the link has it is confirmed to its sender, either way', async () => {
  const out = await fromProvince([GOVERNMENT]);
  const back = await fromGovernment([CODES.home, CODES.finance]);
  await stands(province, out.documentId, GOVERNMENT, state('relayed'));
  for (const code of [CODES.home, CODES.finance]) await stands(national, back.documentId, code, state('arrived'));
  await fromProvince([GOVERNMENT], recallOf(out));
  await stands(province, out.documentId, GOVERNMENT, sql`v.recall_state = 'confirmed'`);
  await fromGovernment([CODES.home], recallOf(back));
  await national.office.accepted(GOVERNMENT, statusMessage('13', GOVERNMENT, { organId: CODES.finance, letter: back }));
  for (const code of [CODES.home, CODES.finance]) {
    await stands(province, back.documentId, code, sql`v.recall_state = 'withdrawn'`);
  }
  await writeOwed(province.it.hub);
  for (const code of [CODES.home, CODES.finance]) {
    await stands(national, back.documentId, code, sql`v.recall_state = 'confirmed'`);
  }
});

test('who cannot be served there fails alone, at once or after a 202, and the sender reads why', async () => {
  const some = await fromProvince([GOVERNMENT, NATIONAL.unknown]);
  await stands(province, some.documentId, NATIONAL.unknown, state('failed'));
  await stands(province, some.documentId, GOVERNMENT, state('relayed'));
  expect(await reasonOf(province, some.documentId, NATIONAL.unknown)).toMatchObject({
    code: 'RECIPIENT_UNKNOWN',
    title: expect.stringContaining('Không có cơ quan nào mang mã'),
  });

  const refused = await fromProvince([NATIONAL.unknown]);
  await stands(province, refused.documentId, NATIONAL.unknown, state('dead'));
  expect((await reasonOf(province, refused.documentId, NATIONAL.unknown)).title).toContain('Không có nơi nhận nào');

  const { rows } = await dbOf(national).db.execute<{ id: string }>(
    sql`select id from submission where state = 'rejected' and facts ->> 'documentUid' = ${refused.documentId}`,
  );
  const parked = { state: 'parked', submissionId: rows[0]!.id };
  pair.line.fault = (call) =>
    call === 'POST /v1/documents' ? { status: 202, body: JSON.stringify(parked) } : undefined;
  const later = await fromProvince([MINISTRY]);
  await stands(province, later.documentId, MINISTRY, state('relayed'));
  // An older one that the other hub does not know any more must not keep this one from being asked after.
  await dbOf(province).db.execute(sql`
    update relay set remote_id = ${randomUUID()}, follow_at = now() - interval '1 hour'
    where delivery_id = (select lead_id from delivery where document_id = ${some.id} and addressed_code = ${GOVERNMENT})`);
  await dbOf(province).db.execute(
    sql`update relay set follow_at = least(follow_at, now()) where follow_at is not null`,
  );
  await stands(province, later.documentId, MINISTRY, state('failed'));
  expect((await reasonOf(province, later.documentId, MINISTRY)).title).toContain('Không có nơi nhận nào');
});

test('an answer that the line loses makes no second document, and no second acknowledgement is missed', async () => {
  const lost = new Set<string>();
  pair.line.fault = (call) => {
    const kind = /documents$|ack$/.exec(call)?.[0];
    if (!kind || lost.has(kind)) return undefined;
    lost.add(kind);
    return 'lose';
  };
  const out = await fromProvince([GOVERNMENT]);
  const back = await fromGovernment([CODES.home]);
  await stands(province, out.documentId, GOVERNMENT, state('relayed'));
  await stands(national, back.documentId, CODES.home, state('arrived'));
  expect([...lost].sort()).toEqual(['ack', 'documents']);
  expect(Object.keys((await at(national, out.documentId)).recipients)).toHaveLength(1);
  const { rows } = await dbOf(province).db.execute(
    sql`select 1 from submission s join document d on d.id = s.document_id where d.document_uid = ${back.documentId}`,
  );
  expect(rows).toHaveLength(1);
});

test('a package that is refused here is dead there at its deadline with the reason, and arrives when it is sent again after the mend', async () => {
  const owner = province.it.database.owner.db;
  const agencyId = await province.province.agencyId(GOVERNMENT);
  await owner.execute(sql`update agency set axis = 'elsewhere' where id = ${agencyId}`);
  const back = await fromGovernment([CODES.home]);
  const failed = (count: number) =>
    isSo(
      national,
      sql`(select count(*) from attempt a join delivery v on v.id = a.delivery_id where v.document_id = ${back.id}) = ${count}`,
    );
  await failed(1);
  expect(await national.office.events(back.id)).toContain('delivery.complained');
  await national.it.database.owner.db.execute(
    sql`update document set accepted_at = accepted_at - interval '4 days' where id = ${back.id}`,
  );
  await dbOf(national).db.execute(sql`update pull_failure set rest_until = now()`);
  await stands(national, back.documentId, CODES.home, state('dead'));
  expect((await reasonOf(national, back.documentId, CODES.home)).title).toContain('SENDER_NOT_ALLOWED');

  await owner.execute(sql`update agency set axis = ${AXIS} where id = ${agencyId}`);
  const { rows } = await dbOf(national).db.execute<{ id: string }>(
    sql`select id from delivery where document_id = ${back.id}`,
  );
  const by = { principal: administratorPrincipal('test'), why: 'đã sửa danh mục' };
  await dbOf(national).db.transaction((tx) => redrive(tx, [rows[0]!.id], by, { deadlineSeconds: 60 }));
  await stands(national, back.documentId, CODES.home, state('arrived'));
  await stands(province, back.documentId, CODES.home, state('available'));
});

test('content that is gone there is told, once in a while, and holds up nothing', async () => {
  pair.line.fault = (call) => (call.endsWith('/content') ? { status: 503 } : undefined);
  const gone = await fromGovernment([CODES.home]);
  await national.it.database.owner.db.execute(
    sql`update submission set has_bytes = false where document_id = ${gone.id}`,
  );
  pair.line.fault = () => undefined;
  const next = await fromGovernment([CODES.home]);
  await stands(national, next.documentId, CODES.home, state('arrived'));
  await isSo(
    national,
    sql`exists (select from attempt a join delivery v on v.id = a.delivery_id where v.document_id = ${gone.id})`,
  );
  expect(await national.office.events(gone.id)).toContain('delivery.complained');
});

test('a key that is taken away brings the link down, and the next one sends all that waited', async () => {
  const { db } = dbOf(national);
  const { apiKey } = await db.transaction((tx) => rotateKey(tx, PROVINCE_SYSTEM));
  const down = (is: boolean) =>
    isSo(province, sql`(select (down_since is not null) = ${is} from axis where name = ${AXIS})`);
  const out = await fromProvince([GOVERNMENT], { priority: 3 });
  const back = await fromGovernment([CODES.home]);
  await down(true);
  await isSo(
    province,
    sql`exists (select from attempt a join delivery v on v.id = a.delivery_id
      where v.document_id = ${out.id} and a.http_status = 401 and a.outcome = 'retry')`,
  );
  await pair.save(apiKey);
  await stands(province, out.documentId, GOVERNMENT, state('relayed'));
  await stands(national, back.documentId, CODES.home, state('arrived'));
  await down(false);
});

test('codes that one agency receives for, and one that has a successor here, each have their copy', async () => {
  const back = await fromGovernment([COMMITTEE, CODES.office, CODES.mergedDistrict]);
  await stands(national, back.documentId, COMMITTEE, state('arrived'));
  await stands(national, back.documentId, CODES.mergedDistrict, state('arrived'));
  expect((await at(province, back.documentId)).recipients).toEqual({
    [COMMITTEE]: 'available',
    [CODES.office]: 'available',
    [CODES.mergedDistrict]: 'available',
  });
  const documentId = await idAt(province, back.documentId);
  for (const code of [CODES.office, CODES.communeA]) {
    expect((await province.office.inbox(code)).filter((one) => one.documentId === documentId)).toHaveLength(1);
  }
});

test('a large package of several parts crosses the link byte for byte, either way', async () => {
  const mediaType = 'multipart/related; boundary="b1"; type="application/xml"; start="<envelope>"';
  const file = { contentId: 'f8', name: '8.pdf', mediaType: 'application/pdf' };
  const content = randomBytes(3_000_000);
  const packageOf = (from: string, to: string, documentId: string) =>
    Buffer.concat([
      Buffer.from('--b1\r\nContent-Type: application/xml\r\nContent-ID: <envelope>\r\n\r\n'),
      buildEnvelope({ from: { organId: from }, to: [{ organId: to }], documentId, subject: 'V/v họp' }, [file]),
      Buffer.from('\r\n--b1\r\nContent-Type: application/pdf\r\nContent-ID: <f8>\r\n\r\n'),
      content,
      Buffer.from('\r\n--b1--\r\n'),
    ]);
  const out = packageOf(COMMITTEE, GOVERNMENT, 'lon-di');
  const back = packageOf(GOVERNMENT, CODES.home, 'lon-den');
  await province.office.accepted(CODES.office, out, { mediaType });
  await national.office.accepted(GOVERNMENT, back, { mediaType });
  await stands(province, 'lon-di', GOVERNMENT, state('relayed'));
  await stands(national, 'lon-den', CODES.home, state('arrived'));
  expect((await at(national, 'lon-di')).bytes!.equals(out)).toBe(true);
  expect((await at(province, 'lon-den')).bytes!.equals(back)).toBe(true);
});
