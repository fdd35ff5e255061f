import type { Command } from 'commander';
import { registerSwitch } from '../../link-switch.ts';
import { CONNECTION_NAME } from './name.ts';

export function registerEnable(group: Command): void {
  registerSwitch(group, {
    name: CONNECTION_NAME,
    example: ['connection', 'thu-muc-xa'],
    words: {
      enable: {
        about: { vi: 'mở lại một kết nối', en: 'start a connection again' },
        done: { vi: 'Đã mở kết nối.', en: 'The connection is started.' },
      },
      disable: {
        about: {
          vi: 'dừng lấy văn bản từ một kết nối mà không xóa cấu hình; văn bản gửi đi vẫn được gửi',
          en: 'stop fetching from a connection without forgetting it; what is sent to it still goes out',
        },
        done: { vi: 'Đã dừng kết nối.', en: 'The connection is stopped.' },
      },
    },
    load: async () => (await import('../../../administration/index.ts')).switchConnection,
  });
}
