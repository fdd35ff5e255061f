import type { EventSpec } from './events.ts';

/** What is written by hand in an agency's books (NĐ 30/2020, Phụ lục IV). */
export const REGISTER_EVENTS = {
  'register.entered': {
    vi: '{actor} ghi văn bản giấy vào sổ {book} của {agency}, số {number}',
    en: '{actor} entered a paper document in the book {book} of {agency}, number {number}',
  },
  'register.corrected': {
    vi: '{actor} sửa sổ {book} của {agency}, số {number} ({fields}): {why}',
    en: '{actor} changed the book {book} of {agency}, number {number} ({fields}): {why}',
  },
  'register.started': {
    vi: '{actor} đặt số tiếp theo của sổ {book} năm {year} của {agency} là {number} (đã cấp đến {last}): {why}',
    en: '{actor} set the next number of the book {book} of {year} of {agency} to {number} (it had reached {last}): {why}',
  },
} as const satisfies Readonly<Record<string, EventSpec>>;
