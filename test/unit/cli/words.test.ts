import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { cliError, unreadable } from '../../../src/cli/errors.ts';
import { EXIT, exitOf } from '../../../src/cli/exit.ts';
import { asHubError, tableLines } from '../../../src/cli/output.ts';
import { bar, megabytes } from '../../../src/cli/progress.ts';
import { usageError } from '../../../src/cli/usage.ts';
import { registryError } from '../../../src/registry/index.ts';

describe('the exit code', () => {
  test('is a property of the error: refused, later, not found', () => {
    expect(exitOf(registryError('CONTACT_POINT_INVALID', { code: 'x' }))).toBe('refused');
    expect(exitOf(cliError('HUB_UNREACHABLE', { url: 'x', reason: 'y' }))).toBe('later');
    expect(exitOf(registryError('AGENCY_UNKNOWN', { code: 'x' }))).toBe('notFound');
    expect(exitOf(cliError('USAGE', { problem: 'x', help: 'y' }))).toBe('usage');
  });

  test('keeps its number', () => {
    expect(EXIT).toEqual({ done: 0, unexpected: 1, usage: 2, refused: 3, later: 4, notFound: 5, checkFailed: 6 });
  });
});

describe('an error', () => {
  test('that nobody foresaw still has a code, a sentence and a fix, and no stack', () => {
    const error = asHubError(new TypeError('x is not a function'));
    expect(error.code).toBe('UNEXPECTED');
    expect(error.title('vi')).toContain('x is not a function');
    expect(error.title('vi')).not.toContain('at ');
    expect(exitOf(error)).toBe('unexpected');
  });

  test('of a database that is away says so, and may pass', () => {
    const error = asHubError(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    expect([error.code, exitOf(error)]).toEqual(['DATABASE_UNREACHABLE', 'later']);
  });

  test('of a file says whether it is absent or forbidden', () => {
    const cause = (code: string) => Object.assign(new Error(code), { code });
    expect(unreadable('a.edxml', cause('ENOENT')).code).toBe('FILE_NOT_FOUND');
    expect(unreadable('a.edxml', cause('EACCES')).title('en')).toContain('a.edxml');
  });

  test('of the command line says what is wrong and where help is', () => {
    const wrong = (code: string, message: string) =>
      usageError(new CommanderError(1, `commander.${code}`, message), 'en', ['send']);
    expect(wrong('unknownOption', "error: unknown option '--tp'\n(Did you mean --to?)").title('en')).toBe(
      'There is no option --tp. Did you mean: --to?',
    );
    expect(wrong('missingArgument', "error: missing required argument 'file'").title('en')).toBe(
      'The argument file is missing.',
    );
    expect(wrong('invalidArgument', "error: option '--port <port>' argument 'x' is invalid. 0…65535").title('en')).toBe(
      'Not a valid value: --port <port> ← x (0…65535).',
    );
    expect(wrong('unknownOption', "error: unknown option '--tp'").fix('en')).toContain('lienthong send --help');
  });
});

describe('a table', () => {
  test('keeps its columns straight under Vietnamese letters, however they are composed', () => {
    const lines = tableLines(
      ['A', 'B'],
      [
        ['Đã đến', '1'],
        ['Đã đến'.normalize('NFD'), '2'],
      ],
    );
    expect(lines.map((line) => line.normalize('NFC'))).toEqual(['A       B', 'Đã đến  1', 'Đã đến  2']);
  });
});

describe('progress', () => {
  test('shows part, percent and counts, and never more than the whole', () => {
    expect(bar({ label: 'x', total: 4_194_304, unit: megabytes }, 2_097_152)).toBe(
      `x ${'█'.repeat(12)}${'░'.repeat(12)} 50 %  2.0 MB/4.0 MB`,
    );
    expect(bar({ label: 'x', total: 2 }, 5)).toContain('100 %');
    expect(bar({ label: 'x', total: 0 }, 7)).toBe('x 7');
  });
});
