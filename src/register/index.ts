export { lastArrivalNumber } from './arrivals.ts';
export { correctIncoming, correctOutgoing, type Editor, type IncomingEdit, type OutgoingEdit } from './correct.ts';
export { registerErrors } from './errors.ts';
export {
  enterIncoming,
  type Incoming,
  noteGone,
  noteProgress,
  noteReply,
  type PaperIncoming,
  registerIncoming,
} from './incoming.ts';
export { type ArrivalNumber, arrivalNumbers } from './look-up.ts';
export {
  giveBackOutgoingNumber,
  heldOutgoingNumber,
  keepOutgoingNumber,
  type NumberAsked,
  nextOutgoingNumber,
  type Series,
  takeOutgoingNumber,
} from './numbers.ts';
export { enterOutgoing, noteRecalled, type Outgoing, type PaperOutgoing, registerOutgoing } from './outgoing.ts';
export {
  type BookPage,
  type BookQuery,
  type Correction,
  correctionsOf,
  findIncoming,
  findOutgoing,
  type IncomingLine,
  listFollowed,
  listIncoming,
  listOutgoing,
  listPosted,
  type OutgoingLine,
  sameIncoming,
  sameOutgoing,
} from './read.ts';
export { seriesOf } from './series.ts';
export { type NewStart, startArrivals, startOutgoing } from './start.ts';
export type { Change, Progress } from './tables.ts';
