import { createAccount, type Mandate, type NewAccount, type Role } from '../../accounts/index.ts';
import type { DemoAccount, Tools } from '../../app.ts';
import { isHubError } from '../../platform/errors.ts';
import { addSealingKey, resolveAgencies } from '../../registry/index.ts';
import type { SigningKey } from '../../trust/index.ts';
import { PLACES, type PlaceKey } from './province.ts';
import { type Words, words } from './teller.ts';

/** People whom the login page offers at a click. Everybody may know the password: it opens fictitious agencies only. */
const PASSWORD = 'trinh-dien-lac-hong';
const CLERKS: readonly { login: string; name: string; place: PlaceKey }[] = [
  { login: 'van-thu.au-lac', name: 'Lò Thị Mai', place: 'ward' },
  { login: 'van-thu.so-noi-vu', name: 'Nguyễn Thị Lan', place: 'interior' },
  { login: 'van-thu.vp-ubnd', name: 'Trần Văn Bình', place: 'office' },
];

/** Those who are no clerks, one of each role. */
const OTHERS: readonly { login: string; name: string; role: Role; places?: readonly PlaceKey[]; about: Words }[] = [
  {
    login: 'quan-tri.ubnd-tinh',
    name: 'Đỗ Thị Hạnh',
    role: 'agency-admin',
    places: ['committee'],
    about: words('quản trị cơ quan của UBND tỉnh', "agency administrator of the province's committee"),
  },
  { login: 'van-hanh', name: 'Phạm Văn Hành', role: 'operator', about: words('người vận hành', 'operator') },
  {
    login: 'thanh-tra',
    name: 'Vũ Minh Chính',
    role: 'auditor',
    places: ['committee', 'office', 'interior', 'ward'],
    about: words('kiểm tra theo quyết định 12/QĐ-UBND', 'auditor by decision 12/QĐ-UBND'),
  },
  {
    login: 'thong-ke',
    name: 'Hà Thu Ngân',
    role: 'statistics',
    about: words('người xem thống kê', 'reader of statistics'),
  },
  {
    login: 'quan-tri',
    name: 'Lê Thị Quản',
    role: 'administrator',
    about: words('quản trị trục', 'administrator'),
  },
];

/** Who may log in, and the ward's clerk, where this run made the account. */
export interface Seated {
  readonly accounts: readonly DemoAccount[];
  readonly newWardClerk: string | null;
}

/** The clerks, with their agencies' system keys: the ward receives through its clerk alone. */
export async function seatClerks(tools: Tools, keys: Readonly<Record<string, SigningKey>>): Promise<Seated> {
  const idOf = await findIds(tools);
  let newWardClerk: string | null = null;
  for (const { login, name, place } of CLERKS) {
    const agencyId = idOf(place);
    const made = await seat(tools, { login, name, role: 'clerk', agencyIds: [agencyId] });
    if (place === 'ward') newWardClerk = made;
    const input = { agencyId, key: keys[PLACES[place].code]!, addedBy: 'cli:demo' };
    await tools.database.db.transaction((tx) => addSealingKey(tx, tools.vault, input));
  }
  const accounts = CLERKS.map(({ login, name, place }) =>
    offer(login, `${name}, văn thư ${PLACES[place].name}`, `${name}, clerk of ${PLACES[place].name}`),
  );
  return { accounts, newWardClerk };
}

/** Everybody else, for whoever looks at the pages afterwards. */
export async function seatOthers(tools: Tools): Promise<DemoAccount[]> {
  const idOf = await findIds(tools);
  for (const { login, name, role, places = [] } of OTHERS) {
    const mandate = role === 'auditor' && { mandate: mandateFrom(new Date()) };
    await seat(tools, { login, name, role, agencyIds: places.map(idOf), ...mandate });
  }
  return OTHERS.map(({ login, name, about }) => offer(login, `${name}, ${about.vi}`, `${name}, ${about.en}`));
}

async function findIds(tools: Tools): Promise<(place: PlaceKey) => string> {
  const codes = Object.values(PLACES).map(({ code }) => code);
  const agencies = await resolveAgencies(tools.database.db, codes);
  return (place) => agencies.get(PLACES[place].code)!.id;
}

/** May look at the documents of this year and the next, until that one ends. */
function mandateFrom(now: Date): Mandate {
  const year = now.getUTCFullYear();
  const [fromAt, untilAt] = [year, year + 2].map((one) => new Date(`${one}-01-01T00:00:00+07:00`)) as [Date, Date];
  return { decision: '12/QĐ-UBND', fromAt, untilAt, expiresAt: untilAt };
}

/** Gives the account's id, or null where he is there from an earlier run. */
async function seat(tools: Tools, account: NewAccount): Promise<string | null> {
  return tools.database.db
    .transaction(async (tx) => {
      const { id } = await createAccount(tx, { ...account, password: PASSWORD, mustChange: false }, 'cli:demo');
      return id;
    })
    .catch((problem) => {
      if (!isHubError(problem) || problem.code !== 'ACCOUNT_TAKEN') throw problem;
      return null;
    });
}

function offer(login: string, vi: string, en: string): DemoAccount {
  return { login, password: PASSWORD, about: { vi, en } };
}
