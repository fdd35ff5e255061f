export { linkAnswered, linkSilent } from './health.ts';
export { type OfferedPackage, type PollOptions, pollInbox } from './poll.ts';
export { repeat } from './repeat.ts';
export { type Link, supervise } from './supervise.ts';
export { type Side, startPolling } from './take-in.ts';
