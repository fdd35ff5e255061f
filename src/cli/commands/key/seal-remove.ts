import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import { WHY_OPTION } from '../../operate.ts';
import type { GivenSettings } from '../../settings.ts';

interface Options extends GivenSettings {
  readonly why: string;
}

export function registerSealRemove(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'remove <code>',
      about: {
        vi: 'bỏ khóa ký hệ thống của một cơ quan; chứng thư số vẫn gắn, vì vẫn chứng minh gói tin đã ký',
        en: "remove an agency's system key; its certificate stays bound, since it proves what was sealed",
      },
      args: [{ vi: 'mã định danh của cơ quan', en: "the agency's code" }],
      options: [WHY_OPTION, DATA_OPTION],
      examples: ['lienthong key seal remove 000.00.13.H53 --why "Thay thiết bị ký"'],
      exits: ['refused', 'later', 'notFound'],
    },
    remove,
  );
}

async function remove({ args, options, out }: Invocation<Options>): Promise<void> {
  const [{ withTools }, { agencyOf }, { removeSealingKey }, { record }] = await Promise.all([
    import('../../tools.ts'),
    import('../../agency-of.ts'),
    import('../../../registry/index.ts'),
    import('../../../evidence/index.ts'),
  ]);
  const { agency, held } = await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => {
      const found = await agencyOf(tx, args[0]!);
      const removed = await removeSealingKey(tx, found);
      const data = { serial: removed.serial, sha256: removed.sha256, why: options.why };
      await record(tx, [{ type: 'sealing-key.removed', actor, agencyId: found.id, data }]);
      return { agency: found, held: removed };
    }),
  );
  out.result({ agency: agency.code, name: agency.name, sha256: held.sha256, serial: held.serial });
  out.line(
    out.say({
      vi: `Trục không còn giữ khóa ký hệ thống của ${agency.code} ${agency.name}.`,
      en: `The hub no longer holds the system key of ${agency.code} ${agency.name}.`,
    }),
  );
}
