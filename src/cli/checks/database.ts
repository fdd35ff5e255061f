import pg from 'pg';
import { compareMigrations } from '../../platform/migrate.ts';
import { checkCalendar } from './calendar.ts';
import { type Check, plain } from './model.ts';

const OLDEST = 15;
const NEWEST = 18;
/** The tables that migration 0001 partitions by month. */
const PARTITIONED = [
  'submission',
  'document',
  'document_search',
  'attachment',
  'delivery',
  'attempt',
  'event',
  'receipt',
  'board_fact',
];
const MIGRATE = { vi: 'Chạy: lienthong migrate', en: 'Run: lienthong migrate' };
const CLOCK_WARN_MS = 2_000;
const CLOCK_FAIL_MS = 60_000;

/** Looks at the hub's PostgreSQL and changes nothing in it. */
export async function checkDatabase(ownerUrl: string): Promise<Check[]> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    options: '-c timezone=UTC',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    return [unreachable(error)];
  }
  try {
    const version = await checkVersion(client);
    const clock = await checkClock(client);
    const migrations = await checkMigrations(client);
    if (migrations.state !== 'ok') return [version, clock, migrations];
    return [version, clock, migrations, ...(await checkPartitions(client)), await checkCalendar(client)];
  } finally {
    await client.end();
  }
}

function unreachable(error: unknown): Check {
  return {
    state: 'fail',
    what: { vi: 'Cơ sở dữ liệu', en: 'Database' },
    found: {
      vi: `không kết nối được (${(error as NodeJS.ErrnoException).code ?? 'lỗi'})`,
      en: `not reachable (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    },
    fix: {
      vi: 'Kiểm tra máy chủ PostgreSQL, tên và mật khẩu trong DATABASE_URL.',
      en: 'Check the PostgreSQL server, and the name and password in DATABASE_URL.',
    },
  };
}

async function checkVersion(client: pg.Client): Promise<Check> {
  const { rows } = await client.query<{ version: string }>(`select current_setting('server_version') as version`);
  const version = rows[0]!.version;
  const major = Number.parseInt(version, 10);
  const good = major >= OLDEST && major <= NEWEST;
  return {
    state: good ? 'ok' : major < OLDEST ? 'fail' : 'warn',
    what: plain('PostgreSQL'),
    found: plain(version),
    ...(!good && {
      fix: { vi: `Dùng PostgreSQL ${OLDEST} đến ${NEWEST}.`, en: `Use PostgreSQL ${OLDEST} to ${NEWEST}.` },
    }),
  };
}

/** PostgreSQL's clock decides; the process's own only times out sockets and makes ids, whose months must agree. */
async function checkClock(client: pg.Client): Promise<Check> {
  const before = Date.now();
  const { rows } = await client.query<{ ms: string }>('select extract(epoch from clock_timestamp()) * 1000 as ms');
  const middle = (before + Date.now()) / 2;
  const difference = Math.round(Math.abs(Number(rows[0]!.ms) - middle));
  return {
    state: difference < CLOCK_WARN_MS ? 'ok' : difference < CLOCK_FAIL_MS ? 'warn' : 'fail',
    what: { vi: 'Đồng hồ so với PostgreSQL', en: 'Clock against PostgreSQL' },
    found: { vi: `lệch ${difference} ms`, en: `${difference} ms apart` },
    ...(difference >= CLOCK_WARN_MS && {
      fix: { vi: 'Bật đồng bộ giờ (NTP) trên cả hai máy.', en: 'Turn on time synchronisation (NTP) on both machines.' },
    }),
  };
}

async function checkMigrations(client: pg.Client): Promise<Check> {
  const what = { vi: 'Phiên bản cơ sở dữ liệu', en: 'Schema' };
  const { missing, changed, unknown } = await compareMigrations(client);
  const odd = [...unknown, ...changed];
  if (odd.length > 0) {
    return {
      state: 'fail',
      what,
      found: { vi: `khác chương trình này: ${odd.join(', ')}`, en: `not of this program: ${odd.join(', ')}` },
      fix: {
        vi: 'Chạy phiên bản Liên Thông đã nâng cấp cơ sở dữ liệu này.',
        en: 'Run the version of Liên Thông that migrated this database.',
      },
    };
  }
  if (missing.length === 0) return { state: 'ok', what, found: { vi: 'đúng phiên bản', en: 'up to date' } };
  const names = missing.map(({ name }) => name).join(', ');
  return { state: 'warn', what, found: { vi: `chưa chạy: ${names}`, en: `not run yet: ${names}` }, fix: MIGRATE };
}

async function checkPartitions(client: pg.Client): Promise<Check[]> {
  const { rows: months } = await client.query<{ name: string; there: boolean }>(
    `select parent || to_char(month, '_YYYYMM') as name,
       to_regclass(format('%I', parent || to_char(month, '_YYYYMM'))) is not null as there
     from unnest($1::text[]) as parent, unnest(array[now(), now() + interval '1 month']) as month`,
    [PARTITIONED],
  );
  const absent = months.filter((row) => !row.there).map((row) => row.name);
  const present: Check = {
    state: absent.length === 0 ? 'ok' : 'fail',
    what: { vi: 'Phân vùng tháng này và tháng sau', en: 'Partitions of this month and the next' },
    found:
      absent.length === 0
        ? { vi: 'đủ', en: 'complete' }
        : { vi: `thiếu ${absent.join(', ')}`, en: `missing: ${absent.join(', ')}` },
    ...(absent.length > 0 && { fix: MIGRATE }),
  };
  const filled: string[] = [];
  for (const parent of PARTITIONED) {
    const { rowCount } = await client.query(`select 1 from ${parent}_other limit 1`);
    if (rowCount) filled.push(`${parent}_other`);
  }
  if (filled.length === 0) return [present];
  const stray: Check = {
    state: 'warn',
    what: { vi: 'Dòng ngoài mọi tháng', en: 'Rows outside every month' },
    found: plain(filled.join(', ')),
    fix: {
      vi: 'Có máy từng chạy sai giờ: kiểm tra đồng hồ các máy; dữ liệu không mất nhưng tra cứu chậm hơn.',
      en: "A machine's clock was far off: check the clocks; nothing is lost, but looking these up is slower.",
    },
  };
  return [present, stray];
}
