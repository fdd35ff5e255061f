export { type ArchiveReport, countToArchive, exportArchive } from './archive.ts';
export { lifecycleErrors } from './errors.ts';
export { type Hold, holdDocuments, liftHolds, listHolds } from './hold.ts';
export { type Because, RETENTION_CLASSES, type RetentionClass } from './model.ts';
export { previewRetention, type RetentionReport, runRetention } from './retention.ts';
export { listRules, type RetentionRule, removeRule, setRule } from './rules.ts';
export { type FolderVerdict, isArchive, verifyArchive } from './verify-archive.ts';
