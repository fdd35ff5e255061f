import { describe, expect, test } from 'vitest';
import {
  buildDocument,
  buildEnvelope,
  buildStatus,
  type DocType,
  type DocumentInput,
  formatDate,
  formatTimestamp,
  rebuildDocument,
  STATUS_CODES,
  streamDocument,
} from '../../../src/edxml/index.ts';
import { isValid } from '../../support/libxml2.ts';
import { attachment, collect, HOME, letter, PROVINCE, read, report, SCHOOLS, sha256, store } from './fixtures.ts';

const validateStrict = (xml: Buffer) => expect(isValid(xml, 'edxml-strict.xsd')).toBe(true);
const staff = { department: 'Văn thư', staff: 'Lê Văn Thử', mobile: '0900000000', email: 'a@example.vn' };
const flows: Record<DocType, DocumentInput['bussiness']> = {
  0: { docType: 0, reason: 'Văn bản điện tử mới', paper: '0', staff },
  1: { docType: 1, reason: 'Thu hồi', documentId: 'x,2025/01/01,1/A' },
  2: {
    docType: 2,
    reason: 'Cập nhật',
    documentInfo: '1',
    documentReceiver: '1',
    receivers: [
      { organId: HOME.organId, change: 'removed' },
      { organId: SCHOOLS.organId, change: 'added' },
    ],
  },
  3: {
    docType: 3,
    reason: 'Thay thế',
    replacements: [
      { documentId: 'x,2025/01/01,1/A', organIds: [HOME.organId, SCHOOLS.organId] },
      { documentId: 'x,2025/01/02,2/A', organIds: [] },
    ],
  },
};
const files = [
  attachment('a1', Buffer.from('%PDF-1.4 một'), 'Công văn.pdf'),
  attachment('a2', Buffer.alloc(0), 'rỗng & "lạ".txt'),
];

describe('the builder', () => {
  test.each([0, 1, 2, 3] as const)(
    'writes type %i so that the strict schema holds and every field reads back',
    async (type) => {
      const xml = buildDocument({ ...letter, bussiness: flows[type] }, files);
      validateStrict(xml);
      const { header, attachments } = await read(xml);
      const bussiness = { documentId: null, paper: null, documentInfo: null, documentReceiver: null, receivers: [] };
      expect(header).toMatchObject({
        ...letter,
        kind: 'document',
        bussiness: { ...bussiness, replacements: [], staff: null, ...flows[type] },
        manifest: files.map(({ contentId, name }) => ({
          contentId,
          name,
          contentType: 'application/pdf',
          description: null,
        })),
      });
      expect(attachments.map((view) => view.sha256)).toEqual(files.map((file) => sha256(file.content)));
    },
  );

  test.each(STATUS_CODES)('writes status %s so that the strict schema holds and it reads back', async (statusCode) => {
    const xml = buildStatus({ ...report, statusCode });
    validateStrict(xml);
    expect((await read(xml)).header).toMatchObject({ ...report, kind: 'status', statusCode });
  });

  test('a header of nothing but what is required is valid and reads back', async () => {
    const least = { from: { organId: 'A' }, to: [{ organId: 'B' }], documentId: 'id', subject: 's' };
    const xml = buildDocument(least, []);
    validateStrict(xml);
    expect((await read(xml)).header).toMatchObject({ subject: 's', bussiness: null, trace: [], manifest: [] });
    const status = buildStatus({ from: { organId: 'A' }, responseFor: { documentId: 'id' }, statusCode: '01' });
    validateStrict(status);
    expect((await read(status)).header).toMatchObject({ statusCode: '01', staff: null });
  });

  test('every element of the envelope carries the prefix, AttachmentEncoded none', () => {
    const xml = buildDocument({ ...letter, bussiness: flows[3] }, files).toString();
    const envelope = xml.slice(xml.indexOf('<edXML:edXMLEnvelope'), xml.indexOf('<AttachmentEncoded'));
    expect(envelope.match(/<\/?(?!edXML:)[a-z][^>]*>/gi)).toBeNull();
    for (const id of ['MessageHeader', 'Bussiness', 'edXMLManifest']) expect(envelope).toContain(` Id="${id}"`);
    expect(xml).toContain('<Attachment>\n      <ContentId>cid:a1</ContentId>');
  });

  test('streams the same octets that it builds in memory, from files and from buffers', async () => {
    const content = Buffer.from(Array.from({ length: 100_001 }, (_, i) => i % 251));
    const built = buildDocument(letter, [attachment('a', content)]);
    const fromFile = [{ ...attachment('a', content), content: { path: store(content) } }];
    expect((await collect(streamDocument(letter, fromFile))).equals(built)).toBe(true);
  });

  test('an envelope alone is the document without its attachment block', () => {
    const xml = buildEnvelope(letter, files);
    validateStrict(xml);
    expect(xml.toString()).not.toContain('AttachmentEncoded');
    expect(xml.toString()).toContain('cid:a1');
  });

  test('a rebuilt document reads back equal', async () => {
    const first = await read(buildDocument({ ...letter, bussiness: flows[2] }, files));
    if (first.header.kind !== 'document') throw new Error('not a document');
    const again = await read(await collect(rebuildDocument(first.path, { ...first, header: first.header })));
    expect(again.header).toEqual(first.header);
    expect(again.contentDigest).toBe(first.contentDigest);
  });

  test('text that XML cannot carry is left out and the rest is escaped', async () => {
    const xml = buildDocument({ ...letter, subject: 'a\u0000\u0008\ufffe\ud800b]]>&amp;\u{1f4c4}' }, []);
    expect((await read(xml)).header).toMatchObject({ subject: 'ab]]>&amp;\u{1f4c4}' });
  });

  test('dates and times are those of Vietnam', () => {
    expect(formatDate(new Date('2025-12-31T17:00:00Z'))).toBe('2026/01/01');
    expect(formatTimestamp(new Date('2025-03-04T01:02:03.9Z'))).toBe('2025/03/04 08:02:03');
  });

  test('decomposed letters are written composed', async () => {
    const xml = buildDocument({ ...letter, from: { ...PROVINCE, organName: 'Sở'.normalize('NFD') } }, []);
    expect(xml.includes('Sở'.normalize('NFC'))).toBe(true);
  });
});
