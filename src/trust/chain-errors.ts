import type { Catalogue } from '../platform/errors.ts';

/** Why the certificate of a signer is not relied on, beyond its own dates. The facts name the fault in both languages. */
export const CHAIN_ERRORS = {
  CHAIN_NOT_TRUSTED: {
    status: 403,
    retry: false,
    subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    vi: {
      title: 'Chứng thư của người ký không dẫn tới gốc tin cậy nào: {problemVi}.',
      fix: 'Ký bằng chứng thư do tổ chức chứng thực được trục tin cậy cấp, hoặc đề nghị quản trị trục thêm gốc tin cậy.',
    },
    en: {
      title: "The signer's certificate leads to no trust anchor: {problem}.",
      fix: "Sign with a certificate of an authority that the hub trusts, or ask its administrator to add the authority's root.",
    },
  },
  CHAIN_CONSTRAINTS: {
    status: 403,
    retry: false,
    subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
    vi: {
      title: 'Chuỗi chứng thư của người ký vi phạm ràng buộc: {problemVi}.',
      fix: 'Đề nghị tổ chức chứng thực kiểm tra và cấp lại chứng thư, rồi ký lại.',
    },
    en: {
      title: "The chain of the signer's certificate breaks a constraint: {problem}.",
      fix: 'Ask the certification authority to check and reissue the certificate, and sign again.',
    },
  },
  TRUST_ANCHORS_UNREADABLE: {
    status: 500,
    retry: false,
    subIndication: 'POLICY_PROCESSING_ERROR',
    vi: {
      title: 'Không đọc được gốc tin cậy trong {folder}: {problem}.',
      fix: 'Đặt các chứng thư gốc (PEM hoặc DER, đuôi .pem, .crt, .cer) vào thư mục TRUST_ANCHORS.',
    },
    en: {
      title: 'The trust anchors in {folder} cannot be read: {problem}.',
      fix: 'Put the root certificates (PEM or DER, named .pem, .crt or .cer) into the folder of TRUST_ANCHORS.',
    },
  },
  REVOCATION_UNAVAILABLE: {
    status: 202,
    retry: true,
    subIndication: 'TRY_LATER',
    vi: {
      title: 'Chưa hỏi được tình trạng thu hồi: {problemVi}.',
      fix: 'Trục tự kiểm tra lại; không cần gửi lại. Quản trị trục kiểm tra đường tới máy chủ OCSP, CRL và danh sách REVOCATION_ALLOW.',
    },
    en: {
      title: 'The revocation status could not be obtained: {problem}.',
      fix: "The hub checks again by itself; do not send again. Its administrator checks the way to the authority's OCSP and CRL servers and the list REVOCATION_ALLOW.",
    },
  },
} as const satisfies Catalogue;
