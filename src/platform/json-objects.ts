/** The text of one outermost JSON object and the line on which it begins, from 1. */
export interface JsonText {
  readonly line: number;
  readonly text: string;
}

/**
 * Cuts chunks of text into their outermost objects, whether they stand in one array or one to a line (NDJSON). Whether
 * an object itself is good JSON is for the reader. Throws the line when the text ends inside an object.
 */
export async function* cutObjects(chunks: AsyncIterable<string>): AsyncGenerator<JsonText> {
  let [held, line, startLine, depth] = ['', 1, 1, 0];
  let [inString, escaped] = [false, false];
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const mark = chunk[at];
      if (mark === '\n') line += 1;
      if (inString) {
        if (escaped) escaped = false;
        else if (mark === '\\') escaped = true;
        else if (mark === '"') inString = false;
      } else if (mark === '"' && depth > 0) inString = true;
      else if (mark === '{') {
        if (depth === 0) [from, startLine] = [at, line];
        depth += 1;
      } else if (mark === '}' && depth > 0) {
        depth -= 1;
        if (depth === 0) {
          yield { line: startLine, text: held + chunk.slice(from, at + 1) };
          held = '';
        }
      }
    }
    if (depth > 0) held += chunk.slice(from);
  }
  if (depth > 0) throw new UnfinishedJson(startLine);
}

export class UnfinishedJson extends Error {
  readonly line: number;

  constructor(line: number) {
    super('the text ends inside an object');
    this.line = line;
  }
}
