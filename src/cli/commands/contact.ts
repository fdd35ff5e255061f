import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import type { AlertContact, AlertKind, DutyHours } from '../../notify/index.ts';
import type { Language } from '../../platform/errors.ts';
import { addCommand, addGroup, DATA_OPTION, type Invocation, type OptionSpec, whole } from '../command.ts';
import { cliError } from '../errors.ts';
import type { GivenSettings } from '../settings.ts';

interface AddOptions extends GivenSettings {
  readonly agency?: string;
  readonly email?: string;
  readonly webhook?: string;
  readonly language: Language;
  readonly kind?: readonly AlertKind[];
  readonly hours?: DutyHours;
}

export interface OwnerOptions extends GivenSettings {
  readonly agency?: string;
  readonly hub?: boolean;
  readonly limit: number;
  readonly after?: string;
}

/** Written out here so that `--help` needs nothing of the room; a test compares it with the room's list. */
export const ALERT_KIND_NAMES = [
  'test',
  'delivery-late',
  'urgent-arrived',
  'urgent-unopened',
  'urgent-ignored',
  'sent-late',
  'duty-soon',
  'duty-overdue',
  'duty-neglected',
  'reminder',
  'recall-refused',
  'returned-late',
  'recall-overdue',
  'connection-down',
  'axis-down',
  'catalogue-late',
  'reform-failed',
] as const;

/** Whose, and which page: the options of every list of contacts and alerts. */
export const OWNER_PAGE: readonly OptionSpec[] = [
  { flags: '--agency <code>', about: { vi: 'chỉ của cơ quan này', en: 'of this agency only' } },
  { flags: '--hub', about: { vi: 'chỉ của người quản trị trục', en: "of the hub's administrators only" } },
  {
    flags: '--limit <number>',
    about: { vi: 'số dòng một trang', en: 'lines of one page' },
    default: 200,
    parse: whole(1, 1_000),
  },
  {
    flags: '--after <next>',
    about: { vi: 'trang sau: giá trị next của trang trước', en: 'the page after: `next` of the page before' },
  },
  DATA_OPTION,
];

export function register(program: Command): void {
  const group = addGroup(program, 'contact', {
    vi: 'đầu mối nhận cảnh báo (thư điện tử, tin nhắn) của các cơ quan và của người quản trị',
    en: 'who is alerted (e-mail, text message): contacts of agencies and the administrators',
  });
  addCommand<AddOptions>(
    group,
    {
      usage: 'add <name>',
      about: {
        vi: 'thêm một đầu mối; không có --agency thì là người quản trị trục',
        en: 'add a contact; without --agency an administrator of the hub',
      },
      args: [{ vi: 'họ tên hoặc tên nhóm', en: 'name of the person or group' }],
      options: [
        { flags: '--agency <code>', about: { vi: 'mã định danh của cơ quan', en: "the agency's code" } },
        { flags: '--email <address>', about: { vi: 'báo bằng thư điện tử', en: 'alert by e-mail' } },
        {
          flags: '--webhook <url>',
          about: {
            vi: 'gọi địa chỉ này (ví dụ cổng tin nhắn SMS), ký HMAC bằng khóa sinh mới và in ra một lần',
            en: 'call this address (an SMS gateway, say), signed with a new HMAC secret that is printed once',
          },
        },
        {
          flags: '--language <language>',
          about: { vi: 'ngôn ngữ của cảnh báo', en: 'language of the alerts' },
          choices: ['vi', 'en'],
          default: 'vi',
        },
        {
          flags: '--kind <kinds...>',
          about: { vi: 'chỉ những loại cảnh báo này; mặc định là tất cả', en: 'only these kinds; by default all' },
          choices: ALERT_KIND_NAMES,
        },
        {
          flags: '--hours <from-to>',
          about: {
            vi: 'giờ trực, giờ Việt Nam, ví dụ 17:00-07:00; mặc định là luôn luôn',
            en: 'hours on duty, Vietnam time, such as 17:00-07:00; by default always',
          },
          parse: hours,
        },
        DATA_OPTION,
      ],
      examples: [
        'lienthong contact add "Văn thư Sở Nội vụ" --agency 000.00.13.H53 --email vanthu@snv.tinh.gov.vn',
        'lienthong contact add "Trực đêm" --agency 000.00.13.H53 --webhook https://sms.tinh.gov.vn/gui --hours 17:00-07:00',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    add,
  );
  addCommand<OwnerOptions>(
    group,
    {
      usage: 'list',
      about: { vi: 'các đầu mối nhận cảnh báo', en: 'the contacts' },
      options: OWNER_PAGE,
      examples: ['lienthong contact list --agency 000.00.13.H53'],
      exits: ['later', 'notFound'],
    },
    list,
  );
  addCommand<GivenSettings>(
    group,
    {
      usage: 'remove <id>',
      about: { vi: 'bỏ một đầu mối', en: 'remove a contact' },
      args: [{ vi: 'mã trong contact list', en: 'id in `contact list`' }],
      options: [DATA_OPTION],
      examples: ['lienthong contact remove 01a0b1c2-0000-7000-8000-000000000000'],
      exits: ['later', 'notFound'],
    },
    remove,
  );
}

async function add({ args, options, out }: Invocation<AddOptions>): Promise<void> {
  const { email, webhook, language, kind = [], hours: duty = null } = options;
  const address = email ?? webhook;
  if (address === undefined || (email !== undefined && webhook !== undefined)) {
    const problem = out.say({
      vi: 'Chọn một: --email <address> hoặc --webhook <url>.',
      en: 'Give one: --email <address> or --webhook <url>.',
    });
    throw cliError('USAGE', { problem, help: 'lienthong contact add --help' });
  }
  const [{ withTools }, { addContact }, , { ownerOf }] = await imports();
  const channel = webhook === undefined ? ('email' as const) : ('webhook' as const);
  const secret = webhook === undefined ? null : randomBytes(32).toString('base64url');
  const made = await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => {
      const agencyId = (await ownerOf(tx, options)) ?? null;
      const contact = { agencyId, name: args[0]!, channel, address, language, kinds: [kind].flat(), duty, secret };
      return { id: await addContact(tx, tools.vault, contact, actor), secret };
    }),
  );
  out.result({ ...made, channel, address });
  out.line(out.say({ vi: `Đã thêm đầu mối ${made.id}.`, en: `Contact ${made.id} added.` }));
  if (secret === null) return;
  out.line(`  ${out.say({ vi: 'Khóa bí mật (chỉ in lần này)', en: 'Secret (printed this once)' })}: ${secret}`);
}

async function list({ options, out }: Invocation<OwnerOptions>): Promise<void> {
  const [{ withTools }, { listContacts }, { findAgencies }, { ownerOf }] = await imports();
  const { limit, after } = options;
  const { items, next, names } = await withTools(options, async ({ tools: { database } }) => {
    const agencyId = await ownerOf(database.db, options);
    const page = await listContacts(database.db, {
      limit,
      ...(after && { after }),
      ...(agencyId !== undefined && { agencyId }),
    });
    const ids = page.items.flatMap((one) => one.agencyId ?? []);
    return { ...page, names: await findAgencies(database.db, ids) };
  });
  const hub = out.say({ vi: '(quản trị trục)', en: '(the hub)' });
  const owner = (one: AlertContact) => (one.agencyId === null ? null : (names.get(one.agencyId)?.code ?? null));
  out.result({ items: items.map((one) => ({ ...one, agency: owner(one) })), next });
  out.table(
    {
      vi: ['Mã', 'Cơ quan', 'Tên', 'Báo tới', 'Giờ trực', 'Loại'],
      en: ['Id', 'Agency', 'Name', 'Told at', 'Hours', 'Kinds'],
    }[out.language],
    items.map((one) => [
      one.id,
      owner(one) ?? hub,
      one.name,
      one.address,
      hoursText(one.duty),
      one.kinds.join(' ') || '–',
    ]),
  );
  if (next) out.remark(out.say({ vi: `Còn nữa: --after ${next}`, en: `There are more: --after ${next}` }));
}

async function remove({ args, options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { removeContact }] = await imports();
  const id = args[0]!;
  await withTools(options, ({ tools, actor }) => tools.database.db.transaction((tx) => removeContact(tx, id, actor)));
  out.result({ id, removed: true });
  out.line(out.say({ vi: `Đã bỏ đầu mối ${id}.`, en: `Contact ${id} removed.` }));
}

/** `17:00-07:00` as minutes of the day. */
function hours(text: string): DutyHours {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (!match) throw new InvalidArgumentError('HH:MM-HH:MM');
  const [a, b, c, d] = match.slice(1).map(Number) as [number, number, number, number];
  return { from: a * 60 + b, to: c * 60 + d };
}

function hoursText(duty: DutyHours | null): string {
  if (duty === null) return '24/7';
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return `${clock(duty.from)}-${clock(duty.to)}`;
}

function imports() {
  return Promise.all([
    import('../tools.ts'),
    import('../../notify/index.ts'),
    import('../../registry/index.ts'),
    import('../agency-of.ts'),
  ]);
}
