export { dossierError, dossierErrors } from './errors.ts';
export { admitRecipients, joinDossier, type Thread, threadOf } from './join.ts';
export { normaliseNumber } from './number.ts';
export { openDossier, ownersOf } from './open.ts';
export { dossiersPage } from './page.ts';
export {
  type Dossier,
  type DossierQuery,
  documentsOf,
  findDossier,
  listDossiers,
  partiesOf,
  statesOf,
} from './read.ts';
export { keepReport, type StateLine, type StateReport } from './report.ts';
export { DOSSIER_STATES, type DossierState, stateWords } from './states.ts';
