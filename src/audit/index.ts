export { catalogue as auditErrors } from './errors.ts';
export { findLook, LONGEST_REASON, LOOK_MINUTES, type Look, openLook, readReason, SHORTEST_REASON } from './looks.ts';
export { refuseLook, requireMandate, scopeOf } from './mandate.ts';
export { listLooks, type SeenLook } from './who-looked.ts';
