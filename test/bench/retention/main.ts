import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runRetention, setRule } from '../../../src/lifecycle/index.ts';
import { loadConfig } from '../../../src/platform/config.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openTools } from '../../../src/tools.ts';
import { idAt } from '../delivery/seed.ts';

/** Each with its submission, delivery and event: a million rows in two months. */
const DOCUMENTS = 250_000;
/** Whose bytes are on the disk. */
const WITH_BYTES = 5_000;
const MONTHS_AGO = 30;
const because = { actor: 'bench', reason: 'bench' };

const directory = await mkdtemp(path.join(tmpdir(), 'lienthong-bench-'));
const config = loadConfig({}, { DATA_DIR: directory });
const tools = await openTools(config, openLog('error'));
const { owner, blobs } = tools;
const { pool } = owner;

/** Half of them in one month, half in the next; the first ones have their bytes. */
async function seed(): Promise<void> {
  await pool.query(`select ensure_partitions((now() - make_interval(months => $1))::date, 3)`, [MONTHS_AGO]);
  const month = `date_trunc('month', now()) - make_interval(months => ${MONTHS_AGO}) + make_interval(months => n % 2, days => 3)`;
  const at = `extract(epoch from ${month}) * 1000 + n`;
  const made = `select n, ${month} as at, ${idAt(at, 'n', 'submission')} as submission_id,
    ${idAt(at, 'n', 'document')} as document_id, ${idAt(at, 'n', 'delivery')} as delivery_id,
    ${idAt(at, 'n', 'event')} as event_id from generate_series(1, ${DOCUMENTS}) as n`;
  await pool.query(`create unlogged table made as ${made}`);
  const digest = `decode(repeat('00', 32), 'hex')`;
  await pool.query(`
    insert into submission (id, state, door, actor, media_type, raw_sha256, size, document_id, has_bytes)
    select submission_id, 'accepted', 'rest', 'bench', 'application/edxml+xml', ${digest}, 200, document_id,
      n <= ${WITH_BYTES} from made`);
  await pool.query(`
    insert into document (id, submission_id, kind, sender_id, document_uid, header, content_digest, verdict, rank_at, accepted_at)
    select document_id, submission_id, 'document', document_id, 'uid-' || n, '{}', ${digest}, '{}', at, at from made`);
  await pool.query(`
    insert into delivery (id, document_id, addressed_code, channel, lead_id, members, state, kind, urgent, rank_at)
    select delivery_id, document_id, 'H98', 'pull', delivery_id, array[delivery_id], 'arrived', 'document', false, at from made`);
  await pool.query(`
    insert into event (id, type, actor, submission_id, document_id, salt)
    select event_id, 'document.accepted', 'bench', submission_id, document_id, decode(repeat('00', 16), 'hex') from made`);
  const { rows } = await pool.query<{ id: string }>(`select submission_id as id from made where n <= ${WITH_BYTES}`);
  for (const { id } of rows) {
    await mkdir(path.dirname(blobs.path(id)), { recursive: true });
    await writeFile(blobs.path(id), Buffer.alloc(200));
  }
  await pool.query('analyze');
}

async function measured(label: string, classes: readonly ('content' | 'metadata' | 'evidence')[]): Promise<void> {
  await pool.query('delete from retention_rule');
  for (const one of classes) {
    const rule = { class: one, typeName: '', keepMonths: 12, unexported: true };
    await owner.db.transaction((tx) => setRule(tx, rule, because));
  }
  const from = performance.now();
  const { removed, months } = await runRetention({ owner, blobs, actor: 'bench' });
  const seconds = (performance.now() - from) / 1_000;
  const dropped = months.filter((month) => month.dropped);
  const rows = months.reduce((total, month) => total + month.removable, 0) + removed!.documents;
  const speed = Math.round(rows / seconds);
  console.log(
    `${label.padEnd(52)} ${seconds.toFixed(1).padStart(6)} s  ${String(rows).padStart(8)} rows  ${speed} a second, ${dropped.length} tables dropped`,
  );
}

try {
  await seed();
  console.log(`${DOCUMENTS} documents, ${4 * DOCUMENTS} rows in two months; memory at the start ${peak()} MB`);
  await measured(`bytes of ${WITH_BYTES} documents`, ['content']);
  // One document under a hold keeps the tables of its month; the other month goes whole.
  await pool.query(`insert into hold (id, document_id, reason, placed_by)
    select gen_random_uuid(), document_id, 'bench', 'bench' from made where n = 2`);
  await measured('one month by rows (a hold in it), one month whole', ['metadata', 'evidence']);
  await measured('again, nothing left', ['metadata', 'evidence']);
  console.log(`peak memory ${peak()} MB`);
} finally {
  await tools.close();
  await rm(directory, { recursive: true, force: true });
}

function peak(): number {
  return Math.round(process.resourceUsage().maxRSS / 1_024);
}
