import { type Readable, Transform } from 'node:stream';

/** A download without a byte for so long is cut: it would hold up everything behind it. */
const LONGEST_SILENCE_MS = 60_000;

/** The same bytes; the stream ends with an error when none come for a minute, and the connection ends with it. */
export function cutWhenSilent(answer: Readable, afterMs: number = LONGEST_SILENCE_MS): Readable {
  const body = new Transform({
    transform(chunk, _encoding, done) {
      silence.refresh();
      done(null, chunk);
    },
  });
  const silence = setTimeout(() => body.destroy(new Error('no byte of the package came')), afterMs);
  answer.once('error', (problem) => body.destroy(problem));
  body.once('close', () => {
    clearTimeout(silence);
    answer.destroy();
  });
  return answer.pipe(body);
}
