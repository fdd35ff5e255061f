import type { Command } from 'commander';
import type { Agency } from '../../registry/index.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly to: string;
  readonly why: string;
  readonly delivery?: readonly string[];
}

export function register(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'decide <code>',
      about: {
        vi: 'chọn cơ quan kế thừa nhận văn bản của cơ quan đã chia tách',
        en: 'choose which successor takes the mail of an agency that was split',
      },
      args: [{ vi: 'mã định danh của cơ quan đã chia tách', en: 'code of the agency that was split' }],
      options: [
        {
          flags: '--to <code>',
          about: { vi: 'một trong các cơ quan kế thừa', en: 'one of its successors' },
          required: true,
        },
        {
          flags: '--delivery <id...>',
          about: {
            vi: 'chỉ các lượt gửi này; nếu không, cả văn bản đang giữ, văn bản đến sau và hồ sơ cũ đều thuộc cơ quan được chọn',
            en: 'these deliveries only; otherwise all that is held, what comes later and the past go to the chosen agency',
          },
        },
        {
          flags: '--why <reason>',
          about: { vi: 'lý do, ghi vào nhật ký', en: 'the reason, for the log' },
          required: true,
        },
        DATA_OPTION,
      ],
      examples: [
        'lienthong agency decide 000.00.22.H98 --to H98.151 --why "QĐ 15/2025/QĐ-UBND"',
        'lienthong agency decide 000.00.22.H98 --to H98.152 --delivery 0193… --why "Hồ sơ địa chính"',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    decide,
  );
}

async function decide({ args, options, out }: Invocation<Options>): Promise<void> {
  const [{ withTools }, { agenciesOf }, { chooseHeir }, { decideDeliveries, moveWaiting }, { record }] =
    await Promise.all([
      import('../tools.ts'),
      import('../agency-of.ts'),
      import('../../registry/index.ts'),
      import('../../delivery/index.ts'),
      import('../../evidence/index.ts'),
    ]);
  const { to, why, delivery: ids } = options;
  const { agency, heir, moved } = await withTools(options, async ({ tools, actor }) => {
    const named = await tools.database.db.transaction(async (tx) => {
      const [agency, heir] = (await agenciesOf(tx, [args[0]!, to])) as [Agency, Agency];
      if (ids) await decideDeliveries(tx, ids, agency, heir, { actor, why });
      else {
        await chooseHeir(tx, agency, heir);
        const data = { successor: `${heir.name} (${heir.code})`, why };
        await record(tx, [{ type: 'agency.heir-chosen', actor, agencyId: agency.id, data }]);
      }
      return { agency, heir };
    });
    return { ...named, moved: await moveWaiting(tools.database) };
  });
  out.result({ agency: agency.code, successor: heir.code, deliveries: ids ?? null, moved });
  out.line(
    out.say({
      vi: `${heir.code} ${heir.name} nhận thay ${agency.code} ${agency.name}; đã chuyển ${moved} lượt gửi đang chờ.`,
      en: `${heir.code} ${heir.name} receives for ${agency.code} ${agency.name}; ${moved} waiting deliveries were moved.`,
    }),
  );
}
