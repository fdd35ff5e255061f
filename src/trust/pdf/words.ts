import type { Notice } from '../../edxml/index.ts';
import type { Facts } from '../../platform/errors.ts';

const words = <C extends Record<string, readonly [vi: string, en: string]>>(sentences: C): C => sentences;

/** Why a PDF or one of its signatures is not believed, in both languages. `{name}` is filled from the facts. */
export const PDF_WORDS = words({
  PDF_MALFORMED: [
    'Cấu trúc tệp PDF không đọc được ({problem}, vị trí {at}).',
    'The structure of the PDF cannot be read ({problem}, offset {at}).',
  ],
  PDF_ENCRYPTED: [
    'Tệp PDF được đặt mật khẩu hoặc mã hóa nên không kiểm được chữ ký.',
    'The PDF is encrypted, so its signatures cannot be verified.',
  ],
  PDF_DOUBLED_OBJECT: [
    'Tệp PDF có hai đối tượng cùng số {num}: các phần mềm sẽ hiển thị khác nhau.',
    'The PDF has two objects of number {num}: readers would show different things.',
  ],
  PDF_LIMIT: ['Tệp PDF vượt giới hạn kiểm tra ({limit}).', 'The PDF exceeds a limit of verification ({limit}).'],
  PDF_TIME: ['Hết thời gian kiểm tra tệp PDF.', 'The time for verifying the PDF ran out.'],
  PDF_TOO_MANY_FILES: [
    'Quá số tệp được kiểm chữ ký trong một gói tin.',
    'More files than are verified for signatures in one package.',
  ],
  PDF_UNPACK: ['Không giải nén được tệp đính kèm.', 'The attachment cannot be unpacked.'],
  PDF_SUBFILTER: [
    'Chữ ký thuộc loại không được kiểm ({subFilter}).',
    'The signature is of a kind that is not verified ({subFilter}).',
  ],
  PDF_BYTE_RANGE: [
    'Phạm vi ký không phủ kín tệp PDF ({problem}).',
    'The signature does not cover the PDF without a gap ({problem}).',
  ],
  PDF_NOT_IN_REVISION: [
    'Chữ ký không thuộc bản mà nó khai là đã ký.',
    'The signature is not part of the revision that it claims to sign.',
  ],
  PDF_CMS: ['Dữ liệu chữ ký sai cấu trúc CMS ({problem}).', 'The signature is not well-formed CMS ({problem}).'],
  PDF_ATTRIBUTES: [
    'Thuộc tính được ký (contentType, messageDigest) thiếu hoặc sai.',
    'The signed attributes (contentType, messageDigest) are missing or wrong.',
  ],
  PDF_ALGORITHM: [
    'Thuật toán ký không được nhận ({algorithm}).',
    'The signature algorithm is not accepted ({algorithm}).',
  ],
  PDF_LEGACY_ALGORITHM: [
    'Chữ ký dùng thuật toán hoặc khóa đã lỗi thời ({algorithm}), không được coi là hợp lệ.',
    'The signature uses an outdated algorithm or key ({algorithm}) and does not count as valid.',
  ],
  PDF_NO_CERTIFICATE: [
    'Chữ ký không kèm chứng thư số của người ký.',
    'The signature does not carry the certificate of its signer.',
  ],
  PDF_CERTIFICATE_NOT_BOUND: [
    'Chữ ký không gắn với đúng chứng thư số của người ký (ESSCertIDv2).',
    "The signature is not bound to its signer's certificate (ESSCertIDv2).",
  ],
  PDF_SIGNATURE_VALUE: ['Giá trị chữ ký không đúng.', 'The signature value is wrong.'],
  PDF_DIGEST: ['Nội dung đã bị thay đổi sau khi ký.', 'The content was changed after it was signed.'],
  PDF_STAMP: ['Dấu thời gian không hợp lệ ({problem}).', 'The time-stamp is not valid ({problem}).'],
  PDF_STAMP_IMPRINT: ['Dấu thời gian không thuộc chữ ký này.', 'The time-stamp does not belong to this signature.'],
});

export type PdfCode = keyof typeof PDF_WORDS;

/** The sentences of a code with the facts of this case. */
export function pdfNotice(code: PdfCode, facts: Facts = {}): Notice {
  const [vi, en] = PDF_WORDS[code].map((text) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in facts ? String(facts[name]) : whole)),
  ) as [string, string];
  return { code, vi, en };
}
