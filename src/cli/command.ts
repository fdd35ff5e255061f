import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { Language } from '../platform/errors.ts';
import { EXIT, EXIT_MEANING, type Exit, exitOf } from './exit.ts';
import { asHubError, type Bilingual, type Output, openOutput, type Terminal, writeError } from './output.ts';

export interface OptionSpec {
  readonly flags: string;
  readonly about: Bilingual;
  /** Environment variable that gives the value where the option is not written. */
  readonly env?: string;
  readonly default?: string | number;
  readonly choices?: readonly string[];
  readonly required?: boolean;
  /** From the text as written; throws through `invalid`. */
  readonly parse?: (text: string) => unknown;
}

export interface CommandSpec {
  /** `send <file>`: the name and its arguments. */
  readonly usage: string;
  readonly aliases?: readonly string[];
  readonly about: Bilingual;
  /** What each argument is, in order. */
  readonly args?: readonly Bilingual[];
  readonly options?: readonly OptionSpec[];
  /** Complete command lines. */
  readonly examples: readonly string[];
  /** How it may end, besides `done`, `unexpected` and `usage`. */
  readonly exits?: readonly Exit[];
}

export interface Invocation<Options> {
  readonly args: readonly string[];
  readonly options: Options;
  readonly out: Output;
  /** Ends the command with this exit code once it returns. */
  exit(how: Exit): void;
}

/** One run of the program: in which language, where to, and how it ended. */
export interface Session {
  readonly language: Language;
  readonly terminal: Terminal;
  exit: Exit;
}

const sessions = new WeakMap<Command, Session>();

/** Kept with the program before its commands are added: their words depend on it. */
export function beginSession(program: Command, session: Session): void {
  sessions.set(program, session);
}

const JSON_OPTION: OptionSpec = {
  flags: '--json',
  about: { vi: 'in kết quả dạng JSON cho chương trình khác đọc', en: 'print the result as JSON, for programs' },
};

export const LANGUAGE_OPTION: OptionSpec = {
  flags: '--lang <language>',
  about: { vi: 'ngôn ngữ của lệnh', en: 'language of the command' },
  env: 'HUB_LANGUAGE',
  choices: ['vi', 'en'],
};

export const DATA_OPTION: OptionSpec = {
  flags: '--data <directory>',
  about: { vi: 'thư mục dữ liệu của trục', en: "the hub's data directory" },
  env: 'DATA_DIR',
};

export const ANCHORS_OPTION: OptionSpec = {
  flags: '--anchors <folder>',
  about: {
    vi: 'thư mục chứng thư số gốc tin cậy, để kiểm tra cả chuỗi chứng thư số và tình trạng thu hồi',
    en: 'folder of trusted root certificates, to check the chain and its revocation too',
  },
  env: 'TRUST_ANCHORS',
};

/** Adds a command with its options, its example, and its exit codes in `--help`. Gives the commander command. */
export function addCommand<Options>(
  parent: Command,
  spec: CommandSpec,
  act: (it: Invocation<Options>) => Promise<void>,
): Command {
  const session = sessionOf(parent);
  const { language, terminal } = session;
  const [name = '', ...args] = spec.usage.split(' ');
  const command = parent
    .command(name)
    .description(spec.about[language])
    .aliases([...(spec.aliases ?? [])]);
  args.forEach((argument, index) => {
    command.addArgument(new Argument(argument, spec.args?.[index]?.[language]));
  });
  for (const option of [...(spec.options ?? []), JSON_OPTION, LANGUAGE_OPTION]) {
    command.addOption(optionOf(option, language));
  }
  command.addHelpText('after', () => epilogue(spec, language));
  command.action(async () => {
    const options = command.opts<Options & { json?: boolean }>();
    const out = openOutput(language, options.json === true, terminal);
    try {
      await act({
        args: command.args,
        options,
        out,
        exit: (how) => {
          session.exit = how;
        },
      });
    } catch (thrown) {
      const error = asHubError(thrown);
      writeError(error, language, out.json, terminal);
      if (error.code === 'UNEXPECTED') await logDetails(thrown);
      session.exit = exitOf(error);
    }
  });
  return command;
}

/** A command that only holds others: `agency`, `system`. */
export function addGroup(program: Command, name: string, about: Bilingual): Command {
  return program.command(name).description(about[sessionOf(program).language]);
}

/** With LOG_LEVEL=debug a defect leaves its stack in the log, for whoever mends it. */
async function logDetails(thrown: unknown): Promise<void> {
  const [{ readSettings }, { openLog }] = await Promise.all([import('./settings.ts'), import('../platform/log.ts')]);
  const level = await readSettings({}).then(
    (config) => config.logLevel,
    () => 'silent',
  );
  const stack = thrown instanceof Error ? thrown.stack : String(thrown);
  openLog(level).debug({ stack }, 'unexpected');
}

function sessionOf(command: Command): Session {
  let root = command;
  while (root.parent) root = root.parent;
  const session = sessions.get(root);
  if (!session) throw new Error('the program has no session');
  return session;
}

/** A whole number within bounds, as an option's `parse`. */
export function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) throw new InvalidArgumentError(`${min}…${max}`);
    return value;
  };
}

function optionOf(spec: OptionSpec, language: Language): Option {
  const option = new Option(spec.flags, spec.about[language]);
  if (spec.env) option.env(spec.env);
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.required) option.makeOptionMandatory();
  if (spec.parse) option.argParser(spec.parse);
  if (spec.choices) option.choices(spec.choices);
  return option;
}

const TITLES = {
  examples: { vi: 'Ví dụ:', en: 'Example:' },
  exits: { vi: 'Mã kết thúc:', en: 'Exit codes:' },
} as const;

function epilogue(spec: CommandSpec, language: Language): string {
  const exits: Exit[] = ['done', 'unexpected', 'usage', ...(spec.exits ?? [])];
  return [
    '',
    TITLES.examples[language],
    ...spec.examples.map((example) => `  ${example}`),
    '',
    TITLES.exits[language],
    ...exits.map((exit) => `  ${EXIT[exit]}  ${EXIT_MEANING[exit][language]}`),
  ].join('\n');
}
