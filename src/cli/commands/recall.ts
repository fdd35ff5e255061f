import type { Command } from 'commander';
import { addCommand, addGroup, type Invocation, whole } from '../command.ts';
import { HUB_OPTIONS, type HubOptions } from '../hub-options.ts';
import type { Bilingual } from '../output.ts';

interface ListOptions extends HubOptions {
  readonly side: 'sender' | 'recipient';
  readonly limit: number;
}

interface AnswerOptions extends HubOptions {
  readonly description?: string;
}

const DESCRIPTION = {
  flags: '--description <text>',
  about: { vi: 'nội dung kèm theo, bên gửi đọc được', en: 'a text for the sender' },
};
const DELIVERY = {
  vi: 'mã lần gửi của văn bản bị thu hồi, hoặc của thông báo thu hồi',
  en: 'delivery of the recalled document, or of its recall',
};

export function register(program: Command): void {
  const group = addGroup(program, 'recall', {
    vi: 'thu hồi văn bản: danh sách chờ xác nhận và trả lời',
    en: 'recalls: those that wait for an answer, and answers',
  });
  addCommand<ListOptions>(
    group,
    {
      usage: 'list',
      about: { vi: 'các thu hồi chưa được xác nhận', en: 'recalls that are not confirmed yet' },
      options: [
        ...HUB_OPTIONS,
        {
          flags: '--side <side>',
          about: {
            vi: 'recipient: ta phải trả lời; sender: ta đang chờ',
            en: 'recipient: we must answer; sender: we wait',
          },
          choices: ['recipient', 'sender'],
          default: 'recipient',
        },
        {
          flags: '--limit <count>',
          about: { vi: 'số mục nhiều nhất', en: 'most items' },
          default: 50,
          parse: whole(1, 200),
        },
      ],
      examples: ['lienthong recall list', 'lienthong recall list --side sender'],
      exits: ['refused', 'later'],
    },
    list,
  );
  addCommand<AnswerOptions>(
    group,
    {
      usage: 'confirm <deliveryId>',
      about: { vi: 'hủy bỏ và thông báo cho bên gửi (15)', en: 'confirm that the document is cancelled (15)' },
      args: [DELIVERY],
      options: [...HUB_OPTIONS, DESCRIPTION],
      examples: ['lienthong recall confirm 01990f3e-…'],
      exits: ['refused', 'later', 'notFound'],
    },
    (it) => answer(it, 'confirm'),
  );
  addCommand<AnswerOptions>(
    group,
    {
      usage: 'refuse <deliveryId>',
      about: {
        vi: 'từ chối yêu cầu lấy lại (16); thu hồi thì không từ chối được',
        en: 'refuse a request to take back (16); a thu hồi cannot be refused',
      },
      args: [DELIVERY],
      options: [...HUB_OPTIONS, DESCRIPTION],
      examples: ['lienthong recall refuse 01990f3e-… --description "Đã ban hành văn bản dựa trên văn bản này"'],
      exits: ['refused', 'later', 'notFound'],
    },
    (it) => answer(it, 'refuse'),
  );
}

interface OpenRecall {
  readonly deliveryId: string;
  readonly documentUid: string;
  readonly sender: { readonly name: string };
  readonly recipient: { readonly name: string };
  readonly recall: { readonly form: 'package' | 'status13' | null; readonly askedAt: string | null };
}

const FORMS: Readonly<Record<string, Bilingual>> = {
  package: { vi: 'thu hồi (bắt buộc)', en: 'recall (must be obeyed)' },
  status13: { vi: 'lấy lại (13)', en: 'request to take back (13)' },
};

async function list({ options, out }: Invocation<ListOptions>): Promise<void> {
  const [{ openClient }, { momentInWords }] = await Promise.all([
    import('../client.ts'),
    import('../../platform/clock.ts'),
  ]);
  const path = `/recalls?side=${options.side}&limit=${options.limit}`;
  const found = (await openClient(options, out.language).json({ path })).data as {
    items: OpenRecall[];
    next: string | null;
  };
  out.result(found);
  if (found.items.length === 0) {
    out.line(out.say({ vi: 'Không có thu hồi nào chờ xác nhận.', en: 'No recall waits for an answer.' }));
    return;
  }
  const headings = {
    vi: ['Mã lần gửi', 'Mã định danh văn bản', 'Bên gửi', 'Bên nhận', 'Hình thức', 'Yêu cầu lúc'],
    en: ['Delivery', 'Document identification code', 'Sender', 'Recipient', 'Form', 'Asked at'],
  };
  out.table(
    headings[out.language],
    found.items.map(({ deliveryId, documentUid, sender, recipient, recall }) => [
      deliveryId,
      documentUid,
      sender.name,
      recipient.name,
      recall.form ? out.say(FORMS[recall.form]!) : '–',
      recall.askedAt ? momentInWords(recall.askedAt) : '–',
    ]),
  );
  if (found.next) out.line(out.say({ vi: 'Còn nữa; tăng --limit để xem.', en: 'There is more; raise --limit.' }));
}

async function answer(
  { args, options, out, exit }: Invocation<AnswerOptions>,
  decision: 'confirm' | 'refuse',
): Promise<void> {
  const { openClient } = await import('../client.ts');
  const { description } = options;
  const { data } = await openClient(options, out.language).json({
    method: 'POST',
    path: `/inbox/${encodeURIComponent(args[0] ?? '')}/recall`,
    json: { decision, ...(description === undefined ? {} : { description }) },
  });
  out.result(data);
  if ((data as { state: string }).state === 'parked') exit('later');
  const told = {
    confirm: {
      vi: 'Đã xác nhận với bên gửi: văn bản đã hủy.',
      en: 'The sender was told that the document is cancelled.',
    },
    refuse: { vi: 'Đã báo bên gửi: từ chối lấy lại.', en: 'The sender was told that the request is refused.' },
  } as const;
  out.line(out.say(told[decision]));
}
