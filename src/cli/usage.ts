import type { CommanderError } from 'commander';
import type { HubError, Language } from '../platform/errors.ts';
import { cliError } from './errors.ts';
import type { Bilingual } from './output.ts';

/** What commander found wrong, in words of ours; `{it}` is the part it quoted. */
const PROBLEMS: Readonly<Record<string, Bilingual>> = {
  'commander.unknownOption': { vi: 'Không có tùy chọn {it}', en: 'There is no option {it}' },
  'commander.unknownCommand': { vi: 'Không có lệnh {it}', en: 'There is no command {it}' },
  'commander.missingArgument': { vi: 'Thiếu tham số {it}', en: 'The argument {it} is missing' },
  'commander.optionMissingArgument': { vi: 'Tùy chọn {it} cần một giá trị', en: 'The option {it} needs a value' },
  'commander.missingMandatoryOptionValue': { vi: 'Thiếu tùy chọn {it}', en: 'The option {it} is missing' },
  'commander.invalidArgument': { vi: 'Giá trị không hợp lệ: {it}', en: 'Not a valid value: {it}' },
  'commander.conflictingOption': { vi: 'Không dùng cùng lúc: {it}', en: 'Not to be used together: {it}' },
  'commander.excessArguments': { vi: 'Thừa tham số cho lệnh {it}', en: 'Too many arguments for {it}' },
};

/** The mistake in a command line as an error with a sentence. `words` are the command's own: `agency import`. */
export function usageError(error: CommanderError, language: Language, words: readonly string[]): HubError {
  const quoted = [...error.message.matchAll(/'([^']*)'/g)].map((match) => match[1]);
  const detail = /(?:is invalid|for '[^']*')\. (.+)$/
    .exec(error.message)?.[1]
    ?.replace(/^Allowed choices are /, '')
    .replace(/\.$/, '');
  const suggestion = /\(Did you mean (?:one of )?(.+)\?\)/.exec(error.message)?.[1];
  const it = [quoted.join(' ← '), detail && `(${detail})`].filter(Boolean).join(' ');
  const known = PROBLEMS[error.code];
  const sentence = known ? known[language].replace('{it}', it) : error.message.replace(/^error: /, '');
  const hint = suggestion ? { vi: ` Có phải: ${suggestion}?`, en: ` Did you mean: ${suggestion}?` }[language] : '';
  const help = ['lienthong', ...words, '--help'].join(' ');
  return cliError('USAGE', { problem: `${sentence}.${hint}`, help }, error);
}
