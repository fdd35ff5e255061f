import type { DifferenceKind } from '../../../axes/reconcile.ts';
import type { Bilingual } from '../../output.ts';

/** What each difference is, and what to do about it. */
export const DIFFERENCE_WORDS: Readonly<Record<DifferenceKind, { readonly what: Bilingual; readonly act: Bilingual }>> =
  {
    'sent-missing': {
      what: { vi: 'trục kia không có văn bản mà họ đã nhận', en: 'they do not have what they took' },
      act: {
        vi: 'hỏi bên vận hành trục kia; nếu họ đã mất, đề nghị bên gửi gửi lại văn bản',
        en: 'ask their operators; if it is lost there, ask the sender to send the document again',
      },
    },
    'sent-refused': {
      what: { vi: 'trục kia đã từ chối, ở đây vẫn ghi đã chuyển', en: 'they refused what counts as relayed here' },
      act: {
        vi: 'không cần làm gì trong 4 ngày đầu: trục tự hỏi lại và báo cho bên gửi; sau đó báo bên gửi',
        en: 'nothing for the first 4 days: the hub asks again and tells the sender; after that tell the sender',
      },
    },
    'sent-taken': {
      what: { vi: 'trục kia đã nhận, ở đây ghi gửi lỗi', en: 'they took what counts as failed here' },
      act: {
        vi: 'báo bên gửi là văn bản đã đi, không gửi lại',
        en: 'tell the sender that it went out; do not send again',
      },
    },
    'sent-unknown': {
      what: {
        vi: 'trục kia có văn bản mà ở đây chưa biết là họ đã nhận',
        en: 'they have what is not known here as taken',
      },
      act: {
        vi: 'nếu lượt gửi còn chờ: không cần làm gì, lần gửi lại sẽ được nhận ra; nếu không: kiểm tra ai dùng chung mã hệ thống',
        en: 'if it still waits here: nothing, the next try is recognised; if not: see who else uses this system id',
      },
    },
    'received-waiting': {
      what: { vi: 'gói tin đang chờ ở trục kia', en: 'a package waits there' },
      act: {
        vi: 'không cần làm gì khi đang nối; nếu chờ lâu: lienthong axis check',
        en: 'nothing while the link is up; if it stays: lienthong axis check',
      },
    },
    'received-lost': {
      what: { vi: 'trục kia ghi đã giao, ở đây không có', en: 'they count as handed over what is not here' },
      act: { vi: 'đề nghị trục kia phát lại gói tin này', en: 'ask them to offer the package again' },
    },
    'received-untold': {
      what: { vi: 'đã lưu ở đây, trục kia chưa ghi nhận', en: 'stored here, not acknowledged there' },
      act: { vi: 'không cần làm gì: lượt lấy tiếp theo báo lại', en: 'nothing: the next pass acknowledges it again' },
    },
    'received-unlisted': {
      what: { vi: 'đã nhận ở đây, trục kia không liệt kê', en: 'received here, not listed there' },
      act: {
        vi: 'hỏi bên vận hành trục kia; ở đây không thiếu gì',
        en: 'ask their operators; nothing is missing here',
      },
    },
  };
