import type { CodeScheme } from './model.ts';

/** QCVN 102:2016, 13 characters in four groups; the hierarchy reads from right to left (QĐ 28/2018 Art 10(2)(a)). */
const QCVN102 = /^([0-9A-Z]{3})\.([0-9A-Z]{2})\.([0-9A-Z]{2})\.([A-Z][0-9A-Z]{2})$/;
/** QĐ 20/2020: groups of digits and letters, the first one of level 1; the hierarchy reads from left to right. */
const QD20 = /^[A-Z][0-9A-Z]{2}(\.[0-9A-Z]+)*$/;
const LONGEST_CODE = 35;

/**
 * A code as it is stored and compared: NFC, trimmed, upper case. Shapes that no regulation names (`vxp.saas.02`,
 * `28.22.H17`) circulate and are kept: the directory decides what a code means, never its shape.
 */
export function normaliseCode(text: string): string {
  return text.normalize('NFC').trim().toUpperCase();
}

/** What the shape says of a normalised code. The short codes of before QCVN 102 (`28.22.H17`) are `OLD`. */
export function schemeOf(code: string): CodeScheme {
  if (QCVN102.test(code)) return 'QCVN102';
  return code.length <= LONGEST_CODE && QD20.test(code) ? 'QD20' : 'OLD';
}

/** Level 1 (ministry, province) to 4 as the shape tells it; null for a shape that tells nothing. */
export function levelOf(code: string): number | null {
  const groups = QCVN102.exec(code)?.slice(1);
  if (groups) return 4 - groups.findIndex((group) => !isZero(group));
  return schemeOf(code) === 'QD20' ? Math.min(4, code.split('.').length) : null;
}

/** The codes above this one, nearest first: QCVN 102 zeroes its left-most group that is not zero, QĐ 20 drops its last. */
export function ancestorCodes(code: string): string[] {
  const groups = code.split('.');
  const above: string[] = [];
  if (QCVN102.test(code)) {
    for (const position of [0, 1, 2]) {
      if (isZero(groups[position]!)) continue;
      groups[position] = '0'.repeat(groups[position]!.length);
      above.push(groups.join('.'));
    }
  } else if (schemeOf(code) === 'QD20') {
    while (groups.pop() && groups.length > 0) above.push(groups.join('.'));
  }
  return above;
}

/** The code of the next higher agency by shape; null at level 1 and for shapes that tell nothing. */
export function parentCode(code: string): string | null {
  return ancestorCodes(code)[0] ?? null;
}

/**
 * The same agency in the other scheme if the conversion were mechanical (`000.00.13.H53` and `H53.13`). It often is
 * not: communes were numbered anew in 2025. A hint for the search box; which agency a code names is read from the table.
 */
export function otherForm(code: string): string | null {
  const groups = code.split('.');
  if (QCVN102.test(code))
    return groups
      .reverse()
      .filter((group) => !isZero(group))
      .join('.');
  if (schemeOf(code) !== 'QD20' || groups.length > 4) return null;
  const [one, two = '00', three = '00', four = '000'] = groups;
  const built = `${four.padStart(3, '0')}.${three.padStart(2, '0')}.${two.padStart(2, '0')}.${one}`;
  return QCVN102.test(built) ? built : null;
}

function isZero(group: string): boolean {
  return /^0+$/.test(group);
}
