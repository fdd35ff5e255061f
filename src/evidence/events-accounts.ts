import type { EventSpec } from './events.ts';

/** People at the web pages: their accounts, and how they come and go. */
export const ACCOUNT_EVENTS = {
  'account.created': {
    vi: '{actor} thêm tài khoản {login} ({role}): {why}',
    en: '{actor} added the account {login} ({role}): {why}',
  },
  'account.password-reset': {
    vi: '{actor} cấp lại mật khẩu cho tài khoản {login}: {why}',
    en: '{actor} gave the account {login} a new password: {why}',
  },
  'account.disabled': {
    vi: '{actor} khóa tài khoản {login}: {why}',
    en: '{actor} locked the account {login}: {why}',
  },
  'account.enabled': {
    vi: '{actor} mở khóa tài khoản {login}: {why}',
    en: '{actor} unlocked the account {login}: {why}',
  },
  'account.changed': {
    vi: '{actor} đổi tài khoản {login}: vai trò {from} thành {role}, {agencies} cơ quan: {why}',
    en: '{actor} changed the account {login}: role {from} to {role}, {agencies} agencies: {why}',
  },
  'account.session-ended': {
    vi: '{actor} kết thúc phiên đăng nhập của {login}: {why}',
    en: '{actor} ended a session of {login}: {why}',
  },
  'account.second-factor-set': {
    vi: '{actor} bật xác thực hai lớp',
    en: '{actor} set up a second factor',
  },
  'account.second-factor-dropped': {
    vi: '{actor} bỏ xác thực hai lớp của mình',
    en: '{actor} gave up the own second factor',
  },
  'account.second-factor-reset': {
    vi: '{actor} gỡ xác thực hai lớp của {login}: {why}',
    en: '{actor} removed the second factor of {login}: {why}',
  },
  'account.recovery-code-used': {
    vi: '{actor} dùng một mã dự phòng',
    en: '{actor} used a recovery code',
  },
  'account.identity-bound': {
    vi: '{actor} gắn tài khoản của nhà cung cấp cho {login}: {why}',
    en: '{actor} bound an account of the provider to {login}: {why}',
  },
  'account.identity-removed': {
    vi: '{actor} gỡ tài khoản của nhà cung cấp khỏi {login}: {why}',
    en: '{actor} removed the account of the provider from {login}: {why}',
  },
  'account.identity-refused': {
    vi: 'Từ chối đăng nhập từ {address}: tài khoản {subject} của nhà cung cấp chưa gắn với ai',
    en: 'Refused to log in from {address}: {subject} of the provider is bound to nobody',
  },
  'account.handed-over': {
    vi: '{actor} bàn giao việc của {from} cho {to}: {drafts} dự thảo, {open} văn bản chưa xong: {why}',
    en: '{actor} handed the work of {from} over to {to}: {drafts} drafts, {open} open documents: {why}',
  },
  'delivery.clerk-changed': {
    vi: 'Người theo dõi văn bản đổi từ {from} sang {to}',
    en: 'The document passed from {from} to {to}',
  },
  'account.logged-in': {
    vi: '{actor} đăng nhập từ {address}',
    en: '{actor} logged in from {address}',
  },
  'account.logged-out': {
    vi: '{actor} đăng xuất',
    en: '{actor} logged out',
  },
  'account.login-refused': {
    vi: 'Từ chối đăng nhập tài khoản {login} từ {address}',
    en: 'Refused to log in the account {login} from {address}',
  },
  'account.locked': {
    vi: 'Tạm dừng đăng nhập tài khoản {login} từ {address}: sai quá nhiều lần',
    en: 'The account {login} rests for log-ins from {address}: too many wrong guesses',
  },
  'account.password-changed': {
    vi: '{actor} đổi mật khẩu của mình',
    en: '{actor} changed the own password',
  },
} as const satisfies Record<string, EventSpec>;
