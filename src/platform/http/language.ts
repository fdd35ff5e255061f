import type { Language } from '../errors.ts';

/** The language that Accept-Language (RFC 9110 section 12.5.4) prefers of the two that the hub speaks; else Vietnamese. */
export function chooseLanguage(header: string | undefined): Language {
  let best: { language: Language; weight: number } = { language: 'vi', weight: 0 };
  for (const range of (header ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const weight = weightOf(parameters);
    const language = tag === '*' ? 'vi' : tag.split('-')[0];
    if ((language === 'vi' || language === 'en') && weight > best.weight) best = { language, weight };
  }
  return best.language;
}

function weightOf(parameters: readonly string[]): number {
  const q = parameters.map((one) => one.trim()).find((one) => one.startsWith('q='));
  const weight = q === undefined ? 1 : Number(q.slice(2));
  return Number.isFinite(weight) ? weight : 0;
}
