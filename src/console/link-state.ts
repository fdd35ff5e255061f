import type { WordKey } from './words.ts';

interface Standing {
  readonly enabled: boolean;
  readonly downSince: Date | null;
  readonly answeredAt: Date | null;
}

/** How the link to another side stands, as a word and the colour of its tag. */
export function linkState({ enabled, downSince, answeredAt }: Standing): {
  readonly word: WordKey;
  readonly tone: string;
} {
  if (!enabled) return { word: 'linkStopped', tone: 'amber' };
  if (downSince) return { word: 'linkDown', tone: 'red' };
  return answeredAt ? { word: 'linkUp', tone: 'green' } : { word: 'linkNew', tone: '' };
}
