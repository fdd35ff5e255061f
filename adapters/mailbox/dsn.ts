/** What became of one recipient of a mail (RFC 3464 section 2.3). */
export interface DeliveryReport {
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** `5.1.1` (RFC 3463). */
  readonly status: string;
}

const ACTIONS: ReadonlySet<string> = new Set(['failed', 'delayed', 'delivered', 'relayed', 'expanded']);
const STATUS = /^[245]\.\d{1,3}\.\d{1,3}$/;

/**
 * Reads the beginning of a mail that came back. Gives its own headers, and the report on the one recipient that every
 * mail of this hub has; null where it is no delivery status notification, or not as RFC 3464 has it.
 */
export function readReport(mail: string): { headers: string; report: DeliveryReport | null } {
  const { headers, body } = splitHeaders(mail.replaceAll('\r\n', '\n'));
  const type = fieldOf(headers, 'content-type') ?? '';
  const boundary = /;\s*boundary="?([^";\n]{1,70})"?/i.exec(type)?.[1];
  const isReport = /^multipart\/report\b/i.test(type) && /;\s*report-type="?delivery-status"?/i.test(type);
  if (!isReport || boundary === undefined) return { headers, report: null };
  const parts = `\n${body}`.split(`\n--${boundary}`).slice(1);
  const part = parts
    .map((one) => splitHeaders(one.slice(one.indexOf('\n') + 1)))
    .find((one) => /^message\/(global-)?delivery-status\b/i.test(fieldOf(one.headers, 'content-type') ?? ''));
  return { headers, report: part ? reportOf(part.body) : null };
}

/** The first group of fields is about the mail, each further one about a recipient. */
function reportOf(body: string): DeliveryReport | null {
  const [, recipient] = body.trim().split(/\n[ \t]*\n/);
  if (recipient === undefined) return null;
  const action = fieldOf(recipient, 'action')?.toLowerCase() ?? '';
  const status = fieldOf(recipient, 'status')?.split(/[\s(]/)[0] ?? '';
  if (!ACTIONS.has(action) || !STATUS.test(status)) return null;
  return { action: action as DeliveryReport['action'], status };
}

function splitHeaders(text: string): { headers: string; body: string } {
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const [head, body] = end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end)];
  return { headers: head.replace(/\n[ \t]+/g, ' '), body };
}

function fieldOf(headers: string, name: string): string | null {
  const found = headers.split('\n').find((one) => one.toLowerCase().startsWith(`${name}:`));
  return found === undefined ? null : found.slice(name.length + 1).trim();
}

/** Enhanced status codes in words, by subject and detail (RFC 3463 section 3); the class is told apart by the action. */
const WORDS: readonly (readonly [code: RegExp, words: string])[] = [
  [/^1\.(1|6)$/, 'không có hộp thư này / there is no such mailbox'],
  [/^1\.(2|10)$/, 'tên miền không nhận thư / the domain takes no mail'],
  [/^1\./, 'địa chỉ không hợp lệ / the address is not valid'],
  [/^2\.1$/, 'hộp thư đã bị khóa / the mailbox is disabled'],
  [/^2\.2$/, 'hộp thư đã đầy / the mailbox is full'],
  [/^(2\.3|3\.4)$/, 'thư quá lớn / the mail is too large'],
  [/^2\./, 'hộp thư không nhận được / the mailbox cannot take it'],
  [/^3\./, 'máy chủ thư bên nhận không nhận / the mail system there does not take it'],
  [/^4\.7$/, 'gửi mãi không được, hết hạn / tried until it expired'],
  [/^4\./, 'không tới được máy chủ thư bên nhận / the mail server there cannot be reached'],
  [/^5\./, 'hai máy chủ thư không hiểu nhau / the mail servers do not understand each other'],
  [/^6\./, 'không nhận nội dung này / content of this kind is not taken'],
  [/^7\./, 'bị chính sách bảo mật của bên nhận chặn / blocked by a policy there'],
];

/** `5.1.1: không có hộp thư này / there is no such mailbox`. */
export function statusInWords(status: string): string {
  const code = status.slice(2);
  const words = WORDS.find(([pattern]) => pattern.test(code))?.[1];
  return `${status}: ${words ?? 'không rõ lý do / no reason given'}`;
}
