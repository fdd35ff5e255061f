import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import { momentInWords } from '../../platform/clock.ts';
import { type DeliveryLine, deliveryTable } from '../answer-lines.ts';
import { addCommand, type Invocation } from '../command.ts';
import { HUB_OPTIONS, type HubOptions } from '../hub-options.ts';
import type { Bilingual, Output } from '../output.ts';

interface Options extends HubOptions {
  readonly to?: string;
  readonly idempotencyKey?: string;
}

export function register(program: Command): void {
  addCommand<Options>(
    program,
    {
      usage: 'send <file>',
      about: {
        vi: 'gửi một văn bản hoặc trạng thái edXML qua trục',
        en: 'send an edXML document or status through a hub',
      },
      args: [{ vi: 'tệp edXML, hoặc gói multipart', en: 'the edXML file, or a multipart package' }],
      options: [
        ...HUB_OPTIONS,
        {
          flags: '--to <codes>',
          about: {
            vi: 'chỉ gửi đến các mã định danh này (phân cách bằng dấu phẩy) trong số nơi nhận ghi trên văn bản',
            en: "only to these codes (parted by commas) of the document's recipients",
          },
        },
        {
          flags: '--idempotency-key <text>',
          about: {
            vi: 'mã yêu cầu của bên gửi; gửi lại cùng mã nhận lại câu trả lời đầu',
            en: "the sender's own id of this request; the same id gets the first answer again",
          },
        },
      ],
      examples: ['lienthong send cong-van.edxml --url https://truc.tinh.gov.vn --key $KEY'],
      exits: ['refused', 'notFound', 'later'],
    },
    send,
  );
}

type SendAnswer =
  | {
      readonly state: 'accepted';
      readonly replay: boolean;
      readonly documentId: string;
      readonly documentUid: string;
      readonly submissionId: string;
      readonly receiptId: string | null;
      readonly deliveries: readonly DeliveryLine[];
      readonly notices: readonly (Bilingual & { readonly code: string })[];
    }
  | { readonly state: 'parked'; readonly submissionId: string; readonly code: string; readonly retryAt: string };

async function send({ args, options, out, exit }: Invocation<Options>): Promise<void> {
  const [{ openClient }, { describePackage }, { megabytes, startProgress }] = await Promise.all([
    import('../client.ts'),
    import('../files.ts'),
    import('../progress.ts'),
  ]);
  const file = args[0]!;
  const client = openClient(options, out.language);
  const { size, mediaType } = await describePackage(file);
  const body = createReadStream(file, { highWaterMark: 256 * 1024 });
  const progress = startProgress({
    label: out.say({ vi: 'Đang gửi', en: 'Sending' }),
    total: size,
    unit: megabytes,
  });
  body.on('data', () => progress.at(body.bytesRead));
  body.pause();
  const answer = await client
    .json({
      method: 'POST',
      path: '/documents',
      headers: {
        'content-type': mediaType,
        'content-length': String(size),
        ...(options.to ? { 'lienthong-to': options.to } : {}),
        ...(options.idempotencyKey ? { 'idempotency-key': options.idempotencyKey } : {}),
      },
      body,
    })
    .finally(() => progress.end());
  out.result(answer.data);
  const told = answer.data as SendAnswer;
  if (told.state === 'parked') {
    exit('later');
    out.line(
      out.say({
        vi: `Đã giữ lại, chưa kết luận được (${told.code}); trục tự kiểm tra lại lúc ${momentInWords(told.retryAt)}.`,
        en: `Kept, no verdict yet (${told.code}); the hub checks again at ${momentInWords(told.retryAt)}.`,
      }),
    );
    out.line(`  submissionId: ${told.submissionId}`);
    return;
  }
  tell(out, told);
}

function tell(out: Output, told: Extract<SendAnswer, { state: 'accepted' }>): void {
  const headline = told.replay
    ? { vi: 'Đã nhận từ lần gửi trước; trả lời như lần đầu.', en: 'Taken in before; the first answer again.' }
    : { vi: 'Trục đã nhận và lưu.', en: 'The hub has taken it in and stored it.' };
  out.line(out.paint('bold', out.say(headline)));
  out.line(`  ${out.say({ vi: 'Mã định danh văn bản', en: 'Document identification code' })}: ${told.documentUid}`);
  out.line(`  documentId: ${told.documentId}`);
  out.line(`  submissionId: ${told.submissionId}`);
  if (told.receiptId) {
    out.line(`  ${out.say({ vi: 'Biên nhận điện tử', en: 'Signed receipt' })}: ${told.receiptId}`);
  }
  deliveryTable(out, told.deliveries);
  for (const notice of told.notices) {
    out.line(out.paint('yellow', `${out.say({ vi: 'Lưu ý', en: 'Notice' })} ${notice.code}: ${out.say(notice)}`));
  }
}
