import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';

/** What duties and alerts need of a document; read from intake's tables, which this room never writes. */
export type OwedDocument = {
  readonly id: string;
  readonly dueOn: string | null;
  readonly priority: number;
  /** BussinessDocType; 1 is a recall. */
  readonly docType: number;
  /** Number and notation as people quote it. */
  readonly code: string;
  readonly sender: string;
};

export async function owedDocuments(reader: Reader, ids: readonly string[]): Promise<Map<string, OwedDocument>> {
  if (ids.length === 0) return new Map();
  const { rows } = await reader.execute<OwedDocument>(sql`
    select d.id, d.due_on::text as "dueOn", d.priority, d.doc_type as "docType", a.name as sender,
      concat_ws('/', nullif(d.code_number, ''), nullif(d.code_notation, '')) as code
    from document d join agency a on a.id = d.sender_id
    where d.id = any(${sql.param([...new Set(ids)])}::uuid[])`);
  return new Map(rows.map((row) => [row.id, row]));
}
