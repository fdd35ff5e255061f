import type { Catalogue } from '../platform/errors.ts';
import { refusal } from './refusal.ts';

/** What an agency's policy on the signatures inside its PDF files refuses, or waits for. */
export const PDF_ERRORS = {
  PDF_SIGNATURE_REQUIRED: refusal(
    422,
    'SIG_CONSTRAINTS_FAILURE',
    [
      'Tệp thiếu chữ ký số mà quy chế {regulation} bắt buộc: {files}.',
      'Ký số tệp PDF: người có thẩm quyền rồi cơ quan, tổ chức (phụ lục và bản sao: cơ quan, tổ chức), rồi gửi lại.',
    ],
    [
      'Files lack the digital signatures that the regulation {regulation} requires: {files}.',
      'Sign the PDF: the competent person, then the organisation (annexes and copies: the organisation); send again.',
    ],
  ),
  PDF_SIGNATURE_UNDECIDED: {
    ...refusal(
      202,
      'TRY_LATER',
      [
        'Chưa kết luận được chữ ký số của tệp là của ai: {files}.',
        'Trục tự kiểm tra lại; không cần gửi lại. Quản trị trục: cấu hình TRUST_ANCHORS và REVOCATION_ALLOW.',
      ],
      [
        'It is not known yet whose the digital signatures of these files are: {files}.',
        'The hub checks again by itself; do not send again. Administrators: set TRUST_ANCHORS and REVOCATION_ALLOW.',
      ],
    ),
    retry: true,
  },
} as const satisfies Catalogue;
