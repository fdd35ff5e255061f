export { isAllowEntry } from './allow-list.ts';
export type { CachedAnswer, RevocationStore } from './cache.ts';
export { type CollectedAnswers, openRevocation, type Revocation, type RevocationOptions } from './collect.ts';
export type { FetchBytes } from './fetch.ts';
export { digestOfOctets, type EvidenceStore, openEvidenceStore } from './store.ts';
