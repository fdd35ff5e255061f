import type { Command } from 'commander';
import { nextInWords, STATE_WORDS } from '../../acts/delivery-words.ts';
import type { AttemptLine, DeliveryDetails } from '../../delivery/index.ts';
import { momentInWords } from '../../platform/clock.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { Output } from '../output.ts';
import type { GivenSettings } from '../settings.ts';

export function registerShow(group: Command): void {
  addCommand<GivenSettings>(
    group,
    {
      usage: 'show <id>',
      about: {
        vi: 'một lượt gửi: các lần thử, lượt gửi trước và sau nó, bước tiếp theo',
        en: 'one delivery: its tries, what goes before and after it, what happens next',
      },
      args: [{ vi: 'mã lượt gửi', en: 'id of the delivery' }],
      options: [DATA_OPTION],
      examples: ['lienthong delivery show 01990f3e-…'],
      exits: ['later', 'notFound'],
    },
    show,
  );
}

async function show({ args, options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { inspectDelivery }] = await Promise.all([
    import('../tools.ts'),
    import('../../delivery/index.ts'),
  ]);
  const details = await withTools(options, ({ tools }) => inspectDelivery(tools.database.db, args[0]!));
  out.result(details);
  tell(out, details);
}

function tell(out: Output, details: DeliveryDetails): void {
  const { delivery, state, deadlineAt, next, predecessors, successors, attempts } = details;
  const fact = (vi: string, en: string, value: string) => out.line(`  ${out.say({ vi, en })}: ${value}`);
  out.line(out.paint('bold', delivery.id));
  fact('Trạng thái', 'State', `${out.say(STATE_WORDS[state])}, ${momentInWords(delivery.stateAt)}`);
  if (delivery.reason) fact('Lý do', 'Reason', `${delivery.reasonCode}: ${out.say(titlesOf(delivery.reason))}`);
  fact('Tiếp theo', 'Next', out.say(nextInWords(next)));
  if (deadlineAt) fact('Thời hạn', 'Deadline', momentInWords(deadlineAt));
  fact('Nơi nhận', 'Recipient', delivery.addressedCode);
  if (delivery.members.length > 1) fact('Đi chung', 'Together', delivery.members.join(', '));
  if (delivery.id !== delivery.leadId) fact('Đi theo', 'Travels with', delivery.leadId);
  fact('Văn bản', 'Document', delivery.documentId);
  if (predecessors.length > 0) fact('Sau', 'After', idsOf(out, predecessors));
  if (successors.length > 0) fact('Trước', 'Before', idsOf(out, successors));
  if (attempts.length > 0) attemptTable(out, attempts);
}

function titlesOf(reason: NonNullable<DeliveryDetails['delivery']['reason']>) {
  return { vi: reason.vi.title, en: reason.en.title };
}

function idsOf(out: Output, others: DeliveryDetails['successors']): string {
  return others.map((one) => `${one.id} (${out.say(STATE_WORDS[one.state])})`).join(', ');
}

function attemptTable(out: Output, attempts: readonly AttemptLine[]): void {
  const headings = {
    vi: ['Lần', 'Bắt đầu', 'Kết thúc', 'Kết quả', 'HTTP', 'Mã', 'Chi tiết'],
    en: ['Try', 'Began', 'Ended', 'Outcome', 'HTTP', 'Code', 'Detail'],
  }[out.language];
  out.line();
  out.table(
    headings,
    attempts.map((one) => [
      String(one.number),
      momentInWords(one.startedAt),
      one.endedAt ? momentInWords(one.endedAt) : '–',
      one.outcome ?? '–',
      String(one.httpStatus ?? '–'),
      one.code ?? '–',
      one.detail ?? '–',
    ]),
  );
}
