import { and, eq, isNull, lt, ne, or, sql } from 'drizzle-orm';
import { PgTransaction } from 'drizzle-orm/pg-core';
import { vietnamTime } from '../platform/clock.ts';
import type { Db, Reader, Tx } from '../platform/database.ts';
import { idCeiling, newId } from '../platform/ids.ts';
import { type HubSigner, receiptStatement, receiptToSign, receiptXml } from '../trust/index.ts';
import { type ReceiptType, receipt } from './tables.ts';

export type ReceiptFacts = Readonly<Record<string, string | number | null>>;

export interface NewReceipt {
  readonly type: ReceiptType;
  readonly submissionId: string;
  readonly documentId?: string | null;
  readonly deliveryId?: string | null;
  /** Codes, ids, digests and times only: never a subject, a person, or another recipient's result. */
  readonly facts: ReceiptFacts;
}

export interface Receipt {
  readonly id: string;
  readonly type: ReceiptType;
  readonly submissionId: string;
  readonly documentId: string | null;
  readonly deliveryId: string | null;
  readonly issuedAt: Date;
}

/** Commits the statements with the step that they state; their signatures follow. Gives the ids, in order. */
export async function issueReceipts(tx: Tx, receipts: readonly NewReceipt[]): Promise<string[]> {
  if (receipts.length === 0) return [];
  const issuedAt = await transactionTime(tx);
  const rows = receipts.map((one) => {
    const id = newId();
    const facts = { ReceiptId: id, IssuedAt: vietnamTime(issuedAt), ...one.facts };
    return {
      id,
      type: one.type,
      submissionId: one.submissionId,
      documentId: one.documentId ?? null,
      deliveryId: one.deliveryId ?? null,
      statement: receiptStatement(one.type, facts),
      issuedAt,
    };
  });
  await tx.insert(receipt).values(rows);
  return rows.map((row) => row.id);
}

/**
 * Signs what is not signed yet, oldest first, and says how many. Called every second; the rows are locked so that
 * several processes share the work. Signing is done in a worker thread.
 */
export async function sealReceipts(db: Db, signer: HubSigner, limit = 500): Promise<number> {
  return db.transaction(async (tx) => {
    const waiting = await tx
      .select({ id: receipt.id, statement: receipt.statement })
      .from(receipt)
      .where(and(isNull(receipt.signature), lt(receipt.id, idCeiling())))
      .orderBy(receipt.id)
      .limit(limit)
      .for('update', { skipLocked: true });
    if (waiting.length === 0) return 0;
    const signatures = await signer.sign(waiting.map((row) => receiptToSign(row.statement).toString('utf8')));
    const hex = signatures.map((signature) => signature.toString('hex'));
    await tx.execute(sql`
      update receipt set signature = decode(signed.hex, 'hex'), key_id = ${signer.keyId}
      from unnest(${sql.param(waiting.map((row) => row.id))}::uuid[], ${sql.param(hex)}::text[]) as signed(id, hex)
      where receipt.id = signed.id`);
    return waiting.length;
  });
}

/** The receipts of a document or submission, oldest first, without their bodies. */
export async function listReceipts(
  reader: Reader,
  of: { documentId: string } | { submissionId: string },
): Promise<Receipt[]> {
  const about = 'documentId' in of ? eq(receipt.documentId, of.documentId) : eq(receipt.submissionId, of.submissionId);
  return reader
    .select({
      id: receipt.id,
      type: receipt.type,
      submissionId: receipt.submissionId,
      documentId: receipt.documentId,
      deliveryId: receipt.deliveryId,
      issuedAt: receipt.issuedAt,
    })
    .from(receipt)
    .where(and(about, lt(receipt.id, idCeiling())))
    .orderBy(receipt.id);
}

/**
 * The signed XML of one receipt; signs it first when nobody has yet, and anew when the key that did is no longer the
 * hub's (it was lost, and a backup restored without it): the statement is what was committed. Null when there is none.
 */
export async function readReceipt(db: Db, signer: HubSigner, id: string): Promise<(Receipt & { xml: string }) | null> {
  const [row] = await db.select().from(receipt).where(eq(receipt.id, id));
  if (!row) return null;
  const own = row.signature !== null && row.keyId === signer.keyId ? row.signature : null;
  const signature = own ?? (await signNow(db, signer, row.id, row.statement));
  return { ...row, xml: receiptXml(row.statement, signature, signer.certificatePem) };
}

async function signNow(db: Db, signer: HubSigner, id: string, statement: string): Promise<Buffer> {
  const [signature] = await signer.sign([receiptToSign(statement).toString('utf8')]);
  await db
    .update(receipt)
    .set({ signature: signature!, keyId: signer.keyId })
    .where(and(eq(receipt.id, id), or(isNull(receipt.signature), ne(receipt.keyId, signer.keyId))));
  const [row] = await db.select({ signature: receipt.signature }).from(receipt).where(eq(receipt.id, id));
  return row!.signature!;
}

/** PostgreSQL's time of this transaction, asked once: the time that receipts and answers state. */
export function transactionTime(reader: Reader): Promise<Date> {
  const known = times.get(reader) ?? readTime(reader);
  if (reader instanceof PgTransaction) times.set(reader, known);
  return known;
}

const times = new WeakMap<Reader, Promise<Date>>();

async function readTime(reader: Reader): Promise<Date> {
  const result = await reader.execute<{ now: Date }>(sql`select now() as now`);
  return new Date(result.rows[0]!.now);
}
