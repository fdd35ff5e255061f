import type { Command } from 'commander';
import { addGroup } from '../command.ts';
import * as add from './cert-add.ts';
import * as check from './cert-check.ts';
import * as list from './cert-list.ts';
import * as revoke from './cert-revoke.ts';

export function register(program: Command): void {
  const group = addGroup(program, 'cert', {
    vi: 'chứng thư số mà cơ quan và cá nhân dùng để ký',
    en: 'the certificates with which agencies and persons sign',
  });
  for (const command of [add, list, check, revoke]) command.register(group);
}
