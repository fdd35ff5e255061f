import { createAccount, type Role } from '../../src/accounts/index.ts';
import { testHub } from './hub.ts';
import { settleProvince } from './province.ts';
import { type Visitor, visitor } from './visitors.ts';

/** A hub and whoever is to log in at its pages. */
export async function openPeople() {
  const it = await testHub();
  const province = await settleProvince(it.database.owner, it.database.database);
  const password = 'mật khẩu để thử';

  async function add(login: string, role: Role, codes: readonly string[]): Promise<void> {
    const agencyIds = await Promise.all(codes.map((code) => province.agencyId(code)));
    const account = { login, name: `Người ${login}`, role, agencyIds, password, mustChange: false };
    await it.database.database.db.transaction((tx) => createAccount(tx, account, 'cli:test'));
  }

  return {
    it,
    province,
    add,
    /** Adds a person and logs him in. */
    async enter(login: string, role: Role, codes: readonly string[]): Promise<Visitor> {
      await add(login, role, codes);
      const one = visitor(it);
      const { status } = await one.logIn(login, password);
      if (status !== 303) throw new Error(`${login} was not let in: ${status}`);
      return one;
    },
    async events(type: string): Promise<Record<string, unknown>[]> {
      const text = 'select actor, data from event where type = $1 order by id';
      const { rows } = await it.database.owner.pool.query(text, [type]);
      return rows.map(({ actor, data }) => ({ actor, ...data }));
    },
    close: () => it.close(),
  };
}

export type People = Awaited<ReturnType<typeof openPeople>>;
