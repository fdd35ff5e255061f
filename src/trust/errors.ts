import { edxmlErrors } from '../edxml/index.ts';
import { type Catalogue, defineErrors, type Facts, HubError } from '../platform/errors.ts';
import { CHAIN_ERRORS } from './chain-errors.ts';
import { EXTERNAL_ERRORS } from './external-errors.ts';
import { PDF_ERRORS } from './pdf-errors.ts';
import { refusal } from './refusal.ts';

const FORMAT = 'FORMAT_FAILURE';
const RESIGN_VI = 'Ký lại gói tin bằng công cụ ký của hệ thống (lienthong sign) rồi gửi lại.';
const RESIGN_EN = 'Sign the package again (lienthong sign) and send it again.';

/** Why the signature of an envelope, a receipt or a key file is not accepted. */
export const { catalogue: trustErrors, error: trustError } = defineErrors({
  ...CHAIN_ERRORS,
  ...EXTERNAL_ERRORS,
  ...PDF_ERRORS,
  SIGNATURE_MISSING: refusal(
    422,
    FORMAT,
    ['Gói tin không có chữ ký số, trong khi cơ quan gửi phải ký.', RESIGN_VI],
    ['The package has no envelope signature, and this sender must sign.', RESIGN_EN],
  ),
  SIGNATURE_AMBIGUOUS: refusal(
    422,
    FORMAT,
    [
      'Phải có đúng một chữ ký số của gói tin, là con của edXMLHeader; tìm thấy: {found}.',
      'Giữ một Signature trong edXMLHeader.',
    ],
    [
      'There must be exactly one envelope signature, a child of edXMLHeader; found: {found}.',
      'Keep one Signature in edXMLHeader.',
    ],
  ),
  SIGNATURE_MALFORMED: refusal(
    422,
    FORMAT,
    ['Chữ ký số của gói tin sai cấu trúc XMLDSig: {problem}.', RESIGN_VI],
    ['The envelope signature is not well-formed XMLDSig: {problem}.', RESIGN_EN],
  ),
  SIGNATURE_UNVERIFIABLE: refusal(
    422,
    FORMAT,
    ['Không kiểm được chữ ký số của gói tin vì không theo chuẩn XMLDSig: {problem}.', RESIGN_VI],
    ['The envelope signature cannot be verified because it is not standard XMLDSig: {problem}.', RESIGN_EN],
  ),
  SIGNATURE_NOT_PORTABLE: refusal(
    422,
    FORMAT,
    [
      'Gói multipart mang chữ ký trên toàn văn bản (URI=""); chữ ký đó mất giá trị khi tệp đính kèm được gộp vào phong bì.',
      'Ký theo tham chiếu (#Id và cid:) hoặc gửi một tệp edXML có tệp đính kèm bên trong.',
    ],
    [
      'A multipart package carries a whole-document signature (URI=""), which breaks when its attachments are inlined.',
      'Sign by reference (#Id and cid:), or send one edXML file with its attachments inside.',
    ],
  ),
  ALGORITHM_NOT_ALLOWED: refusal(
    422,
    'CRYPTO_CONSTRAINTS_FAILURE',
    [
      'Thuật toán hoặc khóa của chữ ký không được chấp nhận: {algorithm}.',
      'Dùng RSA từ 2048 bit hoặc ECDSA P-256, P-384 với SHA-256, SHA-384, SHA-512 và C14N không chú thích.',
    ],
    [
      'The algorithm or key of the signature is not allowed: {algorithm}.',
      'Use RSA of 2048 bits or more, or ECDSA P-256 or P-384, with SHA-256, SHA-384 or SHA-512 and C14N without comments.',
    ],
  ),
  'LIMIT_EXCEEDED.signedInfo': refusal(
    413,
    FORMAT,
    ['SignedInfo vượt giới hạn {limit} byte.', RESIGN_VI],
    ['SignedInfo exceeds the limit of {limit} bytes.', RESIGN_EN],
  ),
  'LIMIT_EXCEEDED.references': refusal(
    413,
    FORMAT,
    ['Chữ ký có quá {limit} tham chiếu.', RESIGN_VI],
    ['The signature has more than {limit} references.', RESIGN_EN],
  ),
  'LIMIT_EXCEEDED.transforms': refusal(
    413,
    FORMAT,
    ['Một tham chiếu của chữ ký có quá {limit} phép biến đổi.', RESIGN_VI],
    ['A reference of the signature has more than {limit} transforms.', RESIGN_EN],
  ),
  'LIMIT_EXCEEDED.certificate': refusal(
    413,
    FORMAT,
    [
      'Chứng thư số trong KeyInfo vượt giới hạn {limit} byte.',
      'Gửi chứng thư số của người ký, mỗi chứng thư số dưới 16 KB.',
    ],
    [
      'The certificate in KeyInfo exceeds the limit of {limit} bytes.',
      "Send the signer's own certificate, below 16 KB.",
    ],
  ),
  'LIMIT_EXCEEDED.certificates': refusal(
    413,
    FORMAT,
    [
      'KeyInfo mang quá {limit} chứng thư số.',
      'Chỉ gửi chứng thư số của người ký và của các cấp chứng thực phía trên.',
    ],
    [
      'KeyInfo carries more than {limit} certificates.',
      "Send the signer's certificate and those of the authorities above it only.",
    ],
  ),
  DIGEST_MISMATCH: refusal(
    422,
    'HASH_FAILURE',
    ['Nội dung đã bị thay đổi sau khi ký: {uri}.', 'Kiểm tra đường truyền và phần mềm gửi; gửi lại bản gốc đã ký.'],
    [
      'The content was changed after it was signed: {uri}.',
      'Check the path and the sending software; send the signed original.',
    ],
  ),
  SIGNATURE_INVALID: refusal(
    422,
    'SIG_CRYPTO_FAILURE',
    ['Giá trị chữ ký không khớp với SignedInfo và chứng thư số của người ký.', RESIGN_VI],
    ["The signature value does not match SignedInfo and the signer's certificate.", RESIGN_EN],
  ),
  SIGNER_UNKNOWN: refusal(
    403,
    'NO_SIGNING_CERTIFICATE_FOUND',
    [
      'Chứng thư số của người ký chưa được gắn với cơ quan {sender}.',
      'Đề nghị quản trị trục gắn chứng thư số với cơ quan, hoặc ký bằng chứng thư số đã đăng ký.',
    ],
    [
      "The signer's certificate is not bound to the agency {sender}.",
      'Ask the administrator of the hub to bind the certificate to the agency, or sign with one that is bound.',
    ],
  ),
  SIGNER_MISMATCH: refusal(
    403,
    'SIG_CONSTRAINTS_FAILURE',
    ['Chứng thư số của người ký thuộc cơ quan khác, không phải {sender}.', 'Ký bằng chứng thư số của cơ quan gửi.'],
    [
      "The signer's certificate belongs to another agency, not to {sender}.",
      'Sign with a certificate of the sending agency.',
    ],
  ),
  // EN 319 102-1 clause 5.2.3.4: the certificate that the signature names was not found.
  SIGNING_CERTIFICATE_DIFFERS: refusal(
    422,
    'NO_SIGNING_CERTIFICATE_FOUND',
    ['Chữ ký XAdES ghi một chứng thư số khác (SigningCertificate), không phải chứng thư số của người ký.', RESIGN_VI],
    ['The XAdES signature names another certificate (SigningCertificate) than that of its signer.', RESIGN_EN],
  ),
  CERT_EXPIRED: refusal(
    403,
    'OUT_OF_BOUNDS_NO_POE',
    ['Chứng thư số của người ký đã hết hạn từ {date}.', 'Gia hạn hoặc đăng ký chứng thư số mới, rồi ký lại.'],
    ["The signer's certificate expired on {date}.", 'Renew the certificate or bind a new one, and sign again.'],
  ),
  CERT_NOT_YET_VALID: refusal(
    403,
    'NOT_YET_VALID',
    ['Chứng thư số của người ký chưa có hiệu lực; hiệu lực từ {date}.', 'Ký bằng chứng thư số đang có hiệu lực.'],
    [
      "The signer's certificate is not valid yet; it will be from {date}.",
      'Sign with a certificate that is valid now.',
    ],
  ),
  CERT_REVOKED: refusal(
    403,
    'REVOKED',
    ['Chứng thư số của người ký đã bị thu hồi từ {date}.', 'Ký lại bằng chứng thư số còn hiệu lực của cơ quan.'],
    ["The signer's certificate was revoked on {date}.", 'Sign again with a valid certificate of the agency.'],
  ),
  VERIFICATION_TIMEOUT: {
    ...refusal(
      202,
      'POLICY_PROCESSING_ERROR',
      [
        'Việc kiểm tra gói tin quá thời gian cho phép ({seconds} giây).',
        'Trục tự kiểm tra lại một lần; không cần gửi lại.',
      ],
      [
        'Verifying the package took longer than allowed ({seconds} s).',
        'The hub tries once more by itself; do not send again.',
      ],
    ),
    retry: true,
  },
  VERIFIER_RESTARTED: {
    ...refusal(
      202,
      'POLICY_PROCESSING_ERROR',
      ['Bộ kiểm tra đã dừng đột ngột và được khởi động lại.', 'Trục tự kiểm tra lại; không cần gửi lại.'],
      ['The verifier stopped unexpectedly and was restarted.', 'The hub verifies again by itself; do not send again.'],
    ),
    retry: true,
  },
  ALREADY_SIGNED: refusal(
    422,
    FORMAT,
    ['Gói tin đã có chữ ký số.', 'Ký bản chưa có Signature.'],
    ['The file already carries an envelope signature.', 'Sign the copy without Signature.'],
  ),
  SIGN_LAYOUT: refusal(
    422,
    FORMAT,
    [
      'Không xác định được chỗ đặt chữ ký: {problem}.',
      'Dùng gói tin edXML do trục hoặc hệ thống quản lý văn bản tạo ra.',
    ],
    [
      'The place for the signature cannot be found: {problem}.',
      'Use an edXML package built by the hub or a document system.',
    ],
  ),
  PKCS12_UNREADABLE: refusal(
    400,
    FORMAT,
    ['Không mở được tệp PKCS#12: {vi}.', 'Kiểm tra mật khẩu; tệp phải có khóa riêng và chứng thư số.'],
    [
      'The PKCS#12 file cannot be opened: {en}.',
      'Check the passphrase; the file must hold a private key and its certificate.',
    ],
  ),
  KEY_NOT_SUITABLE: refusal(
    400,
    'CRYPTO_CONSTRAINTS_FAILURE',
    [
      'Khóa không dùng để ký được: {problem}.',
      'Dùng khóa RSA từ 2048 bit hoặc ECDSA P-256, P-384, cùng chứng thư số của chính khóa đó.',
    ],
    [
      'The key cannot be used to sign: {problem}.',
      'Use RSA of 2048 bits or more, or ECDSA P-256 or P-384, with its own certificate.',
    ],
  ),
  RECEIPT_NOT_RECEIPT: refusal(
    422,
    FORMAT,
    [
      'Tệp không phải biên nhận do trục cấp, hoặc đã bị định dạng lại.',
      'Dùng đúng tệp biên nhận đã tải về, không chỉnh sửa.',
    ],
    ['The file is not a receipt of the hub, or it was reformatted.', 'Use the receipt exactly as it was downloaded.'],
  ),
  RECEIPT_ALTERED: refusal(
    422,
    'HASH_FAILURE',
    ['Nội dung biên nhận đã bị thay đổi sau khi ký.', 'Tải lại biên nhận từ trục.'],
    ['The receipt was changed after it was signed.', 'Download the receipt from the hub again.'],
  ),
  RECEIPT_SIGNATURE_INVALID: refusal(
    422,
    'SIG_CRYPTO_FAILURE',
    ['Chữ ký trên biên nhận không đúng.', 'Tải lại biên nhận từ trục; nếu vẫn sai, báo quản trị trục.'],
    [
      'The signature of the receipt is wrong.',
      'Download the receipt again; if it is still wrong, tell the administrator of the hub.',
    ],
  ),
  RECEIPT_SIGNER_UNKNOWN: refusal(
    422,
    'NO_SIGNING_CERTIFICATE_FOUND',
    [
      'Chứng thư số đã ký biên nhận không nằm trong danh sách tin cậy: {signer}.',
      'Lấy chứng thư số của trục từ quản trị trục.',
    ],
    [
      'The certificate that signed the receipt is not trusted: {signer}.',
      "Get the hub's certificate from its administrator.",
    ],
  ),
});

const ALL: Catalogue = { ...edxmlErrors, ...trustErrors };

/** An error of `edxml` or `trust` made again from what crosses a thread boundary: its code and its facts. */
export function remakeError(code: string, facts: Facts): HubError {
  const spec = ALL[code];
  if (!spec) throw new Error(`unknown error code ${code}`);
  return new HubError(code, spec, facts);
}
