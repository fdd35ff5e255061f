import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly apply?: boolean;
}

/** Lines that a person reads; `--json` has them all. */
const SHOWN = 20;

export function register(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'agencies',
      about: {
        vi: 'đối chiếu cơ quan của trục với danh mục: cơ quan mới, tên đổi, không còn; chỉ xem, trừ khi có --apply',
        en: "compare the hub's agencies with the catalogues: new, renamed, gone; a preview unless --apply is given",
      },
      options: [
        {
          flags: '--apply',
          about: {
            vi: 'nhập cơ quan mới và tên mới vào danh mục cơ quan; không đóng cơ quan nào',
            en: 'import new agencies and new names; no agency is closed',
          },
        },
        DATA_OPTION,
      ],
      examples: ['lienthong catalogue agencies', 'lienthong catalogue agencies --apply'],
      exits: ['refused', 'later', 'checkFailed'],
    },
    agencies,
  );
}

async function agencies({ options, out, exit }: Invocation<Options>): Promise<void> {
  const [{ withTools }, { applyAgencies, compareAgencies, previewAgencies }] = await Promise.all([
    import('../tools.ts'),
    import('../../catalogues/index.ts'),
  ]);
  const { differences, report } = await withTools(options, async ({ tools: { database, owner }, actor }) => {
    const differences = await compareAgencies(database.db);
    const report = options.apply
      ? await applyAgencies(owner, differences, actor)
      : await previewAgencies(owner, differences);
    return { differences, report };
  });
  const { added, renamed, missing } = differences;
  if (report.rejected.length > 0) exit('checkFailed');
  out.result({ applied: options.apply === true, ...differences, ...report });
  if (!options.apply) out.line(out.say({ vi: 'Chỉ xem, chưa ghi gì:', en: 'A preview, nothing was written:' }));
  for (const one of added.slice(0, SHOWN)) out.line(`  + ${one.code}  ${one.name}`);
  for (const one of renamed.slice(0, SHOWN)) out.line(`  ~ ${one.code}  ${one.before} → ${one.name}`);
  for (const one of missing.slice(0, SHOWN)) {
    const hint = out.say({
      vi: 'không còn trong danh mục; đóng bằng agency reform',
      en: 'in no catalogue; a reform closes it',
    });
    out.line(`  - ${one.code}  ${one.name}  (${hint})`);
  }
  for (const { line, reason } of report.rejected.slice(0, SHOWN)) {
    const row = [...added, ...renamed][line - 1];
    out.line(`  ! ${row?.code}  ${out.say(reason)}`);
  }
  const { created, updated } = report;
  out.line(
    out.say({
      vi: `${created} cơ quan mới, ${updated} đổi tên, ${missing.length} không còn trong danh mục, ${report.rejected.length} không nhận được.`,
      en: `${created} new agencies, ${updated} renamed, ${missing.length} in no catalogue, ${report.rejected.length} not usable.`,
    }),
  );
}
