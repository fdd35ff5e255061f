/**
 * What a retention rule speaks of. `content`: the bytes of documents. `status`: the bytes of status messages.
 * `attempts`: the single tries of pushes. `metadata`: documents, deliveries and submissions whose bytes are gone, and the
 * records of rejections. `dossiers`: dossiers of which no document is left. `evidence`: events and receipts of documents that
 * are gone.
 */
export const RETENTION_CLASSES = ['content', 'status', 'attempts', 'metadata', 'dossiers', 'evidence'] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** Who does something to the life of documents, and why; both go into the log. */
export interface Because {
  readonly actor: string;
  readonly reason: string;
}
