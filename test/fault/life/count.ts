import { expect } from 'vitest';
import { balanceDeliveries } from '../../../src/delivery/index.ts';
import { readReceipt } from '../../../src/evidence/index.ts';
import { type HubSigner, verifyReceiptXml } from '../../../src/trust/index.ts';
import type { Effects } from './effects.ts';
import type { Book, Handed } from './offices.ts';
import type { Stage } from './stage.ts';

export interface Counted {
  readonly documents: number;
  readonly deliveries: number;
  readonly attempts: number;
  readonly absorbed: number;
  readonly receipts: number;
  readonly states: Readonly<Record<string, number>>;
}

const WITHOUT_EFFECT = ['failed', 'dead', 'cancelled'];
const STILL_DUE = ['due', 'claimed', 'sending', 'available', 'fetched', 'held'];

type Row = { id: string; document_id: string; state: string; kind: string; addressed_code: string; attempts: number };

/** Holds the sender's account, the hub's tables and the recipients' effects against each other. */
export async function countLife(stage: Stage, book: Book, signer: HubSigner): Promise<Counted> {
  const { pool } = stage.tools.owner;
  const { rows } = await pool.query<Row>('select id, document_id, state, kind, addressed_code, attempts from delivery');
  const stored = new Map(rows.map((row) => [row.id, row]));
  const effects = effectsOf(stage);

  // None lost: what was answered as accepted is there, and arrived, refused or still due.
  for (const { documentId, deliveries } of book.accepted) {
    for (const [code, id] of deliveries) {
      expect(stored.get(id), `the delivery to ${code} that the sender was told of`).toMatchObject({
        document_id: documentId,
      });
    }
  }
  for (const row of rows) {
    const place = effects.get(row.addressed_code)?.place(row.id);
    if (row.state === 'arrived') expect(place, `${row.id} arrived`).toBeDefined();
    else expect([...WITHOUT_EFFECT, ...STILL_DUE], row.id).toContain(row.state);
  }
  // Nothing of the hub's that no sender was told of, and nothing at a recipient that the hub does not know.
  const answered = new Set(book.accepted.map((one) => one.documentId));
  const untold = rows.filter((row) => !answered.has(row.document_id));
  expect(untold, `refusals that were told: ${book.refused.join(', ')}`).toEqual([]);
  for (const [code, of] of effects) for (const id of of.ids()) expect(stored.get(id)?.addressed_code, id).toBe(code);

  // None doubled: one delivery for one document and recipient, one effect for one delivery.
  const pairs = rows.map((row) => `${row.document_id} ${row.addressed_code}`);
  expect(new Set(pairs).size).toBe(pairs.length);
  expect(answered.size).toBe(new Set(book.accepted).size);

  for (const handed of book.accepted) noneOvertaken(handed, effects, stored);
  expect(stage.webhooks.map((one) => one.forged)).toEqual([0, 0]);

  const balance = await balanceDeliveries(stage.tools.database.db, new Date(0), new Date(Date.now() + 60_000));
  const sum = Object.values(balance.byState).reduce((total, n) => total + n, 0);
  expect([sum, balance.total, balance.stranded, balance.astray]).toEqual([rows.length, rows.length, 0, 0]);

  const attempts = await pool.query<{ n: number }>('select count(*)::int as n from attempt');
  return {
    documents: book.accepted.length,
    deliveries: rows.length,
    attempts: attempts.rows[0]!.n,
    absorbed: [...effects.values()].reduce((total, one) => total + one.absorbed, 0),
    receipts: await verifyReceipts(stage, signer),
    states: Object.fromEntries(Object.entries(balance.byState).filter(([, n]) => n > 0)),
  };
}

export function effectsOf(stage: Stage): Map<string, Effects> {
  return new Map([...stage.pulling, ...stage.webhooks.map((one) => [one.code, one.effects] as const)]);
}

/** At each recipient: what it refers to had its effect before, or never has one. */
function noneOvertaken(handed: Handed, effects: Map<string, Effects>, stored: Map<string, Row>): void {
  for (const [code, id] of handed.deliveries) {
    const before = handed.refersTo?.deliveries.get(code);
    const place = effects.get(code)?.place(id);
    if (before === undefined || place === undefined) continue;
    const earlier = effects.get(code)!.place(before);
    if (earlier === undefined) expect(WITHOUT_EFFECT, `${before}, before ${id}`).toContain(stored.get(before)!.state);
    else expect(earlier, `${before}, before ${id}`).toBeLessThan(place);
  }
}

/** Every statement is signed by the hub's key, and every step that earns a receipt has one. Gives how many. */
async function verifyReceipts({ tools }: Stage, signer: HubSigner): Promise<number> {
  const { rows } = await tools.owner.pool.query<{ id: string }>('select id from receipt');
  for (const { id } of rows) {
    const { xml } = (await readReceipt(tools.database.db, signer, id))!;
    const trusted = { certificatesPem: [signer.certificatePem] };
    expect(verifyReceiptXml(Buffer.from(xml), trusted).reason, id).toBe('RECEIPT_VALID');
  }
  const { rows: bare } = await tools.owner.pool.query(`
    select d.id from delivery d where d.kind = 'document' and d.state = 'arrived'
      and not exists (select from receipt r where r.delivery_id = d.id and r.type = 'ContentHandover')
    union all
    select d.id from document d
      where not exists (select from receipt r where r.document_id = d.id and r.type = 'SubmissionAcceptance')`);
  expect(bare).toEqual([]);
  return rows.length;
}
