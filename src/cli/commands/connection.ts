import type { Command } from 'commander';
import { addGroup } from '../command.ts';
import { registerCheck } from './connection/check.ts';
import { registerEnable } from './connection/enable.ts';
import { registerKinds } from './connection/kinds.ts';
import { registerList } from './connection/list.ts';
import { registerSave } from './connection/save.ts';
import { registerUnits } from './connection/units.ts';

export function register(program: Command): void {
  const group = addGroup(program, 'connection', {
    vi: 'các hệ thống văn bản mà trục chủ động gọi tới (thư mục, iOffice, hộp thư công vụ…)',
    en: 'the document systems that the hub calls by itself (folders, iOffice, official mailboxes…)',
  });
  for (const add of [registerKinds, registerSave, registerList, registerCheck, registerUnits, registerEnable])
    add(group);
}
