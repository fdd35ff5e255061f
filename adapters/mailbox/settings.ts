import { z } from 'zod';

/** A mailbox as SMTP and every mail program take it: ASCII, no quotes, no comments. */
export const MAILBOX =
  /^(?=.{3,200}$)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i;
/** A domain, or all below one. */
const DOMAIN = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i;
/** What is left of the 64 octets of a local part (RFC 5321 section 4.5.3.1.1) beside the mark of a delivery. */
const LONGEST_RETURN_NAME = 10;

const place = z.string().startsWith('/', 'phải là đường dẫn tuyệt đối / must be an absolute path').max(1_000);
const mailbox = z
  .string()
  .regex(MAILBOX, 'phải là địa chỉ thư, như truc@tinh.gov.vn / must be a mail address such as truc@tinh.gov.vn');

export const mailboxSettings = z.strictObject({
  host: z.string().min(1).max(253).meta({
    title: 'Máy chủ thư / Mail server',
    description: 'Tên máy chủ SMTP. / Name of the SMTP server.',
  }),
  port: z.number().int().min(1).max(65_535).default(465).meta({
    title: 'Cổng / Port',
    description: '465 với tls, thường là 587 với starttls. / 465 with tls, mostly 587 with starttls.',
  }),
  encryption: z.enum(['tls', 'starttls']).default('tls').meta({
    title: 'Mã hóa / Encryption',
    description:
      'tls: từ đầu; starttls: bắt buộc nâng lên TLS; không bao giờ gửi thư không mã hóa. / tls: from the first byte; starttls: insisted on; nothing is ever sent in the clear.',
  }),
  caFile: place.optional().meta({
    title: 'Chứng thư gốc của tỉnh / Certificates of the province',
    description:
      'Tệp PEM trong FOLDER_ROOTS; chỉ tin các chứng thư gốc này. Để trống: các tổ chức công cộng. / PEM file below FOLDER_ROOTS; only these roots are trusted. Empty: the public ones.',
  }),
  user: z.string().min(1).max(200).meta({
    title: 'Tài khoản / User',
    description: 'Tên đăng nhập máy chủ thư. / Name to log in at the mail server.',
  }),
  from: mailbox.meta({
    title: 'Địa chỉ gửi / From',
    description: 'Hộp thư công vụ của trục. / The official mailbox of the hub.',
  }),
  replyTo: mailbox.optional().meta({
    title: 'Địa chỉ trả lời / Reply to',
    description: 'Để trống: địa chỉ gửi. / Empty: the sender address.',
  }),
  returnPath: mailbox
    .refine(
      (text) => text.indexOf('@') <= LONGEST_RETURN_NAME,
      `trước @ nhiều nhất ${LONGEST_RETURN_NAME} ký tự / at most ${LONGEST_RETURN_NAME} letters before the @`,
    )
    .meta({
      title: 'Địa chỉ nhận thư trả lại / Return path',
      description:
        'Máy chủ thư phải nhận cả dạng tên+mã@miền và bỏ vào thư mục thư trả lại. / The mail server must take name+mark@domain too, into the folder of bounces.',
    }),
  bounces: place.optional().meta({
    title: 'Thư mục thư trả lại / Folder of bounces',
    description:
      'Maildir trong FOLDER_ROOTS mà máy chủ thư bỏ thư trả lại vào. Để trống: không đọc thư trả lại. / Maildir below FOLDER_ROOTS into which the mail server puts bounces. Empty: they are not read.',
  }),
  publicUrl: z
    .url()
    .regex(/^(https:\/\/|http:\/\/(localhost|127\.\d+\.\d+\.\d+)[:/])/, 'phải là https / must be https')
    .meta({
      title: 'Địa chỉ của trục / Address of the hub',
      description:
        'Địa chỉ https mà nơi nhận mở được, dùng cho liên kết xác nhận. / The https address that recipients can open, for the link to confirm.',
    }),
  domains: z
    .string()
    .default('*.gov.vn')
    .refine(
      (text) => text.split(',').every((one) => DOMAIN.test(one.trim())),
      'phải là các tên miền, cách nhau bằng dấu phẩy / must be domains, separated by commas',
    )
    .meta({
      title: 'Tên miền được gửi / Allowed domains',
      description: 'Cách nhau bằng dấu phẩy; *.gov.vn là mọi tên miền con. / By commas; *.gov.vn is all below it.',
    }),
  mostMegabytes: z.number().int().min(1).max(150).default(25).meta({
    title: 'Thư lớn nhất (MB) / Largest mail (MB)',
    description: 'Cả thư sau khi mã hóa base64. / The whole mail, in base64.',
  }),
  linkDays: z.number().int().min(1).max(90).default(30).meta({
    title: 'Hạn của liên kết (ngày) / Days of the link',
    description: 'Sau đó không xác nhận bằng liên kết được nữa. / After that the link confirms nothing.',
  }),
});

export type MailboxSettings = z.infer<typeof mailboxSettings>;
