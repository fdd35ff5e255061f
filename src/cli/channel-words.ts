import type { Bilingual } from './output.ts';

/** How a recipient gets its mail, as a person reads it. */
export const CHANNEL_WORDS: Readonly<Record<string, Bilingual>> = {
  pull: { vi: 'tự lấy về', en: 'pull' },
  webhook: { vi: 'đẩy đến', en: 'webhook' },
  axis: { vi: 'qua trục', en: 'axis' },
  connection: { vi: 'qua kết nối', en: 'connection' },
  none: { vi: '–', en: '–' },
};
