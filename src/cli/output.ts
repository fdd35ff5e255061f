import { type HubError, isHubError, type Language } from '../platform/errors.ts';
import { cliError, unreadable } from './errors.ts';

export type Bilingual = Readonly<Record<Language, string>>;

/** Where a command's words go. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether `out` shows colours. */
  readonly colours: boolean;
}

/** The terminal, or the pipes, that this process was started with. */
export const ownTerminal: Terminal = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  get colours() {
    return process.stdout.isTTY && process.stdout.hasColors();
  },
};

/** What a command says: results on stdout (words, or JSON with `--json`), everything else on stderr. */
export interface Output {
  readonly language: Language;
  readonly json: boolean;
  /** The sentence in the chosen language. */
  say(text: Bilingual): string;
  /** A line for people; nothing with `--json`. */
  line(text?: string): void;
  /** Columns for people; nothing with `--json`. */
  table(headings: readonly string[], rows: readonly (readonly string[])[]): void;
  /** The whole result, once, for programs; nothing without `--json`. */
  result(value: unknown): void;
  /** A remark on stderr that is no part of the result. */
  remark(text: string): void;
  /** Colours and weight when stdout is a terminal that has them. */
  paint(style: Style, text: string): string;
}

const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;
export type Style = keyof typeof STYLES;

export function openOutput(language: Language, json: boolean, terminal: Terminal): Output {
  const { colours } = terminal;
  const write = (text: string) => {
    if (!json) terminal.out(`${text}\n`);
  };
  const paint = (style: Style, text: string) => {
    const [on, off] = STYLES[style];
    return colours ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  };
  return {
    language,
    json,
    say: (text) => text[language],
    line: (text = '') => write(text),
    table: (headings, rows) => {
      const [first, ...others] = tableLines(headings, rows);
      write(paint('dim', first!));
      for (const line of others) write(line);
    },
    result: (value) => {
      if (json) terminal.out(`${JSON.stringify(value, null, 2)}\n`);
    },
    remark: (text) => {
      terminal.err(`${text}\n`);
    },
    paint,
  };
}

/** Columns wide enough for their longest cell; the last one runs free. */
export function tableLines(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => width(row[column] ?? ''))));
  return all.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, widths[column]! - width(cell))))
      .join('  ')
      .trimEnd(),
  );
}

/** Letters as the eye counts them: Vietnamese written with combining marks is as wide as without. */
function width(text: string): number {
  return [...text.normalize('NFC').replace(/\p{Mn}/gu, '')].length;
}

/** An error as a person or a program reads it: code, sentence, fix; never a stack. */
export function writeError(error: HubError, language: Language, json: boolean, terminal: Terminal = ownTerminal): void {
  const title = error.title(language);
  const fix = error.fix(language);
  const text = json
    ? JSON.stringify({ code: error.code, title, fix, retry: error.spec.retry }, null, 2)
    : `${error.code}: ${title}\n  → ${fix}`;
  terminal.err(`${text}\n`);
}

/** Node's and PostgreSQL's codes for a server that is away, full, or does not know us. Calls to a hub have their own. */
const NO_DATABASE =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|28P01|28000|3D000|57P03|53300)$/;

/** Whatever was thrown, as an error with a sentence. */
export function asHubError(thrown: unknown): HubError {
  if (isHubError(thrown)) return thrown;
  const { code, path, message } = thrown as NodeJS.ErrnoException;
  if (path && (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR' || code === 'ENOTDIR')) {
    return unreadable(path, thrown as NodeJS.ErrnoException);
  }
  if (code && NO_DATABASE.test(code)) return cliError('DATABASE_UNREACHABLE', { reason: code }, thrown);
  return cliError('UNEXPECTED', { detail: code ? `${code} ${message}` : String(message ?? thrown) }, thrown);
}
