export { lifecycleErrors } from './errors.ts';
export { type Hold, holdDocuments, liftHolds, listHolds } from './hold.ts';
export type { Because } from './model.ts';
