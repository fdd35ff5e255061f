import { sql } from 'drizzle-orm';
import { deliveriesOfDocuments } from '../delivery/index.ts';
import { type DocumentRow, findDocuments } from '../intake/index.ts';
import type { Db, Tx } from '../platform/database.ts';
import { lexemesOf } from './lexemes.ts';
import { learnWords } from './spelling.ts';

/** Documents of one transaction of the backlog. */
const AT_ONCE = 500;

type Sides = readonly { readonly agencyId: string | null; readonly handoverId: string | null }[];

/** Makes a document findable, in the transaction that stores it and after its deliveries. A status is not: its document is. */
export async function indexDocument(tx: Tx, document: DocumentRow, deliveries: Sides): Promise<void> {
  if (document.kind !== 'document') return;
  const { words, codes } = lexemesOf(document);
  const sides = [document.senderId, ...deliveries.flatMap((one) => [one.agencyId, one.handoverId])];
  const known = [...new Set(sides.filter((id) => id !== null))];
  await tx.execute(sql`
    insert into document_search (document_id, accepted_at, sender_id, sides, words)
    values (${document.id}, ${document.acceptedAt.toISOString()}, ${document.senderId}, ${sql.param(known)}::uuid[],
      array_to_tsvector(${sql.param([...words, ...codes])}::text[]))
    on conflict (document_id) do nothing`);
  await learnWords(tx, words);
}

/** Indexes what was accepted before there was an index, newest first, some at a time. A job of the hub. */
export async function indexBacklog(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    const held = await tx.execute<{ below: string }>(sql`select below from search_backlog for update skip locked`);
    const below = held.rows[0]?.below;
    if (below === undefined) return;
    const { rows } = await tx.execute<{ id: string }>(sql`
      select id from document where kind = 'document' and id < ${below}::uuid order by id desc limit ${AT_ONCE}`);
    const ids = rows.map((row) => row.id);
    const documents = await findDocuments(tx, ids);
    const deliveries = await deliveriesOfDocuments(tx, ids);
    for (const document of documents.values()) {
      await indexDocument(
        tx,
        document,
        deliveries.filter((one) => one.documentId === document.id),
      );
    }
    const last = ids.at(-1);
    await tx.execute(
      last === undefined ? sql`delete from search_backlog` : sql`update search_backlog set below = ${last}::uuid`,
    );
  });
}
