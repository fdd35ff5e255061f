import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import type { GivenSettings } from '../../settings.ts';
import { AXIS_NAME } from './name.ts';

const VERBS = {
  enable: {
    about: { vi: 'mở lại kết nối với một trục', en: 'start the link to an axis again' },
    done: { vi: 'Đã mở kết nối.', en: 'The link is started.' },
    event: 'axis.enabled',
  },
  disable: {
    about: {
      vi: 'dừng lấy văn bản từ một trục mà không xóa cấu hình; văn bản gửi đi vẫn được gửi',
      en: 'stop fetching from an axis without forgetting it; what is sent to it still goes out',
    },
    done: { vi: 'Đã dừng kết nối.', en: 'The link is stopped.' },
    event: 'axis.disabled',
  },
} as const;

export function registerEnable(group: Command): void {
  for (const verb of Object.keys(VERBS) as (keyof typeof VERBS)[]) {
    addCommand<GivenSettings>(
      group,
      {
        usage: `${verb} <name>`,
        about: VERBS[verb].about,
        args: [AXIS_NAME],
        options: [DATA_OPTION],
        examples: [`lienthong axis ${verb} quoc-gia`],
        exits: ['later', 'notFound'],
      },
      (it) => set(it, verb),
    );
  }
}

async function set({ args, options, out }: Invocation<GivenSettings>, verb: keyof typeof VERBS): Promise<void> {
  const name = args[0]!;
  const [{ withTools }, { enableAxis }, { record }] = await Promise.all([
    import('../../tools.ts'),
    import('../../../registry/index.ts'),
    import('../../../evidence/index.ts'),
  ]);
  await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => {
      await enableAxis(tx, name, verb === 'enable');
      await record(tx, [{ type: VERBS[verb].event, actor, data: { axis: name } }]);
    }),
  );
  out.result({ name, enabled: verb === 'enable' });
  out.line(out.say(VERBS[verb].done));
}
