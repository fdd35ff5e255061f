import type { Words } from './words.ts';

/** Document systems that the hub calls by itself. */
export const CONNECTION_WORDS = {
  connections: ['Kết nối', 'Connections'],
  connectionsIntro: [
    'Hệ thống văn bản mà trục chủ động gọi tới. Văn bản gửi tới hệ thống đang mất liên lạc được giữ lại và tự đi khi có liên lạc lại.',
    'Document systems that the hub calls by itself. What goes to one that does not answer waits, and goes out when it does.',
  ],
  noConnections: ['Chưa khai báo kết nối nào.', 'No connection is configured.'],
  connectionKind: ['Loại hệ thống', 'Kind of system'],
  handsInAs: ['Gửi dưới tên hệ thống', 'Hands in as'],
  receiveByIt: ['Cơ quan nhận qua đây', 'Agencies that receive by it'],
  addConnection: ['Thêm kết nối', 'Add a connection'],
  connectionName: ['Tên kết nối', 'Name of the connection'],
  connectionNameHint: [
    'Chữ thường không dấu, chữ số, dấu chấm, gạch ngang.',
    'Lower-case letters, digits, dots and hyphens.',
  ],
  connectionSecretHint: [
    'Để trống thì giữ bí mật đã lưu; không bao giờ hiện lại.',
    'Left empty, the saved one is kept; it is never shown.',
  ],
  defaultIs: ['mặc định: {value}', 'default: {value}'],
  connectionSaved: [
    'Đã lưu kết nối; trục dùng cấu hình mới sau vài giây.',
    'The connection is saved; the hub takes it up within seconds.',
  ],
  connectionStarted: ['Đã mở kết nối.', 'The connection is started.'],
  connectionStopped: ['Đã dừng kết nối.', 'The connection is stopped.'],
} as const satisfies Words;
