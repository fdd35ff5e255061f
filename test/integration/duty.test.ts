import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addUp, dutyFigures } from '../../src/board/index.ts';
import { countDuties, followMove, followSteps, giveUpDuties, listDuties } from '../../src/duty/index.ts';
import { registrationDue } from '../../src/duty/rules.ts';
import { readTimeline, sentenceOf } from '../../src/evidence/index.ts';
import { DEFAULT_CALENDAR, dayOf } from '../../src/registry/index.ts';
import { letter } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { type DutyGround, dutyGround } from './duty-fixture.ts';

let ground: DutyGround;
let office: DutyGround['office'];
let province: DutyGround['province'];
let send: DutyGround['send'];
let report: DutyGround['report'];
let askBack: DutyGround['askBack'];
let query: DutyGround['query'];

beforeAll(async () => {
  ground = await dutyGround();
  ({ office, province, send, report, askBack, query } = ground);
});
beforeEach(() => ground.clear());
afterAll(() => ground.close());

async function open(): Promise<string[]> {
  const { items } = await listDuties(office.db, { limit: 100 });
  return items.map(({ kind }) => kind).sort();
}

async function figures() {
  await addUp(office.db);
  const rows = await dutyFigures(office.db, { from: '2026-01-01', to: '2099-12-31' });
  return Object.fromEntries(
    rows
      .filter(({ kind }) => kind !== 'sending')
      .map(({ kind, kept, late, missed, lifted }) => [kind, { kept, late, missed, lifted }]),
  );
}
const only = (what: 'kept' | 'late' | 'missed' | 'lifted', times = 1) => ({
  ...{ kept: 0, late: 0, missed: 0, lifted: 0 },
  [what]: times,
});
const makeOverdue = () => query(`update duty set due_at = now() - interval '1 hour'`);

describe('a document that has come', () => {
  test('is owed a notice and a registration from that moment, due by the calendar; each ends with its own step, in time', async () => {
    const sent = await send([CODES.home]);
    const { items } = await listDuties(office.db, { limit: 10 });
    expect(items.map(({ kind }) => kind).sort()).toEqual(['notice', 'registration']);
    const registration = items.find(({ kind }) => kind === 'registration')!;
    expect(registration).toMatchObject({
      agencyId: await province.agencyId(CODES.home),
      code: sent.letter.code,
      overdue: false,
    });
    expect(registration.dueAt).toEqual(registrationDue(DEFAULT_CALENDAR, registration.startedAt));
    await office.take(sent.delivery(CODES.home));
    expect(await open()).toEqual(['registration']);
    await report('03', CODES.home, sent);
    expect(await open()).toEqual([]);
    expect(await figures()).toEqual({ notice: only('kept'), registration: only('kept') });
    expect(await office.events(sent.documentId)).toContain('duty.kept');
  });

  test('is late when its time is over, which its history tells in words', async () => {
    const sent = await send([CODES.home]);
    await makeOverdue();
    expect(
      (await countDuties(office.db, [await province.agencyId(CODES.home)])).find(({ kind }) => kind === 'registration'),
    ).toMatchObject({ overdue: 1, today: 0 });
    await report('03', CODES.home, sent);
    expect(await figures()).toEqual({ notice: only('late'), registration: only('late') });
    const steps = await readTimeline(office.db, { documentId: sent.documentId, submissionIds: [] });
    const told = steps.filter(({ type }) => type === 'duty.late').map((step) => sentenceOf(step, 'vi', 'Sở Nội vụ'));
    expect(told).toContainEqual(
      expect.stringMatching(/^Sở Nội vụ làm trễ hạn: đăng ký văn bản đến \(hạn \d\d\/\d\d\/\d{4} \d\d:\d\d\)$/),
    );
  });

  test('that is refused was noticed, and has not to be registered any more', async () => {
    const sent = await send([CODES.home], { dueDate: '2099/01/01' });
    expect(await open()).toEqual(['notice', 'processing', 'registration']);
    await report('02', CODES.home, sent);
    expect(await open()).toEqual([]);
    expect(await figures()).toEqual({ notice: only('kept'), registration: only('lifted'), processing: only('lifted') });
  });

  test('and is recalled while its duties are open is owed nothing more', async () => {
    const sent = await send([CODES.home]);
    await askBack(CODES.home, sent);
    expect(await open()).toEqual([]);
    expect(await figures()).toEqual({ notice: only('lifted'), registration: only('lifted') });
  });

  test('and was fetched before it is asked back keeps its notice and loses the rest', async () => {
    const sent = await send([CODES.home]);
    await office.take(sent.delivery(CODES.home));
    await askBack(CODES.home, sent);
    expect(await figures()).toEqual({ notice: only('kept'), registration: only('lifted') });
  });

  test('and is changed by an update is accepted with it, where its recipient names their DocumentId alone', async () => {
    const sent = await send([CODES.home]);
    await office.take(sent.delivery(CODES.home));
    const { documentId } = sent.letter;
    const update = await send([CODES.home], { documentId, bussiness: { docType: 2, reason: 'Sửa trích yếu' } });
    await office.take(update.delivery(CODES.home));
    expect(await open()).toEqual(['registration', 'registration']);
    await report('03', CODES.home, sent);
    expect(await open()).toEqual([]);
  });

  test('and of which only the update has come is not taken for arrived by a status on both', async () => {
    const lost = await send([CODES.home]);
    const { documentId } = lost.letter;
    const update = await send([CODES.home], { documentId, bussiness: { docType: 2, reason: 'Sửa trích yếu' } });
    const id = lost.delivery(CODES.home);
    await query(`update delivery set state = 'dead', channel = 'webhook', attempts = 9 where id = $1`, [id]);
    await query('update predecessor set open = false where predecessor_id = $1', [id]);
    await office.take(update.delivery(CODES.home));
    await report('03', CODES.home, lost);
    const states = await query('select state, business_code from delivery where id = any($1) order by id', [
      [id, update.delivery(CODES.home)],
    ]);
    expect(states).toEqual([
      { state: 'dead', business_code: null },
      { state: 'arrived', business_code: '03' },
    ]);
  });

  test('and is changed by an update is answered with it, and not by an answer to its recall', async () => {
    const first = await send([CODES.home], { dueDate: '2099/01/01' });
    const { code, documentId } = first.letter;
    const changed = { documentId, dueDate: '2099/01/01', bussiness: { docType: 2, reason: 'Sửa trích yếu' } } as const;
    const update = await send([CODES.home], changed);
    const recall = { docType: 1, reason: 'Gửi nhầm' } as const;
    await send([CODES.finance], { documentId, bussiness: recall });
    const responseFor = { organId: CODES.committee, code, promulgationDate: documentId.split(',')[1]!, documentId };
    await office.accepted(CODES.home, letter({ from: CODES.home, to: [CODES.committee], responseFor }).xml);
    expect(await figures()).toMatchObject({ processing: only('kept', 2) });
    for (const one of [first, update]) expect(await office.events(one.documentId)).toContain('document.answered');
  });

  test('and is recalled is asked back by a package that nobody has to register', async () => {
    const sent = await send([CODES.home]);
    await office.take(sent.delivery(CODES.home));
    const { documentId } = sent.letter;
    const recall = await send([CODES.home], { documentId, bussiness: { docType: 1, reason: 'Gửi nhầm' } });
    expect(await open()).toEqual(['notice']);
    await office.take(recall.delivery(CODES.home));
    expect(await open()).toEqual([]);
  });

  test('with a time limit is owed an end by that day: 06, or the answer of the agency', async () => {
    const [one, two] = [
      await send([CODES.home], { dueDate: '2099/01/01' }),
      await send([CODES.home], { dueDate: '2099/01/01' }),
    ];
    await report('06', CODES.home, one);
    const { code, documentId } = two.letter;
    const promulgationDate = documentId.split(',')[1]!;
    const responseFor = { organId: CODES.committee, code, promulgationDate, documentId };
    await office.accepted(CODES.home, letter({ from: CODES.home, to: [CODES.committee], responseFor }).xml);
    const { items } = await listDuties(office.db, { agencyIds: [await province.agencyId(CODES.home)], limit: 10 });
    expect(items.map(({ kind }) => kind).sort()).toEqual(['notice', 'registration']);
    expect(await figures()).toMatchObject({ processing: only('kept', 2) });
  });

  test('for a closed agency or one with a contact point is owed by who receives it', async () => {
    await send([CODES.mergedDistrict]);
    const { items } = await listDuties(office.db, { kind: 'registration', limit: 10 });
    expect(items.map(({ agencyId }) => agencyId)).toEqual([await province.agencyId(CODES.communeA)]);
    await office.accepted(CODES.home, letter({ from: CODES.home, to: [CODES.committee] }).xml);
    const mine = await listDuties(office.db, { agencyIds: [await province.agencyId(CODES.office)], limit: 10 });
    expect(mine.items).toHaveLength(2);
  });

  test('and goes on to a successor before anybody took it is owed there, from then on, and its alerts go there', async () => {
    const sent = await send([CODES.finance], { priority: 1 });
    const [finance, communeB] = await Promise.all(
      [CODES.finance, CODES.communeB].map((code) => province.agencyId(code)),
    );
    const moving = {
      id: sent.delivery(CODES.finance),
      leadId: sent.delivery(CODES.finance),
      documentId: sent.documentId,
    };
    const pull = { channel: 'pull', kind: 'document', urgent: true, businessCode: null } as const;
    await office.db.transaction(async (tx) => {
      await followMove(tx, [{ ...moving, ...pull, handoverId: finance! }]);
      await followSteps(tx, [{ type: 'delivery.available', delivery: { ...moving, ...pull, handoverId: communeB! } }]);
    });
    const { items } = await listDuties(office.db, { limit: 10 });
    expect(items.map(({ agencyId }) => agencyId)).toEqual([communeB, communeB]);
    const told = await query(`select agency_id, state from alert where kind = 'urgent-arrived' order by id`);
    expect(told).toEqual([
      { agency_id: finance, state: 'cancelled' },
      { agency_id: communeB, state: 'waiting' },
    ]);
    expect(await figures()).toEqual({ notice: only('lifted'), registration: only('lifted') });
  });

  test('is owed nothing twice when it is sent again, nor when it is a status', async () => {
    const sent = await send([CODES.home]);
    await office.accepted(CODES.office, sent.letter.xml);
    await report('01', CODES.home, sent);
    expect(await open()).toEqual(['registration']);
  });
});

describe('the sender', () => {
  test('sends in time up to the next working morning after signing, later is late and on record', async () => {
    await send([CODES.home]);
    const late = await send([CODES.home], { signedOn: '2026/01/05' });
    await addUp(office.db);
    const committee = await province.agencyId(CODES.committee);
    const rows = await dutyFigures(office.db, { from: '2026-01-01', to: '2099-12-31', agencyIds: [committee] });
    expect(rows.filter(({ kind }) => kind === 'sending')).toMatchObject([{ kept: 1, late: 1 }]);
    const steps = await readTimeline(office.db, { documentId: late.documentId, submissionIds: [] });
    expect(steps.find(({ type }) => type === 'duty.late')).toMatchObject({
      agencyId: committee,
      data: { duty: 'sending', due: '06/01/2026 11:30' },
    });
  });
});

describe('the figures', () => {
  test('have what nobody has done in 90 days as missed', async () => {
    const sent = await send([CODES.home]);
    await query(`update duty set due_at = now() - interval '91 days' where kind = 'registration'`);
    await giveUpDuties(office.db);
    expect(await open()).toEqual(['notice']);
    expect(await figures()).toMatchObject({ registration: only('missed') });
    expect(await office.events(sent.documentId)).toContain('duty.missed');
  });

  test('are of the Vietnamese day on which the duty was due: 24:00 belongs to the day that ends', async () => {
    const sent = await send([CODES.home]);
    const [{ due_at: dueAt }] = await query(`select due_at from duty where kind = 'registration'`);
    await report('03', CODES.home, sent);
    await addUp(office.db);
    const day = dayOf(new Date(dueAt.getTime() - 1));
    expect(await dutyFigures(office.db, { from: day, to: day })).toContainEqual(
      expect.objectContaining({ kind: 'registration', kept: 1 }),
    );
  });
});

test('pages of open duties follow one another without gap or repetition', async () => {
  for (let count = 0; count < 3; count += 1) await send([CODES.home, CODES.finance]);
  const all = await listDuties(office.db, { limit: 100 });
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await listDuties(office.db, { limit: 5, ...(after && { after }) });
    seen.push(...page.items.map((one) => `${one.deliveryId} ${one.kind}`));
    after = page.next ?? undefined;
  } while (after);
  expect(seen).toEqual(all.items.map((one) => `${one.deliveryId} ${one.kind}`));
  await expect(listDuties(office.db, { limit: 5, after: 'x' })).rejects.toMatchObject({ code: 'DUTY_CURSOR_INVALID' });
});
