import { createAccount } from '../../accounts/index.ts';
import type { DemoAccount, Tools } from '../../app.ts';

import { isHubError } from '../../platform/errors.ts';
import { resolveAgencies } from '../../registry/index.ts';
import { PLACES, type PlaceKey } from './province.ts';

/** Clerks whom the login page offers at a click. Everybody may know the password: it opens fictitious agencies only. */
const PASSWORD = 'trinh-dien-lac-hong';
const CLERKS: readonly { login: string; name: string; place: PlaceKey }[] = [
  { login: 'van-thu.au-lac', name: 'Lò Thị Mai', place: 'ward' },
  { login: 'van-thu.so-noi-vu', name: 'Nguyễn Thị Lan', place: 'interior' },
  { login: 'van-thu.vp-ubnd', name: 'Trần Văn Bình', place: 'office' },
];

/** Adds those of them who are not there yet from an earlier run. */
export async function seatClerks(tools: Tools): Promise<DemoAccount[]> {
  const { db } = tools.database;
  const codes = CLERKS.map(({ place }) => PLACES[place].code);
  const agencies = await resolveAgencies(db, codes);
  for (const { login, name, place } of CLERKS) {
    const agencyIds = [agencies.get(PLACES[place].code)!.id];
    const account = { login, name, role: 'clerk', agencyIds, password: PASSWORD, mustChange: false } as const;
    await db
      .transaction((tx) => createAccount(tx, account, 'cli:demo'))
      .catch((problem) => {
        if (!isHubError(problem) || problem.code !== 'ACCOUNT_TAKEN') throw problem;
      });
  }
  return CLERKS.map(({ login, name, place }) => ({
    login,
    password: PASSWORD,
    about: { vi: `${name}, văn thư ${PLACES[place].name}`, en: `${name}, clerk of ${PLACES[place].name}` },
  }));
}
