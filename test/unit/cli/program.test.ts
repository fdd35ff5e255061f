import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { SCOPE_NAMES } from '../../../src/cli/commands/system.ts';
import { EXIT_MEANING } from '../../../src/cli/exit.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { SCOPES } from '../../../src/registry/index.ts';

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
