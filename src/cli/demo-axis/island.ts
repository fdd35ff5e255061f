import { clientOf } from '../../axes/client.ts';
import { reconcile } from '../../axes/reconcile.ts';
import { axisQueues } from '../../delivery/index.ts';
import { vietnamTime } from '../../platform/clock.ts';
import { listAxes } from '../../registry/index.ts';
import { type Teller, words } from '../demo/teller.ts';
import { eventually } from './clerk.ts';
import type { DemoHub } from './hubs.ts';
import { AXIS, GOVERNMENT, HONG_BANG, LAC_HONG } from './places.ts';
import type { AxisScene } from './scenes.ts';

const DAY_MS = 86_400_000;

export const island: AxisScene = {
  title: words('Mất trục quốc gia: tỉnh thành ốc đảo', 'The national hub is gone: the province is an island'),
  async play({ hubs, clerks }, teller) {
    const [office, finance] = [LAC_HONG[0]!, LAC_HONG[2]!];
    await hubs.national.cut();
    await eventually('link down', async () => (await linkOf(hubs.lacHong)).downSince !== null);
    teller.say(
      'Trục quốc gia ngừng trả lời; trục tỉnh ghi nhận mất liên lạc',
      'The national hub stops; the province notices',
    );

    const local = clerks.lacHong.write({ from: office, to: [finance], subject: 'V/v họp giao ban' });
    await clerks.lacHong.send(local);
    await clerks.lacHong.take(local, 1);
    teller.expect(true, 'trong tỉnh vẫn gửi nhận bình thường', 'inside the province exchange goes on');

    const normal = clerks.lacHong.write({ from: office, to: [GOVERNMENT, HONG_BANG[0]!], subject: 'Báo cáo tuần' });
    const flash = clerks.lacHong.write({
      from: office,
      to: [GOVERNMENT],
      subject: 'Báo cáo bão khẩn cấp',
      priority: 3,
    });
    await clerks.lacHong.send(normal);
    await clerks.lacHong.send(flash);
    const [queue] = await axisQueues(hubs.lacHong.hub().database.db);
    const waits = `${queue?.waiting ?? 0}, ${queue?.urgent ?? 0}`;
    teller.expect(
      waits === '2, 1',
      'hai văn bản chờ sang trục kia, một hỏa tốc',
      'two wait for the axis, one of them flash',
      waits,
    );

    await hubs.national.open();
    teller.say('Trục quốc gia hoạt động lại', 'The national hub is back');
    const [flashes, normals, neighbours] = await Promise.all([
      clerks.national.take(flash, 1),
      clerks.national.take(normal, 1),
      clerks.hongBang.take(normal, 1),
    ]);
    const copies = flashes.length + normals.length + neighbours.length;
    teller.expect(copies === 3, 'mọi văn bản đến đúng một lần', 'everything arrives exactly once', String(copies));
    await eventually('link up', async () => (await linkOf(hubs.lacHong)).downSince === null);
    teller.expect(true, 'trục tỉnh ghi nhận đã nối lại', 'the link counts as up again');
  },
};

export const reconciliation: AxisScene = {
  title: words('Đối soát hai bên', 'Both sides compare their books'),
  async play({ hubs }, teller) {
    for (const side of ['lacHong', 'hongBang'] as const) await compare(hubs[side], teller);
  },
};

/** What is on its way has its line a moment later: compared until both sides agree. */
async function compare(province: DemoHub, teller: Teller): Promise<void> {
  const hub = province.hub();
  const { db } = hub.database;
  const { client } = await clientOf({ ...hub, reader: db }, AXIS);
  const day = (ms: number) => vietnamTime(new Date(Date.now() + ms)).slice(0, 10);
  const period = { from: day(-DAY_MS), to: day(DAY_MS) };
  let found = await reconcile(db, AXIS, client, period, new AbortController().signal);
  await eventually('both sides agree', async () => {
    found = await reconcile(db, AXIS, client, period, new AbortController().signal);
    return found.differences.length === 0;
  }).catch(() => {});
  const { sent, received, differences } = found;
  teller.say(
    `${province.side}: đối chiếu ${sent} lượt gửi, ${received} lượt nhận`,
    `${province.side}: ${sent} sent, ${received} received compared`,
  );
  for (const one of differences) teller.detail(`${one.kind} ${one.about ?? one.theirId ?? ''} ${one.to ?? ''}`);
  teller.expect(differences.length === 0, 'không có chỗ lệch', 'no difference', String(differences.length));
}

async function linkOf({ hub }: DemoHub) {
  const [axis] = await listAxes(hub().database.db);
  return axis!;
}
