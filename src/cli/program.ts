import { Command, type Help, type Option } from 'commander';
import type { Language } from '../platform/errors.ts';
import { beginSession, LANGUAGE_OPTION, type Session } from './command.ts';
import * as agency from './commands/agency.ts';
import * as alert from './commands/alert.ts';
import * as archive from './commands/archive.ts';
import * as axis from './commands/axis.ts';
import * as backup from './commands/backup.ts';
import * as board from './commands/board.ts';
import * as calendar from './commands/calendar.ts';
import * as catalogue from './commands/catalogue.ts';
import * as cert from './commands/cert.ts';
import * as conform from './commands/conform.ts';
import * as connection from './commands/connection.ts';
import * as contact from './commands/contact.ts';
import * as delivery from './commands/delivery.ts';
import * as demo from './commands/demo.ts';
import * as demoAxis from './commands/demo-axis.ts';
import * as doctor from './commands/doctor.ts';
import * as duty from './commands/duty.ts';
import * as hold from './commands/hold.ts';
import * as inbox from './commands/inbox.ts';
import * as key from './commands/key.ts';
import * as lane from './commands/lane.ts';
import * as migrate from './commands/migrate.ts';
import * as portal from './commands/portal.ts';
import * as recall from './commands/recall.ts';
import * as receipt from './commands/receipt.ts';
import * as registerBooks from './commands/register.ts';
import * as report from './commands/report.ts';
import * as restore from './commands/restore.ts';
import * as retention from './commands/retention.ts';
import * as send from './commands/send.ts';
import * as sign from './commands/sign.ts';
import * as start from './commands/start.ts';
import * as status from './commands/status.ts';
import * as system from './commands/system.ts';
import * as trace from './commands/trace.ts';
import * as user from './commands/user.ts';
import * as verify from './commands/verify.ts';
import * as verifyBackup from './commands/verify-backup.ts';
import { ownTerminal } from './output.ts';
import { programVersion } from './version.ts';

/** In the order of `--help`: running the hub, exchanging documents, proof, administration. */
const COMMANDS = [
  start,
  demo,
  demoAxis,
  conform,
  migrate,
  doctor,
  backup,
  verifyBackup,
  restore,
  retention,
  archive,
  hold,
  send,
  inbox,
  status,
  recall,
  trace,
  receipt,
  report,
  verify,
  sign,
  agency,
  cert,
  key,
  system,
  user,
  axis,
  connection,
  lane,
  delivery,
  contact,
  alert,
  calendar,
  registerBooks,
  duty,
  board,
  portal,
  catalogue,
];

const ABOUT = {
  vi: 'Liên Thông: trục liên thông văn bản điện tử giữa các cơ quan.',
  en: 'Liên Thông: an exchange hub for the electronic documents of agencies.',
};

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Cách dùng:',
  'Arguments:': 'Tham số:',
  'Options:': 'Tùy chọn:',
  'Commands:': 'Lệnh:',
};

/** The whole command line in one language. What a command needs beyond its own words is imported when it runs. */
export function buildProgram(
  language: Language,
  session: Session = { language, terminal: ownTerminal, exit: 'done' },
): Command {
  const program = new Command('lienthong');
  program
    // What follows a command's name is its own, also where the command above it takes the same options.
    .enablePositionalOptions()
    .description(ABOUT[language])
    .version(programVersion(), '-V, --version', { vi: 'in phiên bản', en: 'print the version' }[language])
    .helpOption('-h, --help', { vi: 'in hướng dẫn', en: 'print this help' }[language])
    .helpCommand(false)
    .option(LANGUAGE_OPTION.flags, LANGUAGE_OPTION.about[language])
    .exitOverride()
    .configureOutput({ outputError: () => {}, writeOut: session.terminal.out, writeErr: session.terminal.err })
    .configureHelp({
      showGlobalOptions: false,
      optionDescription: (option) => describe(option, language),
      styleTitle: (title) => (language === 'vi' ? (TITLES[title] ?? title) : title),
      visibleCommands: (command) => command.commands as Command[],
    } satisfies Partial<Help>);
  beginSession(program, session);
  for (const { register } of COMMANDS) register(program);
  return program;
}

/** The option's sentence with its values, default and variable. */
function describe(option: Option, language: Language): string {
  const words = {
    vi: { default: 'mặc định', env: 'biến môi trường' },
    en: { default: 'default', env: 'environment' },
  }[language];
  const extras = [
    option.argChoices?.join(' | '),
    option.defaultValue === undefined ? undefined : `${words.default}: ${String(option.defaultValue)}`,
    option.envVar ? `${words.env}: ${option.envVar}` : undefined,
  ].filter(Boolean);
  return extras.length > 0 ? `${option.description} (${extras.join('; ')})` : option.description;
}
