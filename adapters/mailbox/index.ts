import path from 'node:path';
import { Readable } from 'node:stream';
import type { SendMailOptions } from 'nodemailer';
import { EDXML_MEDIA_TYPE } from '../../src/edxml/index.ts';
import type { Connection, ConnectionParts, Connector } from '../connector.ts';
import type { Content, DocumentFile, SendContext, SendResult } from '../contract.ts';
import { requireMailbox } from './address.ts';
import { readBounces } from './bounces.ts';
import { error } from './errors.ts';
import { type Invitation, wantsAnswer, writeLetter } from './letter.ts';
import { requirePlace } from './places.ts';
import { returnPathOf } from './return-path.ts';
import { type MailboxSettings, mailboxSettings } from './settings.ts';
import { checkSmtp, postMail } from './smtp.ts';

const MEGABYTE = 1_048_576;
/** Mail servers slow down or lock out accounts that log in all the time. */
const CHECK_SECONDS = 300;
/** Base64 in lines of 76 (RFC 2045 section 6.8). */
const GROWTH = (4 / 3) * (78 / 76);

/** Hộp thư công vụ: an agency without a system gets its documents by mail, and answers by the link in them. */
export const mailbox: Connector<MailboxSettings> = {
  name: 'mailbox',
  title: { vi: 'Hộp thư công vụ', en: 'Official mailbox' },
  settings: mailboxSettings,
  secret: { vi: 'mật khẩu của tài khoản thư', en: 'password of the mail account' },
  address: { vi: 'hộp thư công vụ của cơ quan', en: "the agency's official mailbox" },
  open: openMailbox,
};

export function openMailbox(parts: ConnectionParts<MailboxSettings>): Connection {
  const { settings } = parts;

  /** The mail server has it; whether anybody reads it is told by the link, or by a mail that comes back. */
  async function send(context: SendContext): Promise<SendResult> {
    const { target, deliveryId } = context;
    if (target.kind !== 'connection') throw new Error(`a mailbox cannot serve a ${target.kind}`);
    const to = requireMailbox(target.address, settings.domains);
    const content = await context.content('inlined');
    const { header, files } = await context.unpack();
    requireRoom(content.size + files.reduce((sum, one) => sum + one.size, 0));
    const invitation = wantsAnswer(header) ? await invite(deliveryId) : null;
    const names = files.map((one) => one.name);
    const { urgent, ...letter } = writeLetter(header, names, invitation);
    const attachments = attach(content, files);
    await postMail(parts, { ...envelope(deliveryId, to, urgent), ...letter, attachments }, context);
    return { outcome: 'left' };
  }

  async function invite(deliveryId: string): Promise<Invitation> {
    const days = settings.linkDays;
    return { days, link: new URL(await parts.invite(deliveryId, days), settings.publicUrl).href };
  }

  function requireRoom(bytes: number): void {
    const size = Math.ceil((bytes * GROWTH) / MEGABYTE);
    if (size > settings.mostMegabytes) throw error('MAIL_TOO_LARGE', { size, limit: settings.mostMegabytes });
  }

  /** The Message-ID is that of the delivery, through every try: a repetition is known by it (RFC 5322 section 3.6.4). */
  function envelope(deliveryId: string, to: string, urgent: boolean): SendMailOptions {
    const domain = settings.from.slice(settings.from.lastIndexOf('@') + 1);
    return {
      from: { name: 'Trục liên thông văn bản', address: settings.from },
      to: { name: '', address: to },
      envelope: { from: returnPathOf(settings.returnPath, parts.key, deliveryId), to: [to] },
      ...(settings.replyTo && { replyTo: settings.replyTo }),
      messageId: `<${deliveryId}@${domain}>`,
      ...(urgent && { priority: 'high' as const }),
      headers: {
        // RFC 3834: no answering machine replies to it.
        'Auto-Submitted': 'auto-generated',
        // RFC 2919: what an office sorts its mail by.
        'List-Id': `<van-ban.${domain}>`,
        'Lienthong-Delivery': deliveryId,
      },
    };
  }

  return {
    deliver: send,
    report: send,
    ...(settings.bounces !== undefined && { aftermath: readBounces(parts, settings.bounces) }),
    async check(signal) {
      if (settings.bounces !== undefined) await requirePlace(path.join(settings.bounces, 'new'), parts.folders);
      await checkSmtp(parts, signal);
    },
    checkSeconds: CHECK_SECONDS,
  };
}

/** Each file as it was signed, and the edXML that holds them, for a system that the agency may have one day. */
function attach(content: Content, files: readonly DocumentFile[]): NonNullable<SendMailOptions['attachments']> {
  const encoded = { contentTransferEncoding: 'base64' } as const;
  return [
    ...files.map((one) => ({ ...encoded, filename: one.name, contentType: one.mediaType, content: whenRead(one) })),
    { ...encoded, filename: 'van-ban.edxml', contentType: EDXML_MEDIA_TYPE, content: whenRead(content) },
  ];
}

/** Opened by its first read: a mail that is never sent leaves nothing open. */
function whenRead(source: { open(): Readable }): Readable {
  async function* octets(): AsyncGenerator<Buffer> {
    yield* source.open();
  }
  return Readable.from(octets(), { objectMode: false });
}
