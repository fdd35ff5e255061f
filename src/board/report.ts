import { URGENCY_WORDS } from '../evidence/index.ts';
import type { Block, Row, Sheet, Table } from '../office/index.ts';
import { percentile } from './counts.ts';
import { FIGURE_KEYS, FIGURES, type FigureSpec } from './figures.ts';
import { type Period, periodInWords } from './periods.ts';
import { type BoardLine, laggards, sumLines } from './read.ts';
import { REASONS } from './reasons.ts';
import { TIER_WORDS } from './tiers.ts';
import { NO_FIGURE, REASON_WORDS, shareInWords, timeInWords } from './words.ts';

/** Whose figures, when, and what the report stands on. */
export interface ReportSubject {
  readonly period: Period;
  readonly lines: readonly BoardLine[];
  /** The agency whose branch it is; null for everything that the hub serves. */
  readonly agency: string | null;
  /** `yyyy-mm-dd` on which it is written. */
  readonly writtenOn: string;
}

/** Longest list of those that lag behind: a report is read by people. */
const MOST_NAMED = 30;
const URGENCIES = ['0', '1', '2', '3'] as const;

/** The report as an office sends it (QĐ 28/2018 Art 11, 15(1); layout of NĐ 30/2020 PL I); number and signer are filled in by hand. */
export function reportBlocks(it: ReportSubject): Block[] {
  const { period, lines, agency, writtenOn } = it;
  const [year, month, day] = writtenOn.split('-');
  const total = sumLines(lines);
  const slow = laggards(lines, MOST_NAMED);
  const text = (said: string): Block => ({ kind: 'paragraph', text: said });
  const head = (said: string): Block => ({ kind: 'paragraph', text: said, bold: true });
  return [
    {
      kind: 'letterhead',
      left: [{ text: (agency ?? '(Tên cơ quan báo cáo)').toUpperCase(), bold: true }, { text: 'Số:        /BC-' }],
      right: [
        { text: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', bold: true },
        { text: 'Độc lập - Tự do - Hạnh phúc', bold: true },
        { text: `…………, ngày ${day} tháng ${month} năm ${year}`, italic: true },
      ],
    },
    { kind: 'title', text: 'BÁO CÁO' },
    { kind: 'title', text: `Tình hình, kết quả gửi, nhận văn bản điện tử ${periodInWords(period, 'vi')}` },
    text(
      `Thực hiện Điều 11 Quyết định số 28/2018/QĐ-TTg ngày 12 tháng 7 năm 2018 của Thủ tướng Chính phủ về việc gửi, nhận văn bản điện tử giữa các cơ quan trong hệ thống hành chính nhà nước và Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư, số liệu được trích xuất tự động trên trục liên thông văn bản như sau:`,
    ),
    head('1. Kết quả chung'),
    text(`Kỳ báo cáo: ${periodInWords(period, 'vi')}. Số cơ quan: ${lines.length}.`),
    { kind: 'table', ...sharesTable(total) },
    head('2. Thời gian văn bản đến bên nhận, theo mức độ khẩn'),
    { kind: 'table', ...arrivalTable(total.counts) },
    head('3. Văn bản bị từ chối nhận (trả lại), theo lý do'),
    { kind: 'table', ...refusalTable(total.counts) },
    head('4. Cơ quan chậm thực hiện'),
    ...(slow.length === 0
      ? [text('Không có cơ quan nào có việc trễ hạn, quá hạn hoặc không thực hiện trong kỳ.')]
      : [
          text('Số việc trễ hạn, quá hạn chưa làm hoặc không thực hiện trong kỳ, nhiều nhất trước:'),
          laggardTable(slow),
        ]),
    head('5. Số liệu từng cơ quan'),
    { kind: 'table', ...agencyTable(lines) },
    text(
      `Ghi chú: tỷ lệ cắt đến một phần mười; nơi không có mẫu số ghi "${NO_FIGURE.vi}". Quá hạn chỉ tính văn bản có ghi thời hạn.`,
    ),
    {
      kind: 'letterhead',
      left: [{ text: 'Nơi nhận:', bold: true, italic: true }, { text: '- Như trên;' }, { text: '- Lưu: VT.' }],
      right: [{ text: 'QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ', bold: true }],
    },
  ];
}

/** The same figures as a workbook, numbers as numbers. */
export function reportSheets({ period, lines, agency, writtenOn }: ReportSubject): Sheet[] {
  const heading = [
    `Tình hình gửi, nhận văn bản điện tử ${periodInWords(period, 'vi')}`,
    `${agency ?? `${lines.length} cơ quan`}; trích xuất ngày ${writtenOn.split('-').reverse().join('/')}`,
  ];
  const total = sumLines(lines);
  const sheet = (name: string, table: Table): Sheet => ({ name, heading, orientation: 'landscape', ...table });
  return [
    sheet('Kết quả chung', sharesTable(total)),
    sheet('Từng cơ quan', numbersTable(lines)),
    sheet('Thời gian đến', arrivalTable(total.counts)),
    sheet('Từ chối nhận', refusalTable(total.counts)),
  ];
}

type Total = ReturnType<typeof sumLines>;

function sharesTable({ shares }: Total): Table {
  return {
    columns: [
      { header: 'Chỉ tiêu', width: 44 },
      { header: 'Thực hiện', width: 12, align: 'right' },
      { header: 'Tổng số', width: 12, align: 'right' },
      { header: 'Tỷ lệ', width: 16, align: 'right' },
      { header: 'Mức cần đạt', width: 12, align: 'right' },
    ],
    rows: FIGURE_KEYS.map((key): Row => {
      const { name, target }: FigureSpec = FIGURES[key];
      const { part, whole, percent } = shares[key];
      const counted = percent === null ? [null, null] : [part, whole];
      return [name.vi, ...counted, shareInWords(percent, 'vi'), target === null ? null : `${target} %`];
    }),
  };
}

function arrivalTable(counts: Total['counts']): Table {
  return {
    columns: [
      { header: 'Mức độ khẩn', width: 30 },
      { header: '50 % số lượt không quá', width: 24, align: 'right' },
      { header: '95 % số lượt không quá', width: 24, align: 'right' },
    ],
    rows: URGENCIES.map((urgency): Row => {
      const at = (share: number) => timeInWords(percentile(counts, `arrival.${urgency}.`, share), 'vi');
      return [URGENCY_WORDS[urgency]!.vi, at(0.5), at(0.95)];
    }),
  };
}

function refusalTable(counts: Total['counts']): Table {
  return {
    columns: [
      { header: 'Lý do', width: 44 },
      { header: 'Số lượt', width: 12, align: 'right' },
    ],
    rows: REASONS.map((reason): Row => [REASON_WORDS[reason].vi, counts[`refusal.${reason}`] ?? 0]),
  };
}

const IN_TIME = ['notice', 'registration', 'sending', 'processing'] as const;

function laggardTable(slow: readonly BoardLine[]): Block {
  return {
    kind: 'table',
    columns: [
      { header: 'Cơ quan', width: 40 },
      { header: 'Số việc chậm', width: 12, align: 'right' },
      ...IN_TIME.map((key) => ({ header: FIGURES[key].short.vi, width: 14, align: 'right' as const })),
    ],
    rows: slow.map(
      ({ name, behind, shares }): Row => [
        name,
        behind,
        ...IN_TIME.map((key) => shareInWords(shares[key].percent, 'vi')),
      ],
    ),
  };
}

const IN_REPORT = ['electronic', 'signatures', ...IN_TIME] as const;

function agencyTable(lines: readonly BoardLine[]): Table {
  return {
    columns: [
      { header: 'Cơ quan', width: 34 },
      ...IN_REPORT.map((key) => ({ header: FIGURES[key].short.vi, width: 12, align: 'right' as const })),
    ],
    rows: lines.map(
      ({ name, shares }): Row => [
        name,
        ...IN_REPORT.map((key) => (shares[key].percent === null ? '–' : shareInWords(shares[key].percent, 'vi'))),
      ],
    ),
  };
}

/** Each figure as part, whole and per cent: what people go on calculating with. */
function numbersTable(lines: readonly BoardLine[]): Table {
  const number = { width: 11, align: 'right' as const };
  return {
    columns: [
      { header: 'Mã định danh', width: 18 },
      { header: 'Cơ quan', width: 36 },
      { header: 'Cấp', width: 18 },
      ...FIGURE_KEYS.flatMap((key) => {
        const { vi } = FIGURES[key].short;
        return [
          { header: `${vi}: thực hiện`, ...number },
          { header: `${vi}: tổng số`, ...number },
          { header: `${vi}: %`, ...number },
        ];
      }),
      { header: 'Số việc chậm', ...number },
      { header: 'Quá hạn ghi trên văn bản', ...number },
    ],
    rows: lines.map(
      ({ code, name, tier, shares, behind, overdue }): Row => [
        code,
        name,
        TIER_WORDS[tier].vi,
        ...FIGURE_KEYS.flatMap((key) => {
          const { part, whole, percent } = shares[key];
          return percent === null ? [null, null, null] : [part, whole, percent];
        }),
        behind,
        overdue,
      ],
    ),
  };
}
