export { lifecycleErrors } from './errors.ts';
export { type Hold, holdDocuments, liftHolds, listHolds } from './hold.ts';
export { type Because, RETENTION_CLASSES, type RetentionClass } from './model.ts';
export { previewRetention, type RetentionReport, runRetention } from './retention.ts';
export { listRules, type RetentionRule, removeRule, setRule } from './rules.ts';
