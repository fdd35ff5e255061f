export { createAccount, disableAccount, listAccounts, type NewAccount, resetPassword } from './accounts.ts';
export { catalogue as accountErrors } from './errors.ts';
export * from './model.ts';
export {
  ACTOR,
  changePassword,
  type LogIn,
  logIn,
  logOut,
  principalOfPerson,
  readSession,
  sweepSessions,
} from './sessions.ts';
