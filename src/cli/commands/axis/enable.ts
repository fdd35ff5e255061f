import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import { WHY_IF_ANY } from '../../operate.ts';
import type { GivenSettings } from '../../settings.ts';
import { AXIS_NAME } from './name.ts';

interface Options extends GivenSettings {
  readonly why: string;
}

const VERBS = {
  enable: {
    about: { vi: 'mở lại kết nối với một trục', en: 'start the link to an axis again' },
    done: { vi: 'Đã mở kết nối.', en: 'The link is started.' },
  },
  disable: {
    about: {
      vi: 'dừng lấy văn bản từ một trục mà không xóa cấu hình; văn bản gửi đi vẫn được gửi',
      en: 'stop fetching from an axis without forgetting it; what is sent to it still goes out',
    },
    done: { vi: 'Đã dừng kết nối.', en: 'The link is stopped.' },
  },
} as const;

export function registerEnable(group: Command): void {
  for (const verb of Object.keys(VERBS) as (keyof typeof VERBS)[]) {
    addCommand<Options>(
      group,
      {
        usage: `${verb} <name>`,
        about: VERBS[verb].about,
        args: [AXIS_NAME],
        options: [WHY_IF_ANY, DATA_OPTION],
        examples: [`lienthong axis ${verb} quoc-gia`],
        exits: ['later', 'notFound'],
      },
      (it) => set(it, verb),
    );
  }
}

async function set({ args, options, out }: Invocation<Options>, verb: keyof typeof VERBS): Promise<void> {
  const name = args[0]!;
  const [{ withTools }, { switchAxis }, { byAt }] = await Promise.all([
    import('../../tools.ts'),
    import('../../../administration/index.ts'),
    import('../../operate.ts'),
  ]);
  await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction((tx) => switchAxis(tx, name, verb === 'enable', by));
  });
  out.result({ name, enabled: verb === 'enable' });
  out.line(out.say(VERBS[verb].done));
}
