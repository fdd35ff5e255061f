import { defineErrors } from '../platform/errors.ts';

export const { catalogue, error } = defineErrors({
  LOGIN_REFUSED: {
    status: 401,
    retry: false,
    vi: {
      title: 'Tên đăng nhập hoặc mật khẩu không đúng.',
      fix: 'Kiểm tra bộ gõ tiếng Việt và phím Caps Lock; quên mật khẩu thì đề nghị quản trị viên cấp lại.',
    },
    en: {
      title: 'The user name or the password is wrong.',
      fix: 'Check the keyboard and Caps Lock; if you forgot the password, ask the administrator for a new one.',
    },
  },
  ACCOUNT_LOCKED: {
    status: 429,
    retry: true,
    vi: {
      title: 'Nhập sai nhiều lần; tạm dừng đăng nhập bằng tên này từ máy này.',
      fix: 'Thử lại sau {minutes} phút, hoặc dùng máy đã từng đăng nhập; quên mật khẩu thì đề nghị quản trị viên cấp lại.',
    },
    en: {
      title: 'Too many wrong guesses: this name rests for a while at this computer.',
      fix: 'Try again in {minutes} minutes, or at a computer where you have logged in before; ask the administrator for a new password if you forgot it.',
    },
  },
  PASSWORD_WEAK: {
    status: 422,
    retry: false,
    vi: {
      title: 'Mật khẩu mới phải có từ {shortest} đến {longest} ký tự và khác mật khẩu đang dùng.',
      fix: 'Chọn một câu ngắn dễ nhớ, người khác khó đoán.',
    },
    en: {
      title: 'The new password must have {shortest} to {longest} characters and differ from the present one.',
      fix: 'Choose a short sentence that is easy to remember and hard to guess.',
    },
  },
  PASSWORD_WRONG: {
    status: 422,
    retry: false,
    vi: { title: 'Mật khẩu hiện tại không đúng.', fix: 'Nhập lại mật khẩu đang dùng.' },
    en: { title: 'The current password is wrong.', fix: 'Type the password that you use now.' },
  },
  ACCOUNT_UNKNOWN: {
    status: 404,
    retry: false,
    vi: { title: 'Không có tài khoản {login}.', fix: 'Xem các tài khoản bằng lienthong user list.' },
    en: { title: 'There is no account {login}.', fix: 'See the accounts with lienthong user list.' },
  },
  ACCOUNT_TAKEN: {
    status: 409,
    retry: false,
    vi: { title: 'Đã có tài khoản {login}.', fix: 'Chọn tên đăng nhập khác.' },
    en: { title: 'There is an account {login} already.', fix: 'Choose another user name.' },
  },
  MANDATE_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Thiếu quyết định kiểm tra hoặc thời kỳ được kiểm tra không hợp lệ.',
      fix: 'Người kiểm tra cần số quyết định, ngày đầu, ngày cuối của thời kỳ và ngày hết hạn; ngày đầu không sau ngày cuối. Vai trò khác không có các mục này.',
    },
    en: {
      title: 'The decision of the audit is missing, or its period is none.',
      fix: "An auditor needs the decision's number, the first and last day of the period and the last day of the account, the first not after the last; other roles take none of them.",
    },
  },
  ACCOUNT_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Tài khoản không hợp lệ: {problem}',
      fix: 'Tên đăng nhập gồm 3 đến 60 chữ cái không dấu, chữ số, dấu chấm, gạch ngang.',
    },
    en: {
      title: 'The account is not valid: {problem}',
      fix: 'A user name has 3 to 60 plain letters, digits, dots or hyphens.',
    },
  },
  ACCOUNT_NAME: {
    status: 422,
    retry: false,
    vi: {
      title: 'Thiếu họ và tên, hoặc họ tên dài quá 120 ký tự.',
      fix: 'Ghi họ và tên như trên giấy tờ của cơ quan.',
    },
    en: { title: 'The full name is missing or longer than 120 characters.', fix: 'Write the name as the agency does.' },
  },
  ACCOUNT_AGENCIES: {
    status: 422,
    retry: false,
    vi: {
      title: 'Cơ quan không phù hợp với vai trò {role}.',
      fix: 'Văn thư, quản trị cơ quan và người kiểm tra phải gắn với ít nhất một cơ quan; các vai trò khác không gắn cơ quan nào.',
    },
    en: {
      title: 'The agencies do not fit the role {role}.',
      fix: 'A clerk, an agency administrator or an auditor needs at least one agency; the other roles take none.',
    },
  },
  OWN_ACCOUNT: {
    status: 409,
    retry: false,
    vi: {
      title: 'Không ai tự khóa hoặc tự đổi vai trò, cơ quan của tài khoản mình.',
      fix: 'Đề nghị một quản trị viên khác làm việc này.',
    },
    en: {
      title: 'Nobody locks his own account or changes its role or agencies.',
      fix: 'Ask another administrator to do it.',
    },
  },
  CODE_WRONG: {
    status: 422,
    retry: false,
    vi: {
      title: 'Mã xác thực không đúng hoặc đã dùng rồi.',
      fix: 'Đợi ứng dụng hiện mã mới rồi nhập lại; giờ của điện thoại phải đúng. Mất điện thoại thì nhập một mã dự phòng.',
    },
    en: {
      title: 'The code is wrong or was used already.',
      fix: 'Wait for the next code of the app; the clock of the telephone must be right. Without it, type a recovery code.',
    },
  },
  SECOND_FACTOR_SET: {
    status: 409,
    retry: false,
    vi: { title: 'Tài khoản đã có xác thực hai lớp.', fix: 'Bỏ lớp đang dùng trước khi thiết lập lại.' },
    en: { title: 'The account has a second factor already.', fix: 'Give it up before you set up another.' },
  },
});
