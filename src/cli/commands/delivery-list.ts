import { type Command, InvalidArgumentError } from 'commander';
import { STATE_WORDS, STATES } from '../../acts/delivery-words.ts';
import type { DeliveryLine, DeliveryState } from '../../delivery/index.ts';
import { momentInWords } from '../../platform/clock.ts';
import { CHANNEL_WORDS } from '../channel-words.ts';
import { addCommand, DATA_OPTION, type Invocation, whole } from '../command.ts';
import type { Output } from '../output.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly state?: DeliveryState;
  readonly agency?: string;
  readonly axis?: string;
  readonly code?: string;
  readonly olderThan?: number;
  readonly limit: number;
  readonly after?: string;
}

export function registerList(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'list',
      about: {
        vi: 'các lượt gửi cần quản trị trục xử lý (giữ lại, không gửi được, dừng gửi), hoặc ở một trạng thái; mới nhất trước',
        en: 'deliveries that need an operator (held, failed, dead), or in one state; newest first',
      },
      options: [
        {
          flags: '--state <state>',
          about: { vi: 'chỉ ở trạng thái này', en: 'only in this state' },
          choices: STATES,
        },
        { flags: '--agency <code>', about: { vi: 'chỉ đến cơ quan này', en: 'only to this agency' } },
        { flags: '--axis <name>', about: { vi: 'chỉ qua trục này', en: 'only through this axis' } },
        {
          flags: '--code <code>',
          about: { vi: 'chỉ với mã lý do này: DELIVERY_REFUSED, …', en: 'only with this reason: DELIVERY_REFUSED, …' },
        },
        {
          flags: '--older-than <age>',
          about: { vi: 'chỉ lượt gửi tạo trước đó: 30m, 2h, 3d', en: 'only those made longer ago: 30m, 2h, 3d' },
          parse: age,
        },
        {
          flags: '--limit <number>',
          about: { vi: 'số dòng một trang', en: 'lines of one page' },
          default: 50,
          parse: whole(1, 1_000),
        },
        {
          flags: '--after <next>',
          about: { vi: 'trang sau: giá trị next của trang trước', en: 'the page after: `next` of the page before' },
        },
        DATA_OPTION,
      ],
      examples: [
        'lienthong delivery list',
        'lienthong delivery list --state due --agency 000.00.13.H53 --older-than 2h --json',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    list,
  );
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };

/** Seconds. */
function age(text: string): number {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) throw new InvalidArgumentError('30m, 2h, 3d');
  return Number(count) * UNIT_SECONDS[unit]!;
}

async function list({ options, out }: Invocation<Options>): Promise<void> {
  const [{ withTools }, { agencyOf }, { listDeliveries }, { lowestIdAt }] = await Promise.all([
    import('../tools.ts'),
    import('../agency-of.ts'),
    import('../../delivery/index.ts'),
    import('../../platform/ids.ts'),
  ]);
  const { state, agency, axis, code, olderThan, limit, after } = options;
  const page = await withTools(options, async ({ tools }) => {
    const { db } = tools.database;
    const agencyId = agency === undefined ? undefined : (await agencyOf(db, agency)).id;
    return listDeliveries(db, {
      limit,
      ...(state && { states: [state] }),
      ...(agencyId && { agencyId }),
      ...(axis && { axis }),
      ...(code && { code }),
      ...(olderThan && { beforeId: lowestIdAt(Date.now() - olderThan * 1_000) }),
      ...(after && { after }),
    });
  });
  out.result(page);
  if (page.items.length === 0) {
    out.line(out.say({ vi: 'Không có lượt gửi nào như vậy.', en: 'There is no such delivery.' }));
    return;
  }
  table(out, page.items);
  if (page.next) {
    out.remark(out.say({ vi: `Còn nữa: --after ${page.next}`, en: `There are more: --after ${page.next}` }));
  }
}

function table(out: Output, items: readonly DeliveryLine[]): void {
  const headings = {
    vi: ['Lượt gửi', 'Trạng thái', 'Từ lúc', 'Nơi nhận', 'Kênh', 'Lần thử', 'Mã', 'Văn bản'],
    en: ['Delivery', 'State', 'Since', 'Recipient', 'Channel', 'Tries', 'Code', 'Document'],
  }[out.language];
  out.table(
    headings,
    items.map((one) => [
      one.id,
      out.say(STATE_WORDS[one.state]),
      momentInWords(one.stateAt),
      one.addresses > 1 ? `${one.addressedCode} +${one.addresses - 1}` : one.addressedCode,
      one.axis ?? out.say(CHANNEL_WORDS[one.channel]!),
      String(one.attempts),
      one.code ?? '–',
      one.documentUid,
    ]),
  );
}
