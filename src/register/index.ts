export { listRegister, type RegisterEntry, type RegisterQuery } from './read.ts';
export { type Incoming, noteGone, noteHandover, registerIncoming } from './write.ts';
