import { ageInWords } from './age.ts';
import type { Output } from './output.ts';

interface LinkStanding {
  readonly enabled: boolean;
  readonly downSince: Date | null;
  readonly answeredAt: Date | null;
}

/** How the link to another side stands, as a person reads it. */
export function linkWords(out: Output, link: LinkStanding, now: Date): string {
  if (!link.enabled) return out.paint('yellow', out.say({ vi: 'đã dừng', en: 'stopped' }));
  if (link.downSince) {
    const age = ageInWords(link.downSince, now, out.language);
    return out.paint('red', out.say({ vi: `mất liên lạc ${age}`, en: `no answer for ${age}` }));
  }
  if (!link.answeredAt) return out.say({ vi: 'chưa nối lần nào', en: 'not tried yet' });
  return out.paint('green', out.say({ vi: 'đang nối', en: 'answers' }));
}
