import type { Command } from 'commander';
import type { Delivery } from '../../delivery/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { Acting } from '../../registry/index.ts';
import { addCommand, type CommandSpec, DATA_OPTION, type Invocation } from '../command.ts';
import { actingAt, WHY_OPTION } from '../operate.ts';
import type { Bilingual } from '../output.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly why: string;
}

type Room = typeof import('../../delivery/index.ts');

interface Act {
  readonly spec: Pick<CommandSpec, 'usage' | 'about' | 'args' | 'examples'>;
  readonly done: Bilingual;
  readonly run: (
    room: Room,
    tx: Tx,
    ids: readonly string[],
    by: Acting,
    deadlineSeconds: number,
  ) => Promise<Delivery[]>;
}

const ID = { vi: 'mã lượt gửi', en: 'id of the delivery' };

const ACTS: readonly Act[] = [
  {
    spec: {
      usage: 'hold <id>',
      about: {
        vi: 'giữ lại một lượt gửi chưa rời trục: không gửi, không hiện ở nơi nhận cho đến khi release',
        en: 'keep back a delivery that has not left: neither pushed nor listed until it is released',
      },
      args: [ID],
      examples: ['lienthong delivery hold 01990f3e-… --why "Bên gửi đề nghị chờ"'],
    },
    done: { vi: 'Đã giữ lại', en: 'Held' },
    run: (room, tx, [id], by) => room.holdDelivery(tx, id!, by),
  },
  {
    spec: {
      usage: 'release <id>',
      about: { vi: 'cho một lượt gửi bị giữ đi tiếp', en: 'let a held delivery go on' },
      args: [ID],
      examples: ['lienthong delivery release 01990f3e-… --why "Bên gửi đã đồng ý"'],
    },
    done: { vi: 'Cho đi tiếp', en: 'Released' },
    run: (room, tx, [id], by, deadline) => room.releaseDelivery(tx, id!, by, deadline),
  },
  {
    spec: {
      usage: 'cancel <ids...>',
      about: {
        vi: 'hủy các lượt gửi chưa rời trục; bên gửi được báo. Đã rời trục thì bên gửi dùng thu hồi',
        en: 'cancel deliveries that have not left; the sender is told. What has left its sender recalls',
      },
      args: [{ vi: 'mã các lượt gửi', en: 'ids of the deliveries' }],
      examples: ['lienthong delivery cancel 01990f3e-… --why "Gửi nhầm nơi nhận, công văn 12/VP"'],
    },
    done: { vi: 'Đã hủy', en: 'Cancelled' },
    run: (room, tx, ids, by) => room.stopDeliveries(tx, ids, by),
  },
];

export function registerActs(group: Command): void {
  for (const act of ACTS) {
    const options = [WHY_OPTION, DATA_OPTION];
    addCommand<Options>(group, { ...act.spec, options, exits: ['refused', 'later', 'notFound'] }, (it) => run(it, act));
  }
}

async function run({ args, options, out }: Invocation<Options>, act: Act): Promise<void> {
  const [{ withTools }, room, { deadlineOf }] = await Promise.all([
    import('../tools.ts'),
    import('../../delivery/index.ts'),
    import('../../settings.ts'),
  ]);
  const changed = await withTools(options, async ({ tools, config, actor }) => {
    const by = await actingAt(actor, options.why);
    return tools.database.db.transaction((tx) => act.run(room, tx, args, by, deadlineOf(config)));
  });
  out.result({ deliveries: changed.map(({ id, addressedCode, state }) => ({ id, addressedCode, state })) });
  for (const one of changed) out.line(`${out.say(act.done)}: ${one.id} → ${one.addressedCode}`);
}
