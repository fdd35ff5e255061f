export { createAccount, disableAccount, type NewAccount, resetPassword } from './accounts.ts';
export { catalogue as accountErrors } from './errors.ts';
export { type AccountQuery, listAccounts } from './list.ts';
export { type LogIn, logIn, type Opened, type Place } from './log-in.ts';
export * from './model.ts';
export { changePassword } from './own-password.ts';
export { ACTOR, principalOfPerson } from './principals.ts';
export { logOut, readSession, sweepSessions } from './sessions.ts';
