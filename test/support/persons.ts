import { scryptSync } from 'node:crypto';
import { insertAccount } from '../../src/accounts/accounts.ts';
import type { NewAccount } from '../../src/accounts/index.ts';
import type { Db } from '../../src/platform/database.ts';

/** Everybody's. */
export const PASSWORD = 'mật khẩu để thử';
/** A stored password says itself what a guess costs; here it is cheap, since the tests log in some hundred times. */
const STORED = `scrypt$1024$8$1$c2FsdA$${scryptSync(PASSWORD.normalize('NFC'), 'salt', 32, { N: 1024, r: 8, p: 1 }).toString('base64url')}`;

/** An account as the first administrator would add it; gives its id. */
export function addPerson(db: Db, account: Omit<NewAccount, 'password'>): Promise<string> {
  return db.transaction((tx) => insertAccount(tx, account, STORED, 'cli:test', '–'));
}
