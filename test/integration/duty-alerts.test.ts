import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { remindOfDuties } from '../../src/duty/index.ts';
import { startMailServer } from '../support/alerts.ts';
import { CODES } from '../support/province.ts';
import { type DutyGround, dutyGround } from './duty-fixture.ts';

let ground: DutyGround;
let office: DutyGround['office'];
let province: DutyGround['province'];
let send: DutyGround['send'];
let askBack: DutyGround['askBack'];
let query: DutyGround['query'];

beforeAll(async () => {
  ground = await dutyGround();
  ({ office, province, send, askBack, query } = ground);
});
beforeEach(() => ground.clear());
afterAll(() => ground.close());

describe('people are told', () => {
  const makeDue = () => query('update duty set alert_at = now() where alert_at is not null');
  const alerts = () =>
    query('select kind, agency_id, facts, repeat_seconds, repeat_times, state from alert order by id');

  test('before a duty is due, when it is overdue, and then its superior: once each, one alert for all documents', async () => {
    await send([CODES.home]);
    await send([CODES.home]);
    await query(`delete from duty where kind = 'notice'`);
    for (let round = 0; round < 5; round += 1) {
      await makeDue();
      await Promise.all([remindOfDuties(office.db), remindOfDuties(office.db)]);
    }
    const home = await province.agencyId(CODES.home);
    expect(await alerts()).toMatchObject([
      { kind: 'duty-soon', agency_id: home, facts: { duty: 'registration', count: 2, sender: 'UBND tỉnh Thử Nghiệm' } },
      { kind: 'duty-overdue', agency_id: home, facts: { count: 2 } },
      { kind: 'duty-neglected', agency_id: null, facts: { count: 2, debtor: `Sở Nội vụ (${CODES.home})` } },
    ]);
  });

  test('of the first document of a day that they sent late, with the day of signing and when it was due', async () => {
    const late = await send([CODES.home], { signedOn: '2026/01/05', subject: 'Chuyện riêng không được lộ' });
    await send([CODES.home], { signedOn: '2026/01/05' });
    await send([CODES.home]);
    const committee = await province.agencyId(CODES.committee);
    const told = (await alerts()).filter(({ kind }) => kind === 'sent-late');
    expect(told).toMatchObject([
      { agency_id: committee, facts: { code: late.letter.code, signed: '05/01/2026', due: '06/01/2026 11:30' } },
    ]);
    expect(JSON.stringify(told)).not.toContain('Chuyện riêng');
  });

  test('of an urgent document when it comes and until it is fetched; its subject never leaves the hub', async () => {
    const sent = await send([CODES.home], { priority: 3, subject: 'Chuyện riêng không được lộ' });
    const raised = await alerts();
    expect(raised).toMatchObject([
      { kind: 'urgent-arrived', repeat_seconds: 900, repeat_times: 16, facts: { code: sent.letter.code, priority: 3 } },
      { kind: 'urgent-unopened', agency_id: null, state: 'waiting' },
      { kind: 'urgent-ignored', agency_id: null, state: 'waiting', facts: { times: 16 } },
    ]);
    expect(JSON.stringify(raised)).not.toContain('Chuyện riêng');
    await office.take(sent.delivery(CODES.home));
    expect((await alerts()).map(({ state }) => state)).toEqual(Array(3).fill('cancelled'));
  });

  test('no more once it is withdrawn, and never of ordinary mail', async () => {
    await send([CODES.home]);
    const sent = await send([CODES.finance], { priority: 1 });
    await askBack(CODES.finance, sent);
    expect((await alerts()).map(({ state }) => state)).toEqual(Array(3).fill('cancelled'));
  });

  test('at the agency above where somebody is registered there', async () => {
    const [home, archives] = await Promise.all([province.agencyId(CODES.home), province.agencyId(CODES.archives)]);
    await query(
      `insert into alert_contact (id, agency_id, name, channel, address, language, added_by)
      values (gen_random_uuid(), $1, 'A', 'email', 'a@b.vn', 'vi', 'test')`,
      [home],
    );
    await send([CODES.home]);
    await query('update duty set agency_id = $1, stage = 2', [archives]);
    await makeDue();
    await remindOfDuties(office.db);
    expect((await alerts()).map((one) => [one.kind, one.agency_id])).toEqual([
      ['duty-neglected', home],
      ['duty-neglected', home],
    ]);
  });
});

test('a running hub rings the people of an agency when urgent mail comes, in their words', async () => {
  const letterbox = await startMailServer();
  const smtp = { smtpUrl: `smtp://127.0.0.1:${letterbox.port}`, mailFrom: 'truc@tinh.example.vn' };
  const running = await dutyGround({ ...smtp, role: 'all' });
  try {
    const home = await running.province.agencyId(CODES.home);
    await running.query(
      `insert into alert_contact (id, agency_id, name, channel, address, language, added_by)
       values (gen_random_uuid(), $1, 'Văn thư', 'email', 'vanthu@snv.example.vn', 'vi', 'test')`,
      [home],
    );
    const mail = letterbox.next();
    const sent = await running.send([CODES.home], { priority: 3, subject: 'Chuyện riêng không được lộ' });
    const { to, headers, text } = await mail;
    expect(to).toEqual(['vanthu@snv.example.vn']);
    expect(headers).toContain(`Subject: [Liên Thông] Văn bản hỏa tốc ${sent.letter.code} của UBND tỉnh Thử Nghiệm`);
    expect(text).toContain('đã đến Sở Nội vụ. Hãy mở, trình và chuyển giao ngay');
    expect(`${headers}${text}`).not.toContain('Chuyện riêng');
  } finally {
    await running.close();
    await letterbox.close();
  }
});
