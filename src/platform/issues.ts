import type { z } from 'zod';

/** A sentence or a part of one, in both languages. */
export interface BothWords {
  readonly vi: string;
  readonly en: string;
}

type Issue = z.core.$ZodIssue;
type Read<T> = { readonly data: T; readonly problems: null } | { readonly problems: BothWords; readonly first: string };

/** Above this nobody reads on. */
const MOST_TOLD = 20;

/**
 * What a schema makes of what people wrote, or what is wrong with it in words. A field is named by its `title`, where it
 * has one, and by its own name. `first` is the first field at fault.
 */
export function readBySchema<T>(schema: z.ZodType<T>, given: unknown, nameOf = titleIn(schema)): Read<T> {
  const read = schema.safeParse(given, { reportInput: true });
  if (read.success) return { data: read.data, problems: null };
  const told = read.error.issues.slice(0, MOST_TOLD).map((issue) => {
    const { vi, en } = wordsOfIssue(issue);
    const name = nameOf(issue);
    const named = (language: keyof BothWords, words: string) => [name[language], words].filter(Boolean).join(': ');
    return { vi: named('vi', vi), en: named('en', en) };
  });
  const joined = (language: keyof BothWords) => told.map((one) => one[language]).join('; ');
  return { problems: { vi: joined('vi'), en: joined('en') }, first: String(read.error.issues[0]?.path[0] ?? '') };
}

/** `tiếng Việt / English`; a text of one language stands for both. */
export function bothWords(text: string): BothWords {
  const [vi = '', en = vi] = text.split(' / ');
  return { vi, en };
}

function titleIn(schema: z.ZodType): (issue: Issue) => BothWords {
  const shape = (schema as { shape?: Readonly<Record<string, z.ZodType>> }).shape ?? {};
  return (issue) => {
    const name = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.');
    const title = shape[String(issue.path[0])]?.meta()?.title;
    if (!title) return { vi: name, en: name };
    const { vi, en } = bothWords(title);
    return { vi: `${vi} (${name})`, en: `${en} (${name})` };
  };
}

const KINDS: Readonly<Record<string, BothWords>> = {
  string: { vi: 'phải là chữ', en: 'must be text' },
  number: { vi: 'phải là số', en: 'must be a number' },
  int: { vi: 'phải là số nguyên', en: 'must be a whole number' },
  boolean: { vi: 'phải là true hoặc false', en: 'must be true or false' },
  array: { vi: 'phải là danh sách', en: 'must be a list' },
  tuple: { vi: 'phải là danh sách', en: 'must be a list' },
  object: { vi: 'phải là nhóm trường {…}', en: 'must be an object {…}' },
  record: { vi: 'phải là nhóm trường {…}', en: 'must be an object {…}' },
};
const FORMATS: Readonly<Record<string, BothWords>> = {
  url: { vi: 'phải là địa chỉ đầy đủ, đúng giao thức', en: 'must be a complete address of the right scheme' },
  date: { vi: 'phải là ngày, như 2026-11-25', en: 'must be a day such as 2026-11-25' },
};
const UNITS: Readonly<Record<string, BothWords>> = {
  string: { vi: ' ký tự', en: ' characters' },
  array: { vi: ' mục', en: ' entries' },
};
const MISSING = { vi: 'còn thiếu', en: 'is missing' };
const UNKNOWN = { vi: 'không có trường này', en: 'there is no such field' };
const MISWRITTEN = { vi: 'viết không đúng dạng', en: 'is not written in the right form' };
const UNUSABLE = { vi: 'không dùng được', en: 'cannot be used' };

/** A schema's own message, where it has one in both languages, else what every issue of this sort is told as. */
function wordsOfIssue(issue: Issue): BothWords {
  if (issue.message.includes(' / ')) return bothWords(issue.message);
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? MISSING : (KINDS[issue.expected] ?? UNUSABLE);
    case 'too_small':
      if (issue.origin === 'string' && issue.input === '') return MISSING;
      return bounded({ vi: 'ít nhất là', en: 'must be at least' }, issue.minimum, issue.origin);
    case 'too_big':
      return bounded({ vi: 'nhiều nhất là', en: 'must be at most' }, issue.maximum, issue.origin);
    case 'invalid_value':
      return issue.input === undefined ? MISSING : oneOf(issue.values);
    case 'invalid_format':
      return FORMATS[issue.format] ?? MISWRITTEN;
    case 'unrecognized_keys':
      return UNKNOWN;
    case 'invalid_key':
      return wordsOfIssue(issue.issues[0]!);
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) ? oneOf(issue.options) : UNUSABLE;
    default:
      return UNUSABLE;
  }
}

function bounded({ vi, en }: BothWords, bound: number | bigint, origin: string): BothWords {
  const unit = UNITS[origin] ?? { vi: '', en: '' };
  return { vi: `${vi} ${bound}${unit.vi}`, en: `${en} ${bound}${unit.en}` };
}

function oneOf(values: readonly unknown[]): BothWords {
  const list = values.map(String).join(', ');
  return { vi: `phải là một trong: ${list}`, en: `must be one of: ${list}` };
}
