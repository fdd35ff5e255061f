import type { Command } from 'commander';
import { addGroup } from '../command.ts';
import { registerSealAdd } from './key/seal-add.ts';
import { registerSealList } from './key/seal-list.ts';
import { registerSealRemove } from './key/seal-remove.ts';

export function register(program: Command): void {
  const group = addGroup(program, 'key', {
    vi: 'các khóa mà trục giữ thay cho cơ quan',
    en: 'keys that the hub holds for agencies',
  });
  const seal = addGroup(group, 'seal', {
    vi: 'khóa ký hệ thống: ký gói tin của văn bản soạn tại trang web',
    en: 'system keys: they seal the packages that are written at the web pages',
  });
  for (const add of [registerSealAdd, registerSealList, registerSealRemove]) add(seal);
}
