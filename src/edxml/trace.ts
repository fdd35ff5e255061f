/** One axis that a document passes; `timestamp` is `yyyy/MM/dd HH:mm:ss`, Vietnam time. */
interface Hop {
  readonly organId: string;
  readonly timestamp: string;
}

/** How far into a package its list of hops is looked for; envelopes may be a megabyte, attachments come behind. */
const FURTHEST_BYTES = 2 * 1_048_576;
/** Comments and CDATA are passed over: what looks like a tag in them is none. */
const LIST =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\/?([\w.-]+:)?TraceHeaderList(?:\s(?:"[^"]*"|'[^']*'|[^<>"'])*?)?(\/?)>/g;

/**
 * The bytes with one more hop at the end of their TraceHeaderList, for an axis that insists on it. Nothing else
 * changes: a signature by parts still holds, one over the whole document does not. Null where there is no list.
 */
export async function addTraceHop(bytes: AsyncIterable<Buffer>, hop: Hop): Promise<AsyncGenerator<Buffer> | null> {
  const chunks = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < FURTHEST_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
    const spliced = splice(head, hop);
    if (spliced) return goOn(spliced, chunks);
  }
  return null;
}

function splice(head: Buffer, hop: Hop): Buffer | null {
  // Latin-1 keeps one character to a byte, so places in the text are places in the bytes.
  for (const match of head.toString('latin1').matchAll(LIST)) {
    const [tag, prefix = '', empty] = match;
    if (!/TraceHeaderList/.test(tag) || tag.startsWith('<!')) continue;
    const isEnd = tag.startsWith('</');
    if (!isEnd && empty !== '/') continue;
    const name = (local: string) => `${prefix}${local}`;
    const element = Buffer.from(
      `<${name('TraceHeader')}><${name('OrganId')}>${escapeText(hop.organId)}</${name('OrganId')}>` +
        `<${name('Timestamp')}>${hop.timestamp}</${name('Timestamp')}></${name('TraceHeader')}>`,
    );
    if (isEnd) return Buffer.concat([head.subarray(0, match.index), element, head.subarray(match.index)]);
    const open = Buffer.from(`${tag.slice(0, -2)}>`, 'latin1');
    const close = Buffer.from(`</${name('TraceHeaderList')}>`);
    return Buffer.concat([
      head.subarray(0, match.index),
      open,
      element,
      close,
      head.subarray(match.index + tag.length),
    ]);
  }
  return null;
}

async function* goOn(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
