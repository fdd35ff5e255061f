import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindCertificate } from '../../src/registry/index.ts';
import { createDemoPki, type SigningKey, signByReference, signEnveloped } from '../../src/trust/index.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter, PREDECESSOR, statusMessage } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { restOf } from '../support/rest.ts';

const { home, finance, communeA, closedBoard, offline } = CODES;
const MAX = 262_144;
let stage: TestHub;
let province: Province;
let rest: ReturnType<typeof restOf>;
let keys: { home: SigningKey; stranger: SigningKey; other: SigningKey };
let folder: string;

beforeAll(async () => {
  stage = await testHub({ maxMessageBytes: MAX });
  province = await settleProvince(stage.database.owner, stage.database.database);
  rest = restOf(stage, province);
  folder = await mkdtemp(path.join(tmpdir(), 'lienthong-pki-'));
  const pki = await createDemoPki(folder);
  const [mine, stranger, other] = await Promise.all(
    ['home', 'stranger', 'other'].map((name) => pki.issue(name, { agency: name, province: 'Thử Nghiệm' })),
  );
  keys = { home: mine!, stranger: stranger!, other: other! };
  const { db } = stage.database.database;
  await db.transaction(async (tx) => {
    for (const [code, key] of [
      [home, keys.home],
      [communeA, keys.other],
    ] as const) {
      const der = Buffer.from(key.certificatePem);
      await bindCertificate(tx, { agencyId: await province.agencyId(code), der, addedBy: 'test' });
    }
  });
});
afterAll(async () => {
  await stage?.close();
  if (folder) await rm(folder, { recursive: true });
});

const plain = (options: Partial<Parameters<typeof letter>[0]> = {}) =>
  letter({ from: home, to: [finance], ...options }).xml;
const swap = (xml: Buffer, from: string | RegExp, to: string) => {
  const changed = xml.toString().replace(from, to);
  expect(changed).not.toBe(xml.toString());
  return Buffer.from(changed);
};
const multipart = (parts: readonly string[]) =>
  Buffer.from(`${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`);
const MULTIPART = 'multipart/form-data; boundary=b';

interface Bad {
  readonly xml: () => Buffer | Promise<Buffer>;
  readonly status: number;
  readonly code: string;
  readonly by?: string;
  readonly headers?: Record<string, string>;
}

const readable: Record<string, Bad> = {
  'not XML': { xml: () => Buffer.from('%PDF-1.7 not a message'), status: 400, code: 'NOT_XML' },
  'not edXML': { xml: () => Buffer.from('<hoso xmlns="urn:x"><ten>a</ten></hoso>'), status: 422, code: 'NOT_EDXML' },
  'the older eDoc': { xml: () => PREDECESSOR, status: 422, code: 'PREDECESSOR_FORMAT' },
  'the older eDoc under its media type': {
    xml: () => PREDECESSOR,
    headers: { 'content-type': 'multipart/related; type="text/xml"; start="<Start>"; boundary="--Boundary"' },
    status: 422,
    code: 'PREDECESSOR_FORMAT',
  },
  'cut in the middle': { xml: () => plain().subarray(0, 900), status: 400, code: 'BODY_TRUNCATED' },
  'tags that do not match': {
    xml: () => swap(plain(), '</edXML:Subject>', '</edXML:Sobject>'),
    status: 400,
    code: 'XML_NOT_WELL_FORMED',
  },
  'another encoding': {
    xml: () => Buffer.from(`\ufeff${plain()}`, 'utf16le'),
    status: 415,
    code: 'UNSUPPORTED_ENCODING',
  },
  'a document type declaration': {
    xml: () => swap(plain(), '<edXML ', '<!DOCTYPE edXML [<!ENTITY x SYSTEM "file:///etc/passwd">]><edXML '),
    status: 400,
    code: 'XML_FORBIDDEN_CONSTRUCT',
  },
  'more than the limit': { xml: () => Buffer.alloc(MAX + 1, 'x'), status: 413, code: 'LIMIT_EXCEEDED.message' },
  'no body': { xml: () => Buffer.alloc(0), status: 400, code: 'BODY_EMPTY' },
  'a compressed body': {
    xml: () => plain(),
    headers: { 'content-encoding': 'gzip' },
    status: 415,
    code: 'CONTENT_ENCODING_REFUSED',
  },
  'a media type of something else': {
    xml: () => plain(),
    headers: { 'content-type': 'application/json' },
    status: 415,
    code: 'MEDIA_TYPE_REFUSED',
  },
  'bad base64': {
    xml: () => swap(plain(), /(<(?:\w+:)?ContentTransferEncoded[^>]*>)[^<]{4}/, '$1!!!!'),
    status: 422,
    code: 'BASE64_INVALID',
  },
  'a manifest that names another attachment': {
    xml: () => swap(plain(), /cid:file-/, 'cid:missing-'),
    status: 422,
    code: 'REFERENCE_SET_MISMATCH',
  },
  'no sender': {
    xml: () => swap(plain(), /<edXML:From>[\s\S]*?<\/edXML:From>/, ''),
    status: 422,
    code: 'HEADER_MISSING.From',
  },
  'multipart without its end': {
    xml: () => multipart([`Content-Type: application/xml\r\n\r\n${plain()}`]).subarray(0, -6),
    headers: { 'content-type': MULTIPART },
    status: 400,
    code: 'BODY_TRUNCATED',
  },
  'multipart without a boundary': {
    xml: () => plain(),
    headers: { 'content-type': 'multipart/related' },
    status: 400,
    code: 'MULTIPART_INVALID',
  },
};

const addressed: Record<string, Bad> = {
  'no recipient that resolves': { xml: () => plain({ to: ['000.00.99.H98'] }), status: 422, code: 'NO_RECIPIENT' },
  'only a closed recipient without successors': {
    xml: () => plain({ to: [closedBoard] }),
    status: 422,
    code: 'NO_RECIPIENT.closed',
  },
  'a sender that the system does not serve': {
    xml: () => plain({ from: communeA }),
    status: 403,
    code: 'SENDER_NOT_ALLOWED',
  },
  'a sender that nobody knows': { xml: () => plain({ from: 'H98.999' }), status: 403, code: 'SENDER_UNKNOWN' },
  'a recipient in Lienthong-To that the document does not name': {
    xml: () => plain(),
    headers: { 'lienthong-to': communeA },
    status: 422,
    code: 'RECIPIENT_NOT_ON_DOCUMENT',
  },
  'a secrecy marking': { xml: () => plain({ sphere: ' Tối  mật ' }), status: 422, code: 'SECRET_NOT_ALLOWED' },
  'a status on a document that is not there': {
    xml: () => statusMessage('03', home, { organId: finance, letter: letter({ from: finance, to: [home] }) }),
    status: 422,
    code: 'STATUS_DOCUMENT_UNKNOWN',
  },
};

const signed: Record<string, Bad & { policy?: 'require' | 'verify-if-present' }> = {
  'no signature where one is required': {
    policy: 'require',
    xml: () => plain(),
    status: 422,
    code: 'SIGNATURE_MISSING',
  },
  'content that was changed after it was signed': {
    xml: async () => swap(await signByReference(plain(), keys.home), 'công tác văn thư', 'việc khác hẳn'),
    status: 422,
    code: 'DIGEST_MISMATCH',
  },
  'a signature value that was changed': {
    xml: async () => swap(await signByReference(plain(), keys.home), /(<SignatureValue>\s*)..../, '$1AAAA'),
    status: 422,
    code: 'SIGNATURE_INVALID',
  },
  'a signer that the registry does not know': {
    xml: async () => signByReference(plain(), keys.stranger),
    status: 403,
    code: 'SIGNER_UNKNOWN',
  },
  'the key of another agency': {
    xml: async () => signByReference(plain(), keys.other),
    status: 403,
    code: 'SIGNER_MISMATCH',
  },
  'a whole-document signature on a multipart package': {
    xml: () => {
      const envelope = swap(plain(), /<((?:\w+:)?AttachmentEncoded)[ >][\s\S]*<\/\1>\s*/, '');
      const id = /ContentId>(?:cid:)?([^<]+)</.exec(envelope.toString())![1];
      return multipart([
        `Content-Disposition: form-data; name="envelope"\r\nContent-Type: application/xml\r\n\r\n${signEnveloped(envelope, keys.home)}`,
        `Content-Disposition: form-data; name="${id}"; filename="a.pdf"\r\nContent-ID: <${id}>\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4`,
      ]);
    },
    headers: { 'content-type': MULTIPART },
    status: 422,
    code: 'SIGNATURE_NOT_PORTABLE',
  },
};

async function refused(bad: Bad) {
  const documents = () =>
    stage.database.owner.pool.query(
      'select (select count(*) from document) as documents, (select count(*) from delivery) as deliveries',
    );
  const before = (await documents()).rows[0];
  const body = await bad.xml();
  for (const language of ['vi', 'en'] as const) {
    const answer = await rest.send(bad.by ?? home, body, { 'accept-language': language, ...bad.headers });
    expect([answer.statusCode, answer.json().code], answer.body).toEqual([bad.status, bad.code]);
    const { title, detail, type } = answer.json();
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'content-language': language });
    expect(type).toBe(`/docs/errors/${bad.code}`);
    for (const sentence of [title, detail]) expect(sentence, 'every fact is filled in').not.toMatch(/\{\w+\}|^\s*$/);
  }
  expect((await documents()).rows[0], 'nothing half stored').toEqual(before);
  expect(await readdir(path.join(stage.dataDir, 'spool'))).toEqual([]);
}

describe('what cannot be read is refused with its code in both languages:', () => {
  it.each(Object.entries(readable))('%s', async (_, bad) => refused(bad));
});

describe('what may not be sent is refused with its code in both languages:', () => {
  it.each(Object.entries(addressed))('%s', async (_, bad) => refused(bad));
});

describe('a signature that does not hold is refused with its code in both languages:', () => {
  it.each(Object.entries(signed))('%s', async (_, bad) => {
    const set = (policy: string) =>
      stage.database.owner.pool.query('update agency set signature_policy = $1 where id = $2', [policy, homeId]);
    const homeId = await province.agencyId(home);
    await set(bad.policy ?? 'verify-if-present');
    await refused(bad);
    await set('verify-if-present');
  });
});

describe('a refusal', () => {
  it('is_kept_with_its_reason_and_a_signed_receipt', async () => {
    const answer = await rest.send(home, plain({ to: ['000.00.99.H98'] }), { 'accept-language': 'en' });
    const { submissionId, receiptId } = answer.json();
    const kept = await rest.get(home, `/v1/submissions/${submissionId}`);
    expect(kept.json()).toMatchObject({
      state: 'rejected',
      code: 'NO_RECIPIENT',
      documentId: null,
      receipts: [{ id: receiptId, type: 'SubmissionRejection' }],
    });
    expect(kept.json().reason.vi.title).toContain('000.00.99.H98');
    const receipt = await rest.get(home, `/v1/receipts/${receiptId}`);
    expect(receipt.body).toContain('NO_RECIPIENT');
    expect((await rest.get(finance, `/v1/submissions/${submissionId}`)).statusCode).toBe(404);
    expect((await rest.get(finance, `/v1/receipts/${receiptId}`)).statusCode).toBe(404);
  });

  it('names_the_line_of_the_xml', async () => {
    const answer = await rest.send(home, swap(plain(), '</edXML:Subject>', '</edXML:Sobject>'));
    expect(answer.body).toMatch(/(?:dòng|line) \d+/);
  });

  it('of_another_content_under_a_used_documentid_is_a_conflict', async () => {
    const first = letter({ from: home, to: [finance] });
    expect((await rest.send(home, first.xml)).statusCode).toBe(201);
    const other = plain({ documentId: first.documentId, subject: 'V/v việc khác' });
    await refused({ xml: () => other, status: 409, code: 'DUPLICATE_CONFLICT' });
  });

  it('of_one_recipient_leaves_the_others_theirs', async () => {
    const answer = await rest.send(home, plain({ to: [finance, '000.00.99.H98', closedBoard, offline] }));
    expect(answer.statusCode).toBe(201);
    expect(
      answer.json().deliveries.map((one: { state: string; reasonCode: string }) => [one.state, one.reasonCode]),
    ).toEqual([
      ['available', null],
      ['failed', 'RECIPIENT_UNKNOWN'],
      ['failed', 'RECIPIENT_CLOSED'],
      ['failed', 'RECIPIENT_NOT_CONNECTED'],
    ]);
  });

  it('for_want_of_disk_is_507_and_may_be_tried_again', async () => {
    const blobs = stage.hub.blobs as { freeBytes(): Promise<number> };
    const { freeBytes } = blobs;
    blobs.freeBytes = async () => 0;
    const answer = await rest.send(home, plain());
    const ready = await stage.hub.api.inject('/readyz');
    blobs.freeBytes = freeBytes;
    expect([answer.statusCode, answer.json().code, answer.json().retry]).toEqual([507, 'DISK_RESERVE', true]);
    expect(answer.headers['retry-after']).toBeDefined();
    expect([ready.statusCode, ready.json().checks.disk]).toEqual([503, 'low']);
  });
});
