import { createHash, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { tableLines } from '../../../src/cli/output.ts';
import { issueVxpCredentials } from '../../../src/registry/index.ts';
import { type SigningKey, signByReference } from '../../../src/trust/index.ts';
import { vxp } from '../../../src/wire/index.ts';
import { letter } from '../../support/letters.ts';
import { inTurn } from '../client.ts';
import { makeSigner, openStage, RECIPIENTS, SENDER, type Stage } from '../stage.ts';

const HELP = `npm run bench:doors [-- options]: the same documents through REST and through the axis protocol, in turns.
  --documents <n>    of 10 KB, each way and door (200)
  --large <n>        of 10 MB (6)
  --json             the figures as JSON on stdout`;

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    documents: { type: 'string', default: '200' },
    large: { type: 'string', default: '6' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const BASE = '/XrdAdapter/adapter';
const AT_ONCE = 8;
const ROUNDS = 2;
const LIST = 1_000;

interface Row {
  readonly size: string;
  readonly act: string;
  readonly rest: number;
  readonly vxp: number;
  /** What the axis protocol costs more, in percent. */
  readonly more: number;
}

interface Doors {
  readonly pool: Pool;
  readonly stage: Stage;
  readonly sender: vxp.Credentials;
  readonly receiver: vxp.Credentials;
}

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const signer = await makeSigner();
  const stage = await openStage(signer);
  const pool = new Pool(stage.hub.url, { connections: AT_ONCE });
  try {
    const doors = await connect(stage, pool);
    const rows: Row[] = [];
    for (const [size, bytes, count] of [
      ['10 KB', 2_800, Number(values.documents)],
      ['10 MB', 7_400_000, Number(values.large)],
    ] as const) {
      rows.push(...(await compare(doors, signer, size, bytes, count)));
    }
    if (values.json) console.log(JSON.stringify(rows, null, 2));
    else print(rows);
  } finally {
    await pool.close();
    await stage.close();
    await signer.drop();
  }
}

async function connect(stage: Stage, pool: Pool): Promise<Doors> {
  const { database, vault } = stage.tools;
  return database.db.transaction(async (tx) => {
    const [sender, receiver] = [
      await issueVxpCredentials(tx, vault, 'sender'),
      await issueVxpCredentials(tx, vault, 'receiver 1'),
    ];
    return { pool, stage, sender, receiver };
  });
}

/** In turns, so that a busy machine troubles both alike; the first round only warms up. */
async function compare(doors: Doors, signer: SigningKey, size: string, bytes: number, count: number): Promise<Row[]> {
  const seconds = { restSend: 0, vxpSend: 0, restFetch: 0, vxpFetch: 0 };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const n = round === 0 ? Math.min(20, count) : count;
    const [one, two] = [await documents(n, bytes, signer), await documents(n, bytes, signer)];
    const sent = await timed(() => inTurn(one, AT_ONCE, (body) => sendByRest(doors, body)));
    const sentByVxp = await timed(() => inTurn(two, AT_ONCE, (body) => sendByVxp(doors, body)));
    const [half, rest] = [sent.result, await deliveriesOf(doors, n * 2)];
    const ids = rest.filter((id) => !half.includes(id)).slice(0, n);
    const fetched = await timed(() => inTurn(half, AT_ONCE, (id) => fetchByRest(doors, id)));
    const fetchedByVxp = await timed(() => inTurn(ids, AT_ONCE, (id) => fetchByVxp(doors, id)));
    if (round === 0) continue;
    seconds.restSend += sent.seconds;
    seconds.vxpSend += sentByVxp.seconds;
    seconds.restFetch += fetched.seconds;
    seconds.vxpFetch += fetchedByVxp.seconds;
  }
  const row = (act: string, rest: number, other: number): Row => ({
    size,
    act,
    rest: (count * ROUNDS) / rest,
    vxp: (count * ROUNDS) / other,
    more: (other / rest - 1) * 100,
  });
  return [row('send', seconds.restSend, seconds.vxpSend), row('fetch', seconds.restFetch, seconds.vxpFetch)];
}

async function documents(count: number, bytes: number, signer: SigningKey): Promise<Buffer[]> {
  const made: Buffer[] = [];
  for (let n = 0; n < count; n += 1) {
    const content = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(bytes)]);
    const attachments = [{ contentId: 'tep', name: 'van-ban.pdf', mediaType: 'application/pdf', content }];
    made.push(await signByReference(letter({ from: SENDER, to: [RECIPIENTS[0]!], attachments }).xml, signer));
  }
  return made;
}

/** Gives the delivery's id. */
async function sendByRest({ pool, stage }: Doors, body: Buffer): Promise<string> {
  const headers = { authorization: `Bearer ${stage.senderKey}`, 'content-type': 'application/edxml+xml' };
  const answer = await pool.request({ path: '/v1/documents', method: 'POST', headers, body });
  const { deliveries } = (await answer.body.json()) as { deliveries: { id: string }[] };
  return deliveries[0]!.id;
}

async function sendByVxp(doors: Doors, body: Buffer): Promise<void> {
  const digest = createHash('sha256').update(body).digest();
  const parameters = {
    servicetype: 'eDoc',
    messagetype: 'edoc',
    'hash-file': vxp.hashFileForms(digest).unpadded,
    from: SENDER,
  };
  const text = await call(doors, doors.sender, 'sendEdoc', parameters, Buffer.concat([body, Buffer.from('\r\n')]));
  if (!vxp.readAnswer(text.toString())?.ok) throw new Error(`not accepted: ${text.toString().slice(0, 300)}`);
}

async function fetchByRest({ pool, stage }: Doors, id: string): Promise<void> {
  const headers = { authorization: `Bearer ${stage.receiverKeys[0]}` };
  const answer = await pool.request({ path: `/v1/inbox/${id}/content`, method: 'GET', headers });
  if (answer.statusCode !== 200) throw new Error(`not fetched: ${answer.statusCode}`);
  await answer.body.arrayBuffer();
}

async function fetchByVxp(doors: Doors, docId: string): Promise<void> {
  await call(doors, doors.receiver, 'getEdoc', { docId, filePath: 'x' }, Buffer.from('{}'));
}

async function call(
  { pool }: Doors,
  credentials: vxp.Credentials,
  endpoint: vxp.Endpoint,
  parameters: Record<string, string>,
  body: Buffer,
): Promise<Buffer> {
  const request = vxp.buildRequest(endpoint, parameters, credentials, { at: new Date() });
  const { method, headers } = request;
  const answer = await pool.request({ path: `${BASE}/${endpoint}`, method, headers, body });
  return Buffer.from(await answer.body.arrayBuffer());
}

async function deliveriesOf({ pool, stage }: Doors, wanted: number): Promise<string[]> {
  const headers = { authorization: `Bearer ${stage.receiverKeys[0]}` };
  const ids: string[] = [];
  for (let after = ''; ; ) {
    const answer = await pool.request({ path: `/v1/inbox?limit=200${after}`, method: 'GET', headers });
    const page = (await answer.body.json()) as { items: { deliveryId: string; state: string }[]; next: string | null };
    ids.push(...page.items.filter((one) => one.state === 'available').map((one) => one.deliveryId));
    if (page.next === null || ids.length > wanted + LIST) return ids;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const since = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - since) / 1_000 };
}

function print(rows: readonly Row[]): void {
  const cells = rows.map((row) => [
    row.size,
    row.act,
    row.rest.toFixed(1),
    row.vxp.toFixed(1),
    `${row.more > 0 ? '+' : ''}${row.more.toFixed(0)} %`,
  ]);
  for (const line of tableLines(['size', 'act', 'REST/s', 'VXP/s', 'VXP costs'], cells)) console.log(line);
}
