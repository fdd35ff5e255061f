import { encodeBase64 } from '../../edxml/index.ts';
import { answerOk } from './answer.ts';

/** How much of an answer may come before its `data`, and how long an answer without one may be. */
const HEAD_BYTES = 65_536;
const DATA = /"data"\s*:\s*"/;

/** The answer was cut short, or its data is no base64. */
export class ContentBroken extends Error {
  override readonly name = 'ContentBroken';
}

const EMPTY = JSON.stringify(answerOk({ data: '' }));
const TAIL = '"}';

/** As a server: the answer of getEdoc, the file as base64 in JSON, piece by piece. */
export async function* writeContent(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from(EMPTY.slice(0, -TAIL.length));
  yield* encodeBase64(file);
  yield Buffer.from(TAIL);
}

/** Octets of the answer that carries a file of this size. */
export function contentLength(size: number): number {
  return EMPTY.length + 4 * Math.ceil(size / 3);
}

/**
 * As a client: the file inside an answer of getEdoc, piece by piece; or the text of an answer that carries none, which
 * `readAnswer` explains. A stream that ends early ends with ContentBroken.
 */
export async function readContent(
  answer: AsyncIterable<Buffer>,
): Promise<{ file: AsyncGenerator<Buffer> } | { answer: string }> {
  const chunks = answer[Symbol.asyncIterator]();
  let head = '';
  while (head.length <= HEAD_BYTES) {
    const begin = DATA.exec(head);
    if (begin) return { file: decode(head.slice(begin.index + begin[0].length), chunks) };
    const next = await chunks.next();
    if (next.done) return { answer: Buffer.from(head, 'latin1').toString('utf8') };
    head += next.value.toString('latin1');
  }
  throw new ContentBroken('the answer of getEdoc has no data where it should begin');
}

async function* decode(first: string, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  let text = first;
  for (;;) {
    const end = text.indexOf('"');
    // JSON writers may escape what base64 consists of, and break lines; an escape may be cut by a chunk's end.
    const cut = end >= 0 ? end : Math.max(0, text.length - (/\\[^\\]{0,4}$/.exec(text)?.[0].length ?? 0));
    const base64 = unescaped(text.slice(0, cut));
    const whole = end >= 0 ? base64.length : base64.length - (base64.length % 4);
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new ContentBroken('the data of getEdoc is no base64');
    if (whole > 0) yield Buffer.from(base64.slice(0, whole), 'base64');
    if (end >= 0) return;
    const next = await chunks.next();
    if (next.done) throw new ContentBroken('the answer of getEdoc ends inside its data');
    text = base64.slice(whole) + text.slice(cut) + next.value.toString('latin1');
  }
}

const ESCAPES: readonly (readonly [RegExp, string])[] = [
  [/\\u003d/gi, '='],
  [/\\u002b/gi, '+'],
  [/\\u002f|\\\//gi, '/'],
  [/\\[rn]/g, ''],
];

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return ESCAPES.reduce((plain, [pattern, sign]) => plain.replace(pattern, sign), text);
}
