import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionParts, Outcome } from '../../../adapters/connector.ts';
import type { SendContext, Unpacked } from '../../../adapters/contract.ts';
import { readReport, statusInWords } from '../../../adapters/mailbox/dsn.ts';
import { mailbox, openMailbox } from '../../../adapters/mailbox/index.ts';
import { deliveryReturned, returnPathOf } from '../../../adapters/mailbox/return-path.ts';
import type { MailboxSettings } from '../../../adapters/mailbox/settings.ts';
import { MailServer, type MailServerOptions, type Mood, sendBack } from '../../../adapters/mailbox/simulator/index.ts';
import { openAttachment, readPackage } from '../../../src/edxml/index.ts';
import { openOutbound } from '../../../src/platform/outbound.ts';
import { letter, statusMessage } from '../../support/letters.ts';
import { MAIL_PASSWORD, mailboxSettings, mailIdentity } from '../../support/mail-server.ts';

const DELIVERY = '01976f3a-0000-7000-8000-00000000abcd';
const key = Buffer.alloc(32, 7);
const outbound = openOutbound({ allow: ['127.0.0.0/8'] });
const servers: MailServer[] = [];
const warnings: string[] = [];
let folder: string;
let identity: Pick<MailServerOptions, 'key' | 'cert'>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lienthong-mailbox-'));
  identity = await mailIdentity(folder);
});
afterAll(async () => {
  await Promise.all(servers.map((one) => one.close()));
  await outbound.close();
  await rm(folder, { recursive: true, force: true });
});

async function server(encryption: MailServerOptions['encryption'], mood: Mood = 'well'): Promise<MailServer> {
  const started = await MailServer.start({ ...identity, encryption, password: MAIL_PASSWORD });
  started.mood = mood;
  servers.push(started);
  return started;
}

function settingsFor(port: number, more: Partial<MailboxSettings> = {}): MailboxSettings {
  return mailbox.settings.parse({ ...mailboxSettings(folder, port), ...more });
}

function parts(settings: MailboxSettings, secret = MAIL_PASSWORD): ConnectionParts<MailboxSettings> {
  let invited = 0;
  return {
    name: 'hop-thu',
    settings,
    secret,
    key,
    folders: [folder],
    connect: outbound.connect,
    invite: async () => `/console/mail/ma-${++invited}`,
    log: { info: () => {}, warn: (_, message) => warnings.push(message) },
  } as Partial<ConnectionParts<MailboxSettings>> as ConnectionParts<MailboxSettings>;
}

/** As the hub takes a document apart. */
async function unpack(xml: Buffer): Promise<Unpacked> {
  const file = path.join(folder, randomUUID());
  await writeFile(file, xml);
  const { header, attachments } = await readPackage({ path: file, mediaType: 'application/xml' });
  const files = attachments.map((one) => ({ ...one, size: one.octets, open: () => openAttachment(file, one) }));
  return { header, files };
}

function context(xml: Buffer, more: Partial<SendContext> = {}): SendContext {
  return {
    deliveryId: DELIVERY,
    kind: 'document',
    content: async () => ({
      mediaType: 'application/xml',
      size: xml.length,
      sha256: '',
      open: () => Readable.from([xml]),
    }),
    unpack: () => unpack(xml),
    target: { kind: 'connection', address: 'van-thu@xa.gov.vn' },
    signal: AbortSignal.timeout(10_000),
    connectTimeoutMs: 2_000,
    ...more,
  } as Partial<SendContext> as SendContext;
}

const FROM = '000.00.11.H98';
const send = (port: number, xml: Buffer, more: Partial<MailboxSettings> = {}, about: Partial<SendContext> = {}) =>
  openMailbox(parts(settingsFor(port, more))).deliver(context(xml, about));

describe('a mail to an agency without a system', () => {
  test('carries each file as it was signed and the edXML, says what to do, and no foreign text makes a header', async () => {
    const pdf = Buffer.from('%PDF-1.7\n\x00\xff signed octets\n%%EOF\n', 'latin1');
    const { xml, code } = letter({
      from: FROM,
      to: ['H98.101'],
      subject: 'V/v bảo vệ rừng\r\nBcc: nguoi-khac@gmail.com',
      priority: 3,
      attachments: [{ contentId: 'f1', name: 'công văn.pdf', mediaType: 'application/pdf', content: pdf }],
    });
    const mail = await server('tls');
    expect(await send(mail.port, xml)).toEqual({ outcome: 'left' });
    const [{ raw, from, to, messageId }] = mail.taken as [(typeof mail.taken)[number]];
    const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
    expect(head).not.toMatch(/^bcc:/im);
    expect([to, messageId]).toEqual(['van-thu@xa.gov.vn', `<${DELIVERY}@tinh.gov.vn>`]);
    expect(deliveryReturned(from, 'tra-lai@tinh.gov.vn', key)).toBe(DELIVERY);
    expect(head).toMatch(/^Auto-Submitted: auto-generated$/m);
    const carried = raw.replaceAll('\r\n', '');
    expect(carried).toContain(pdf.toString('base64'));
    expect(carried).toContain(xml.toString('base64'));
    const words = mail.taken[0]!.text;
    expect(words).toContain('https://truc.tinh.gov.vn/console/mail/ma-1');
    expect(words).toContain('“Xác nhận đã nhận”');
    expect(words).toContain(`Số, ký hiệu / Number: ${code}`);
    expect(words).toContain('Hỏa tốc / Express');
  });

  test('of a status is short; only a 13 asks for an answer', async () => {
    const about = letter({ from: FROM, to: ['H98.101'] });
    const mail = await server('tls');
    const connection = openMailbox(parts(settingsFor(mail.port)));
    await connection.report(context(statusMessage('03', 'H98.101', { organId: FROM, letter: about })));
    await connection.report(context(statusMessage('13', FROM, { organId: 'H98.101', letter: about })));
    const [accepted, asked] = mail.taken.map((one) => one.text);
    expect(accepted).toContain('Đã tiếp nhận (03)');
    expect(accepted).not.toContain('/console/mail/');
    expect(asked).toContain('/console/mail/');
  });

  test('goes to allowed domains alone, and not when it is larger than the servers take', async () => {
    const { xml } = letter({ from: FROM, to: ['H98.101'] });
    const mail = await server('tls');
    for (const address of [
      'van-thu@gmail.com',
      'van-thu@giagov.vn',
      'a@b@xa.gov.vn',
      'van-thu@xa.gov.vn\r\nX: 1',
      null,
    ]) {
      const target = { kind: 'connection', address } as SendContext['target'];
      await expect(send(mail.port, xml, {}, { target })).rejects.toMatchObject({ code: 'MAIL_ADDRESS_INVALID' });
    }
    const large = letter({
      from: FROM,
      to: ['H98.101'],
      attachments: [{ contentId: 'f1', name: 'a.pdf', mediaType: 'application/pdf', content: Buffer.alloc(600_000) }],
    });
    await expect(send(mail.port, large.xml, { mostMegabytes: 1 })).rejects.toMatchObject({ code: 'MAIL_TOO_LARGE' });
    expect(mail.taken).toEqual([]);
  });

  test('is never sent, nor the password, where the line is not encrypted or nobody vouches for the server', async () => {
    const { xml } = letter({ from: FROM, to: ['H98.101'] });
    const [plain, own] = await Promise.all([server('none'), server('tls')]);
    const unsafe = { code: 'MAIL_NOT_ENCRYPTED', spec: { retry: true } };
    await expect(send(plain.port, xml, { encryption: 'starttls' })).rejects.toMatchObject(unsafe);
    await expect(send(own.port, xml, { caFile: undefined })).rejects.toMatchObject(unsafe);
    expect([plain.taken, own.taken]).toEqual([[], []]);
    const upgraded = await server('starttls');
    expect(await send(upgraded.port, xml, { encryption: 'starttls' })).toEqual({ outcome: 'left' });
    const settings = settingsFor(upgraded.port, { encryption: 'starttls', bounces: undefined });
    const wrong = openMailbox(parts(settings, 'sai'));
    await expect(wrong.check(AbortSignal.timeout(5_000))).rejects.toMatchObject({ code: 'MAIL_LOGIN_FAILED' });
  });

  test('waits while the server says later, ends when it says never, and no address stands in what is told', async () => {
    const { xml } = letter({ from: FROM, to: ['H98.101'] });
    const mail = await server('tls', 'greylist');
    await expect(send(mail.port, xml)).rejects.toMatchObject({ code: 'MAIL_DEFERRED', spec: { retry: true } });
    expect(await send(mail.port, xml)).toEqual({ outcome: 'left' });
    for (const mood of ['unknown-user', 'blocks-content'] as const) {
      mail.mood = mood;
      const problem = await send(mail.port, xml).catch((error) => error);
      expect(problem).toMatchObject({ code: 'MAIL_REFUSED', spec: { retry: false } });
      expect(problem.title('vi')).not.toMatch(/@|10\.1\.2\.3/);
    }
  });

  test('whose answer was lost comes again under the same Message-ID; a server that hangs is left with the lease', async () => {
    const { xml } = letter({ from: FROM, to: ['H98.101'] });
    const mail = await server('tls', 'drop-after-data');
    await expect(send(mail.port, xml)).rejects.toMatchObject({ code: 'MAIL_SERVER_SILENT', spec: { retry: true } });
    mail.mood = 'well';
    await send(mail.port, xml);
    expect(mail.taken.map((one) => one.messageId)).toEqual(Array(2).fill(`<${DELIVERY}@tinh.gov.vn>`));
    mail.mood = 'hang-after-data';
    await expect(send(mail.port, xml, {}, { signal: AbortSignal.timeout(300) })).rejects.toThrow();
  });
});

describe('what comes back', () => {
  const maildir = () => path.join(folder, 'tra-lai');
  const mail = { from: returnPathOf('tra-lai@tinh.gov.vn', key, DELIVERY), raw: 'Subject: x\n\nx' };

  async function heard(): Promise<Outcome[]> {
    const { aftermath } = openMailbox(parts(settingsFor(1)));
    const found: Outcome[] = [];
    for await (const page of aftermath!.outcomes(AbortSignal.timeout(5_000))) {
      found.push(...page);
      for (const one of page) await aftermath!.written(one);
    }
    return found;
  }

  test('ends its delivery when it failed, once; what is only late, forged or unreadable ends nothing', async () => {
    await sendBack(maildir(), mail, { action: 'delayed', status: '4.4.1' });
    const forged = mail.from.replace(/\.[0-9a-f]{20}@/, `.${'0'.repeat(20)}@`);
    await sendBack(maildir(), mail, { action: 'failed', status: '5.1.1', to: forged });
    await writeFile(path.join(maildir(), 'new', 'rac'), 'Không phải thư\n');
    await mkdir(path.join(maildir(), 'new', 'thu-muc'));
    expect(await heard()).toEqual([]);
    expect(warnings.filter((one) => one.includes('without a mark'))).toHaveLength(3);
    await sendBack(maildir(), mail, { action: 'failed', status: '5.1.1', to: mail.from.toUpperCase() });
    const detail = '5.1.1: không có hộp thư này / there is no such mailbox';
    expect(await heard()).toEqual([{ deliveryId: DELIVERY, arrived: false, code: 'MAIL_BOUNCED', detail }]);
    expect(await heard()).toEqual([]);
  });

  test('is read only as RFC 3464 has it', () => {
    expect(readReport('Content-Type: text/plain\n\nStatus: 5.1.1\nAction: failed').report).toBeNull();
    const whole = (recipient: string) =>
      `Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n${recipient}\n--b--`;
    expect(readReport(whole('Action: failed\nStatus: 5.2.2 (full)')).report).toEqual({
      action: 'failed',
      status: '5.2.2',
    });
    expect(readReport(whole('Action: failed\r\nStatus: 5.2.2').replaceAll('\n', '\r\n')).report).not.toBeNull();
    expect(readReport(whole('Action: exploded\nStatus: 5.2.2')).report).toBeNull();
    expect(readReport(whole('Status: 5.2.2')).report).toBeNull();
    expect(statusInWords('5.99.99')).toContain('5.99.99');
  });

  test('to a mark of another key or delivery names nothing', () => {
    expect(deliveryReturned(mail.from, 'tra-lai@tinh.gov.vn', Buffer.alloc(32, 8))).toBeNull();
    expect(deliveryReturned(mail.from.replace('abcd.', 'abce.'), 'tra-lai@tinh.gov.vn', key)).toBeNull();
    expect(deliveryReturned(mail.from, 'khac@tinh.gov.vn', key)).toBeNull();
  });
});
