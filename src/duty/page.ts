import { DUTY_WORDS } from '../evidence/index.ts';
import { DUTIES, DUTY_KINDS } from './kinds.ts';

/** docs/duties.md: what is measured, how, and by which article. */
export function dutiesPage(): string {
  const parts = DUTY_KINDS.map((kind) => {
    const { article, owedBy, starts, due, done, lifted } = DUTIES[kind];
    const rows = [
      ['Căn cứ', 'Article', { vi: article, en: article }],
      ['Ai phải làm', 'Owed by', owedBy],
      ['Bắt đầu tính', 'Clock starts', starts],
      ['Hạn', 'Due', due],
      ['Hoàn thành (tử số, nếu đúng hạn)', 'Done (numerator, if in time)', done],
      ['Không tính', 'Not counted', lifted],
    ] as const;
    return [
      `## ${DUTY_WORDS[kind].vi} / ${DUTY_WORDS[kind].en} (\`${kind}\`)`,
      '',
      '| | Tiếng Việt | English |',
      '|---|---|---|',
      ...rows.map(([vi, en, words]) => `| ${vi} / ${en} | ${words.vi} | ${words.en} |`),
      '',
    ].join('\n');
  });
  return `# Trách nhiệm và thời hạn / Duties and their times

Mỗi trách nhiệm được đo riêng và chỉ định nghĩa ở đây. Mẫu số là số trách nhiệm đến hạn trong kỳ: đúng hạn, trễ hạn, quá
hạn chưa làm, và không thực hiện (quá hạn 90 ngày). Ngày kết thúc lúc 24 giờ (Bộ luật Dân sự 2015, Điều 148 khoản 6). Mọi giờ là giờ Việt
Nam theo đồng hồ của PostgreSQL; ngày làm việc theo lịch của tỉnh (\`lienthong calendar show\`). Cơ quan ở sau trục khác
được đo tại trục đó. Gửi trễ chỉ biết khi văn bản đến trục nên không nhắc trước được. Việc còn mở chưa vào số liệu: xem \`lienthong duty list\`.

Each duty is measured apart and defined here only. The denominator is what was due in the period: kept, late, overdue and still
open, and missed (90 days overdue). A day ends at 24:00. All times are Vietnam's by PostgreSQL's clock; working days are those of the
province's calendar. Agencies behind another axis are measured there. The hub
learns of a document when it is handed in, so nobody is reminded to send one. Due times are written when the clock starts: a
calendar that changes later changes none of them. What is open and not yet overdue is in no figure: see \`lienthong duty list\`.

${parts.join('\n')}`;
}
