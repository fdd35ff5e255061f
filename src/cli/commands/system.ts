import type { Command } from 'commander';
import { momentInWords } from '../../platform/clock.ts';
import type { Scope } from '../../registry/index.ts';
import { addCommand, addGroup, DATA_OPTION, type Invocation } from '../command.ts';
import { WHY_IF_ANY } from '../operate.ts';
import type { Output } from '../output.ts';
import type { GivenSettings } from '../settings.ts';
import { OVERLAP_OPTION } from './overlap.ts';
import { registerManagement } from './system-manage.ts';
import * as vxp from './system-vxp.ts';

interface AddOptions extends GivenSettings {
  readonly agency?: readonly string[];
  readonly scope: readonly Scope[] | Scope;
  readonly allOrNothing?: boolean;
  readonly why: string;
}

interface RotateOptions extends GivenSettings {
  readonly overlap: number;
  readonly why: string;
}

/** Written out here so that `--help` needs nothing of the registry; a test compares it with the registry's list. */
export const SCOPE_NAMES = ['send', 'receive', 'agency.read', 'admin', 'metrics'] as const;
const USUAL: readonly Scope[] = ['send', 'receive', 'agency.read'];

export function register(program: Command): void {
  const group = addGroup(program, 'system', {
    vi: 'hệ thống kết nối với trục và khóa API',
    en: 'systems connected to the hub, and their API keys',
  });
  addCommand<AddOptions>(
    group,
    {
      usage: 'add <name>',
      about: {
        vi: 'thêm một hệ thống quản lý văn bản và in khóa API của nó một lần',
        en: 'add a document system and print its API key, once',
      },
      args: [{ vi: 'tên ngắn, không trùng; nhật ký ghi theo tên này', en: 'a short unique name; the log uses it' }],
      options: [
        {
          flags: '--agency <codes...>',
          about: { vi: 'các cơ quan mà hệ thống gửi, nhận thay', en: 'agencies that the system acts for' },
        },
        {
          flags: '--scope <scopes...>',
          about: {
            vi: `quyền của hệ thống, mặc định ${USUAL.join(' ')}`,
            en: `what the system may do, by default ${USUAL.join(' ')}`,
          },
          choices: SCOPE_NAMES,
        },
        {
          flags: '--all-or-nothing',
          about: {
            vi: 'từ chối cả văn bản khi có một nơi nhận không gửi được',
            en: 'refuse a whole document when one recipient cannot be served',
          },
        },
        WHY_IF_ANY,
        DATA_OPTION,
      ],
      examples: ['lienthong system add qlvb-so-noi-vu --agency 000.00.13.H53 --scope send receive agency.read'],
      exits: ['refused', 'later', 'notFound'],
    },
    add,
  );
  addCommand<RotateOptions>(
    group,
    {
      usage: 'rotate-key <name>',
      about: {
        vi: 'cấp khóa API mới cho một hệ thống; khóa cũ hết hiệu lực ngay, hoặc sau --overlap giờ',
        en: 'give a system a new API key; the old one ends at once, or after --overlap hours',
      },
      args: [{ vi: 'tên hệ thống', en: 'name of the system' }],
      options: [OVERLAP_OPTION, WHY_IF_ANY, DATA_OPTION],
      examples: ['lienthong system rotate-key qlvb-so-noi-vu --overlap 24'],
      exits: ['refused', 'later', 'notFound'],
    },
    rotate,
  );
  registerManagement(group);
  vxp.register(group);
}

async function add({ args, options, out }: Invocation<AddOptions>): Promise<void> {
  const [{ withTools }, { agenciesOf }, { addSystem }, { byAt }] = await imports();
  const name = args[0]!.trim();
  const scopes = options.scope === undefined ? USUAL : [...new Set([options.scope].flat())];
  const made = await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction(async (tx) => {
      const agencies = await agenciesOf(tx, options.agency ?? []);
      const allOrNothing = options.allOrNothing === true;
      const { apiKey } = await addSystem(tx, { name, agencies, scopes, allOrNothing }, by);
      return { name, apiKey, scopes, agencies: agencies.map((agency) => agency.code) };
    });
  });
  out.result(made);
  out.line(out.say({ vi: `Đã thêm hệ thống ${name}.`, en: `System ${name} added.` }));
  out.line(`  ${out.say({ vi: 'Cơ quan', en: 'Agencies' })}: ${made.agencies.join(', ') || '–'}`);
  out.line(`  ${out.say({ vi: 'Quyền', en: 'Scopes' })}: ${made.scopes.join(', ')}`);
  tellKey(out, made.apiKey);
}

async function rotate({ args, options, out }: Invocation<RotateOptions>): Promise<void> {
  const name = args[0]!;
  const [{ withTools }, , { renewKey }, { byAt }] = await imports();
  const { apiKey, oldUntil } = await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction((tx) => renewKey(tx, name, options.overlap, by));
  });
  out.result({ name, apiKey, oldUntil });
  const until = oldUntil && momentInWords(oldUntil).slice(0, 16);
  out.line(
    until
      ? out.say({
          vi: `Khóa cũ của ${name} còn dùng được đến ${until}.`,
          en: `The old key of ${name} stays valid until ${until}.`,
        })
      : out.say({ vi: `Khóa cũ của ${name} đã hết hiệu lực.`, en: `The old key of ${name} has ended.` }),
  );
  tellKey(out, apiKey);
}

function imports() {
  return Promise.all([
    import('../tools.ts'),
    import('../agency-of.ts'),
    import('../../administration/index.ts'),
    import('../operate.ts'),
  ]);
}

function tellKey(out: Output, apiKey: string): void {
  out.line(`  ${out.say({ vi: 'Khóa API (chỉ in lần này)', en: 'API key (printed this once)' })}: ${apiKey}`);
}
