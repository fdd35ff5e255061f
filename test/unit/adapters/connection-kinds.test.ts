import { expect, test } from 'vitest';
import { connectionKinds, readTyped } from '../../../src/connections/index.ts';
import { type HubError, isHubError } from '../../../src/platform/errors.ts';

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

test.each([
  [{ url: '' }, 'Địa chỉ API (url): phải là địa chỉ đầy đủ', 'Address of the API (url): must be a complete address'],
  [{ account: '' }, 'Tài khoản tích hợp (account): còn thiếu', 'Account (account): is missing'],
  [{ tokenMinutes: 'nhiều' }, '(tokenMinutes): phải là số', '(tokenMinutes): must be a number'],
  [{ tokenMinutes: '1.5' }, '(tokenMinutes): phải là số nguyên', '(tokenMinutes): must be a whole number'],
  [{ tokenMinutes: '0' }, '(tokenMinutes): ít nhất là 1', '(tokenMinutes): must be at least 1'],
  [{ resultsMb: '500' }, '(resultsMb): nhiều nhất là 256', '(resultsMb): must be at most 256'],
  [{ signer: 'x'.repeat(201) }, '(signer): nhiều nhất là 200 ký tự', '(signer): must be at most 200 characters'],
  [
    { codeField: 'số' },
    '(codeField): chỉ gồm chữ không dấu, số và _',
    '(codeField): must be letters, digits and _ only',
  ],
  [{ khac: '1' }, 'khac: không có trường này', 'khac: there is no such field'],
])('what is wrong with a setting is said by its title and in the words of each language: %j', (more, vi, en) => {
  const told = refusalOf('vnpt-ioffice', { url: 'https://ioffice.example/api', account: 'truc', ...more });
  expect(told.title('vi')).toContain(vi);
  expect(told.title('en')).toContain(en);
});

test('a choice that there is not is told with those that there are', () => {
  const told = refusalOf('folder', { directory: 'den', arrival: 'read' });
  expect(told.title('vi')).toMatch(
    /\(directory\): phải là đường dẫn tuyệt đối; .*\(arrival\): phải là một trong: taken, dropped\.$/,
  );
  expect(told.title('en')).toMatch(
    /\(directory\): must be an absolute path; .*\(arrival\): must be one of: taken, dropped\.$/,
  );
});

function refusalOf(adapter: string, typed: Readonly<Record<string, string>>): HubError {
  try {
    readTyped('x', adapter, typed);
  } catch (problem) {
    if (isHubError(problem)) return problem;
  }
  throw new Error('accepted');
}
