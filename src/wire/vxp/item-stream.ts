import { cutObjects } from '../../platform/json-objects.ts';
import { readAnswer } from './answer.ts';
import { type Item, type ListEndpoint, readItems } from './endpoints.ts';

/** How much of an answer may come before its items. */
const HEAD_CHARACTERS = 65_536;
const DATA = /"data"\s*:\s*\[/;

/** The answer of a list carries no items, or ends inside one; `answer` is what it says instead. */
export class ItemsMissing extends Error {
  override readonly name = 'ItemsMissing';
  readonly answer: string;

  constructor(answer: string) {
    super('the answer carries no list');
    this.answer = answer;
  }
}

/**
 * As a client: the items of a long list one by one, at flat memory, without holding up the process as one parse of
 * 120,000 agencies would. Ends with ItemsMissing, and with UnfinishedJson for an answer that was cut short.
 */
export async function* streamItems<E extends ListEndpoint>(
  endpoint: E,
  answer: AsyncIterable<Buffer>,
): AsyncGenerator<Item<E>> {
  const chunks = decode(answer)[Symbol.asyncIterator]();
  const first = await afterHead(chunks);
  const rest = (async function* () {
    yield first;
    yield* { [Symbol.asyncIterator]: () => chunks };
  })();
  for await (const { text } of cutObjects(rest)) yield* readItems(endpoint, [JSON.parse(text)]);
}

/** What follows the bracket that opens the list. */
async function afterHead(chunks: AsyncIterator<string>): Promise<string> {
  let head = '';
  while (head.length <= HEAD_CHARACTERS) {
    const begin = DATA.exec(head);
    if (begin) return head.slice(begin.index + begin[0].length);
    const next = await chunks.next();
    if (next.done) break;
    head += next.value;
  }
  // A list of nothing may be written as no list at all.
  if (readAnswer(head)?.ok) return '';
  throw new ItemsMissing(head);
}

async function* decode(answer: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of answer) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
