const LONGEST_HEADERS = 16_384;
const LINE = Buffer.from('\r\n');
const HEADERS_END = Buffer.from('\r\n\r\n');

/** The form has no part of the asked name, or ends inside it. */
export class PartMissing extends Error {
  override readonly name = 'PartMissing';
}

/**
 * The octets of one named part of a multipart/form-data body (RFC 7578), piece by piece. The parts before it are passed
 * over, those behind it not read. A form that is cut short, or without that part, ends with PartMissing.
 */
export async function* partOfForm(body: AsyncIterable<Buffer>, boundary: string, name: string): AsyncGenerator<Buffer> {
  const chunks = body[Symbol.asyncIterator]();
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first delimiter may stand at the very beginning, without a line in front of it.
  let rest: Buffer = LINE;
  const more = async () => {
    const next = await chunks.next();
    if (next.done) throw new PartMissing(`the form ends without its part ${name}`);
    rest = Buffer.concat([rest, next.value]);
  };
  /** Gives what stands before the mark, as it comes; `rest` begins behind the mark afterwards. */
  async function* until(mark: Buffer, longest = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
    for (let passed = 0; ; await more()) {
      const at = rest.indexOf(mark);
      const sure = at >= 0 ? at : Math.max(0, rest.length - mark.length + 1);
      passed += sure;
      if (passed > longest) throw new PartMissing('the headers of a part are too long');
      if (sure > 0) yield rest.subarray(0, sure);
      rest = rest.subarray(at >= 0 ? at + mark.length : sure);
      if (at >= 0) return;
    }
  }
  try {
    for await (const _ of until(delimiter));
    for (;;) {
      const headers: Buffer[] = [];
      for await (const piece of until(HEADERS_END, LONGEST_HEADERS)) headers.push(piece);
      const content = until(delimiter);
      if (nameOf(Buffer.concat(headers)) === name) {
        yield* content;
        return;
      }
      for await (const _ of content);
    }
  } finally {
    await chunks.return?.();
  }
}

function nameOf(headers: Buffer): string | undefined {
  return /^content-disposition:.*;\s*name="?([^";\r\n]*)"?/im.exec(headers.toString('utf8'))?.[1];
}
