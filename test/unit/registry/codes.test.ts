import { describe, expect, it } from 'vitest';
import { ancestorCodes, levelOf, normaliseCode, otherForm, parentCode, schemeOf } from '../../../src/registry/codes.ts';

describe('agency codes', () => {
  it('compare trimmed, in NFC and in upper case, whatever their shape', () => {
    expect(normaliseCode(' 000.00.13.h53\n')).toBe('000.00.13.H53');
    expect(normaliseCode('vxp.saas.02')).toBe('VXP.SAAS.02');
    expect(normaliseCode('Đ1'.normalize('NFD'))).toBe('Đ1');
  });

  it('tell their scheme and level by shape, and unknown shapes tell nothing', () => {
    expect(['000.00.13.H53', 'H53.13', 'H53', '28.22.H17', 'VXP.SAAS.02', '000.A53.000'].map(schemeOf)).toEqual([
      'QCVN102',
      'QD20',
      'QD20',
      'OLD',
      'QD20',
      'OLD',
    ]);
    const levels = ['000.00.00.H49', '000.00.13.H53', '000.21.31.H53', '001.00.10.H47', 'H01.151', '28.22.H17'];
    expect(levels.map(levelOf)).toEqual([1, 2, 3, 4, 2, null]);
  });

  it('name the codes above by zeroing the left-most group that is not zero', () => {
    expect(ancestorCodes('001.21.31.H53')).toEqual(['000.21.31.H53', '000.00.31.H53', '000.00.00.H53']);
    expect(parentCode('001.00.10.H47')).toBe('000.00.10.H47');
    expect(parentCode('000.00.00.H53')).toBeNull();
    expect(ancestorCodes('H01.151.05')).toEqual(['H01.151', 'H01']);
    expect(parentCode('28.22.H17')).toBeNull();
  });

  it('hint at the other form in both directions', () => {
    expect(otherForm('000.00.13.H53')).toBe('H53.13');
    expect(otherForm('H53.13')).toBe('000.00.13.H53');
    expect(otherForm('H01.151')).toBeNull();
    expect(otherForm('28.22.H17')).toBeNull();
  });
});
