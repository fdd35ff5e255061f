import { statfs } from 'node:fs/promises';
import { defineErrors } from './errors.ts';

export const { catalogue: roomErrors, error: roomError } = defineErrors({
  NO_ROOM: {
    status: 507,
    retry: true,
    vi: {
      title: 'Không đủ chỗ trong {folder}: cần khoảng {needed}, còn {free}.',
      fix: 'Giải phóng hoặc thêm dung lượng, hoặc chọn nơi khác.',
    },
    en: {
      title: 'Not enough room in {folder}: about {needed} needed, {free} free.',
      fix: 'Free some space or add more, or choose another place.',
    },
  },
});

/** Throws NO_ROOM when the disk of `folder` has less than `needed` bytes free for this user. */
export async function requireRoom(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < needed) throw roomError('NO_ROOM', { folder, needed: inWords(needed), free: inWords(free) });
}

function inWords(bytes: number): string {
  return bytes < 2 ** 30 ? `${Math.ceil(bytes / 2 ** 20)} MB` : `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
