import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createListener, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { verifyWebhook } from '../../src/wire/index.ts';

interface Mail {
  readonly to: string[];
  readonly headers: string;
  readonly text: string;
}

export interface Letterbox {
  readonly port: number;
  /** Messages as they crossed the wire, with their headers unfolded and their body decoded. */
  readonly mails: Mail[];
  /** The next one that comes. */
  next(): Promise<Mail>;
  close(): Promise<void>;
}

/** A real mail server on loopback. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<Letterbox> {
  const mails: Mail[] = [];
  const waiting: ((mail: Mail) => void)[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    ...options,
    async onData(stream, session, done) {
      const [head = '', body = ''] = splitOnce(await text(stream), '\r\n\r\n');
      const headers = head.replace(/\r\n[ \t]+/g, ' ');
      const mail = {
        to: session.envelope.rcptTo.map((one) => one.address),
        headers: decodeWords(headers),
        text: /base64/i.test(headers) ? decode(body) : fromQuotedPrintable(body),
      };
      mails.push(mail);
      for (const take of waiting.splice(0)) take(mail);
      done();
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

export interface Gateway {
  readonly url: string;
  /** Calls whose signature, age and digest are right; others are answered 401 and not kept. */
  readonly calls: { readonly id: string; readonly body: Record<string, unknown> }[];
  /** Status of the next answers; the last one stays. */
  answers: number[];
  secret: string;
  close(): Promise<void>;
}

/** A text-message gateway that checks every call as it should. */
export async function startGateway(): Promise<Gateway> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const checked = verifyWebhook([gateway.secret], {
      headers: request.headers as Record<string, string | undefined>,
      bodySha256: createHash('sha256').update(body).digest('hex'),
      nowMs: Date.now(),
    });
    if (checked.valid) gateway.calls.push({ id: checked.id, body: JSON.parse(body.toString()) });
    const status = gateway.answers.length > 1 ? gateway.answers.shift()! : gateway.answers[0]!;
    response.writeHead(checked.valid ? status : 401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway: Gateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/nhan`,
    calls: [],
    answers: [204],
    secret: '',
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return gateway;
}

function splitOnce(whole: string, at: string): string[] {
  const index = whole.indexOf(at);
  return index < 0 ? [whole] : [whole.slice(0, index), whole.slice(index + at.length)];
}

/** RFC 2047 words; a letter may begin in one and end in the next. */
function decodeWords(headers: string): string {
  const joined = headers.replace(/\?= =\?UTF-8\?Q\?/g, '');
  return joined.replace(/=\?UTF-8\?Q\?([^?]*)\?=/g, (_, word: string) =>
    fromQuotedPrintable(word.replaceAll('_', ' ')),
  );
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

function fromQuotedPrintable(body: string): string {
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Takes every connection and never says a word. */
export async function startSilence() {
  const sockets: Socket[] = [];
  const server = createListener((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    calls: () => sockets.length,
    close() {
      for (const one of sockets) one.destroy();
      server.close();
    },
  };
}
