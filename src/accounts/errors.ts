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
  PROVIDER_FAILED: {
    status: 502,
    retry: true,
    vi: {
      title: 'Không đăng nhập được qua {name} ({reason}).',
      fix: 'Thử lại sau; nếu vẫn vậy, đăng nhập bằng mật khẩu hoặc báo quản trị trục.',
    },
    en: {
      title: 'The log-in through {name} failed ({reason}).',
      fix: 'Try again later; if it stays so, log in with the password or tell the administrator.',
    },
  },
  IDENTITY_UNBOUND: {
    status: 403,
    retry: false,
    vi: {
      title: 'Tài khoản này chưa được gắn với người dùng nào của trục: {subject}',
      fix: 'Đăng nhập bằng mật khẩu rồi gắn ở trang Tài khoản của tôi, hoặc gửi mã trên cho quản trị viên.',
    },
    en: {
      title: 'This account is bound to no user of the hub: {subject}',
      fix: 'Log in with the password and bind it on the page My account, or send this code to the administrator.',
    },
  },
  IDENTITY_TAKEN: {
    status: 409,
    retry: false,
    vi: {
      title: 'Tài khoản đó đã gắn với một người dùng khác.',
      fix: 'Gỡ ở người dùng kia trước.',
    },
    en: { title: 'That account is bound to another user already.', fix: 'Remove it from the other user first.' },
  },
  IDENTITY_INVALID: {
    status: 422,
    retry: false,
    vi: { title: 'Mã người dùng của nhà cung cấp không hợp lệ.', fix: 'Chép nguyên mã (sub), dài nhất 255 ký tự.' },
    en: { title: 'The subject of the provider is not valid.', fix: 'Copy it whole (sub), 255 characters at most.' },
  },
  PEOPLE_REFUSED: {
    status: 422,
    retry: false,
    vi: {
      title: 'Tệp người dùng có {bad} dòng không dùng được ({lines}); chưa thêm ai.',
      fix: 'Sửa các dòng được nêu rồi làm lại; tệp phải có ít nhất một người.',
    },
    en: {
      title: '{bad} lines of the file cannot be used ({lines}); nobody was added.',
      fix: 'Correct the lines that are named and try again; the file needs at least one person.',
    },
  },
  PEOPLE_TOO_MANY: {
    status: 422,
    retry: false,
    vi: { title: 'Tệp có hơn {most} người.', fix: 'Chia thành nhiều tệp.' },
    en: { title: 'The file has more than {most} people.', fix: 'Split it into several files.' },
  },
  PEOPLE_AGENCY: {
    status: 422,
    retry: false,
    vi: { title: 'Không có cơ quan mang mã {code}.', fix: 'Kiểm tra mã định danh cơ quan.' },
    en: { title: 'No agency has the code {code}.', fix: 'Check the code of the agency.' },
  },
  PEOPLE_REACH: {
    status: 403,
    retry: false,
    vi: { title: 'Vai trò hoặc cơ quan nằm ngoài nhánh của bạn.', fix: 'Đề nghị quản trị trục thêm người này.' },
    en: { title: 'The role or the agencies lie beyond your branch.', fix: 'Ask the administrator of the hub.' },
  },
  SUCCESSOR_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Không bàn giao được cho {login}.',
      fix: 'Chỉ bàn giao từ một văn thư cho một văn thư khác đang dùng tài khoản, trong phạm vi bạn quản lý.',
    },
    en: {
      title: 'Nothing can be handed over to {login}.',
      fix: 'A clerk hands over to another clerk whose account is in use and within your reach.',
    },
  },
});
