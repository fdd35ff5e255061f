import { expect, test } from 'vitest';
import { connectionKinds, readTyped } from '../../../src/connections/index.ts';

test('every setting of every kind is told in both languages', () => {
  const kinds = connectionKinds();
  expect(kinds.map((one) => one.name)).toEqual(['folder', 'mailbox', 'vic', 'vnpt-ioffice']);
  for (const { name, fields } of kinds) {
    for (const field of fields) {
      for (const { vi, en } of [field.title, field.description]) {
        expect(
          [vi, en].every((one) => one !== ''),
          `${name} ${field.name}`,
        ).toBe(true);
        expect(`${vi}${en}`, `${name} ${field.name}`).not.toContain(' / ');
      }
    }
  }
});

test('what was typed is read by the kind of its field; what is left empty has its default, unless a text may be empty', () => {
  const typed = { url: 'https://ioffice.example/api', account: 'truc', tokenMinutes: '', resultsMb: '64' };
  expect(readTyped('x', 'vnpt-ioffice', { ...typed, senderField: '', refusals: 'false' })).toMatchObject({
    tokenMinutes: 30,
    resultsMb: 64,
    senderField: '',
    refusals: false,
  });
  const refused = (more: Record<string, string>) => {
    try {
      return readTyped('x', 'vnpt-ioffice', { ...typed, ...more });
    } catch (problem) {
      return (problem as { facts: { field: string } }).facts.field;
    }
  };
  expect(refused({ resultsMb: 'nhiều' })).toBe('resultsMb');
  expect(refused({ codeField: '' })).toBe('codeField');
  expect(refused({ account: '' })).toBe('account');
});
