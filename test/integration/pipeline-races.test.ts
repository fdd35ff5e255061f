import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../src/accounts/index.ts';
import { answerRecall } from '../../src/acts/answer-recall.ts';
import { reportStatus } from '../../src/acts/report-status.ts';
import { openDelivery } from '../../src/console/acts.ts';
import { findDelivery } from '../../src/delivery/index.ts';
import { findSubmission } from '../../src/intake/index.ts';
import { resumeParked } from '../../src/jobs/index.ts';
import { writeOwed } from '../../src/jobs/owed.ts';
import { submit } from '../../src/pipeline.ts';
import { HubError } from '../../src/platform/errors.ts';
import { personPrincipal } from '../../src/registry/index.ts';
import type { Verifier } from '../../src/trust/index.ts';
import { clerks, deliveryTo } from '../support/clerks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter, statusMessage } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

let it: TestHub;
let province: Province;
let office: ReturnType<typeof clerks>;

beforeAll(async () => {
  it = await testHub({ role: 'api' });
  province = await settleProvince(it.database.owner, it.database.database);
  office = clerks(it, province);
});
afterAll(() => it.close());

const withVerifier = (verify: Verifier['verify']): TestHub['hub'] => ({
  ...it.hub,
  verifier: { ...it.hub.verifier, verify },
});
const spec = { status: 202, retry: true, vi: { title: '', fix: '' }, en: { title: '', fix: '' } };
const lost = () => new HubError('VERIFIER_RESTARTED', spec);
const again = (id: string) =>
  it.database.owner.db.execute(sql`update submission set retry_at = now() where id = ${id}`);

async function parked(xml: Buffer): Promise<string> {
  const principal = await province.principal(CODES.office);
  const hub = withVerifier(() => Promise.reject(lost()));
  const answer = await submit(hub, { door: 'rest', principal, mediaType: 'text/xml', body: Readable.from([xml]) });
  await again(answer.submissionId);
  return answer.submissionId;
}

/** Lets one process take a parked submission, then a second one before the first has its verdict. */
async function taughtTwice(
  id: string,
  slowly: (result: ReturnType<Verifier['verify']>) => ReturnType<Verifier['verify']>,
) {
  let go = () => {};
  const overtaken = new Promise<void>((resolve) => {
    go = resolve;
  });
  let begun = () => {};
  const slow = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const first = resumeParked(
    withVerifier(async (spool, ask) => {
      begun();
      await overtaken;
      return slowly(it.hub.verifier.verify(spool, ask));
    }),
  );
  await slow;
  await again(id);
  await resumeParked(it.hub);
  go();
  await first;
}

describe('a parked submission that two processes try at once', () => {
  test('is accepted once and keeps its bytes', async () => {
    const id = await parked(letter({ from: CODES.committee, to: [CODES.home] }).xml);
    await taughtTwice(id, (result) => result);
    expect(await findSubmission(office.db, id)).toMatchObject({ state: 'accepted', hasBytes: true });
    expect(await readdir(path.join(it.dataDir, 'blobs', id.slice(-2)))).toContain(id);
  });

  test('stays accepted when the slower one fails', async () => {
    const id = await parked(letter({ from: CODES.committee, to: [CODES.home] }).xml);
    await taughtTwice(id, () => Promise.reject(lost()));
    expect(await findSubmission(office.db, id)).toMatchObject({ state: 'accepted', code: null });
  });
});

test('a defect met by one parked submission holds up no other', async () => {
  const ids = await Promise.all([1, 2].map(() => parked(letter({ from: CODES.committee, to: [CODES.home] }).xml)));
  let calls = 0;
  const hub = withVerifier((spool, ask) =>
    calls++ === 0 ? Promise.reject(new Error('a defect')) : it.hub.verifier.verify(spool, ask),
  );
  await resumeParked(hub);
  const rows = await Promise.all(ids.map((id) => findSubmission(office.db, id)));
  expect(rows.map((row) => row!.state).sort()).toEqual(['accepted', 'verifying']);
});

describe('sent again', () => {
  const recallOf = (documentId: string, to: readonly string[], reason = 'Gửi nhầm') =>
    letter({ from: CODES.committee, to, documentId, bussiness: { docType: 1, reason } });

  test('a status gets its first answer', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    await office.accepted(CODES.office, sent.xml);
    const status = statusMessage('03', CODES.home, { organId: CODES.committee, letter: sent });
    const first = await office.accepted(CODES.home, status);
    const second = await office.accepted(CODES.home, status);
    expect(second).toMatchObject({ replay: true, documentId: first.documentId });
    expect(second.deliveries).toHaveLength(1);
  });

  test('a recall still tells nothing to whom the document never reached', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    const original = await office.accepted(CODES.office, sent.xml);
    await office.take(deliveryTo(original, CODES.home).id);
    const recall = recallOf(sent.documentId, [CODES.home, CODES.finance]);
    await office.accepted(CODES.office, recall.xml);
    const repeated = await office.accepted(CODES.office, recall.xml);
    expect(repeated.deliveries.map((one) => one.addressedCode)).toEqual([CODES.home]);
    const anew = await office.accepted(CODES.office, recallOf(sent.documentId, [CODES.finance], 'Nhắc lại').xml);
    expect(anew.deliveries).toEqual([]);
  });

  test('an update for recipients that were left out waits for its document as the first one did', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.communeB] });
    await office.accepted(CODES.office, sent.xml);
    const update = letter({
      from: CODES.committee,
      to: [CODES.home, CODES.communeB],
      documentId: sent.documentId,
      bussiness: { docType: 2, reason: 'Sửa' },
    });
    await office.accepted(CODES.office, update.xml, { to: [CODES.home] });
    const more = await office.accepted(CODES.office, update.xml, { to: [CODES.communeB] });
    expect(more.deliveries).toHaveLength(2);
    expect((await office.inbox(CODES.communeB)).map((one) => one.documentId)).not.toContain(more.documentId);
  });

  test('a recalled document goes to nobody new', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    await office.accepted(CODES.office, sent.xml, { to: [CODES.home] });
    await office.accepted(CODES.office, recallOf(sent.documentId, [CODES.home, CODES.finance]).xml);
    const repeated = await office.accepted(CODES.office, sent.xml);
    expect(repeated.deliveries.map((one) => one.addressedCode)).toEqual([CODES.home]);
  });

  test('a request of a system that no longer serves the sender is not answered as it once was', async () => {
    const { xml } = letter({ from: CODES.home, to: [CODES.finance] });
    await office.accepted(CODES.home, xml, { transportId: 'while-it-served' });
    const principal = { ...(await province.principal(CODES.home)), agencyIds: new Set<string>() };
    const refused = await office.refusal(CODES.home, xml, { transportId: 'while-it-served', principal });
    expect(refused.code).toBe('SENDER_NOT_ALLOWED');
  });

  test('two contents under one request id at the same moment are not both taken', async () => {
    const letters = [1, 2].map(() => letter({ from: CODES.committee, to: [CODES.home] }));
    const answers = await Promise.all(
      letters.map(({ xml }) => office.hand(CODES.office, xml, { transportId: 'one-request' })),
    );
    expect(answers.map((one) => one.state).sort()).toEqual(['accepted', 'rejected']);
    expect(answers.find((one) => one.state === 'rejected')).toMatchObject({
      error: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });
});

describe('statuses', () => {
  test('of one system for two recipients are two, whatever key it uses again', async () => {
    const [both, one] = await Promise.all([province.principal(CODES.home), province.principal(CODES.finance)]);
    const principal = { ...both, agencyIds: new Set([...both.agencyIds, ...one.agencyIds]) };
    const sent = await office.accepted(
      CODES.office,
      letter({ from: CODES.office, to: [CODES.home, CODES.finance] }).xml,
    );
    for (const delivery of sent.deliveries) await office.take(delivery.id);
    const report = async (code: string) => {
      const delivery = (await findDelivery(office.db, deliveryTo(sent, code).id))!;
      return reportStatus(it.hub, { door: 'rest', principal }, delivery, { code: '03' }, 'one-key');
    };
    expect(await report(CODES.home)).toMatchObject({ state: 'accepted', replay: false });
    await expect(report(CODES.finance)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await report(CODES.home)).toMatchObject({ state: 'accepted', replay: true });
  });

  test('that a reporter sends again while the first is being stored are one, though the hub writes another time', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    const original = await office.accepted(CODES.office, sent.xml);
    await office.take(original.deliveries[0]!.id);
    const about = { organId: CODES.committee, letter: sent };
    const written = ['09:00:00', '09:00:05'].map((time) =>
      statusMessage('03', CODES.home, about, { timestamp: `2026/11/20 ${time}` }),
    );
    const answers = await Promise.all(
      written.map((xml) => office.accepted(CODES.home, xml, { transportId: 'report-1', builtByHub: true })),
    );
    expect(answers.map((one) => one.replay).sort()).toEqual([false, true]);
    expect(answers[0]!.documentId).toBe(answers[1]!.documentId);
    const told = (await office.events(original.documentId)).filter((type) => type.startsWith('status.'));
    expect(told).toEqual(['status.reported']);
    const other = statusMessage('06', CODES.home, about);
    const reused = await office.refusal(CODES.home, other, { transportId: 'report-1', builtByHub: true });
    expect(reused.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  test('of an arrival reach the sender once, also where the process that opened the document was lost', async () => {
    const original = await office.accepted(CODES.office, letter({ from: CODES.committee, to: [CODES.archives] }).xml);
    const { id } = original.deliveries[0]!;
    const principal = await personPrincipal(office.db, 'person:mot', [await province.agencyId(CODES.archives)]);
    const person: Person = { accountId: id, login: 'mot', name: 'Một', role: 'clerk', owes: null, principal };
    const open = async (hub: TestHub['hub']) => openDelivery(hub, person, (await findDelivery(office.db, id))!);
    await expect(open(withVerifier(() => Promise.reject(new Error('lost'))))).rejects.toThrow('lost');
    await open(it.hub);
    const told = async () => (await office.events(original.documentId)).filter((type) => type === 'status.reported');
    expect(await told()).toEqual([]);
    for (let round = 0; round < 2; round += 1) {
      await office.db.execute(sql`update owed_message set due_at = now()`);
      await writeOwed(it.hub);
      expect(await told()).toHaveLength(1);
    }
  });

  test('that answer one recall are told once: said by another at the same moment, or while the first is parked', async () => {
    const principal = await province.principal(CODES.home);
    for (const isParked of [false, true]) {
      const sent = letter({ from: CODES.committee, to: [CODES.home] });
      const { id } = (await office.accepted(CODES.office, sent.xml)).deliveries[0]!;
      await office.take(id);
      await office.accepted(CODES.office, statusMessage('13', CODES.committee, { organId: CODES.home, letter: sent }));
      const delivery = (await findDelivery(office.db, id))!;
      const answer = (hub: TestHub['hub'], staff: string) =>
        answerRecall(hub, { door: 'rest', principal }, delivery, { decision: 'confirm', staff: { staff } });
      const overtaken = withVerifier(async (spool, ask) => {
        expect(await answer(it.hub, 'Mai')).toMatchObject({ state: 'accepted' });
        return isParked ? Promise.reject(lost()) : it.hub.verifier.verify(spool, ask);
      });
      const { state, submissionId } = await answer(overtaken, 'Lan');
      expect(state).toBe(isParked ? 'parked' : 'rejected');
      await again(submissionId);
      await resumeParked(it.hub);
      expect(await findSubmission(office.db, submissionId)).toMatchObject({ code: 'STATUS_OVERTAKEN' });
    }
  });

  test('that race never move a business status backwards', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    const original = await office.accepted(CODES.office, sent.xml);
    await office.take(original.deliveries[0]!.id);
    const about = { organId: CODES.committee, letter: sent };
    await Promise.all(
      (['03', '06', '03', '06', '01', '03'] as const).map((code, index) =>
        office.accepted(CODES.home, statusMessage(code, CODES.home, about, { description: `song song ${index}` })),
      ),
    );
    const after = await office.accepted(CODES.office, sent.xml);
    expect(after.deliveries[0]).toMatchObject({ businessCode: '06' });
  });

  test('of an agency from which the document was withdrawn in time are refused', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.finance] });
    await office.accepted(CODES.office, sent.xml);
    await office.accepted(CODES.office, statusMessage('13', CODES.committee, { organId: CODES.finance, letter: sent }));
    const refused = await office.refusal(
      CODES.finance,
      statusMessage('03', CODES.finance, { organId: CODES.committee, letter: sent }),
    );
    expect(refused.code).toBe('STATUS_NOT_RECIPIENT');
  });
});

test('a state secret is dropped at once, whatever else is wrong with its sending', async () => {
  const secret = letter({ from: CODES.home, to: [CODES.finance], sphere: 'Tối mật' });
  const answer = await office.hand(CODES.finance, secret.xml, { transportId: secret.documentId });
  expect(answer).toMatchObject({ state: 'rejected', error: { code: 'SECRET_NOT_ALLOWED' } });
  const row = await findSubmission(office.db, answer.submissionId);
  expect(row).toMatchObject({ hasBytes: false, facts: { senderCode: CODES.home }, transportId: null, verdict: null });
  expect(await readdir(path.join(it.dataDir, 'blobs', answer.submissionId.slice(-2)))).not.toContain(
    answer.submissionId,
  );
});
