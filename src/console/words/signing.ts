import type { Words } from './words.ts';

/** Signing in the page through the service on the reader's machine. */
export const SIGNING_WORDS = {
  signApprove: ['Ký phê duyệt', 'Sign as leader'],
  signIssue: ['Ký phát hành (cơ quan)', 'Sign for the agency'],
  signAppendix: ['Ký phụ lục', 'Sign the annex'],
  signCopy: ['Ký bản sao', 'Sign the copy'],
  signStarting: ['Đang gọi phần mềm ký số…', 'Calling the signing service…'],
  signWaiting: [
    'Hãy chọn chứng thư số và nhập mã PIN trong cửa sổ của phần mềm ký số. Trang này tự cập nhật khi ký xong.',
    'Choose the certificate and type the PIN in the window of the signing service. This page follows when it is done.',
  ],
  signAbsent: [
    'Không gọi được phần mềm ký số VGCASignService trên máy này. Cài đặt hoặc khởi động phần mềm, cho phép trình duyệt kết nối với nó, rồi bấm ký lại.',
    'VGCASignService does not answer on this machine. Install or start it, let the browser connect to it, and sign again.',
  ],
  signClosed: [
    'Phần mềm ký số dừng giữa chừng; tệp chưa được ký. Hãy bấm ký lại.',
    'The signing service stopped before it was done; the file is not signed. Sign again.',
  ],
  signCancelled: ['Đã hủy ký; tệp không thay đổi.', 'Signing was cancelled; the file is as it was.'],
  signToken: [
    'Phần mềm ký số không dùng được chứng thư số. Cắm USB token, kiểm tra chứng thư còn hạn, rồi bấm ký lại.',
    'The signing service cannot use the certificate. Plug in the token, see that the certificate is valid, and sign again.',
  ],
  signRefused: ['Phần mềm ký số chưa ký được tệp.', 'The signing service did not sign the file.'],
  signFailed: [
    'Chưa bắt đầu ký được; có thể văn bản đã đổi hoặc phiên đã hết. Tải lại trang rồi bấm ký lại.',
    'Signing could not begin; the draft may have changed or your session ended. Load the page again and sign.',
  ],
} as const satisfies Words;
