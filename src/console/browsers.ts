/** The first that fits: those that call themselves another one as well stand before it. */
const BROWSERS = [
  ['Cốc Cốc', /coc_coc_browser/i],
  ['Edge', /\bEdg/],
  ['Opera', /\bOPR\//],
  ['Firefox', /\bFirefox\//],
  ['Chrome', /Chrome\//],
  ['Safari', /\bSafari\//],
] as const;
const SYSTEMS = [
  ['Android', /Android/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
] as const;

/** A browser as its owner knows it, out of what it says of itself; of one that is not known, its own words. */
export function browserInWords(agent: string): string {
  const known = [BROWSERS, SYSTEMS].flatMap((kinds) => kinds.find(([, pattern]) => pattern.test(agent))?.[0] ?? []);
  return known.length === 0 ? agent : known.join(', ');
}
