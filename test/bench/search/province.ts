import { idAt, pickOf, seeded, skewedOf } from './random.ts';

const ACTS = [
  'V/v triển khai',
  'Báo cáo kết quả',
  'Thông báo',
  'Kế hoạch',
  'Đề nghị phối hợp',
  'Quyết định về việc',
  'Hướng dẫn',
];
const DOINGS = [
  'thực hiện nhiệm vụ phát triển kinh tế xã hội',
  'tuyển dụng viên chức',
  'phòng, chống thiên tai và tìm kiếm cứu nạn',
  'giải phóng mặt bằng dự án',
  'chuyển đổi số cơ quan nhà nước',
  'quyết toán ngân sách',
  'bồi dưỡng cán bộ công chức',
  'sắp xếp đơn vị hành chính',
  'bảo đảm an toàn giao thông',
  'kiểm tra công tác văn thư lưu trữ',
  'xây dựng nông thôn mới',
  'tiêm chủng mở rộng',
];
const SYLLABLES =
  'an bình cường dũng đông giang hà hải hòa hưng khê lam lộc minh mỹ nam ngọc phú phong quang sơn tân thanh thịnh trung tường vân việt xuân yên'.split(
    ' ',
  );
const FAMILIES = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Lò', 'Giàng'];
const NOTATIONS = [
  'UBND-VX',
  'UBND-KT',
  'QĐ-UBND',
  'KH-UBND',
  'SNV-CCVC',
  'STC-NS',
  'BC-SGDĐT',
  'TB-VPUBND',
  'SYT-NVY',
];

export const MONTHS = 24;
const RECIPIENTS = 6;
const MONTH_MS = 30 * 86_400_000;

export interface SeededDocument {
  readonly id: string;
  readonly at: Date;
  readonly senderId: string;
  readonly recipientIds: readonly string[];
  readonly number: string;
  readonly notation: string;
  readonly uid: string;
  readonly subject: string;
  readonly signer: string;
}

export interface SeededProvince {
  readonly agencyIds: readonly string[];
  /** In the order of time. */
  documents(count: number): Generator<SeededDocument>;
}

/** Fictitious agencies of a province and what they write to each other in two years; the same for the same seed. */
export function seedProvince(agencies: number, endMs: number): SeededProvince {
  const random = seeded(20_261_125);
  const agencyIds = Array.from({ length: agencies }, () => idAt(random, endMs - (MONTHS + 2) * MONTH_MS));
  const place = () => `${pickOf(random, SYLLABLES)} ${pickOf(random, SYLLABLES)} ${pickOf(random, SYLLABLES)}`;
  return {
    agencyIds,
    *documents(count) {
      for (let n = 0; n < count; n += 1) {
        const at = new Date(endMs - 86_400_000 - MONTHS * MONTH_MS * (1 - n / count));
        const senderId = skewedOf(random, agencyIds);
        const recipientIds = Array.from({ length: RECIPIENTS }, () => skewedOf(random, agencyIds));
        const number = String(1 + Math.floor(random() * 4_000));
        const notation = skewedOf(random, NOTATIONS);
        const day = at.toISOString().slice(0, 10).replaceAll('-', '/');
        yield {
          id: idAt(random, at.getTime()),
          at,
          senderId,
          recipientIds: [...new Set(recipientIds)].filter((id) => id !== senderId),
          number,
          notation,
          uid: `000.00.${n % 97}.H98,${day},${number}/${notation}`,
          subject: `${pickOf(random, ACTS)} ${skewedOf(random, DOINGS)} tại xã ${place()} năm ${at.getUTCFullYear()}`,
          signer: `${skewedOf(random, FAMILIES)} ${pickOf(random, ['Văn', 'Thị'])} ${pickOf(random, SYLLABLES)}`,
        };
      }
    },
  };
}
