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
export const networks = list.refine(
  (entries) => entries.every(isNetwork),
  'phải là địa chỉ hoặc dải CIDR / must be addresses or CIDR ranges',
);
/** Absolute paths of folders. */
export const folders = list.refine(
  (entries) => entries.every((one) => path.isAbsolute(one)),
  'phải là đường dẫn tuyệt đối / must be absolute paths',
);
/** A size in bytes. */
export const bytes = z.coerce.number().int().positive();
/** Of a URL, below the address of the hub. */
export const basePath = z
  .string()
  .regex(
    /^(\/[\w.~-]+)+$/,
    'phải là đường dẫn không kết thúc bằng dấu gạch chéo / must be a path without a slash at its end',
  );
/** Where a program on the machine of whoever sits at the browser listens, or `off`. */
export const signService = z.union([
  z.literal('off'),
  z
    .string()
    .refine(
      isSignService,
      'phải là ws:// hoặc wss:// trên chính máy này, không có đường dẫn / must be ws:// or wss:// on loopback, without a path',
    ),
]);

/** A page may not be let to call anything but the machine that it is shown on. */
function isSignService(text: string): boolean {
  return /^wss?:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d{1,5}$/.test(text);
}
