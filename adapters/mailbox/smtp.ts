import { readFile } from 'node:fs/promises';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { displayLine } from '../../src/edxml/index.ts';
import { type HubError, isHubError } from '../../src/platform/errors.ts';
import type { ConnectionParts } from '../connector.ts';
import { error } from './errors.ts';
import { guarded, requirePlace } from './places.ts';
import type { MailboxSettings } from './settings.ts';

const GREETING_MS = 15_000;
/** Longer than a delivery's lease: a try is ended by its signal, a look at the server by this. */
const SILENCE_MS = 60_000;
const LONGEST_WORDS = 200;

type Parts = Pick<ConnectionParts<MailboxSettings>, 'settings' | 'secret' | 'folders' | 'connect'>;

/** One conversation with the mail server. The socket is the hub's own, so that only allowed addresses are called. */
async function openSmtp({ settings, secret, folders, connect }: Parts, connectTimeoutMs: number, signal: AbortSignal) {
  const { host, port, encryption, caFile, user } = settings;
  const ca = caFile && (await guarded(caFile, async () => readFile(await requirePlace(caFile, folders))));
  return createTransport({
    host,
    port,
    secure: encryption === 'tls',
    requireTLS: encryption === 'starttls',
    tls: { minVersion: 'TLSv1.2', servername: host, ...(ca && { ca }) },
    auth: { user, pass: secret ?? '' },
    getSocket(_, done) {
      connect({ host, port, connectTimeoutMs, signal }).then((connection) => done(null, { connection }), done);
    },
    greetingTimeout: GREETING_MS,
    socketTimeout: SILENCE_MS,
    disableUrlAccess: true,
  });
}

/** Resolves when the server has taken the mail on. @throws MAIL_REFUSED for good; others pass */
export async function postMail(
  parts: Parts,
  mail: SendMailOptions,
  { connectTimeoutMs, signal }: { readonly connectTimeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const smtp = await openSmtp(parts, connectTimeoutMs, signal);
  await smtp.sendMail(mail).catch((problem: SmtpProblem) => {
    throw explain(problem);
  });
}

/** Greets, encrypts and logs in; sends nothing. */
export async function checkSmtp(parts: Parts, signal: AbortSignal): Promise<void> {
  const smtp = await openSmtp(parts, GREETING_MS, signal);
  await smtp.verify().catch((problem: SmtpProblem) => {
    throw explain(problem);
  });
}

/** As nodemailer tells it: its own code, and the reply (RFC 5321 section 4.2) with the command that it answers. */
interface SmtpProblem extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** 552: more than this mailbox or this server takes. */
const TOO_LARGE = 552;

/** A refusal of the recipient or of the mail is final; what is wrong with the hub's own account can be mended meanwhile. */
function explain(problem: SmtpProblem): HubError {
  if (isHubError(problem)) return problem;
  const { code = '', command = '', responseCode = 0, response } = problem;
  const words = redact(response ?? `${code} ${problem.message}`);
  if (code === 'ETLS' || isCertificateProblem(code, problem)) return error('MAIL_NOT_ENCRYPTED', { words }, problem);
  if (code === 'EAUTH') return error('MAIL_LOGIN_FAILED', { words }, problem);
  const isTooLarge = responseCode === TOO_LARGE || (code === 'EMESSAGE' && command === 'MAIL FROM');
  const isFinal = isTooLarge || (responseCode >= 500 && /^(RCPT TO|DATA)$/.test(command));
  if (isFinal) return error('MAIL_REFUSED', { words }, problem);
  return responseCode > 0
    ? error('MAIL_DEFERRED', { words }, problem)
    : error('MAIL_SERVER_SILENT', { words: code || problem.name }, problem);
}

/** Node tells by the code of OpenSSL or of its own check that a certificate is not to be trusted. */
function isCertificateProblem(code: string, { message }: Error): boolean {
  return code === 'ESOCKET' && /certificate|altnames|ssl|tls/i.test(message);
}

/** A server's words, without the addresses of people and machines in them. */
export function redact(text: string): string {
  return displayLine(
    text
      .replace(/<?[^\s<>]+@[^\s<>]+>?/g, '…')
      .replace(/\[?\b(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]{6,})\b\]?/gi, '…'),
    LONGEST_WORDS,
  );
}
