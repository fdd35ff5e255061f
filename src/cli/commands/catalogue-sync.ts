import type { Command } from 'commander';
import type { CatalogueReport } from '../../catalogues/index.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { Output } from '../output.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly acceptMissing?: boolean;
}

/** Entries of a report that a person reads; `--json` has them all. */
const SHOWN = 10;

export function register(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'sync',
      about: {
        vi: 'đọc các danh mục ngay và báo mục mới, thay đổi, không còn; trục đang chạy tự đọc theo lịch',
        en: 'read the catalogues now and tell what is new, changed, gone; a running hub reads them on a schedule',
      },
      options: [
        {
          flags: '--accept-missing',
          about: {
            vi: 'nhận cả danh mục thiếu nhiều mục bất thường',
            en: 'take a catalogue over even if it lacks suspiciously much',
          },
        },
        DATA_OPTION,
      ],
      examples: ['lienthong catalogue sync'],
      exits: ['refused', 'later', 'checkFailed'],
    },
    sync,
  );
}

async function sync({ options, out, exit }: Invocation<Options>): Promise<void> {
  const [{ withOutbound }, catalogues, { catalogueSource }, { startProgress }, { isHubError }] = await Promise.all([
    import('../with-outbound.ts'),
    import('../../catalogues/index.ts'),
    import('../../catalogue-source.ts'),
    import('../progress.ts'),
    import('../../platform/errors.ts'),
  ]);
  const { CATALOGUE_NAMES } = catalogues;
  const readings = await withOutbound(options, async ({ tools, config, outbound, signal, actor }) => {
    const source = catalogueSource(config, outbound);
    if (!source) throw catalogues.cataloguesError('CATALOGUE_NOT_CONFIGURED');
    const progress = startProgress({
      label: out.say({ vi: 'Đọc danh mục', en: 'Reading' }),
      total: CATALOGUE_NAMES.length,
    });
    const reading = catalogues.synchroniseCatalogues(tools.database.db, source, CATALOGUE_NAMES, {
      actor,
      signal,
      ...(options.acceptMissing && { acceptMissing: true }),
      onRead: progress.at,
    });
    return reading.finally(() => progress.end());
  });
  const all = [...readings];
  if (all.some(([, one]) => isHubError(one))) exit('checkFailed');
  out.result(
    Object.fromEntries(
      all.map(([name, one]) => [name, isHubError(one) ? { failure: one.code, title: one.title(out.language) } : one]),
    ),
  );
  for (const [name, one] of all) {
    if (isHubError(one)) out.line(`${out.paint('red', name)}: ${one.title(out.language)} ${one.fix(out.language)}`);
    else tell(out, name, one);
  }
}

function tell(out: Output, name: string, { added, changed, gone, leftOut, unknown }: CatalogueReport): void {
  out.line(
    out.say({
      vi: `${name}: ${added.length} mới, ${changed.length} thay đổi, ${gone.length} không còn, ${leftOut} dòng không dùng được`,
      en: `${name}: ${added.length} new, ${changed.length} changed, ${gone.length} gone, ${leftOut} lines not usable`,
    }),
  );
  const some = (sign: string, entries: readonly { code: string; name: string }[]) => {
    for (const one of entries.slice(0, SHOWN)) out.line(`  ${sign} ${one.code}  ${one.name}`);
  };
  some('+', added);
  some('~', changed);
  some('-', gone);
  for (const one of unknown.slice(0, SHOWN)) {
    out.line(
      `  ? ${one.code}  ${one.name}: ${out.say({ vi: 'bảng mã của trục chưa có', en: "not in the hub's code list" })}`,
    );
  }
}
