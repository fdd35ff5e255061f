import type { Command } from 'commander';
import { addGroup } from '../command.ts';
import { registerActs } from './delivery-acts.ts';
import { registerList } from './delivery-list.ts';
import { registerRetry } from './delivery-retry.ts';
import { registerShow } from './delivery-show.ts';

export function register(program: Command): void {
  const group = addGroup(program, 'delivery', {
    vi: 'từng lượt gửi đến một nơi nhận: xem, gửi lại, giữ, cho đi tiếp, hủy',
    en: 'single deliveries: look, send again, hold, release, cancel',
  });
  registerList(group);
  registerShow(group);
  registerRetry(group);
  registerActs(group);
}
