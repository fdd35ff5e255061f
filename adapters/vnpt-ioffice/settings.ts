import { z } from 'zod';

const WORD = 'chỉ gồm chữ không dấu, số và _, nhiều nhất 60 / must be letters, digits and _ only, at most 60';
const field = z.string().regex(/^\w{1,60}$/, WORD);
/** A field that is left out where its name is empty. */
const optionalField = z.string().regex(/^\w{0,60}$/, WORD);
const text = z.string().max(200);

export const iofficeSettings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .meta({
      title: 'Địa chỉ API / Address of the API',
      description:
        'Phần đứng trước /login/v3/ và /shared/…; ví dụ https://ioffice.tinh.vn/qlvb/api. / What stands before /login/v3/ and /shared/….',
    }),
  account: text.min(1).meta({
    title: 'Tài khoản tích hợp / Account',
    description: 'Tên đăng nhập mà iOffice cấp cho trục. / Login name that iOffice gave the hub.',
  }),
  accountField: field.default('username').meta({
    title: 'Trường tên đăng nhập / Field of the login name',
    description: 'Trong yêu cầu đăng nhập. / In the login request.',
  }),
  passwordField: field.default('password').meta({
    title: 'Trường mật khẩu / Field of the password',
    description: 'Trong yêu cầu đăng nhập. / In the login request.',
  }),
  tokenMinutes: z.number().int().min(1).max(1_440).default(30).meta({
    title: 'Token dùng được (phút) / Token lasts (minutes)',
    description:
      'Hết hạn hoặc bị từ chối thì trục đăng nhập lại. / After that, or when refused, the hub logs in again.',
  }),
  signer: text.default('').meta({
    title: 'Mã người ký / Code of the signer',
    description: 'maNguoiKy của văn bản mà trục tạo. / maNguoiKy of what the hub creates.',
  }),
  creator: text.default('').meta({
    title: 'Mã người tạo / Code of the creator',
    description: 'maNguoiTao của văn bản mà trục tạo. / maNguoiTao of what the hub creates.',
  }),
  book: text.default('').meta({
    title: 'Mã sổ công văn / Code of the book',
    description: 'maCongVanSo, sổ mà văn bản được ghi vào. / maCongVanSo, the book that documents are entered in.',
  }),
  typeIds: z.string().max(2_000).default('').meta({
    title: 'Mã loại văn bản / Ids of document types',
    description:
      'loaiVBId theo tên loại: Công văn=1;Quyết định=2. Loại không có thì để trống. / loaiVBId by the name of the type.',
  }),
  codeField: field.default('soKyHieu').meta({
    title: 'Trường số, ký hiệu / Field of number and notation',
    description: 'Cả khi gửi và khi lấy kết quả. / Both of what is sent and of results.',
  }),
  dateField: field.default('ngayBanHanh').meta({
    title: 'Trường ngày ban hành / Field of the day of issue',
    description: 'Cả khi gửi và khi lấy kết quả. / Both of what is sent and of results.',
  }),
  senderField: optionalField.default('coQuanBanHanh').meta({
    title: 'Trường cơ quan ban hành / Field of the issuing agency',
    description: 'Để trống thì không gửi trường này. / Left out where it is empty.',
  }),
  receiptField: field.default('dossierId').meta({
    title: 'Trường báo đã nhận / Field of the receipt',
    description: 'Trường của kết quả được nêu trong receive_status. / The field of a result that receive_status names.',
  }),
  existsCode: z.string().max(20).default('').meta({
    title: 'Mã “hồ sơ đã có” / Code of "dossier exists"',
    description:
      'status.code khi gửi lại hồ sơ đã có; coi như đã giao. / status.code of a dossier sent again: counts as delivered.',
  }),
  retryCodes: z.string().max(200).default('401,403,408,429,500,502,503,504').meta({
    title: 'Mã lỗi tạm thời / Codes that pass',
    description: 'status.code thì trục gửi lại; mã khác kết thúc việc gửi. / Are tried again; others end the delivery.',
  }),
  refusals: z.boolean().default(true).meta({
    title: 'Báo từ chối thành văn bản / Refusals as documents',
    description:
      'iOffice không nhận trạng thái: 02, 13, 15, 16 được gửi như một văn bản, trạng thái khác chỉ ghi ở trục. / iOffice takes no statuses: 02, 13, 15, 16 go as a document, others stay here.',
  }),
  resultsMb: z.number().int().min(1).max(256).default(32).meta({
    title: 'Danh sách kết quả tối đa (MB) / Longest list of results (MB)',
    description:
      'iOffice trả mọi tệp trong một danh sách, trục giữ trong bộ nhớ khi đọc. / All files come in one list, which is held in memory while it is read.',
  }),
});

export type IofficeSettings = z.infer<typeof iofficeSettings>;
