import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bindCertificate } from '../../src/registry/index.ts';
import { createDemoPki, type SigningKey, signByReference, signEnveloped } from '../../src/trust/index.ts';
import { until } from '../integration/delivery-fixture.ts';
import { type AxisHub, axisHub } from '../support/axis-hub.ts';
import { letter, statusMessage } from '../support/letters.ts';
import { CODES } from '../support/province.ts';

let one: AxisHub;
const GOVERNMENT = CODES.government;
const MINISTRY = CODES.offline;
const NODE = '00.98.W00';
let key: SigningKey;

beforeAll(async () => {
  one = await axisHub();
  const pki = await createDemoPki(path.join(one.it.dataDir, 'pki'));
  key = await pki.issue('committee', { agency: 'UBND tỉnh Thử Nghiệm', province: 'Thử Nghiệm' });
  const agencyId = await one.province.agencyId(CODES.committee);
  const der = Buffer.from(key.certificatePem);
  await database().db.transaction((tx) => bindCertificate(tx, { agencyId, der, addedBy: 'test' }));
  const id = await one.province.agencyId(MINISTRY);
  await one.it.database.owner.db.execute(sql`update agency set axis = 'vpcp' where id = ${id}`);
});
afterAll(() => one.close());
beforeEach(() => {
  one.state.misbehaviour = {};
});

const database = () => one.it.database.database;
const linkIs = (down: boolean) =>
  until(
    database(),
    sql`(select (down_since is not null) = ${down} and answered_at is not null from axis where name = 'vpcp')`,
  );

const mailTo = (to: string, xml: Buffer, messageType: 'edoc' | 'status' = 'edoc') =>
  one.state.offer({ messageType, from: GOVERNMENT, to, bytes: xml });

test('a document reaches the axis byte for byte, for exactly its recipients, and its statuses come back', async () => {
  const sent = await one.send(GOVERNMENT, CODES.home);
  await one.stateIs(sent.id, GOVERNMENT, 'relayed');
  const taken = one.state.taken.at(-1)!;
  expect(taken).toMatchObject({ messageType: 'edoc', from: CODES.committee, to: [GOVERNMENT], times: 1 });
  expect(taken.bytes.equals(sent.xml)).toBe(true);

  const status = statusMessage('03', GOVERNMENT, { organId: CODES.committee, letter: sent });
  const docId = mailTo(CODES.committee, status, 'status');
  await one.told(docId, 'done');
  await one.stateIs(sent.id, GOVERNMENT, 'arrived');
  expect(one.state.find(docId)?.status).toBe('DONE');
});

test('an answer that is lost after the axis has stored the document makes no second document there', async () => {
  one.state.misbehaviour = { loseAnswers: 1 };
  const before = one.state.taken.length;
  const sent = await one.send(GOVERNMENT);
  await one.stateIs(sent.id, GOVERNMENT, 'relayed');
  expect(one.state.taken.slice(before).map(({ times, to }) => ({ times, to }))).toEqual([
    { times: 2, to: [GOVERNMENT] },
  ]);
});

test('a recipient that the axis refuses fails alone, at once or after its yes, with the reason', async () => {
  one.state.misbehaviour = { refuse: { [MINISTRY]: '18' } };
  const first = await one.send(GOVERNMENT, MINISTRY);
  await one.stateIs(first.id, MINISTRY, 'failed');
  await one.stateIs(first.id, GOVERNMENT, 'relayed');
  one.state.misbehaviour = { refuseLater: { [MINISTRY]: 'Đơn vị đã giải thể' } };
  const second = await one.send(GOVERNMENT, MINISTRY);
  await until(
    database(),
    sql`exists (select 1 from relay r join delivery d on d.id = r.delivery_id
    where d.document_id = ${second.id})`,
  );
  await database().db.execute(sql`update relay set follow_at = now() where follow_at is not null`);
  await one.stateIs(second.id, MINISTRY, 'failed');
  const { rows } = await database().db.execute<{ reason: { vi: { title: string } } }>(
    sql`select reason from delivery where document_id = ${second.id} and addressed_code = ${MINISTRY}`,
  );
  expect(rows[0]!.reason.vi.title).toContain('Đơn vị đã giải thể');
  await one.stateIs(second.id, GOVERNMENT, 'relayed');
});

test('a slow axis and one that answers garbage hold up nothing inside the province, and lose nothing', async () => {
  one.state.misbehaviour = { garbage: true };
  await linkIs(true);
  const sent = await one.send(GOVERNMENT, CODES.home);
  expect((await one.office.inbox(CODES.home)).some((item) => item.documentId === sent.id)).toBe(true);
  await until(
    database(),
    sql`exists (select 1 from attempt a join delivery d on d.id = a.delivery_id
    where d.document_id = ${sent.id} and a.error_code = 'AXIS_ANSWER_UNUSABLE')`,
  );
  one.state.misbehaviour = { slowMs: 150 };
  await one.stateIs(sent.id, GOVERNMENT, 'relayed');
  await linkIs(false);
});

test('an island for a while: local mail goes on, and when the link is back all goes out once, urgent first', async () => {
  await one.axis.cut();
  await linkIs(true);
  const before = one.state.taken.length;
  const waiting = [await one.send(GOVERNMENT), await one.send(GOVERNMENT)];
  const flash = letter({ from: CODES.committee, to: [GOVERNMENT], priority: 3 });
  const { documentId } = await one.office.accepted(CODES.office, flash.xml);
  // Nor is a try under way that began before the urgent document was there.
  await until(
    database(),
    sql`exists (select from lane l where key = 'axis:vpcp' and breaker <> 'closed'
      and not exists (select from dispatch d where d.lane_id = l.id and d.state <> 'due' and not d.urgent))`,
  );
  const local = await one.send(CODES.home);
  expect((await one.office.inbox(CODES.home)).some((item) => item.documentId === local.id)).toBe(true);
  await one.axis.open();
  for (const id of [documentId, ...waiting.map((sent) => sent.id)]) await one.stateIs(id, GOVERNMENT, 'relayed');
  const taken = one.state.taken.slice(before);
  expect(taken.map(({ times }) => times)).toEqual([1, 1, 1]);
  // Side by side from the second on: documents that do not refer to each other pass freely.
  expect(taken[0]!.bytes.equals(flash.xml)).toBe(true);
});

test('an axis that insists on a TraceHeader gets it in its copy alone, and never where it would break a signature', async () => {
  await one.save({ insistsOnTrace: true, from: NODE });
  const draft = letter({ from: CODES.committee, to: [GOVERNMENT] });
  const signed = await signByReference(draft.xml, key);
  const { documentId, submissionId } = await one.office.accepted(CODES.office, signed);
  await one.stateIs(documentId, GOVERNMENT, 'relayed');
  const copy = one.state.taken.at(-1)!.bytes;
  const hop = /<edXML:TraceHeader><edXML:OrganId>00\.98\.W00<\/edXML:OrganId>.*?<\/edXML:TraceHeader>/;
  expect(copy.toString()).toMatch(hop);
  expect(copy.toString().replace(hop, '')).toBe(signed.toString());
  expect((await readFile(one.it.hub.blobs.path(submissionId))).equals(signed)).toBe(true);
  // Whoever verifies the copy finds the signature whole, and the same content.
  expect(await one.office.accepted(CODES.office, copy)).toMatchObject({ replay: true, documentId });

  const before = one.state.taken.length;
  const whole = signEnveloped(letter({ from: CODES.committee, to: [GOVERNMENT] }).xml, key);
  const refused = await one.office.accepted(CODES.office, whole);
  await one.stateIs(refused.documentId, GOVERNMENT, 'dead');
  expect(one.state.taken).toHaveLength(before);
  const { rows } = await database().db.execute(sql`
    select a.error_code as code, r.type from attempt a join receipt r on r.delivery_id = a.delivery_id
    where r.document_id = ${refused.documentId} and r.type = 'RelayFailure'`);
  expect(rows).toEqual([{ code: 'TRACE_BREAKS_SIGNATURE', type: 'RelayFailure' }]);
  await one.save();
});

test('a clock seven hours off is told, and mended by a setting while the mail waits', async () => {
  one.state.misbehaviour = { clockOffset: 0 };
  await linkIs(true);
  const sent = await one.send(GOVERNMENT);
  await until(
    database(),
    sql`exists (select 1 from attempt a join delivery d on d.id = a.delivery_id
    where d.document_id = ${sent.id} and a.error_code = 'VXP_15' and a.outcome = 'retry')`,
  );
  await one.save({ clockOffset: 0 });
  await one.stateIs(sent.id, GOVERNMENT, 'relayed');
  await one.save();
});

test('a list that changes between its pages is read to its end, every package once', async () => {
  one.state.misbehaviour = { shiftBy: 40 };
  // What was refused before stays listed and fills the page.
  const resting = Array.from({ length: 90 }, () => mailTo(CODES.finance, Buffer.from('refused before')));
  for (const docId of resting) one.state.find(docId)!.status = 'FAIL';
  const letters = Array.from({ length: 25 }, () => letter({ from: GOVERNMENT, to: [CODES.finance], attachments: [] }));
  const ids = letters.map(({ xml }) => mailTo(CODES.finance, xml));
  await until(
    database(),
    sql`(select count(*) = ${ids.length} from offered_package where told = 'done'
    and transport_id = any(${sql.param(ids)}::text[]))`,
    30_000,
  );
  const { rows } = await database().db.execute<{ documents: number; deliveries: number }>(sql`
    select count(distinct d.id)::int as documents, count(v.id)::int as deliveries from document d
    join delivery v on v.document_id = d.id where d.document_uid = any(${sql.param(letters.map((l) => l.documentId))}::text[])`);
  expect(rows[0]).toEqual({ documents: 25, deliveries: 25 });
  for (const docId of resting) one.state.find(docId)!.status = 'DONE';
});

test('a package that is refused here is told as failed with the code, once in the log, and holds up nothing', async () => {
  const stranger = letter({ from: '000.00.00.H77', to: [CODES.home] });
  const bad = mailTo(CODES.home, stranger.xml);
  const good = letter({ from: GOVERNMENT, to: [CODES.home] });
  await one.told(mailTo(CODES.home, good.xml), 'done');
  await one.told(bad, 'fail');
  expect(one.state.find(bad)).toMatchObject({ status: 'FAIL', reason: 'SENDER_UNKNOWN' });
  one.state.find(bad)!.status = 'INITIAL';
  await expect.poll(() => one.state.find(bad)?.status).toBe('FAIL');
  const { rows } = await database().db.execute(
    sql`select 1 from event where type = 'axis.refused' and data ->> 'transportId' = ${bad}`,
  );
  expect(rows).toHaveLength(1);
});

test('a large package comes out of base64 in JSON as the very bytes', async () => {
  const content = Buffer.alloc(3_000_000, 'Liên Thông ');
  const sent = letter({
    from: GOVERNMENT,
    to: [CODES.home],
    attachments: [{ contentId: 'lon', name: 'lon.pdf', mediaType: 'application/pdf', content }],
  });
  await one.told(mailTo(CODES.home, sent.xml), 'done');
  const digest = createHash('sha256').update(sent.xml).digest();
  const { rows } = await database().db.execute(
    sql`select 1 from submission where raw_sha256 = ${digest} and state = 'accepted'`,
  );
  expect(rows).toHaveLength(1);
});
