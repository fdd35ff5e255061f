import { type Logger, pino } from 'pino';

export type { Logger };

/** Names under which a secret may reach a log line; their values never do. */
const SECRET_PATHS = [
  'authorization',
  'apiKey',
  'secret',
  'password',
  'req.headers.authorization',
  '*.secret',
  '*.apiKey',
];

/** Structured lines on stderr, or in a file; stdout belongs to the commands' results. */
export function openLog(level: string, destination: number | string = 2): Logger {
  return pino(
    {
      level,
      base: null,
      redact: { paths: SECRET_PATHS, censor: '[secret]' },
      serializers: { error: describeError, err: describeError },
    },
    pino.destination({ dest: destination, sync: false }),
  );
}

/** What a line keeps of an error; its own properties may carry what was sent, so they stay out. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const { code } = error as NodeJS.ErrnoException;
  return { name, message, code, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}
