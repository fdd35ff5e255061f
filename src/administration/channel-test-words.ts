import type { Language, Sentence } from '../platform/errors.ts';
import type { ChannelTest, ChannelVerdict } from './channel-test.ts';

type Words = Readonly<Record<Language, Sentence>>;

/** What a test call has shown, and what to do about it. `{host}`, `{status}`, `{ms}`, `{reason}` are filled in. */
const WORDS: Readonly<Record<ChannelVerdict, Words>> = {
  answered: {
    vi: {
      title: '{host} đã nhận cuộc gọi thử: HTTP {status} sau {ms} ms.',
      fix: 'Đường đi và chứng thư số tốt. Trục không biết được bên nhận có kiểm tra chữ ký hay không: đối chiếu nhật ký bên nhận (docs/webhook.md).',
    },
    en: {
      title: '{host} took the test call: HTTP {status} after {ms} ms.',
      fix: 'The way and the certificate are good. Whether the recipient checks the signature cannot be seen from here: look at its log (docs/webhook.md).',
    },
  },
  'signature-refused': {
    vi: {
      title: '{host} không tin cuộc gọi thử: HTTP {status} sau {ms} ms.',
      fix: 'Bên nhận kiểm tra sai hoặc có khóa khác: khóa phải là khóa cấp lần cuối, đồng hồ lệch dưới 300 giây, SHA-256 tính trên từng byte của thân, mã lấy từ tiêu đề Lienthong-Test (docs/webhook.md).',
    },
    en: {
      title: '{host} does not believe the test call: HTTP {status} after {ms} ms.',
      fix: 'Its check is wrong or has another secret: the secret given last, a clock within 300 seconds, SHA-256 over the octets of the body, the id of the header Lienthong-Test (docs/webhook.md).',
    },
  },
  refused: {
    vi: {
      title: '{host} có trả lời nhưng không hiểu cuộc gọi thử: HTTP {status} sau {ms} ms.',
      fix: 'Kiểm tra đường dẫn; bên nhận trả 2xx cho cuộc gọi có tiêu đề Lienthong-Test, đúng chữ ký, và không lưu gì (docs/webhook.md).',
    },
    en: {
      title: '{host} answers but does not understand the test call: HTTP {status} after {ms} ms.',
      fix: 'Check the path; a call with the header Lienthong-Test and a good signature is answered 2xx, and nothing is stored (docs/webhook.md).',
    },
  },
  redirected: {
    vi: {
      title: '{host} chuyển hướng cuộc gọi thử: HTTP {status} sau {ms} ms.',
      fix: 'Trục không đi theo chuyển hướng: khai báo thẳng địa chỉ cuối cùng.',
    },
    en: {
      title: '{host} redirects the test call: HTTP {status} after {ms} ms.',
      fix: 'The hub follows no redirect: set the final address.',
    },
  },
  failing: {
    vi: {
      title: '{host} gặp lỗi khi nhận cuộc gọi thử: HTTP {status} sau {ms} ms.',
      fix: 'Xem nhật ký của hệ thống nhận; văn bản gửi đến lúc này sẽ được trục gửi lại.',
    },
    en: {
      title: '{host} failed at the test call: HTTP {status} after {ms} ms.',
      fix: 'Look at the log of the receiving system; a document sent now would be tried again.',
    },
  },
  certificate: {
    vi: {
      title: 'Không lập được kết nối an toàn với {host}: {reason}.',
      fix: 'Sửa chứng thư số của máy chủ nhận; chưa sửa thì trục không gửi văn bản nào đến đó.',
    },
    en: {
      title: 'No secure connection to {host}: {reason}.',
      fix: "Mend the receiving server's certificate; until then the hub sends it no document.",
    },
  },
  'not-allowed': {
    vi: {
      title: 'Trục không được gọi tới {host}: địa chỉ nội bộ chưa được cho phép.',
      fix: 'Người quản trị thêm dải địa chỉ của bên nhận vào OUTBOUND_ALLOW.',
    },
    en: {
      title: 'The hub may not call {host}: a private address that is not allowed.',
      fix: "The administrator adds the recipient's range to OUTBOUND_ALLOW.",
    },
  },
  unreachable: {
    vi: {
      title: 'Không kết nối được tới {host} ({reason}).',
      fix: 'Kiểm tra tên máy chủ, cổng, tường lửa giữa trục và bên nhận.',
    },
    en: {
      title: 'Could not reach {host} ({reason}).',
      fix: 'Check the name, the port and the firewalls between the hub and the recipient.',
    },
  },
  silent: {
    vi: {
      title: '{host} không trả lời trong {ms} ms.',
      fix: 'Kiểm tra máy chủ nhận; nó phải lưu xong và trả lời, không chờ xử lý.',
    },
    en: {
      title: '{host} did not answer within {ms} ms.',
      fix: 'Check the receiving server; it stores and answers, and processes afterwards.',
    },
  },
  talkative: {
    vi: {
      title: '{host} trả lời dài quá mức cho phép.',
      fix: 'Bên nhận chỉ cần trả lời ngắn; kiểm tra địa chỉ có phải là một trang web hay không.',
    },
    en: {
      title: '{host} answered at too great a length.',
      fix: 'A short answer is all that is owed; check that the address is not a web page.',
    },
  },
};

/** What the usual codes of a bad certificate mean; another one is told as it is. */
const CERTIFICATE_WORDS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  CERT_HAS_EXPIRED: { vi: 'chứng thư số đã hết hạn', en: 'its certificate has expired' },
  CERT_NOT_YET_VALID: { vi: 'chứng thư số chưa có hiệu lực', en: 'its certificate is not valid yet' },
  DEPTH_ZERO_SELF_SIGNED_CERT: { vi: 'chứng thư số tự ký', en: 'its certificate is signed by itself' },
  SELF_SIGNED_CERT_IN_CHAIN: {
    vi: 'chứng thư số gốc không nằm trong danh sách tin cậy của trục',
    en: 'its root certificate is not trusted by this machine',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    vi: 'máy chủ không gửi kèm chứng thư số trung gian, hoặc bên cấp không được tin cậy',
    en: 'it sends no intermediate certificate, or its issuer is not trusted',
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    vi: 'không biết bên cấp chứng thư số',
    en: 'the issuer of its certificate is not known',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    vi: 'chứng thư số cấp cho tên máy chủ khác',
    en: 'its certificate is for another name',
  },
};

/** The result of a test call as a person reads it. */
export function channelTestWords({ verdict, url, status, ms, reason }: ChannelTest, language: Language): Sentence {
  const code = reason ?? '–';
  const facts: Record<string, string> = {
    host: new URL(url).host,
    status: String(status ?? '–'),
    ms: String(ms),
    reason: CERTIFICATE_WORDS[code] ? `${CERTIFICATE_WORDS[code][language]} (${code})` : code,
  };
  const filled = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => facts[name]!);
  const { title, fix } = WORDS[verdict][language];
  return { title: filled(title), fix: filled(fix) };
}
