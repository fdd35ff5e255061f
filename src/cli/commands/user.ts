import type { Command } from 'commander';
import type { Role } from '../../accounts/index.ts';
import { addCommand, addGroup, DATA_OPTION, type Invocation } from '../command.ts';
import { day } from '../days.ts';
import { cliError } from '../errors.ts';
import { actingAt, WHY_OPTION } from '../operate.ts';
import type { Output } from '../output.ts';
import type { GivenSettings } from '../settings.ts';
import { register as registerImport } from './user-import.ts';
import { register as registerLeave } from './user-leave.ts';

interface Why {
  readonly why: string;
}

interface AddOptions extends Pick<GivenSettings, 'data'>, Why {
  readonly name?: string;
  readonly role: Role;
  readonly agency?: readonly string[];
  readonly decision?: string;
  readonly from?: Date;
  readonly to?: Date;
  readonly until?: Date;
}

const DAY_MS = 86_400_000;

/** Written out here so that `--help` needs nothing of the room; a test compares it with the room's list. */
export const ROLE_NAMES = ['clerk', 'agency-admin', 'operator', 'auditor', 'statistics', 'administrator'] as const;
/** An act that is its own reason, when it is done by hand at the hub's machine. */
const WHY = { ...WHY_OPTION, required: false };
const LOGIN = { vi: 'tên đăng nhập', en: 'user name' };

export function register(program: Command): void {
  const group = addGroup(program, 'user', {
    vi: 'tài khoản của người dùng trang web',
    en: 'accounts of the people at the web pages',
  });
  addCommand<AddOptions>(
    group,
    {
      usage: 'add <login>',
      about: {
        vi: 'thêm một người dùng và in mật khẩu ban đầu một lần; người đó phải đổi khi đăng nhập',
        en: 'add a person and print a first password, once; it must be changed at the first login',
      },
      args: [LOGIN],
      options: [
        {
          flags: '--name <name>',
          about: { vi: 'họ và tên, ghi vào trạng thái gửi đi', en: 'full name, written into statuses' },
          required: true,
        },
        {
          flags: '--role <role>',
          about: {
            vi: 'clerk: văn thư của các cơ quan; agency-admin: quản trị tài khoản của một nhánh cơ quan; operator: người vận hành, chỉ thấy siêu dữ liệu; auditor: người kiểm tra, chỉ đọc; statistics: chỉ xem số liệu; administrator: quản trị trục',
            en: 'clerk: sends and receives for agencies; agency-admin: keeps the accounts of a branch; operator: moves deliveries, sees metadata only; auditor: reads only; statistics: figures only; administrator: runs the hub',
          },
          choices: ROLE_NAMES,
          default: 'clerk',
        },
        {
          flags: '--agency <codes...>',
          about: {
            vi: 'các cơ quan mà văn thư làm việc cho, đứng đầu nhánh được quản trị, hoặc được kiểm tra',
            en: 'agencies that a clerk works for, that head the branch, or that are audited',
          },
        },
        {
          flags: '--decision <number>',
          about: { vi: 'số quyết định kiểm tra', en: 'number of the decision that orders the audit' },
        },
        {
          flags: '--from <day>',
          about: { vi: 'ngày đầu của thời kỳ được kiểm tra', en: 'first day of the audited period' },
          parse: day,
        },
        {
          flags: '--to <day>',
          about: { vi: 'ngày cuối của thời kỳ được kiểm tra', en: 'last day of the audited period' },
          parse: day,
        },
        {
          flags: '--until <day>',
          about: { vi: 'ngày cuối tài khoản còn xem được', en: 'last day on which the account sees anything' },
          parse: day,
        },
        { ...WHY, default: 'lienthong user add' },
        DATA_OPTION,
      ],
      examples: [
        'lienthong user add lan.nguyen --name "Nguyễn Thị Lan" --agency 000.00.13.H53',
        'lienthong user add quan.tri --role administrator --name "Lê Văn Quản"',
        'lienthong user add kiem.tra --role auditor --name "Vũ Văn Kiểm" --agency 000.00.13.H53 --decision 12/QĐ-TTr --from 2026-01-01 --to 2026-06-30 --until 2026-12-31',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    add,
  );
  addCommand<GivenSettings>(
    group,
    {
      usage: 'list',
      about: { vi: 'các tài khoản và cơ quan của họ', en: 'the accounts and their agencies' },
      options: [DATA_OPTION],
      examples: ['lienthong user list'],
      exits: ['later'],
    },
    list,
  );
  addCommand<GivenSettings & Why>(
    group,
    {
      usage: 'password <login>',
      about: {
        vi: 'cấp lại mật khẩu; các phiên đang mở kết thúc, tài khoản hết bị tạm khóa',
        en: 'give a new password; open sessions end, a lock too',
      },
      args: [LOGIN],
      options: [{ ...WHY, default: 'lienthong user password' }, DATA_OPTION],
      examples: ['lienthong user password lan.nguyen --why "Quên mật khẩu"'],
      exits: ['later', 'notFound'],
    },
    password,
  );
  registerImport(group);
  registerLeave(group);
  for (const [name, { about, done }] of Object.entries(ACCESS)) {
    addCommand<GivenSettings & Why>(
      group,
      {
        usage: `${name} <login>`,
        about,
        args: [LOGIN],
        options: [{ ...WHY, default: `lienthong user ${name}` }, DATA_OPTION],
        examples: [`lienthong user ${name} lan.nguyen --why "Nghỉ hưu"`],
        exits: ['later', 'notFound'],
      },
      (call) => setAccess(call, name as Access, done),
    );
  }
}

const ACCESS = {
  disable: {
    about: {
      vi: 'khóa một tài khoản: không đăng nhập được nữa, lịch sử vẫn giữ nguyên',
      en: 'lock an account: nobody logs in with it, its history stays',
    },
    done: { vi: 'Đã khóa tài khoản {login}.', en: 'Account {login} is locked.' },
  },
  enable: {
    about: { vi: 'mở khóa một tài khoản', en: 'unlock an account' },
    done: { vi: 'Đã mở khóa tài khoản {login}.', en: 'Account {login} is unlocked.' },
  },
} as const;
type Access = keyof typeof ACCESS;

async function add({ args, options, out }: Invocation<AddOptions>): Promise<void> {
  const [{ withTools }, { addAccount }, { agenciesOf }] = await imports();
  const login = args[0]!;
  const mandate = mandateOf(options, out);
  // The person's role is not the hub's: only the data directory is a setting here.
  const made = await withTools({ data: options.data }, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => {
      const agencies = await agenciesOf(tx, options.agency ?? []);
      const agencyIds = agencies.map((agency) => agency.id);
      const { name = login, role } = options;
      const by = await actingAt(actor, options.why);
      const account = await addAccount(tx, { login, name, role, agencyIds, ...mandate }, by);
      return { login, role, agencies: agencies.map((agency) => agency.code), ...account };
    }),
  );
  out.result(made);
  out.line(out.say({ vi: `Đã thêm tài khoản ${login}.`, en: `Account ${login} added.` }));
  tellPassword(out, made.password);
}

/** The days named count whole. All four belong together: half a mandate would be none without a word. */
function mandateOf({ decision, from, to, until }: AddOptions, out: Output) {
  if (![decision, from, to, until].some((one) => one !== undefined)) return {};
  if (!decision || !from || !to || !until) {
    const problem = out.say({
      vi: '--decision, --from, --to và --until đi cùng nhau.',
      en: '--decision, --from, --to and --until go together.',
    });
    throw cliError('USAGE', { problem, help: 'lienthong user add --help' });
  }
  const dayAfter = (day: Date) => new Date(day.getTime() + DAY_MS);
  return { mandate: { decision, fromAt: from, untilAt: dayAfter(to), expiresAt: dayAfter(until) } };
}

async function list({ options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { listAccounts }] = await imports();
  const accounts = await withTools(options, ({ tools }) => listAccounts(tools.database.db, { limit: 10_000 }));
  out.result(accounts);
  const headings = {
    vi: ['Tên đăng nhập', 'Họ và tên', 'Vai trò', 'Cơ quan', 'Trạng thái'],
    en: ['User name', 'Name', 'Role', 'Agencies', 'State'],
  };
  out.table(
    headings[out.language],
    accounts.map((one) => [
      one.login,
      one.name,
      one.role,
      one.agencies.join(', ') || '–',
      out.say(one.disabledAt ? { vi: 'đã ngừng', en: 'disabled' } : { vi: 'đang dùng', en: 'in use' }),
    ]),
  );
}

async function password({ args, options, out }: Invocation<GivenSettings & Why>): Promise<void> {
  const [{ withTools }, { resetPassword }] = await imports();
  const login = args[0]!;
  const made = await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => resetPassword(tx, login, await actingAt(actor, options.why))),
  );
  out.result({ login, ...made });
  tellPassword(out, made.password);
}

async function setAccess(
  { args, options, out }: Invocation<GivenSettings & Why>,
  access: Access,
  done: (typeof ACCESS)[Access]['done'],
): Promise<void> {
  const [{ withTools }, { lockAccount, unlockAccount }] = await imports();
  const login = args[0]!;
  const change = access === 'disable' ? lockAccount : unlockAccount;
  await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => change(tx, login, await actingAt(actor, options.why))),
  );
  out.result({ login, disabled: access === 'disable' });
  out.line(out.say(done).replace('{login}', login));
}

function tellPassword(out: Output, password: string): void {
  out.line(`  ${out.say({ vi: 'Mật khẩu (chỉ in lần này)', en: 'Password (printed this once)' })}: ${password}`);
}

function imports() {
  return Promise.all([import('../tools.ts'), import('../../accounts/index.ts'), import('../agency-of.ts')]);
}
