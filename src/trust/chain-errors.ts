import type { Catalogue } from '../platform/errors.ts';

/**
 * Why the certificate of a signer is not relied on, beyond its own dates. `rule` is the field of RFC 5280 that was broken;
 * the reasons of the verdict say it in a sentence.
 */
export const CHAIN_ERRORS = {
  CHAIN_NOT_TRUSTED: {
    status: 403,
    retry: false,
    subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    vi: {
      title: 'Chứng thư số "{subject}" không dẫn tới gốc tin cậy nào của trục.',
      fix: 'Ký bằng chứng thư số do tổ chức chứng thực được trục tin cậy cấp, hoặc đề nghị quản trị trục thêm gốc tin cậy.',
    },
    en: {
      title: 'The certificate "{subject}" leads to no trust anchor of the hub.',
      fix: "Sign with a certificate of an authority that the hub trusts, or ask its administrator to add the authority's root.",
    },
  },
  CHAIN_CONSTRAINTS: {
    status: 403,
    retry: false,
    subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
    vi: {
      title: 'Chuỗi chứng thư số của người ký không đạt tại "{subject}" ({rule}).',
      fix: 'Đề nghị tổ chức chứng thực kiểm tra và cấp lại chứng thư, rồi ký lại.',
    },
    en: {
      title: 'The chain of the signer\'s certificate fails at "{subject}" ({rule}).',
      fix: 'Ask the certification authority to check and reissue the certificate, and sign again.',
    },
  },
  TRUST_ANCHORS_UNREADABLE: {
    status: 500,
    retry: false,
    subIndication: 'POLICY_PROCESSING_ERROR',
    vi: {
      title: 'Không đọc được gốc tin cậy trong {folder}: {vi}.',
      fix: 'Đặt các chứng thư số gốc (PEM hoặc DER, đuôi .pem, .crt, .cer) vào thư mục TRUST_ANCHORS.',
    },
    en: {
      title: 'The trust anchors in {folder} cannot be read: {en}.',
      fix: 'Put the root certificates (PEM or DER, named .pem, .crt or .cer) into the folder of TRUST_ANCHORS.',
    },
  },
  REVOCATION_UNAVAILABLE: {
    status: 202,
    retry: true,
    subIndication: 'TRY_LATER',
    vi: {
      title: 'Chưa biết chứng thư số "{subject}" có bị thu hồi hay không: {vi}.',
      fix: 'Trục tự kiểm tra lại; không cần gửi lại. {fixVi}',
    },
    en: {
      title: 'Whether the certificate "{subject}" was revoked could not be learnt: {en}.',
      fix: 'The hub checks again by itself; do not send again. {fixEn}',
    },
  },
} as const satisfies Catalogue;
