import type { Language } from '../../platform/errors.ts';
import { CHANNEL_WORDS } from '../channel-words.ts';
import type { ReceiptReport } from './receipts.ts';
import type { FieldOutcome } from './scenes/field-files.ts';
import type { Stage } from './stage.ts';
import { type Words, words } from './teller.ts';

/** One delivery, or one refused package. */
export interface Row {
  readonly document: string;
  readonly from: string;
  readonly to: string;
  /** `pull`, `webhook`, `axis`, or `none`. */
  readonly way: string;
  /** queued, sent, arrived, accepted, failed, withdrawn; `rejected` for a package that the hub refused. */
  readonly word: string;
  readonly words: string;
  readonly business: string | null;
  readonly code: string | null;
  readonly receipts: number;
  readonly documentId: string | null;
}

/** How everything stands at the end, asked of the hubs as their senders see it. */
export async function readTable(stage: Stage, receipts: ReceiptReport): Promise<Row[]> {
  const rows = await Promise.all(
    stage.sent.map(async (sent) => {
      const { deliveries } = await sent.client.document(sent.documentId);
      return deliveries.map((one) => ({
        document: sent.label,
        from: sent.from,
        to: one.agencyName ?? one.addressedCode,
        way: one.channel,
        word: one.word,
        words: one.words[stage.language],
        business: one.businessCode && `${one.businessCode} ${one.businessWords?.[stage.language] ?? ''}`.trim(),
        code: one.reasonCode,
        receipts: receipts.ofDocument.get(sent.documentId) ?? 0,
        documentId: sent.documentId,
      }));
    }),
  );
  const refused = stage.refused.map(({ label, from, problem }) => ({
    document: label,
    from,
    to: '–',
    way: 'none',
    word: 'rejected',
    words: { vi: 'Hệ thống không nhận', en: 'Rejected by the hub' }[stage.language],
    business: null,
    code: problem.code,
    receipts: problem.receiptId ? 1 : 0,
    documentId: null,
  }));
  const order = new Intl.Collator('vi', { numeric: true });
  return [...rows.flat(), ...refused].sort((one, other) => order.compare(one.document, other.document));
}

export const HEADINGS: Readonly<Record<Language, readonly string[]>> = {
  vi: ['Văn bản', 'Bên gửi', 'Bên nhận', 'Cách nhận', 'Kết quả', 'Trạng thái', 'Biên nhận'],
  en: ['Document', 'Sender', 'Recipient', 'Way', 'Outcome', 'Status', 'Receipts'],
};

export const FILE_HEADINGS: Readonly<Record<Language, readonly string[]>> = {
  vi: ['Tệp', 'Loại', 'Gửi nguyên', 'Dòng sai', 'Bản ký thử nghiệm'],
  en: ['File', 'Kind', 'As it is', 'Bad line', 'Signed copy'],
};

export function fileCells(one: FieldOutcome, language: Language): string[] {
  const word = (outcome: string) => FILE_WORDS[outcome]?.[language] ?? outcome;
  const line = one.line === null ? '–' : String(one.line);
  return [one.file, one.kind, word(one.asIs), line, one.signed === null ? '–' : word(one.signed)];
}

/** What became of a file; anything else is the code that refused it. */
const FILE_WORDS: Readonly<Record<string, Words>> = {
  accepted: words('đã nhận', 'accepted'),
  repeated: words('đã gửi lần trước', 'sent before'),
};

export function cells(row: Row, language: Language): string[] {
  const outcome = row.code ? `${row.words} (${row.code})` : row.words;
  const way = CHANNEL_WORDS[row.way]?.[language] ?? row.way;
  return [row.document, row.from, row.to, way, outcome, row.business ?? '–', String(row.receipts)];
}
