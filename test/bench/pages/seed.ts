import { addUp, type Period, recount } from '../../../src/board/index.ts';
import { type AgencyRow, createSystem, importAgencies } from '../../../src/registry/index.ts';
import type { Tools } from '../../../src/tools.ts';
import { idAt } from '../delivery/seed.ts';
import { pickOf, seeded } from '../search/random.ts';

/** Agencies of this hub, which send and receive. */
const OWN = 500;
const PROVINCES = 63;
const SYLLABLES = 'An Bình Cường Đông Giang Hà Hải Hòa Hưng Khê Lam Lộc Minh Nam Phú Quang Sơn Tân Thanh Yên'.split(
  ' ',
);
const DEPARTMENTS = ['Sở Nội vụ', 'Sở Tài chính', 'Sở Y tế', 'Sở Xây dựng', 'Sở Tư pháp', 'Sở Công Thương'];
const RECIPIENTS = 6;

/** The code of the province whose hub this is, and of one of its communes. */
export const PROVINCE = '000.00.00.H10';
export const COMMUNE = '000.11.10.H10';

/** Provinces, what stands directly below them, and the units of these: the shape of the national directory. */
export function* directory(count: number): Generator<AgencyRow> {
  const random = seeded(11);
  const place = () => `${pickOf(random, SYLLABLES)} ${pickOf(random, SYLLABLES)}`;
  let line = 1;
  const row = (code: string, name: string, level: number, parent?: string): AgencyRow => ({
    line: ++line,
    code,
    name,
    level: String(level),
    ...(parent !== undefined && { parent_code: parent }),
  });
  const each = Math.ceil(count / PROVINCES);
  for (let p = 0; p < PROVINCES; p += 1) {
    const own = `H${p + 10}`;
    const province = place();
    yield row(`000.00.00.${own}`, `Ủy ban nhân dân tỉnh ${province}`, 1);
    for (let n = 10; n < 10 + Math.ceil(each / 20); n += 1) {
      const second = `000.00.${n}.${own}`;
      const isDepartment = n % 5 === 0;
      const name = isDepartment ? `${pickOf(random, DEPARTMENTS)} tỉnh ${province}` : `Ủy ban nhân dân xã ${place()}`;
      yield row(second, name, 2, `000.00.00.${own}`);
      for (let m = 10; m < 29; m += 1) {
        yield row(`000.${m}.${n}.${own}`, `${isDepartment ? 'Phòng' : 'Ban'} ${place()} ${m}`, 3, second);
      }
    }
  }
}

/** Fills an empty hub with a directory and with the figures of a year of its own agencies; tells how long each part takes. */
export async function seedYear(
  tools: Tools,
  agencies: number,
  deliveries: number,
  year: Period,
  tell: (text: string) => void,
) {
  const timed = async (what: string, act: () => Promise<unknown>) => {
    const since = performance.now();
    await act();
    tell(`${what}: ${((performance.now() - since) / 1_000).toFixed(1)} s`);
  };
  await timed(`import of ${agencies} agencies`, () => importAgencies(tools.owner, directory(agencies)));
  const { pool } = tools.owner;
  const { rows } = await pool.query<{ id: string }>(
    `select agency_id as id from agency_code where code like '%.H10' order by code limit $1`,
    [OWN],
  );
  const ids = rows.map(({ id }) => id);
  await tools.database.db.transaction((tx) => createSystem(tx, { name: 'province', agencyIds: ids, scopes: ['send'] }));
  await pool.query('select ensure_partitions($1::date, 12)', [year.from]);
  await timed(`facts of ${deliveries} deliveries`, () => pool.query(FACTS, [deliveries, ids, year.from, year.to]));
  await pool.query('analyze');
  await timed('all days of the year counted anew', () => tools.owner.db.transaction((tx) => recount(tx, year)));
  await pool.query(
    `insert into board_due select agency_id, day from board_day where day = (select max(day) from board_day)`,
  );
  await timed('one day of every agency counted again', () => addUp(tools.database.db));
}

const DAY = `least($3::date + (n * ($4::date - $3::date + 1)::bigint / $1::bigint)::integer, current_date)`;
const DOCUMENT = idAt(`extract(epoch from ${DAY}) * 1000`, `n / ${RECIPIENTS}`, 'figure');
const ONE_OF = (n: string) => `($2::uuid[])[1 + (hashint4((${n})::integer) & 1048575) % cardinality($2::uuid[])]`;

/** An arrival, a notice and a registration of each delivery; a sending of each document. */
const FACTS = `
  insert into board_fact (document_id, delivery_id, agency_id, day, figure, outcome, seconds)
  select document_id, md5(n::text)::uuid, agency_id, day, figure, outcome, seconds from (
    select n, ${DOCUMENT} as document_id, ${ONE_OF('n')} as agency_id, ${DAY} as day
    from generate_series(1, $1::integer) n
  ) made cross join lateral (values
    ('arrival', (n % 4)::text, (10 + n % 90000)::bigint),
    ('notice', case when n % 40 = 0 then 'late' else 'kept' end, n % 50000),
    ('registration', case when n % 25 = 0 then 'late' when n % 90 = 0 then 'missed' else 'kept' end, n % 90000)
  ) as facts (figure, outcome, seconds)
  union all
  select ${DOCUMENT}, null, ${ONE_OF(`n / ${RECIPIENTS} + 77`)}, ${DAY}, figure, outcome, null
  from generate_series(1, $1::integer, ${RECIPIENTS}) n cross join (values ('sent', 'both'), ('sending', 'kept')) as facts (figure, outcome)`;
