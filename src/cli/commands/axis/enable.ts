import type { Command } from 'commander';
import { registerSwitch } from '../../link-switch.ts';
import { AXIS_NAME } from './name.ts';

export function registerEnable(group: Command): void {
  registerSwitch(group, {
    name: AXIS_NAME,
    example: ['axis', 'quoc-gia'],
    words: {
      enable: {
        about: { vi: 'mở lại kết nối với một trục', en: 'start the link to an axis again' },
        done: { vi: 'Đã mở kết nối.', en: 'The link is started.' },
      },
      disable: {
        about: {
          vi: 'dừng lấy văn bản từ một trục mà không xóa cấu hình; văn bản gửi đi vẫn được gửi',
          en: 'stop fetching from an axis without forgetting it; what is sent to it still goes out',
        },
        done: { vi: 'Đã dừng kết nối.', en: 'The link is stopped.' },
      },
    },
    load: async () => (await import('../../../administration/index.ts')).switchAxis,
  });
}
