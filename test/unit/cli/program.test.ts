import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SCOPE_NAMES } from '../../../src/cli/commands/system.ts';
import { EXIT_MEANING } from '../../../src/cli/exit.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { SCOPES } from '../../../src/registry/index.ts';
import { expectRefusal, run, runProcess, useEnvironment } from '../../support/command.ts';

beforeAll(() => useEnvironment({}));
afterAll(() => vi.unstubAllEnvs());

const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap((one) => leaves(one as Command));

const path = (command: Command): string =>
  command.parent ? `${path(command.parent)} ${command.name()}`.trim() : command.name();

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text.replace(/\s+/g, ' ');
}

describe.each(['vi', 'en'] as const)('every command in %s', (language) => {
  const commands = leaves(buildProgram(language)).map((command) => [path(command), command] as const);

  test.each(commands)('%s: its help names each option, a complete example and its exit codes', (name, command) => {
    const help = helpOf(command);
    for (const option of command.options) {
      expect(help).toContain(option.flags);
      expect(option.description).not.toBe('');
    }
    for (const argument of command.registeredArguments) expect(argument.description).not.toBe('');
    expect(help).toContain({ vi: 'Ví dụ:', en: 'Example:' }[language]);
    expect(help).toContain(`lienthong ${name.replace(/^lienthong /, '')}`);
    expect(help).toContain(`2 ${EXIT_MEANING.usage[language]}`);
  });

  test.each(commands)('%s: speaks both languages and JSON', (_, command) => {
    const flags = command.options.map((option) => option.long);
    expect(flags).toEqual(expect.arrayContaining(['--json', '--lang']));
  });
});

describe('the two languages', () => {
  test('have the same commands, arguments and options, each with words of its own', () => {
    const [vi, en] = [leaves(buildProgram('vi')), leaves(buildProgram('en'))];
    expect(vi.map(path)).toEqual(en.map(path));
    for (const [index, command] of vi.entries()) {
      const other = en[index]!;
      expect(command.description()).not.toBe(other.description());
      expect(command.options.map((option) => option.flags)).toEqual(other.options.map((option) => option.flags));
      for (const [at, option] of command.options.entries()) {
        expect(option.description).not.toBe(other.options[at]!.description);
      }
    }
  });
});

test('system add offers exactly the scopes that the registry knows', () => {
  expect(SCOPE_NAMES).toEqual(SCOPES);
});

test('a command line that makes no sense ends with 2, a sentence and the way to help; an absent file with 5', async () => {
  const [typing, bare, absent, help] = await Promise.all([
    run('send', '--bad', '--json'),
    runProcess('sned'),
    run('send', '/khong-co/nothing.edxml', '--key', 'lt_x'),
    run('send', '--help', '--lang', 'en'),
  ]);
  expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Usage: lienthong send') });
  expect(typing.code).toBe(2);
  expect(JSON.parse(typing.stderr)).toMatchObject({ code: 'USAGE', fix: expect.stringContaining('send --help') });
  expectRefusal(bare, 2, 'USAGE');
  expect(bare.stderr).toContain('send');
  expectRefusal(absent, 5, 'FILE_NOT_FOUND');
});

test.each([
  ['channel', '--pull', '--address', 'van-thu'],
  ['channel', '--webhook', 'https://qlvb.thunghiem.example/nhan', '--address', 'van-thu'],
  ['fallback', '--none', '--address', 'a@b.gov.vn'],
  ['fallback', '--none', '--after', '60'],
  ['fallback', '--none', '--by-clock'],
])('agency %s %s is refused beside an option that would be ignored', async (command, ...options) => {
  const refused = await run('agency', command, '000.00.13.H97', ...options);
  expectRefusal(refused, 2, 'USAGE');
  expect(refused.stderr).toContain(
    { channel: '--address chỉ đi cùng --connection.', fallback: 'một mình --none' }[command],
  );
});
