import { once } from 'node:events';
import type { Writable } from 'node:stream';
import pg from 'pg';
import type { DocumentRow } from '../../../src/intake/index.ts';
import { copyIn } from '../../../src/platform/copy.ts';
import type { Tx } from '../../../src/platform/database.ts';
import { quoteLexeme } from '../../../src/registry/index.ts';
import { lexemesOf } from '../../../src/search/lexemes.ts';
import { learnWords } from '../../../src/search/spelling.ts';
import { MONTHS, type SeededDocument, type SeededProvince } from './province.ts';
import { idAt, seeded } from './random.ts';

const TABLES = ['document', 'document_search', 'delivery', 'event'];
/** One delivery in two hundred never arrived; of the last two days one in three waits. */
const FAILED = 1 / 200;
const RECENT = 2 / 730;
const WAITING = 1 / 3;

const COLUMNS = {
  document: `id, submission_id, kind, sender_id, document_uid, code_number, code_notation, subject, header, content_digest,
    verdict, accepted_at, rank_at`,
  document_search: 'document_id, accepted_at, sender_id, sides, words',
  delivery: `id, document_id, addressed_code, agency_id, handover_id, channel, lead_id, members, state, state_at, kind, urgent,
    rank_at, reason_code, business_code`,
  event: 'id, at, type, actor, document_id, delivery_id, agency_id, salt',
} as const;
type Table = keyof typeof COLUMNS;

/**
 * Fills the tables by COPY, a stream a table, without the indexes but the primary keys; the indexes are built afterwards.
 * @returns the words for the vocabulary
 */
export async function load(url: string, province: SeededProvince, count: number, tell: (text: string) => void) {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' });
  await client.connect();
  try {
    await client.query(`select ensure_partitions((now() - make_interval(months => $1))::date, $1 + 1)`, [MONTHS]);
    await client.query('alter table delivery disable trigger user');
    const indexes = await dropIndexes(client);
    const words = await copyAll(url, province, count, tell);
    await client.query('alter table delivery enable trigger user');
    await client.query(`set maintenance_work_mem = '512MB'`);
    for (const { name, definition } of indexes) {
      tell(`index ${name}`);
      await client.query(definition);
    }
    tell('analyze');
    await client.query(`analyze ${TABLES.join(', ')}`);
    return words;
  } finally {
    await client.end();
  }
}

async function dropIndexes(client: pg.Client): Promise<{ name: string; definition: string }[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select c.relname as name, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as definition
     from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = any($1::regclass[]) and not i.indisprimary order by c.relname`,
    [TABLES],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows;
}

async function copyAll(url: string, province: SeededProvince, count: number, tell: (text: string) => void) {
  const open = async (table: Table) => {
    const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' });
    await client.connect();
    return { client, stream: copyIn(client, `copy ${table} (${COLUMNS[table]}) from stdin`) };
  };
  const [documents, search, deliveries, events] = await Promise.all([
    open('document'),
    open('document_search'),
    open('delivery'),
    open('event'),
  ]);
  const all = [documents, search, deliveries, events];
  const random = seeded(7);
  const words = new Set<string>();
  let done = 0;
  for (const document of province.documents(count)) {
    const lexemes = lexemesOf(rowOf(document));
    for (const word of lexemes.words) words.add(word);
    await write(documents.stream, documentLine(random, document));
    await write(search.stream, searchLine(document, [...lexemes.words, ...lexemes.codes]));
    const [sent, told] = deliveryLines(random, document, done > count * (1 - RECENT) ? WAITING : 0);
    await write(deliveries.stream, sent);
    await write(events.stream, told);
    done += 1;
    if (done % 100_000 === 0) tell(`${done} documents`);
  }
  for (const { client, stream } of all) {
    stream.end();
    await once(stream, 'finish');
    await client.end();
  }
  return words;
}

async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

const line = (fields: readonly (string | null)[]) =>
  `${fields.map((field) => field?.replaceAll('\\', '\\\\') ?? '\\N').join('\t')}\n`;

function documentLine(random: () => number, one: SeededDocument): string {
  const at = one.at.toISOString();
  const header = JSON.stringify({ kind: 'document', signerName: one.signer });
  const digest = `\\x${'00'.repeat(32)}`;
  const facts = [one.uid, one.number, one.notation, one.subject, header, digest, '{}', at, at];
  return line([one.id, idAt(random, one.at.getTime()), 'document', one.senderId, ...facts]);
}

function searchLine(one: SeededDocument, lexemes: readonly string[]): string {
  const sides = `{${[one.senderId, ...one.recipientIds].join(',')}}`;
  return line([one.id, one.at.toISOString(), one.senderId, sides, lexemes.map(quoteLexeme).join(' ')]);
}

function deliveryLines(
  random: () => number,
  one: SeededDocument,
  waiting: number,
): [deliveries: string, events: string] {
  const at = one.at.toISOString();
  const salt = `\\x${'00'.repeat(16)}`;
  const made = one.recipientIds.map((agencyId) => {
    const id = idAt(random, one.at.getTime() + 1);
    const failed = random() < FAILED;
    const state = failed ? 'failed' : random() < waiting ? 'available' : 'arrived';
    const reason = failed ? (random() < 0.1 ? 'RECIPIENT_UNKNOWN' : 'RECIPIENT_NOT_CONNECTED') : null;
    const sent = [id, one.id, 'code', agencyId, agencyId, 'pull', id, `{${id}}`, state, at, 'document', 'f', at];
    const told = [idAt(random, one.at.getTime() + 2), at, `delivery.${state}`, 'hub', one.id, id, agencyId, salt];
    return [line([...sent, reason, state === 'arrived' ? '03' : null]), line(told)] as const;
  });
  return [made.map(([sent]) => sent).join(''), made.map(([, told]) => told).join('')];
}

function rowOf({ uid, number, notation, subject, signer }: SeededDocument): DocumentRow {
  const header = { kind: 'document', signerName: signer };
  return { header, subject, codeNumber: number, codeNotation: notation, documentUid: uid } as unknown as DocumentRow;
}

/** The vocabulary, as the hub itself would have learnt it. */
export const learn = (tx: Tx, words: ReadonlySet<string>) => learnWords(tx, [...words]);
