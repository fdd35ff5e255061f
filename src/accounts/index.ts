export { lockAccount, resetPassword, unlockAccount } from './access.ts';
export { type AccountFacts, addAccount, changeAccount, createAccount, type NewAccount } from './accounts.ts';
export { catalogue as accountErrors } from './errors.ts';
export { type Bound, bindOwnIdentity, logInByIdentity, readIdentity, setIdentity } from './identities.ts';
export { storeForm, takeForm } from './kept-forms.ts';
export { type AccountPage, type AccountQuery, listAccounts, namesOf, readAccount } from './list.ts';
export { type LogIn, logIn, type Opened, type Place, passCode } from './log-in.ts';
export { BRANCH_ROLES, rolesToGive } from './managed.ts';
export * from './model.ts';
export { changePassword } from './own-password.ts';
export { checkPeople, importPeople, type NewPerson, PEOPLE_COLUMNS, type PersonLine } from './people-file.ts';
export { ACTOR, principalOfPerson } from './principals.ts';
export { type Checks, openProvider, type Provider } from './provider.ts';
export {
  beginSecondFactor,
  confirmSecondFactor,
  dropSecondFactor,
  readSecondFactor,
  resetSecondFactor,
} from './second-factor.ts';
export { endOwnSession, endSessionsOf, listSessions, type SessionLine } from './session-list.ts';
export { logOut, readSession, sweepSessions } from './sessions.ts';
export { recordSuccession, type Succession, succeed } from './succession.ts';
export { codeOfStep, keyAddress } from './totp.ts';
