import { record } from '../evidence/index.ts';
import type { Blobs } from '../platform/blobs.ts';
import type { Database } from '../platform/database.ts';
import { removeContent } from './content.ts';
import { countDossiers, removeDossiers } from './dossiers.ts';
import { type ContentDue, countContentDue } from './due.ts';
import { countMonths, type MonthReport, removeMonths } from './months.ts';
import { listRules, type RetentionRule } from './rules.ts';

export interface RetentionReport {
  readonly rules: readonly RetentionRule[];
  /** By rule for bytes: what is due, and what holds, open deliveries or the want of an archive keep. */
  readonly content: readonly ContentDue[];
  readonly months: readonly MonthReport[];
  /** What a run removed; null of a preview. */
  readonly removed: { readonly documents: number; readonly bytes: number } | null;
}

export interface RetentionOrder {
  /** As the owner: the runtime role may not remove from the log, nor drop a month. */
  readonly owner: Database;
  readonly blobs: Pick<Blobs, 'remove'>;
  readonly actor: string;
  readonly onProgress?: (done: number) => void;
}

const isContent = (rule: RetentionRule) => rule.class === 'content' || rule.class === 'status';
/** Documents go before the dossiers that they are of, and before the evidence that speaks of them. */
const AFTER_CONTENT = ['attempts', 'metadata', 'dossiers', 'evidence'] as const;

/** What a run would remove now, and changes nothing. */
export async function previewRetention({ owner }: Pick<RetentionOrder, 'owner'>): Promise<RetentionReport> {
  const rules = await listRules(owner.db);
  const content = rules.some(isContent) ? await countContentDue(owner.db, rules) : [];
  const months = await eachClass(owner, rules, (client, rule) =>
    rule.class === 'dossiers' ? countDossiers(client, rule) : countMonths(client, rule),
  );
  return { rules, content, months, removed: null };
}

/**
 * Removes what the administrator's rules let go, in this order: bytes, attempts, metadata, dossiers, evidence. Safe to stop at any
 * moment and to run again. Without rules it does nothing. Throws RETENTION_WAITS while a backup is being made.
 */
export async function runRetention(order: RetentionOrder): Promise<RetentionReport> {
  const { owner, blobs, actor, onProgress = () => {} } = order;
  const rules = await listRules(owner.db);
  const contentRules = rules.filter(isContent);
  const content = contentRules.length > 0 ? await countContentDue(owner.db, contentRules) : [];
  const removed =
    contentRules.length > 0
      ? await removeContent(owner.db, blobs, contentRules, actor, onProgress)
      : { documents: 0, bytes: 0 };
  const months = await eachClass(owner, rules, (client, rule) =>
    rule.class === 'dossiers' ? removeDossiers(client, rule) : removeMonths(client, rule, () => {}),
  );
  const rows = months.reduce((total, month) => total + month.removable, 0);
  if (removed.documents + rows > 0) {
    const dropped = months.filter((month) => month.dropped).map(({ table, month }) => `${table} ${month}`);
    const data = { documents: removed.documents, bytes: removed.bytes, rows, months: dropped };
    await owner.db.transaction((tx) => record(tx, [{ type: 'retention.ran', actor, data }]));
  }
  return { rules, content, months, removed };
}

async function eachClass(
  owner: Database,
  rules: readonly RetentionRule[],
  work: (client: Parameters<typeof countMonths>[0], rule: RetentionRule) => Promise<MonthReport[]>,
): Promise<MonthReport[]> {
  const reports: MonthReport[] = [];
  const client = await owner.pool.connect();
  try {
    for (const name of AFTER_CONTENT) {
      const rule = rules.find((one) => one.class === name);
      if (rule) reports.push(...(await work(client, rule)));
    }
  } finally {
    client.release();
  }
  return reports;
}
