import type { BadLine } from '../registry/index.ts';
import { COUNTED, type ReformReport } from '../registry/index.ts';
import type { Bilingual, Output } from './output.ts';

/** Lines of one list that are printed; `--json` has more. */
const SHOWN = 10;

interface Told {
  readonly state: 'applied' | 'scheduled' | 'tried' | 'refused' | 'cancelled' | 'failed';
  readonly at: string;
  readonly report: ReformReport | null;
  readonly bad: readonly BadLine[];
  readonly id?: string | null;
  /** Deliveries that went elsewhere at once. */
  readonly moved?: number;
}

/** What a reform does, or why nothing is done, as a person reads it. */
export function reformLines(out: Output, told: Told): string[] {
  const { state, at, report, bad } = told;
  const head: Readonly<Record<Told['state'], Bilingual>> = {
    applied: { vi: `Đã thực hiện, từ ngày ${at}:`, en: `Applied, from ${at}:` },
    scheduled: {
      vi: `Sẽ thực hiện ngày ${at} (${told.id ?? ''}):`,
      en: `Will be applied on ${at} (${told.id ?? ''}):`,
    },
    tried: { vi: 'Chạy thử, chưa ghi gì:', en: 'A trial, nothing was written:' },
    refused: {
      vi: `${bad.length} dòng không dùng được, không thay đổi gì:`,
      en: `${bad.length} bad lines, nothing is changed:`,
    },
    cancelled: { vi: `Đã hủy, dự kiến ngày ${at}:`, en: `Cancelled, it was for ${at}:` },
    failed: { vi: `Không thực hiện được ngày ${at}:`, en: `Could not be applied on ${at}:` },
  };
  const lines = [out.say(head[state])];
  for (const { line, reason } of bad.slice(0, 2 * SHOWN)) {
    lines.push(`  ${out.say({ vi: 'dòng', en: 'line' })} ${line}: ${out.say(reason)}`);
  }
  if (bad.length > 2 * SHOWN) lines.push(more(out, bad.length - 2 * SHOWN));
  return report ? [...lines, ...reportLines(out, report, told.moved)] : lines;
}

function reportLines(out: Output, report: ReformReport, moved: number | undefined): string[] {
  const { closed, merged, split, opened, reopened, renamed, recoded, channels } = report;
  const waiting = report.inFlight >= COUNTED ? `≥ ${COUNTED}` : String(report.inFlight);
  const gone = moved === undefined ? '' : out.say({ vi: `, đã chuyển ${moved}`, en: `, ${moved} moved` });
  return [
    out.say({
      vi: `  ${closed} đóng, ${merged} sáp nhập, ${split} chia tách, ${opened} mở, ${reopened} mở lại`,
      en: `  ${closed} closed, ${merged} merged, ${split} split, ${opened} opened, ${reopened} opened again`,
    }),
    out.say({
      vi: `  ${renamed} đổi tên, ${recoded} đổi mã, ${report.moved} đổi cơ quan cấp trên, ${report.contacts} đổi đầu mối, ${channels} đổi kênh`,
      en: `  ${renamed} renamed, ${recoded} with a new code, ${report.moved} with a new parent, ${report.contacts} with a new contact point, ${channels} with a new channel`,
    }),
    `  ${out.say({ vi: 'Lượt gửi đang chờ', en: 'Waiting deliveries' })}: ${waiting}${gone}`,
    ...listed(
      out,
      { vi: 'Hệ thống của cơ quan đóng', en: 'Systems of agencies that close' },
      report.systems.map(
        (one) =>
          `${one.name} (${one.closing}${one.othersOpen ? '' : out.say({ vi: ', không còn cơ quan nào', en: ', none left' })})`,
      ),
    ),
    ...listed(
      out,
      { vi: 'Chứng thư số cần thay', en: 'Certificates to renew' },
      report.certificates.map((one) => `${one.code} ${one.subject} (${one.notAfter})`),
    ),
    ...listed(out, { vi: 'Chưa có nơi nhận', en: 'Served by nobody' }, report.unserved),
    ...listed(
      out,
      { vi: 'Chưa chọn cơ quan nhận (agency decide)', en: 'No heir chosen (agency decide)' },
      report.undecided,
    ),
    ...listed(
      out,
      { vi: 'Còn trỏ đến cơ quan đã đóng', en: 'Still refer to closed agencies' },
      report.dangling.map((one) => `${one.code} ${one.refersBy} ${one.to}`),
    ),
  ];
}

function listed(out: Output, title: Bilingual, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const rest = items.length > SHOWN ? [more(out, items.length - SHOWN)] : [];
  return [`  ${out.say(title)} (${items.length}):`, ...items.slice(0, SHOWN).map((item) => `    ${item}`), ...rest];
}

function more(out: Output, count: number): string {
  return out.say({ vi: `    … còn ${count} (--json)`, en: `    … ${count} more (--json)` });
}
