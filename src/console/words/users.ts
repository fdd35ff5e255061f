import type { Words } from './words.ts';

/** People and their accounts. */
export const USER_WORDS = {
  users: ['Người dùng', 'Users'],
  findUser: ['Tên đăng nhập hoặc họ tên', 'User name or full name'],
  find: ['Tìm', 'Find'],
  fullName: ['Họ và tên', 'Full name'],
  role: ['Vai trò', 'Role'],
  worksFor: ['Cơ quan', 'Agencies'],
  wholeHub: ['Toàn trục', 'The whole hub'],
  noUsers: ['Không có người dùng nào như vậy.', 'There is no such user.'],
  inUse: ['Đang dùng', 'In use'],
  lockedNow: ['Đã khóa', 'Locked'],
} as const satisfies Words;

/** What each role is called. */
export const ROLE_WORDS = {
  clerk: ['Văn thư', 'Clerk'],
  'agency-admin': ['Quản trị cơ quan', 'Agency administrator'],
  operator: ['Người vận hành', 'Operator'],
  auditor: ['Người kiểm tra', 'Auditor'],
  statistics: ['Xem số liệu', 'Statistics'],
  administrator: ['Quản trị trục', 'Administrator'],
} as const satisfies Words;
