import { Command, CommanderError, Option } from 'commander';
import type { Language } from '../platform/errors.ts';
import type { Session } from './command.ts';
import { EXIT } from './exit.ts';
import { type Terminal, writeError } from './output.ts';
import { buildProgram } from './program.ts';
import { usageError } from './usage.ts';

/** Runs one command line; gives its exit code. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const session: Session = { language: askedLanguage(args), terminal, exit: 'done' };
  const program = buildProgram(session.language, session);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') return EXIT.done;
    // A bare `lienthong` or `lienthong agency` has been answered with its help.
    if (error.code !== 'commander.help') {
      const { language } = session;
      const problem = usageError(error, language, commandWords(program, args));
      writeError(problem, language, args.includes('--json'), terminal);
    }
    return EXIT.usage;
  }
  return EXIT[session.exit];
}

/** The help itself is written in a language, so it is known before the commands are built. */
function askedLanguage(args: readonly string[]): Language {
  const probe = new Command()
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addOption(new Option('--lang <language>').env('HUB_LANGUAGE'));
  try {
    probe.parse(args, { from: 'user' });
  } catch {
    return 'vi';
  }
  return probe.opts<{ lang?: string }>().lang === 'en' ? 'en' : 'vi';
}

/** `agency import` of `lienthong agency import x --bad`: whose help to point at. */
function commandWords(program: Command, args: readonly string[]): string[] {
  const words: string[] = [];
  let at = program;
  for (const word of args) {
    const next = at.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (!next) break;
    words.push(next.name());
    at = next;
  }
  return words;
}
