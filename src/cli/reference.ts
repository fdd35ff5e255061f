import type { Argument, Command, Option } from 'commander';
import { EXIT, EXIT_MEANING, type Exit } from './exit.ts';
import { buildProgram } from './program.ts';

/** `docs/cli.md`, from the commands themselves. */
export function cliPage(): string {
  const english = commandsOf(buildProgram('en'));
  const vietnamese = commandsOf(buildProgram('vi'));
  const sections = english.map((command, index) => section(command, vietnamese[index]!));
  return `${[INTRODUCTION, exitTable(), ...sections].join('\n\n')}\n`;
}

const INTRODUCTION = `# The commands

Written from the program by \`npm run docs\`. Every command answers \`--help\` with an example, speaks Vietnamese or English
(\`--lang\`, \`HUB_LANGUAGE\`), and prints one JSON value on stdout with \`--json\`. Errors go to stderr as code, sentence and
fix; [docs/errors](errors/README.md) has a page for each code.`;

function exitTable(): string {
  const rows = (Object.keys(EXIT) as Exit[]).map(
    (exit) => `| ${EXIT[exit]} | ${EXIT_MEANING[exit].en} | ${EXIT_MEANING[exit].vi} |`,
  );
  return ['## Exit codes', '', '| code | meaning | nghĩa |', '|---|---|---|', ...rows].join('\n');
}

/** Those that do something; groups only hold others and take no argument. */
function commandsOf(command: Command): Command[] {
  const below = command.commands.flatMap((one) => commandsOf(one as Command));
  return below.length === 0 || command.registeredArguments.length > 0 ? [command, ...below] : below;
}

function section(english: Command, vietnamese: Command): string {
  const options = english.options.map((option, index) => row(option, vietnamese.options[index]!));
  const parts = english.registeredArguments.map((one, index) => row(one, vietnamese.registeredArguments[index]!));
  const aliases = english.aliases().map((alias) => `\`${alias}\``);
  return [
    `## lienthong ${words(english).join(' ')}`,
    '',
    `${sentence(english.description())} ${sentence(vietnamese.description())}${aliases.length > 0 ? ` Also: ${aliases.join(', ')}.` : ''}`,
    '',
    '```',
    `lienthong ${words(english).join(' ')} ${english.usage()}`,
    '```',
    '',
    '| | | |',
    '|---|---|---|',
    ...parts,
    ...options,
  ].join('\n');
}

function row(english: Option | Argument, vietnamese: Option | Argument): string {
  const name = 'flags' in english ? english.flags : `<${english.name()}>`;
  const extras = [
    english.argChoices?.map((choice) => `\`${choice}\``).join(', '),
    english.defaultValue === undefined ? undefined : `default \`${String(english.defaultValue)}\``,
    'envVar' in english && english.envVar ? `\`${english.envVar}\`` : undefined,
  ].filter(Boolean);
  const note = extras.length > 0 ? ` (${extras.join('; ')})` : '';
  return `| \`${name}\` | ${english.description}${note} | ${vietnamese.description} |`.replaceAll('\n', ' ');
}

function words(command: Command): string[] {
  return command.parent ? [...words(command.parent), command.name()] : [];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
