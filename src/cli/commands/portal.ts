import type { Command } from 'commander';
import { isId } from '../../platform/ids.ts';
import { addCommand, addGroup, DATA_OPTION, type Invocation, type OptionSpec } from '../command.ts';
import { WHY_IF_ANY } from '../operate.ts';
import type { GivenSettings } from '../settings.ts';

interface ModeOptions extends GivenSettings {
  readonly agency?: string;
  readonly why: string;
}

interface ListOptions extends GivenSettings {
  readonly agency: string;
  readonly after?: string;
}

/** Lines of one page. */
const PAGE = 100;

const AGENCY: OptionSpec = {
  flags: '--agency <code>',
  about: {
    vi: 'chỉ cơ quan này; bỏ trống: mọi cơ quan chưa tự chọn',
    en: 'this agency only; else all that have not chosen',
  },
};

export function register(program: Command): void {
  const group = addGroup(program, 'portal', {
    vi: 'văn bản công khai trên cổng thông tin điện tử',
    en: 'public documents on the portal',
  });
  addCommand<ModeOptions>(
    group,
    {
      usage: 'mode <mode>',
      about: {
        vi: 'đặt chế độ đăng: off (không đăng, gỡ hết), by-hand (văn thư đăng), automatic (tự đăng), hub (bỏ lựa chọn riêng)',
        en: 'what is published: off (nothing, all is taken off), by-hand (by the clerk), automatic, hub (no choice of its own)',
      },
      args: [{ vi: 'off, by-hand, automatic hoặc hub', en: 'off, by-hand, automatic or hub' }],
      options: [AGENCY, WHY_IF_ANY, DATA_OPTION],
      examples: [
        'lienthong portal mode by-hand --why "QĐ 7/QĐ-UBND"',
        'lienthong portal mode automatic --agency 000.00.13.H53 --why "Quy chế công khai"',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    setMode,
  );
  addCommand<ListOptions>(
    group,
    {
      usage: 'list',
      about: {
        vi: 'văn bản ghi Công khai của một cơ quan chưa có trên cổng, và vì sao',
        en: "an agency's documents marked Công khai that are not on the portal, and why",
      },
      options: [
        { ...AGENCY, about: { vi: 'cơ quan gửi', en: 'the sender' }, required: true },
        {
          flags: '--after <id>',
          about: { vi: 'trang sau: mã cuối của trang trước', en: 'the page after: the last id of the page before' },
        },
        DATA_OPTION,
      ],
      examples: ['lienthong portal list --agency 000.00.13.H53'],
      exits: ['refused', 'later', 'notFound'],
    },
    list,
  );
  for (const [usage, about] of Object.entries(ACTS)) {
    addCommand<ModeOptions>(
      group,
      {
        usage: `${usage} <document>`,
        about,
        args: [{ vi: 'documentId', en: 'documentId' }],
        options: [WHY_IF_ANY, DATA_OPTION],
        examples: [`lienthong portal ${usage} 01990f3e-… --why "Theo đề nghị của văn thư"`],
        exits: ['refused', 'later', 'notFound'],
      },
      (it) => act(it, usage as keyof typeof ACTS),
    );
  }
}

const ACTS = {
  publish: { vi: 'đăng một văn bản công khai lên cổng', en: 'publish a document that is marked public' },
  'take-off': { vi: 'gỡ một văn bản khỏi cổng', en: 'take a document off the portal' },
} as const;

async function setMode({ args, options, out }: Invocation<ModeOptions>): Promise<void> {
  const [{ withTools }, { agencyOf }, { actingAt }, { PORTAL_MODES, setPortalMode }, { cliError }] = await Promise.all([
    import('../tools.ts'),
    import('../agency-of.ts'),
    import('../operate.ts'),
    import('../../publication/index.ts'),
    import('../errors.ts'),
  ]);
  const mode = PORTAL_MODES.find((one) => one === args[0]);
  if (!mode && (args[0] !== 'hub' || options.agency === undefined))
    throw cliError('USAGE', {
      problem: out.say({
        vi: `Chế độ là ${PORTAL_MODES.join(', ')}, hoặc hub cùng với --agency.`,
        en: `A mode is ${PORTAL_MODES.join(', ')}, or hub together with --agency.`,
      }),
      help: 'lienthong portal mode --help',
    });
  const agency = await withTools(options, async ({ tools, config, actor }) => {
    const by = await actingAt(actor, options.why);
    return tools.database.db.transaction(async (tx) => {
      const found = options.agency === undefined ? null : await agencyOf(tx, options.agency);
      await setPortalMode(tx, { agency: found, mode: mode ?? null, publicUrl: config.publicUrl }, by);
      return found;
    });
  });
  out.result({ agency: agency?.code ?? null, mode: args[0] });
  const scope = agency ? `${agency.code} ${agency.name}` : out.say({ vi: 'toàn trục', en: 'the hub' });
  out.line(out.say({ vi: `Đã đặt chế độ đăng của ${scope}: ${args[0]}.`, en: `Published for ${scope}: ${args[0]}.` }));
}

async function list({ options, out }: Invocation<ListOptions>): Promise<void> {
  const [{ withTools }, { agencyOf }, { listOwnEntries, REASON_WORDS }, { findDocuments }, { cliError }] =
    await Promise.all([
      import('../tools.ts'),
      import('../agency-of.ts'),
      import('../../publication/index.ts'),
      import('../../intake/index.ts'),
      import('../errors.ts'),
    ]);
  const { after } = options;
  if (after !== undefined && !isId(after))
    throw cliError('USAGE', { problem: `--after ${after}`, help: 'lienthong portal list --help' });
  const found = await withTools(options, async ({ tools: { database } }) => {
    const { db } = database;
    const { id } = await agencyOf(db, options.agency);
    const entries = await listOwnEntries(db, { agencyIds: [id], shown: false, after, limit: PAGE + 1 });
    const documents = await findDocuments(
      db,
      entries.map((one) => one.documentId),
    );
    return entries.map(({ id: documentId, day, reason, documentId: current }) => {
      const document = documents.get(current);
      const code = [document?.codeNumber, document?.codeNotation].filter(Boolean).join('/');
      return { documentId, day, code, subject: document?.subject ?? null, reason: reason! };
    });
  });
  const items = found.slice(0, PAGE);
  const next = found.length > PAGE ? items.at(-1)!.documentId : null;
  out.result({ items, next });
  if (items.length === 0) {
    out.line(out.say({ vi: 'Không có văn bản công khai nào chưa đăng.', en: 'No public document is missing.' }));
    return;
  }
  const headings = { vi: ['Mã', 'Ngày', 'Số, ký hiệu', 'Vì sao'], en: ['Id', 'Day', 'Code', 'Why'] };
  out.table(
    headings[out.language],
    items.map((row) => [row.documentId, row.day, row.code, REASON_WORDS[row.reason][out.language]]),
  );
  if (next) out.remark(out.say({ vi: `Còn nữa: --after ${next}`, en: `There are more: --after ${next}` }));
}

async function act({ args, options, out }: Invocation<ModeOptions>, name: keyof typeof ACTS): Promise<void> {
  const [{ withTools }, { actingAt }, { publish, takeOff }] = await Promise.all([
    import('../tools.ts'),
    import('../operate.ts'),
    import('../../publication/index.ts'),
  ]);
  const entry = await withTools(options, async ({ tools, actor }) => {
    const by = await actingAt(actor, options.why);
    return tools.database.db.transaction((tx) => (name === 'publish' ? publish : takeOff)(tx, args[0]!, by));
  });
  out.result({ documentId: entry.id, state: entry.state, reason: entry.reason });
  const done = {
    publish: { vi: 'Đã đăng lên cổng.', en: 'It is published.' },
    'take-off': { vi: 'Đã gỡ khỏi cổng.', en: 'It is taken off.' },
  };
  out.line(out.say(done[name]));
}
