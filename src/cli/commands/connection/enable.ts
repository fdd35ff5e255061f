import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import { WHY_IF_ANY } from '../../operate.ts';
import type { GivenSettings } from '../../settings.ts';
import { CONNECTION_NAME } from './name.ts';

interface Options extends GivenSettings {
  readonly why: string;
}

const VERBS = {
  enable: {
    about: { vi: 'mở lại một kết nối', en: 'start a connection again' },
    done: { vi: 'Đã mở kết nối.', en: 'The connection is started.' },
  },
  disable: {
    about: {
      vi: 'dừng lấy văn bản từ một kết nối mà không xóa cấu hình; văn bản gửi đi vẫn được gửi',
      en: 'stop fetching from a connection without forgetting it; what is sent to it still goes out',
    },
    done: { vi: 'Đã dừng kết nối.', en: 'The connection is stopped.' },
  },
} as const;

export function registerEnable(group: Command): void {
  for (const verb of Object.keys(VERBS) as (keyof typeof VERBS)[]) {
    addCommand<Options>(
      group,
      {
        usage: `${verb} <name>`,
        about: VERBS[verb].about,
        args: [CONNECTION_NAME],
        options: [WHY_IF_ANY, DATA_OPTION],
        examples: [`lienthong connection ${verb} thu-muc-xa`],
        exits: ['later', 'notFound'],
      },
      (it) => set(it, verb),
    );
  }
}

async function set({ args, options, out }: Invocation<Options>, verb: keyof typeof VERBS): Promise<void> {
  const name = args[0]!;
  const [{ withTools }, { switchConnection }, { byAt }] = await Promise.all([
    import('../../tools.ts'),
    import('../../../administration/index.ts'),
    import('../../operate.ts'),
  ]);
  await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction((tx) => switchConnection(tx, name, verb === 'enable', by));
  });
  out.result({ name, enabled: verb === 'enable' });
  out.line(out.say(VERBS[verb].done));
}
