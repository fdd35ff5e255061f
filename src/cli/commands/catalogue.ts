import type { Command } from 'commander';
import { addCommand, addGroup, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';
import { register as registerAgencies } from './catalogue-agencies.ts';
import { register as registerSync } from './catalogue-sync.ts';

interface ShowOptions extends GivenSettings {
  readonly gone?: boolean;
  readonly after?: string;
}

/** Entries of one page. */
const PAGE = 200;

export function register(program: Command): void {
  const group = addGroup(program, 'catalogue', {
    vi: 'danh mục dùng chung: cơ quan, đơn vị hành chính, loại văn bản, độ khẩn',
    en: 'shared catalogues: agencies, administrative units, document types, urgency',
  });
  registerSync(group);
  addCommand<GivenSettings>(
    group,
    {
      usage: 'status',
      about: {
        vi: 'từng danh mục: lần đọc gần nhất, số mục, lỗi',
        en: 'each catalogue: when it was read, entries, failures',
      },
      options: [DATA_OPTION],
      examples: ['lienthong catalogue status'],
      exits: ['later'],
    },
    status,
  );
  addCommand<ShowOptions>(
    group,
    {
      usage: 'show <name>',
      about: { vi: 'các mục của một danh mục', en: 'the entries of one catalogue' },
      args: [{ vi: 'tên do status in ra, ví dụ urgency', en: 'a name that status prints, urgency say' }],
      options: [
        {
          flags: '--gone',
          about: { vi: 'cả mục không còn trong danh mục', en: 'also what the catalogue has no more' },
        },
        { flags: '--after <code>', about: { vi: 'tiếp theo mã này', en: 'go on after this code' } },
        DATA_OPTION,
      ],
      examples: ['lienthong catalogue show document-types', 'lienthong catalogue show agencies-2 --gone'],
      exits: ['later'],
    },
    show,
  );
  registerAgencies(group);
}

async function status({ options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { CATALOGUES, listCatalogues }, { momentInWords }] = await imports();
  const lines = await withTools(options, ({ tools, config }) =>
    listCatalogues(tools.database.db, config.catalogueEveryHours),
  );
  out.result(lines);
  const headings = {
    vi: ['Danh mục', 'Nội dung', 'Đọc lúc', 'Số mục', 'Đã bỏ', 'Lỗi lần cuối'],
    en: ['Catalogue', 'What', 'Read', 'Entries', 'Gone', 'Last failure'],
  };
  out.table(
    headings[out.language],
    lines.map(({ name, readAt, entries, gone, failure }) => [
      name,
      out.say(CATALOGUES[name].about),
      readAt === null ? '–' : momentInWords(readAt),
      String(entries),
      String(gone),
      failure ?? '–',
    ]),
  );
}

async function show({ args, options, out }: Invocation<ShowOptions>): Promise<void> {
  const [{ withTools }, { CATALOGUE_NAMES, listEntries, unknownHere }, { momentInWords }, { cliError }] =
    await imports();
  const name = CATALOGUE_NAMES.find((one) => one === args[0]);
  if (!name)
    throw cliError('USAGE', {
      problem: `${args[0]}: ${CATALOGUE_NAMES.join(', ')}`,
      help: 'lienthong catalogue show --help',
    });
  const { gone, after } = options;
  const found = await withTools(options, ({ tools }) =>
    listEntries(tools.database.db, {
      catalogue: name,
      limit: PAGE + 1,
      ...(gone && { gone }),
      ...(after && { after }),
    }),
  );
  const entries = found.slice(0, PAGE);
  const unknown = new Set(unknownHere(name, entries).map((one) => one.code));
  const next = found.length > PAGE ? entries.at(-1)!.code : null;
  out.result({ entries: entries.map((one) => ({ ...one, unknownHere: unknown.has(one.code) })), next });
  for (const { code, name: called, goneAt } of entries) {
    const notes = [
      goneAt && out.say({ vi: `đã bỏ ${momentInWords(goneAt)}`, en: `gone since ${momentInWords(goneAt)}` }),
      unknown.has(code) && out.say({ vi: 'trục chưa biết', en: 'not known here' }),
    ].filter(Boolean);
    out.line(`${code}  ${called}${notes.length > 0 ? `  (${notes.join('; ')})` : ''}`);
  }
  if (next !== null) out.line(out.say({ vi: `Còn nữa: --after ${next}`, en: `More: --after ${next}` }));
}

function imports() {
  return Promise.all([
    import('../tools.ts'),
    import('../../catalogues/index.ts'),
    import('../../platform/clock.ts'),
    import('../errors.ts'),
  ]);
}
