import type { Command } from 'commander';
import { addCommand, addGroup, type Invocation } from '../command.ts';
import { HUB_OPTIONS, type HubOptions } from '../hub-options.ts';

interface Options extends HubOptions {
  readonly description?: string;
  readonly staff?: string;
  readonly department?: string;
}

/** Those that a recipient may give; 13 is the sender's own message. */
const CODES = '01, 02, 03, 04, 05, 06, 15, 16';

export function register(program: Command): void {
  const group = addGroup(program, 'status', {
    vi: 'trạng thái xử lý văn bản',
    en: 'business status of documents',
  });
  addCommand<Options>(
    group,
    {
      usage: 'report <deliveryId> <code>',
      about: {
        vi: 'báo cho bên gửi: 03 đã tiếp nhận, 02 từ chối nhận (trả lại), 06 đã hoàn thành…',
        en: 'tell the sender: 03 accepted, 02 refused (returned), 06 completed…',
      },
      args: [
        { vi: 'mã lần gửi trong hộp văn bản đến', en: 'id of the delivery in the inbox' },
        { vi: `mã trạng thái: ${CODES}`, en: `status code: ${CODES}` },
      ],
      options: [
        ...HUB_OPTIONS,
        {
          flags: '--description <text>',
          about: { vi: 'nội dung kèm theo; với 02 là lý do trả lại', en: 'a text; with 02 the reason' },
        },
        { flags: '--staff <name>', about: { vi: 'người xử lý', en: 'who handles it' } },
        { flags: '--department <name>', about: { vi: 'đơn vị xử lý', en: 'the unit that handles it' } },
      ],
      examples: [
        'lienthong status report 01990f3e-… 03',
        'lienthong status report 01990f3e-… 02 --description "Gửi sai nơi nhận"',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    report,
  );
}

async function report({ args, options, out, exit }: Invocation<Options>): Promise<void> {
  const { openClient } = await import('../client.ts');
  const [deliveryId = '', code = ''] = args;
  const { description, staff, department } = options;
  const client = openClient(options, out.language);
  const { data } = await client.json({
    method: 'POST',
    path: `/inbox/${encodeURIComponent(deliveryId)}/status`,
    json: {
      code,
      ...(description === undefined ? {} : { description }),
      ...(staff || department ? { staff: { ...(staff && { staff }), ...(department && { department }) } } : {}),
    },
  });
  out.result(data);
  const told = data as { state: string; submissionId: string };
  if (told.state === 'parked') exit('later');
  out.line(
    out.say({
      vi: `Đã báo trạng thái ${code} cho bên gửi (submissionId ${told.submissionId}).`,
      en: `Status ${code} reported to the sender (submissionId ${told.submissionId}).`,
    }),
  );
}
