import type { Command } from 'commander';
import type { LaneState } from '../../delivery/index.ts';
import { momentInWords } from '../../platform/clock.ts';
import { addCommand, addGroup, DATA_OPTION, type Invocation, whole } from '../command.ts';
import { actingAt, ageInWords, WHY_OPTION } from '../operate.ts';
import type { Bilingual, Output } from '../output.ts';
import type { GivenSettings } from '../settings.ts';

interface ListOptions extends GivenSettings {
  readonly limit: number;
}

interface ActOptions extends GivenSettings {
  readonly why: string;
}

const NAME = {
  vi: 'mã cơ quan nhận đẩy (webhook), hoặc tên trục',
  en: "code of an agency with a webhook, or an axis's name",
};

export function register(program: Command): void {
  const group = addGroup(program, 'lane', {
    vi: 'hàng gửi của từng nơi nhận: xem, tạm ngừng, cho gửi tiếp',
    en: "each recipient's lane: look, pause, resume",
  });
  addCommand<ListOptions>(
    group,
    {
      usage: 'list',
      about: {
        vi: 'các hàng gửi, hàng có văn bản chờ lâu nhất trước',
        en: 'the lanes, those with the oldest waiting mail first',
      },
      options: [
        {
          flags: '--limit <number>',
          about: { vi: 'số hàng nhiều nhất', en: 'most lanes' },
          default: 200,
          parse: whole(1, 10_000),
        },
        DATA_OPTION,
      ],
      examples: ['lienthong lane list'],
      exits: ['later'],
    },
    list,
  );
  addCommand<ActOptions>(
    group,
    {
      usage: 'pause <name>',
      about: {
        vi: 'tạm ngừng gửi đến một nơi, cả văn bản khẩn; thời hạn gửi vẫn tính',
        en: 'send nothing there for now, urgent mail neither; deadlines run on',
      },
      args: [NAME],
      options: [WHY_OPTION, DATA_OPTION],
      examples: ['lienthong lane pause 000.00.13.H53 --why "Sở Nội vụ bảo trì hệ thống đến 14:00"'],
      exits: ['refused', 'later', 'notFound'],
    },
    (it) => change(it, 'pause'),
  );
  addCommand<ActOptions>(
    group,
    {
      usage: 'resume <name>',
      about: { vi: 'cho một hàng gửi tiếp tục', en: 'let a paused lane go on' },
      args: [NAME],
      options: [WHY_OPTION, DATA_OPTION],
      examples: ['lienthong lane resume 000.00.13.H53 --why "Đã bảo trì xong"'],
      exits: ['refused', 'later', 'notFound'],
    },
    (it) => change(it, 'resume'),
  );
}

async function list({ options, out }: Invocation<ListOptions>): Promise<void> {
  const [{ withTools }, { listLanes }] = await Promise.all([import('../tools.ts'), import('../../delivery/index.ts')]);
  const lanes = await withTools(options, ({ tools }) => listLanes(tools.database.db, options.limit));
  out.result({
    lanes: lanes.map(({ agency, ...lane }) => ({
      agency: agency && { code: agency.code, name: agency.name },
      ...lane,
    })),
  });
  if (lanes.length === 0) {
    out.line(out.say({ vi: 'Chưa có hàng gửi nào.', en: 'There is no lane yet.' }));
    return;
  }
  out.table(
    {
      vi: ['Nơi nhận', 'Chờ', 'Đang gửi', 'Lâu nhất', 'Tự ngắt', 'Đồng thời', 'Mỗi phút', 'Tạm ngừng'],
      en: ['Recipient', 'Queued', 'In flight', 'Oldest', 'Breaker', 'Cap', 'A minute', 'Paused'],
    }[out.language],
    lanes.map((lane) => [
      lane.agency ? `${lane.agency.code} ${lane.agency.name}` : (lane.axis ?? lane.key),
      String(lane.queued),
      String(lane.inFlight),
      lane.oldestSeconds === null ? '–' : ageInWords(lane.oldestSeconds),
      breakerOf(out, lane),
      String(lane.cap),
      lane.rate === null ? '–' : String(lane.rate),
      lane.paused ? `${momentInWords(lane.paused.since)}, ${lane.paused.by}: ${lane.paused.why}` : '–',
    ]),
  );
}

const BREAKER: Readonly<Record<LaneState['breaker'], Bilingual>> = {
  closed: { vi: 'không', en: 'closed' },
  open: { vi: 'đang ngắt', en: 'open' },
  'half-open': { vi: 'đang thử', en: 'half-open' },
};

function breakerOf(out: Output, { breaker, failures, retryAt }: LaneState): string {
  const word = out.say(BREAKER[breaker]);
  const failed = out.say({ vi: `${failures} lần lỗi`, en: `${failures} failures` });
  if (failures === 0) return word;
  return `${word}, ${failed}${retryAt ? `, ${momentInWords(retryAt)}` : ''}`;
}

async function change({ args, options, out }: Invocation<ActOptions>, how: 'pause' | 'resume'): Promise<void> {
  const name = args[0]!;
  const [{ withTools }, { pauseLane, resumeLane }] = await Promise.all([
    import('../tools.ts'),
    import('../../delivery/index.ts'),
  ]);
  const act = how === 'pause' ? pauseLane : resumeLane;
  const key = await withTools(options, async ({ tools, actor }) => {
    const by = await actingAt(actor, options.why);
    return tools.database.db.transaction((tx) => act(tx, name, by));
  });
  out.result({ lane: key, paused: how === 'pause' });
  out.line(
    how === 'pause'
      ? out.say({ vi: `Đã tạm ngừng gửi đến ${name}.`, en: `Sending to ${name} is paused.` })
      : out.say({ vi: `Gửi tiếp đến ${name}.`, en: `Sending to ${name} goes on.` }),
  );
}
