import path from 'node:path';
import { z } from 'zod';
import { isNetwork } from './networks.ts';

/** What each setting says about itself. `docs/configuration.md` is written from it. */
export interface SettingMeta {
  readonly env: string;
  readonly description: string;
  /** Never printed, not even by `doctor`. */
  readonly secret?: boolean;
  /** The default in words, where it depends on the machine. */
  readonly defaultText?: string;
}

export const about = (meta: SettingMeta): Record<string, unknown> => ({ ...meta });
/** Entries parted by blanks or commas. */
export const list = z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean));
/** Addresses or CIDR ranges. */
export const networks = list.refine((entries) => entries.every(isNetwork), 'must be addresses or CIDR ranges');
/** Absolute paths of folders. */
export const folders = list.refine((entries) => entries.every((one) => path.isAbsolute(one)), 'must be absolute paths');
/** A size in bytes. */
export const bytes = z.coerce.number().int().positive();
