export { registerErrors } from './errors.ts';
export {
  giveBackOutgoingNumber,
  heldOutgoingNumber,
  keepOutgoingNumber,
  type NumberAsked,
  nextOutgoingNumber,
  type Series,
  takeOutgoingNumber,
} from './outgoing.ts';
export { listRegister, type RegisterEntry, type RegisterQuery } from './read.ts';
export { type Incoming, noteGone, noteHandover, registerIncoming } from './write.ts';
