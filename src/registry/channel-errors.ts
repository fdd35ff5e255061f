import { defineErrors } from '../platform/errors.ts';

/** Receiving channels that cannot be set, or not be tested now. */
export const { catalogue: channelErrors, error: channelError } = defineErrors({
  CHANNEL_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Kênh nhận không hợp lệ: {problem}.',
      fix: 'Sửa giá trị được nêu; webhook cần địa chỉ http(s) đầy đủ và khóa bí mật dùng để ký.',
    },
    en: {
      title: 'The channel is not valid: {problem}.',
      fix: 'Correct the value that is named; a webhook needs its full http(s) address and the secret that signs the calls.',
    },
  },
  CHANNEL_NOT_WEBHOOK: {
    status: 409,
    retry: false,
    vi: {
      title: 'Trục không đẩy văn bản đến {code}: cơ quan không có kênh nhận webhook của riêng mình.',
      fix: 'Đặt kênh nhận của cơ quan (lienthong agency channel {code} --webhook https://…) rồi gọi thử.',
    },
    en: {
      title: 'Nothing is pushed to {code}: the agency has no webhook of its own.',
      fix: 'Set its channel (lienthong agency channel {code} --webhook https://…), then test it.',
    },
  },
  CHANNEL_TEST_TOO_SOON: {
    status: 429,
    retry: true,
    vi: { title: 'Vừa gọi thử {code}.', fix: 'Chờ {seconds} giây rồi gọi thử lại.' },
    en: { title: '{code} was called for a test just now.', fix: 'Wait {seconds} seconds and test again.' },
  },
});
