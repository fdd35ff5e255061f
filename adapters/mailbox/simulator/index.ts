import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as it crossed the wire. */
export interface Taken {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
  readonly messageId: string;
  /** What its reader sees. */
  readonly text: string;
}

/** `greylist`: not at the first time. `drop-after-data`: it has the mail, and its answer is lost. */
export type Mood = 'well' | 'greylist' | 'unknown-user' | 'blocks-content' | 'hang-after-data' | 'drop-after-data';

export interface MailServerOptions {
  readonly key: string;
  readonly cert: string;
  /** `none`: it speaks no TLS at all. */
  readonly encryption: 'tls' | 'starttls' | 'none';
  readonly password: string;
}

/** A province's mail server, as real as SMTP needs: it keeps what it took, and misbehaves when told to. */
export class MailServer {
  readonly taken: Taken[] = [];
  mood: Mood = 'well';
  readonly #seen = new Set<string>();
  readonly #server: SMTPServer;

  private constructor({ key, cert, encryption, password }: MailServerOptions) {
    const options: SMTPServerOptions = {
      key,
      cert,
      secure: encryption === 'tls',
      ...(encryption === 'none' && { disabledCommands: ['STARTTLS'], authOptional: true }),
      onAuth: ({ password: given }, _session, done) =>
        given === password ? done(null, { user: 'hub' }) : done(refusal(535, 'Authentication failed')),
      onRcptTo: ({ address }, _session, done) => done(this.#judge(address)),
      onData: async (stream, session, done) => {
        const raw = await text(stream).catch(() => null);
        if (raw === null || this.mood === 'hang-after-data') return;
        if (this.mood === 'blocks-content') return done(refusal(554, 'Content blocked, see http://10.1.2.3/why'));
        const { mailFrom, rcptTo } = session.envelope;
        const messageId = /^Message-ID: (<[^>]+>)/im.exec(raw)?.[1] ?? '';
        this.taken.push({
          raw,
          messageId,
          text: textOf(raw),
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo[0]?.address ?? '',
        });
        if (this.mood === 'drop-after-data') this.hangUp();
        else done();
      },
    };
    this.#server = new SMTPServer(options);
    this.#server.on('error', () => {});
  }

  static async start(options: MailServerOptions): Promise<MailServer> {
    const started = new MailServer(options);
    await new Promise<void>((resolve) => started.#server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  /** Ends every conversation in the middle of it. */
  hangUp(): void {
    for (const one of this.#server.connections) one.close();
  }

  #judge(address: string): Error | null {
    if (this.mood === 'unknown-user') return refusal(550, `<${address}>: Recipient address rejected: User unknown`);
    const isFirst = !this.#seen.has(address);
    this.#seen.add(address);
    if (this.mood === 'greylist' && isFirst) return refusal(451, 'Greylisted, try again later');
    return null;
  }

  async close(): Promise<void> {
    this.hangUp();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** What a mail server puts into the Maildir of the return path (RFC 3464); a forger chooses `to` himself. */
export async function sendBack(
  maildir: string,
  { from, raw }: Pick<Taken, 'from' | 'raw'>,
  { action, status, to = from }: { readonly action: string; readonly status: string; readonly to?: string },
): Promise<void> {
  const report = [
    'From: MAILER-DAEMON@thu.example.gov.vn',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="=_bounce"',
    '',
    '--=_bounce',
    'Content-Type: text/plain',
    '',
    'This is the mail system.',
    '',
    '--=_bounce',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; thu.example.gov.vn',
    '',
    'Final-Recipient: rfc822; van-thu@xa.example.gov.vn',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 User unknown',
    '',
    '--=_bounce',
    'Content-Type: message/rfc822',
    '',
    raw,
    '--=_bounce--',
  ].join('\n');
  const name = `${Date.now()}.${randomUUID()}.thu`;
  for (const place of ['tmp', 'new', 'cur']) await mkdir(path.join(maildir, place), { recursive: true });
  await writeFile(path.join(maildir, 'tmp', name), report);
  await rename(path.join(maildir, 'tmp', name), path.join(maildir, 'new', name));
}

function refusal(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}

/** The text part of a mail, decoded (RFC 2045 section 6). */
function textOf(raw: string): string {
  const part = raw.slice(raw.search(/^Content-Type: text\/plain/im));
  const end = part.indexOf('\r\n\r\n');
  const [head, body] = [part.slice(0, end), part.slice(end + 4).split(/\r\n--/)[0] ?? ''];
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
