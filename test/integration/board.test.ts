import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  addUp,
  type BoardLine,
  type CountedDocument,
  type CountedFigure,
  countedDocuments,
  declareMonth,
  FIGURES,
  type FigureSpec,
  periodAround,
  readBoard,
  readHistory,
  readPeriod,
  recount,
  sumLines,
} from '../../src/board/index.ts';
import { followStatus } from '../../src/duty/index.ts';
import { vietnamDay } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { statusMessage } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { type DutyGround, dutyGround } from './duty-fixture.ts';

let ground: DutyGround;
const today = vietnamDay(new Date());
/** What falls due soon may fall due in the month after. */
const MONTHS = [periodAround('month', today), periodAround('month', nextMonth(today))];

beforeAll(async () => {
  ground = await dutyGround();
});
beforeEach(() => ground.clear());
afterAll(() => ground.close());

function nextMonth(day: string): string {
  return new Date(Date.parse(`${day.slice(0, 7)}-15`) + 30 * 86_400_000).toISOString().slice(0, 10);
}

async function lineOf(code: string, period = readPeriod(today.slice(0, 4))): Promise<BoardLine> {
  await addUp(ground.office.db);
  const lines = await readBoard(ground.office.db, { period });
  return lines.find((line) => line.code === code)!;
}

/** Its duties may fall due in the month after. */
async function countsOf(code: string) {
  await addUp(ground.office.db);
  const lines = (await Promise.all(MONTHS.map((period) => readBoard(ground.office.db, { period })))).flat();
  const { counts } = sumLines(lines.filter((line) => line.code === code));
  const named = Object.entries(counts).filter(([name]) => !name.endsWith('.seconds'));
  return Object.fromEntries(named.map(([name, count]) => [name.replace(/^(arrival\.\d)\.\d+$/, '$1.x'), count]));
}

/** Three letters of the committee: one completed, one refused as misdirected, one that nobody opens. */
async function threeLetters() {
  const [one, two, three] = [
    await ground.send([CODES.home], { priority: 2, dueDate: '2099/01/01' }),
    await ground.send([CODES.home]),
    await ground.send([CODES.finance], { sphere: 'Lưu hành nội bộ' }),
  ] as const;
  for (const letter of [one, two]) await ground.office.take(letter.delivery(CODES.home));
  await ground.report('06', CODES.home, one);
  await ground.office.accepted(
    CODES.home,
    statusMessage(
      '02',
      CODES.home,
      { organId: CODES.committee, letter: two.letter },
      { description: 'Gửi nhầm đơn vị' },
    ),
  );
  return { one, two, three };
}

describe('the counts of an agency', () => {
  test('are what was done, by hand', async () => {
    await threeLetters();
    expect(await countsOf(CODES.home)).toEqual({
      'notice.kept': 2,
      'registration.kept': 1,
      'registration.lifted': 1,
      'refusal.misdirected': 1,
      'arrival.0.x': 1,
      'arrival.2.x': 1,
    });
    expect(await countsOf(CODES.committee)).toEqual({ 'sent.undetermined': 3, 'sending.kept': 3, 'public.marked': 2 });
    expect(await countsOf(CODES.finance)).toEqual({});
  });

  test('agree with a plain count of documents, deliveries and events', async () => {
    const before = await plainCounts();
    await threeLetters();
    await ground.send([CODES.home, CODES.communeA, CODES.communeB]);
    for (const code of [CODES.communeA, CODES.communeB]) {
      for (const { deliveryId } of await ground.office.inbox(code)) await ground.office.take(deliveryId);
    }
    await addUp(ground.office.db);
    const lines = (await Promise.all(MONTHS.map((period) => readBoard(ground.office.db, { period })))).flat();
    const { counts } = sumLines(lines);
    const sum = (pattern: RegExp) =>
      Object.entries(counts).reduce((all, [name, count]) => (pattern.test(name) ? all + count : all), 0);
    const after = await plainCounts();
    const grown = Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - before[name]!]));
    expect({
      sent: sum(/^sent\.[a-z]+$/),
      arrived: sum(/^arrival\.\d\.\d+$/),
      refused: sum(/^refusal\./),
      registered: sum(/^registration\.kept$/),
    }).toEqual(grown);
    expect(grown).toEqual({ sent: 4, arrived: 4, refused: 1, registered: 1 });
  });

  test('change where they belong when something is done late, and stay the same however often they are counted', async () => {
    const sent = await ground.send([CODES.home]);
    await ground.query(`update duty set due_at = '2026-03-31T17:00Z' where kind = 'registration'`);
    const march = readPeriod('2026-03');
    // Without a new fact only the clock tells: as when a duty falls due while nobody acts.
    await ground.query(`update board_overdue set until = '2026-01-01'`);
    expect(await lineOf(CODES.home, march)).toMatchObject({ counts: { 'registration.open': 1 }, behind: 1 });
    expect((await lineOf(CODES.home, march)).shares.registration).toEqual({ part: 0, whole: 1, percent: 0 });
    await ground.report('03', CODES.home, sent);
    const late = await lineOf(CODES.home, march);
    expect(late.counts).toMatchObject({ 'registration.late': 1 });
    expect(late.counts).not.toHaveProperty(['registration.open']);
    const stored = () => ground.query('select * from board_period order by period, agency_id');
    const first = await stored();
    for (const name of ['2026-03', '2026']) {
      await ground.office.db.transaction((tx) => recount(tx, readPeriod(name)));
    }
    await addUp(ground.office.db);
    expect(await stored()).toEqual(first);
    for (const name of ['2026-Q1', '2026']) {
      expect((await lineOf(CODES.home, readPeriod(name))).counts).toMatchObject({ 'registration.late': 1 });
    }
  });

  test('of a month end at midnight in Vietnam: 24:00 of the last day is still in it', async () => {
    const home = await ground.province.agencyId(CODES.home);
    const ids = [newId(), newId(), newId()];
    const dues = ['2026-10-31T16:59:59Z', '2026-10-31T17:00:00Z', '2026-10-31T17:00:01Z'];
    for (const [n, id] of ids.entries()) {
      await ground.query(
        `insert into duty (delivery_id, kind, document_id, agency_id, due_at) values ($1, 'registration', $1, $2, $3)`,
        [id, home, dues[n]],
      );
    }
    await ground.office.db.transaction((tx) => followStatus(tx, ids, '03'));
    expect((await lineOf(CODES.home, readPeriod('2026-10'))).counts).toMatchObject({ 'registration.late': 2 });
    expect((await lineOf(CODES.home, readPeriod('2026-11'))).counts).toMatchObject({ 'registration.late': 1 });
    expect((await lineOf(CODES.home, readPeriod('2026-Q4'))).counts).toMatchObject({ 'registration.late': 3 });
    const history = await readHistory(ground.office.db, [readPeriod('2026-10'), readPeriod('2026-11')], [home]);
    expect([...history].sort()).toMatchObject([
      ['2026-10', { 'registration.late': 2 }],
      ['2026-11', { 'registration.late': 1 }],
    ]);
  });
});

async function plainCounts(): Promise<Record<string, number>> {
  const [row] = await ground.query(`select
    (select count(*)::int from document where kind = 'document' and doc_type = 0) as sent,
    (select count(*)::int from delivery where kind = 'document' and arrived_at is not null) as arrived,
    (select count(*)::int from delivery where kind = 'document' and business_code = '02') as refused,
    (select count(*)::int from event where type = 'duty.kept' and data->>'duty' = 'registration') as registered`);
  return row;
}

describe('a figure', () => {
  test('lists exactly the documents that it counts, page by page', async () => {
    await threeLetters();
    await ground.query(`update duty set due_at = now() where kind = 'registration'`);
    for (const code of [CODES.home, CODES.finance, CODES.committee]) {
      for (const period of MONTHS) {
        const line = await lineOf(code, period);
        for (const [key, spec] of Object.entries<FigureSpec>(FIGURES)) {
          if (!spec.facts) continue;
          const { figure, good, bad } = spec.facts;
          const { part, whole } = line.shares[key as keyof typeof FIGURES];
          expect(await listed(line, period, figure, good), `${code} ${key}`).toHaveLength(part);
          expect(await listed(line, period, figure, [...good, ...bad]), `${code} ${key}`).toHaveLength(whole);
        }
      }
    }
    const [open] = await listed(await lineOf(CODES.finance), periodAround('month', today), 'registration', ['open']);
    expect(open).toMatchObject({ outcome: 'open', sender: 'UBND tỉnh Thử Nghiệm', day: today });
  });

  test('without a denominator says nothing, and never 100 %', async () => {
    await threeLetters();
    const { shares } = await lineOf(CODES.committee);
    expect(
      [shares.electronic, shares.leaderCertificates, shares.portal, shares.notice].map((one) => one.percent),
    ).toEqual([null, null, null, null]);
  });

  test('of what only the agency knows comes from its declaration, which cannot be lower than what was sent', async () => {
    await threeLetters();
    await addUp(ground.office.db);
    const agencyId = await ground.province.agencyId(CODES.committee);
    const month = today.slice(0, 7);
    const declare = (issued: number, of = month) =>
      ground.office.db.transaction((tx) => declareMonth(tx, { agencyId, month: of, issued, leaders: 4 }, 'person:lan'));
    await expect(declare(2)).rejects.toMatchObject({ code: 'DECLARATION_TOO_LOW' });
    await expect(declare(9, '2099-01')).rejects.toMatchObject({ code: 'DECLARATION_MONTH_INVALID' });
    await declare(9);
    await declare(4);
    const { shares } = await lineOf(CODES.committee);
    expect(shares.electronic).toEqual({ part: 3, whole: 4, percent: 75 });
    expect(shares.leaderCertificates).toEqual({ part: 0, whole: 4, percent: 0 });
    // Two more go out than were declared: the declaration cannot be true any more.
    await ground.send([CODES.home]);
    await ground.send([CODES.home]);
    expect((await lineOf(CODES.committee)).shares.electronic.percent).toBeNull();
  });
});

test('the outgoing book is the denominator once paper is entered in it; lines that change are counted again', async () => {
  const agencyId = await ground.province.agencyId(CODES.finance);
  const line = (paper: boolean) =>
    ground.query(
      `insert into outgoing_entry (id, agency_id, paper, number, code, issued_on, kind, summary, signer, recipients)
       values (gen_random_uuid(), $1, $2, 1, '1/STC', '2026-05-31', 'Công văn', 'Thử', 'Lê Thử', 'UBND tỉnh') returning id`,
      [agencyId, paper],
    );
  await line(false);
  await line(false);
  const may = readPeriod('2026-05');
  expect((await lineOf(CODES.finance, may)).shares.electronic.percent).toBeNull();
  const [{ id }] = await line(true);
  expect((await lineOf(CODES.finance, may)).shares.electronic).toEqual({ part: 2, whole: 3, percent: 66.6 });
  await ground.query(`update outgoing_entry set issued_on = '2026-06-01' where id = $1`, [id]);
  expect((await lineOf(CODES.finance, may)).shares.electronic).toEqual({ part: 2, whole: 2, percent: 100 });
  expect((await lineOf(CODES.finance, readPeriod('2026-Q2'))).shares.electronic).toMatchObject({ part: 2, whole: 3 });
  const days = () => ground.query('select * from board_day order by agency_id, day');
  const counted = await days();
  await ground.office.db.transaction((tx) => recount(tx, readPeriod('2026')));
  expect(await days()).toEqual(counted);
  await ground.query('delete from outgoing_entry');
});

async function listed(
  line: BoardLine,
  period: ReturnType<typeof readPeriod>,
  figure: CountedFigure,
  outcomes: readonly string[],
) {
  const query = { agencyId: line.agencyId, period, figure, outcomes, limit: 1 } as const;
  const all: CountedDocument[] = [];
  let after: string | null = null;
  do {
    const page = await countedDocuments(ground.office.db, { ...query, ...(after !== null && { after }) });
    all.push(...page.items);
    after = page.next;
  } while (after !== null);
  return all;
}

test('every partitioned table has its months, the facts among them', async () => {
  const rows = await ground.query(`select p.relname, to_regclass(p.relname || to_char(now(), '_YYYYMM')) as month
    from pg_class p where p.relkind = 'p' and p.relnamespace = 'public'::regnamespace`);
  expect(rows.map((row) => row.relname)).toContain('board_fact');
  expect(rows.filter((row) => row.month === null)).toEqual([]);
});
