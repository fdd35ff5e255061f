import type { Command } from 'commander';
import type { ObeyedRecall } from '../../registry/index.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { WHY_IF_ANY } from '../operate.ts';
import type { GivenSettings } from '../settings.ts';

interface FormOptions extends GivenSettings {
  readonly form: ObeyedRecall;
}

interface AgencyOptions extends GivenSettings {
  readonly agency: readonly string[];
  readonly why: string;
}

const NAME = { vi: 'tên hệ thống', en: 'name of the system' };

/** What becomes of a system after it was added: seen, given other agencies, stopped. */
export function registerManagement(group: Command): void {
  addCommand<GivenSettings>(
    group,
    {
      usage: 'list',
      about: { vi: 'các hệ thống đã kết nối và cơ quan của chúng', en: 'the connected systems and their agencies' },
      options: [DATA_OPTION],
      examples: ['lienthong system list'],
      exits: ['later'],
    },
    list,
  );
  for (const [verb, about] of Object.entries(ASSIGNMENTS)) {
    addCommand<AgencyOptions>(
      group,
      {
        usage: `${verb} <name>`,
        about,
        args: [NAME],
        options: [
          { flags: '--agency <codes...>', about: { vi: 'mã các cơ quan', en: 'codes of the agencies' } },
          WHY_IF_ANY,
          DATA_OPTION,
        ],
        examples: [`lienthong system ${verb} qlvb-so-noi-vu --agency 000.00.13.H53`],
        exits: ['refused', 'later', 'notFound'],
      },
      (it) => assign(it, verb as keyof typeof ASSIGNMENTS),
    );
  }
  addCommand<FormOptions>(
    group,
    {
      usage: 'recall-form <name>',
      about: {
        vi: 'hình thức thu hồi mà hệ thống thực hiện được; trục tự chuyển từ hình thức kia',
        en: 'which form of recall the system obeys; the hub translates the other one',
      },
      args: [NAME],
      options: [
        {
          flags: '--form <form>',
          about: {
            vi: 'package: gói tin thu hồi (BussinessDocType 1), nhận gói là đã hủy; status13: trạng thái 13; both: cả hai',
            en: 'package: packages of BussinessDocType 1, taking one confirms it; status13: status 13; both: either',
          },
          // Written out so that --help needs nothing of the registry.
          choices: ['package', 'status13', 'both'],
          default: 'both',
        },
        DATA_OPTION,
      ],
      examples: ['lienthong system recall-form qlvb-so-noi-vu --form status13'],
      exits: ['refused', 'later', 'notFound'],
    },
    setForm,
  );
  addCommand<GivenSettings & { readonly why: string }>(
    group,
    {
      usage: 'disable <name>',
      about: {
        vi: 'ngừng một hệ thống: khóa của nó hết hiệu lực, lịch sử vẫn giữ nguyên',
        en: 'stop a system: its key ends, its history stays',
      },
      args: [NAME],
      options: [WHY_IF_ANY, DATA_OPTION],
      examples: ['lienthong system disable qlvb-cu --why "Thay phần mềm"'],
      exits: ['refused', 'later', 'notFound'],
    },
    disable,
  );
}

const ASSIGNMENTS = {
  assign: { vi: 'giao thêm cơ quan cho một hệ thống', en: 'give a system more agencies to act for' },
  release: { vi: 'thôi giao các cơ quan cho một hệ thống', en: 'end what a system does for these agencies' },
} as const;

async function list({ options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { listSystems }] = await imports();
  const systems = await withTools(options, ({ tools }) => listSystems(tools.database.db));
  out.result(systems);
  const headings = {
    vi: ['Tên', 'Quyền', 'Cơ quan', 'Thu hồi', 'Trạng thái'],
    en: ['Name', 'Scopes', 'Agencies', 'Recall', 'State'],
  };
  out.table(
    headings[out.language],
    systems.map((one) => [
      one.name,
      one.scopes.join(' '),
      one.agencies.join(', ') || '–',
      one.recallForm,
      out.say(one.disabledAt ? { vi: 'đã ngừng', en: 'disabled' } : { vi: 'đang dùng', en: 'in use' }),
    ]),
  );
}

async function assign(
  { args, options, out }: Invocation<AgencyOptions>,
  verb: keyof typeof ASSIGNMENTS,
): Promise<void> {
  const name = args[0]!;
  const [{ withTools }, { agenciesOf }, { assignSystem }, { byAt }] = await Promise.all([
    import('../tools.ts'),
    import('../agency-of.ts'),
    import('../../administration/index.ts'),
    import('../operate.ts'),
  ]);
  const codes = await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction(async (tx) => {
      const agencies = await agenciesOf(tx, options.agency ?? []);
      await assignSystem(tx, name, agencies, verb, by);
      return agencies.map((agency) => agency.code);
    });
  });
  out.result({ name, [verb === 'assign' ? 'assigned' : 'released']: codes });
  out.line(`${name}: ${out.say(ASSIGNMENTS[verb])}: ${codes.join(', ') || '–'}`);
}

async function setForm({ args, options, out }: Invocation<FormOptions>): Promise<void> {
  const name = args[0]!;
  const { form } = options;
  const [{ withTools }, { setRecallForm }, { record }] = await imports();
  await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => {
      await setRecallForm(tx, name, form);
      await record(tx, [{ type: 'system.recall-form', actor, data: { name, form } }]);
    }),
  );
  out.result({ name, recallForm: form });
  out.line(out.say({ vi: `${name}: hình thức thu hồi ${form}.`, en: `${name} obeys recalls by ${form}.` }));
}

async function disable({ args, options, out }: Invocation<GivenSettings & { readonly why: string }>): Promise<void> {
  const name = args[0]!;
  const [{ withTools }, { stopSystem }, { byAt }] = await Promise.all([
    import('../tools.ts'),
    import('../../administration/index.ts'),
    import('../operate.ts'),
  ]);
  await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction((tx) => stopSystem(tx, name, by));
  });
  out.result({ name, disabled: true });
  out.line(out.say({ vi: `Đã ngừng hệ thống ${name}.`, en: `System ${name} is disabled.` }));
}

function imports() {
  return Promise.all([import('../tools.ts'), import('../../registry/index.ts'), import('../../evidence/index.ts')]);
}
