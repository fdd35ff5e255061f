import type { Command } from 'commander';
import { addGroup } from '../command.ts';
import { registerCheck } from './axis/check.ts';
import { registerEnable } from './axis/enable.ts';
import { registerList } from './axis/list.ts';
import { registerReconcile } from './axis/reconcile.ts';
import { registerSave } from './axis/save.ts';
import { registerSync } from './axis/sync.ts';

export function register(program: Command): void {
  const group = addGroup(program, 'axis', {
    vi: 'các trục liên thông khác mà trục này nối tới',
    en: 'other axes that this hub is connected to',
  });
  for (const add of [registerSave, registerList, registerCheck, registerSync, registerReconcile, registerEnable])
    add(group);
}
