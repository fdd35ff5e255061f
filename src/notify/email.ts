import { setMaxListeners } from 'node:events';
import { createTransport } from 'nodemailer';
import { isLoopback } from '../platform/networks.ts';
import { error } from './errors.ts';
import type { AlertContact, Message } from './model.ts';

const CONNECTIONS = 5;
const PATIENCE_MS = 15_000;

export interface MailSettings {
  /** `smtps://user:password@host:465` or `smtp://user:password@host:587`. */
  readonly url: string;
  readonly from: string;
}

export interface Mailer {
  /** @throws MAIL_FAILED, ALERT_CUT_SHORT */
  send(contact: AlertContact, message: Message): Promise<void>;
  /** Ends the waiting for a server that hangs; a mail that it has may still go. */
  close(): void;
}

const FOOTER = {
  vi: 'Thư tự động của trục liên thông văn bản; xin đừng trả lời. Mã cảnh báo:',
  en: 'Sent automatically by the document exchange hub; please do not reply. Alert:',
};

/** Opens the mail server's door. Passwords and alerts cross a network under TLS only; loopback needs none. */
export function openMailer({ url, from }: MailSettings): Mailer {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const local = isLoopback(hostname.replace(/^\[|\]$/g, ''));
  const transport = createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !local,
    ignoreTLS: !secure && local,
    tls: { minVersion: 'TLSv1.2' },
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    async send(contact, message) {
      const mail = transport
        .sendMail({
          from: { name: 'Liên Thông', address: from },
          to: { name: contact.name, address: contact.address },
          subject: `[Liên Thông] ${message.title}`,
          text: `${[message.text, message.link].filter(Boolean).join('\n\n')}\n\n-- \n${FOOTER[message.language]} ${message.id}\n`,
          messageId: `<${message.id}.${contact.id}@${domain}>`,
          // RFC 3834: no answering machine replies to it.
          headers: { 'Auto-Submitted': 'auto-generated', 'Lienthong-Alert': message.id },
        })
        .catch((cause: Error & { code?: string; responseCode?: number }) => {
          const reason = [cause.code, cause.responseCode].filter(Boolean).join(' ') || cause.name;
          throw error('MAIL_FAILED', { reason }, cause);
        });
      await unlessAborted(mail, ending.signal);
    },
    close() {
      ending.abort(error('ALERT_CUT_SHORT'));
      transport.close();
    },
  };
}

function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason);
    signal.addEventListener('abort', end);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}
