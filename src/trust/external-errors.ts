import type { Catalogue } from '../platform/errors.ts';

/** Why a signature that was made elsewhere is not put into a package. */
export const EXTERNAL_ERRORS = {
  SIGNATURE_REQUEST_UNREADABLE: {
    status: 422,
    retry: false,
    vi: {
      title: 'Đây không phải là yêu cầu ký đọc được: {problem}.',
      fix: 'Dùng nguyên tệp mà `lienthong sign --detached-request` đã ghi.',
    },
    en: {
      title: 'This is not a readable signature request: {problem}.',
      fix: 'Use the file that `lienthong sign --detached-request` wrote, as it is.',
    },
  },
  SIGNATURE_REQUEST_STALE: {
    status: 409,
    retry: false,
    vi: {
      title: 'Gói tin không phải là bản đã lập yêu cầu ký.',
      fix: 'Dùng đúng bản đó, hoặc lập yêu cầu ký mới cho bản này rồi ký lại.',
    },
    en: {
      title: 'The package is not the one that the signature request was made for.',
      fix: 'Use that one, or make a new request for this one and sign again.',
    },
  },
  SIGNATURE_VALUE_WRONG: {
    status: 422,
    retry: false,
    vi: {
      title: 'Giá trị chữ ký không do khóa của chứng thư số "{subject}" tạo ra trên yêu cầu ký này.',
      fix: 'Ký đúng các octet của `signedInfo` (đã giải base64) bằng khóa của chứng thư số đó; giá trị ở dạng nhị phân, không base64.',
    },
    en: {
      title: 'The signature value was not made by the key of the certificate "{subject}" over this request.',
      fix: "Sign the octets of `signedInfo` (base64 decoded) with that certificate's key; give the value as binary, not base64.",
    },
  },
} as const satisfies Catalogue;
