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

/** Structured lines on stderr; stdout belongs to the commands' results. */
export function openLog(level: string): Logger {
  return pino(
    { level, redact: { paths: SECRET_PATHS, censor: '[secret]' }, base: null },
    pino.destination({ dest: 2, sync: false }),
  );
}
