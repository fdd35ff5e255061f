import type { RetentionReport } from '../lifecycle/index.ts';
import { dayInWords } from '../platform/clock.ts';
import type { Output } from './output.ts';
import { megabytes } from './progress.ts';

/** What a run removed, or would remove: how many, from when, and what stays although its time is over. */
export function tellRetention(out: Output, { rules, content, months, removed }: RetentionReport): void {
  if (rules.length === 0) {
    out.line(out.say({ vi: 'Chưa có quy tắc nào: không xóa gì.', en: 'There is no rule: nothing is removed.' }));
    return;
  }
  if (removed === null) out.line(out.say({ vi: 'Xem trước, chưa xóa gì:', en: 'A preview, nothing was removed:' }));
  out.table(
    {
      vi: ['Nội dung', 'Loại văn bản', 'Hết hạn', 'Dung lượng', 'Từ', 'Đến', 'Đóng băng', 'Đang gửi', 'Chưa xuất'],
      en: ['Bytes of', 'Type', 'Removable', 'Size', 'From', 'To', 'Held', 'Open', 'Not exported'],
    }[out.language],
    content.map((row) => [
      row.class,
      row.type_name,
      String(row.removable),
      megabytes(row.bytes),
      row.oldest ? dayInWords(row.oldest) : '–',
      row.newest ? dayInWords(row.newest) : '–',
      String(row.held),
      String(row.open),
      String(row.unexported),
    ]),
  );
  out.line();
  const whole = { vi: ['', 'xóa cả tháng', 'đang bận'], en: ['', 'whole month dropped', 'busy'] }[out.language];
  out.table(
    {
      vi: ['Bảng', 'Tháng', 'Số dòng hết hạn', 'Số dòng giữ lại', ''],
      en: ['Table', 'Month', 'Rows removable', 'Rows that stay', ''],
    }[out.language],
    months.map((row) => [
      row.table,
      row.month,
      String(row.removable),
      String(row.stays),
      whole[row.dropped ? 1 : row.busy ? 2 : 0]!,
    ]),
  );
  if (removed === null) return;
  out.line();
  out.line(
    out.say({
      vi: `Đã xóa nội dung của ${removed.documents} văn bản (${megabytes(removed.bytes)}).`,
      en: `Removed the bytes of ${removed.documents} documents (${megabytes(removed.bytes)}).`,
    }),
  );
}
