import type { Role } from '../../src/accounts/index.ts';
import type { Config } from '../../src/platform/config.ts';
import { testHub } from './hub.ts';
import { addPerson, PASSWORD } from './persons.ts';
import { settleProvince } from './province.ts';
import { type Visitor, visitor } from './visitors.ts';

/** A hub and whoever is to log in at its pages. */
export async function openPeople(settings: Partial<Config> = {}) {
  const it = await testHub(settings);
  const province = await settleProvince(it.database.owner, it.database.database);

  async function add(login: string, role: Role, codes: readonly string[]): Promise<void> {
    const agencyIds = await Promise.all(codes.map((code) => province.agencyId(code)));
    await addPerson(it.database.database.db, { login, name: `Người ${login}`, role, agencyIds, mustChange: false });
  }

  return {
    it,
    province,
    add,
    /** Adds a person and logs him in. */
    async enter(login: string, role: Role, codes: readonly string[]): Promise<Visitor> {
      await add(login, role, codes);
      const one = visitor(it);
      const { status } = await one.logIn(login, PASSWORD);
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
