import { type OptionSpec, whole } from '../command.ts';

const MONTH_HOURS = 30 * 24;
/** How long the key before goes on being valid. */
export const OVERLAP_OPTION: OptionSpec = {
  flags: '--overlap <hours>',
  about: {
    vi: 'số giờ khóa cũ còn dùng được song song; mặc định 0: hết hiệu lực ngay',
    en: 'hours for which the old one stays valid too; by default 0: it ends at once',
  },
  default: 0,
  parse: whole(0, MONTH_HOURS),
};
