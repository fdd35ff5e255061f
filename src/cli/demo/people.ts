import { createAccount, type NewAccount } from '../../accounts/index.ts';
import type { DemoAccount, Tools } from '../../app.ts';
import { isHubError } from '../../platform/errors.ts';
import { addSealingKey, resolveAgencies } from '../../registry/index.ts';
import type { SigningKey } from '../../trust/index.ts';
import { PLACES, type PlaceKey } from './province.ts';

/** People whom the login page offers at a click. Everybody may know the password: it opens fictitious agencies only. */
const PASSWORD = 'trinh-dien-lac-hong';
const OPERATOR = { login: 'van-hanh', name: 'Phạm Văn Hành' };
const ADMINISTRATOR = { login: 'quan-tri', name: 'Lê Thị Quản' };
const CLERKS: readonly { login: string; name: string; place: PlaceKey }[] = [
  { login: 'van-thu.au-lac', name: 'Lò Thị Mai', place: 'ward' },
  { login: 'van-thu.so-noi-vu', name: 'Nguyễn Thị Lan', place: 'interior' },
  { login: 'van-thu.vp-ubnd', name: 'Trần Văn Bình', place: 'office' },
];

/** Adds those of them who are not there yet from an earlier run, and gives the hub their agencies' system keys. */
export async function seatPeople(tools: Tools, keys: Readonly<Record<string, SigningKey>>): Promise<DemoAccount[]> {
  const codes = CLERKS.map(({ place }) => PLACES[place].code);
  const agencies = await resolveAgencies(tools.database.db, codes);
  for (const { login, name, place } of CLERKS) {
    const { id: agencyId } = agencies.get(PLACES[place].code)!;
    await seat(tools, { login, name, role: 'clerk', agencyIds: [agencyId] });
    const input = { agencyId, key: keys[PLACES[place].code]!, addedBy: 'cli:demo' };
    await tools.database.db.transaction((tx) => addSealingKey(tx, tools.vault, input));
  }
  await seat(tools, { ...OPERATOR, role: 'operator', agencyIds: [] });
  await seat(tools, { ...ADMINISTRATOR, role: 'administrator', agencyIds: [] });
  const clerks = CLERKS.map(({ login, name, place }) =>
    offer(login, `${name}, văn thư ${PLACES[place].name}`, `${name}, clerk of ${PLACES[place].name}`),
  );
  return [
    ...clerks,
    offer(OPERATOR.login, `${OPERATOR.name}, người vận hành`, `${OPERATOR.name}, operator`),
    offer(ADMINISTRATOR.login, `${ADMINISTRATOR.name}, quản trị trục`, `${ADMINISTRATOR.name}, administrator`),
  ];
}

async function seat(tools: Tools, account: NewAccount): Promise<void> {
  await tools.database.db
    .transaction((tx) => createAccount(tx, { ...account, password: PASSWORD, mustChange: false }, 'cli:demo'))
    .catch((problem) => {
      if (!isHubError(problem) || problem.code !== 'ACCOUNT_TAKEN') throw problem;
    });
}

function offer(login: string, vi: string, en: string): DemoAccount {
  return { login, password: PASSWORD, about: { vi, en } };
}
