import { describe, expect, test } from 'vitest';
import { buildDocument, buildStatus, DEFAULT_LIMITS, EDXML_NS, edxmlErrors } from '../../../src/edxml/index.ts';
import { attachment, letter, read, refusal, report } from './fixtures.ts';

const octets = Buffer.from('%PDF-1.4 nội dung');
const good = buildDocument({ ...letter, bussiness: { docType: 0 } }, [attachment('a1', octets)]).toString();
const status = buildStatus(report).toString();
const cut = (from: string, to: string) => {
  const start = good.indexOf(from);
  return good.slice(0, start) + good.slice(good.indexOf(to, start) + to.length);
};
const swap = (from: string | RegExp, to: string, xml = good) => {
  const changed = xml.replace(from, to);
  if (changed === xml) throw new Error(`nothing to swap: ${from}`);
  return changed;
};
const base64 = octets.toString('base64');
const reference = '<edXML:ContentId>cid:a1</edXML:ContentId>';

const malformed: [what: string, bytes: string | Buffer, code: string, facts?: object][] = [
  ['nothing', '', 'NOT_XML'],
  ['white space', ' \n', 'NOT_XML'],
  ['a PDF', '%PDF-1.4 <x>', 'NOT_XML'],
  ['JSON', '{"a": "<b/>"}', 'NOT_XML'],
  ['other XML', '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"/>', 'NOT_EDXML'],
  ['edXML without its namespace', swap(`<edXML xmlns="${EDXML_NS}">`, '<edXML>'), 'NOT_EDXML'],
  ['the older eDoc', '<e:edXML xmlns:e="http://www.e-doc.vn/Schema/"></e:edXML>', 'PREDECESSOR_FORMAT'],
  [
    'the older eDoc in its SOAP envelope',
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>' +
      '<e:MessageHeader xmlns:e="http://www.e-doc.vn/Schema/"/></soap:Header><soap:Body/></soap:Envelope>',
    'PREDECESSOR_FORMAT',
  ],
  ['a body that ends in the header', good.slice(0, 900), 'BODY_TRUNCATED'],
  ['a body that ends in an attachment', good.slice(0, good.indexOf(base64) + 8), 'BODY_TRUNCATED'],
  ['a body that ends before the root closes', good.slice(0, good.lastIndexOf('</edXML>')), 'BODY_TRUNCATED'],
  ['tags that do not match', swap('</edXML:From>', '</edXML:To>'), 'XML_NOT_WELL_FORMED', { line: 9 }],
  ['an undeclared prefix', swap('<edXML:Subject>', '<edXML:Subject xlink:href="">'), 'XML_NOT_WELL_FORMED'],
  ['a second root', `${good}<a/>`, 'XML_NOT_WELL_FORMED'],
  ['a repeated attribute', swap('Id="MessageHeader"', 'Id="a" Id="b"'), 'XML_NOT_WELL_FORMED'],
  ['a control character', swap('Công văn', 'Công \u0001 văn'), 'XML_NOT_WELL_FORMED'],
  ['a DTD', swap('<edXML ', '<!DOCTYPE edXML [<!ENTITY a "b">]><edXML '), 'XML_FORBIDDEN_CONSTRUCT', { line: 2 }],
  ['an entity', swap('Công văn', '&cong; văn'), 'XML_FORBIDDEN_CONSTRUCT', { en: '&cong;' }],
  ['an entity in an attribute', swap('version="1.0" Id', 'version="&v;" Id'), 'XML_FORBIDDEN_CONSTRUCT'],
  ['a processing instruction', swap('<edXML:edXMLHeader>', '<?php x?><edXML:edXMLHeader>'), 'XML_FORBIDDEN_CONSTRUCT'],
  ['XML 1.1', swap('version="1.0"', 'version="1.1"'), 'XML_FORBIDDEN_CONSTRUCT'],
  ['a comment in base64', swap(base64, `${base64}<!-- -->`), 'XML_FORBIDDEN_CONSTRUCT'],
  ['CDATA in base64', swap(base64, `<![CDATA[${base64}]]>`), 'XML_FORBIDDEN_CONSTRUCT'],
  ['an element in base64', swap(base64, '<x/>'), 'XML_FORBIDDEN_CONSTRUCT'],
  ['UTF-16', Buffer.from(`\ufeff${good}`, 'utf16le'), 'UNSUPPORTED_ENCODING'],
  ['a label other than UTF-8', swap('encoding="UTF-8"', 'encoding="windows-1258"'), 'UNSUPPORTED_ENCODING'],
  [
    'Latin-1 octets under a UTF-8 label',
    Buffer.from(good.replace('Công văn', 'C\u00f4ng'), 'latin1'),
    'UNSUPPORTED_ENCODING',
  ],
  ['text in a container', swap('<edXML:From>', '<edXML:From>x'), 'XML_SCHEMA_INVALID'],
  ['an element in a value', swap('<edXML:Subject>', '<edXML:Subject><edXML:Subject/>'), 'XML_SCHEMA_INVALID'],
  ['an unexpanded placeholder', swap(base64, '\n\n$(__StringFromFile)'), 'BASE64_INVALID', { name: 'a1.pdf' }],
  ['base64 of the URL alphabet', swap(base64, `${base64.slice(0, 4)}-_${base64.slice(6)}`), 'BASE64_INVALID'],
  ['base64 without its padding', swap(base64, `${base64.slice(0, 8)}QQ`), 'BASE64_INVALID'],
  [
    'attachment text outside its place',
    swap('<edXML:Content>', '<edXML:ContentTransferEncoded>QQ==</edXML:ContentTransferEncoded><edXML:Content>'),
    'ATTACHMENT_MISPLACED',
  ],
  [
    'attachment text of a foreign namespace',
    swap('<edXML:ContentTransferEncoded xmlns:edXML="', '<edXML:ContentTransferEncoded xmlns:edXML="urn:x'),
    'ATTACHMENT_MISPLACED',
  ],
  [
    'an attachment that the manifest does not name',
    swap(reference, '<edXML:ContentId>cid:b</edXML:ContentId>'),
    'REFERENCE_SET_MISMATCH',
  ],
  [
    'a reference without an attachment',
    cut('  <AttachmentEncoded', '</AttachmentEncoded>\n'),
    'REFERENCE_SET_MISMATCH',
  ],
  ['an attachment without a reference', cut('<edXML:Reference>', '</edXML:Reference>'), 'REFERENCE_SET_MISMATCH'],
  ['the same attachment twice', swap(/ {4}<Attachment>[\s\S]*<\/Attachment>\n/, '$&$&'), 'REFERENCE_SET_MISMATCH'],
  [
    'an attachment without content',
    swap(/<edXML:ContentTransferEncoded[\s\S]*?<\/edXML:ContentTransferEncoded>/, ''),
    'REFERENCE_SET_MISMATCH',
  ],
  [
    'two headers',
    swap(/<edXML:MessageHeader[\s\S]*<\/edXML:MessageHeader>/, '$&$&').replace('Id="MessageHeader"', ''),
    'HEADER_AMBIGUOUS',
  ],
  [
    'two subjects',
    swap('<edXML:Content>', '<edXML:Subject>b</edXML:Subject><edXML:Content>'),
    'HEADER_AMBIGUOUS',
    { element: 'Subject' },
  ],
  [
    'two spellings of one block',
    swap('</edXML:TraceHeaderList>', '<edXML:Business/></edXML:TraceHeaderList>'),
    'HEADER_AMBIGUOUS',
  ],
  ['no header', cut('<edXML:edXMLHeader>', '</edXML:edXMLHeader>'), 'HEADER_MISSING.edXMLHeader'],
  ['no message header', cut('<edXML:MessageHeader', '</edXML:MessageHeader>'), 'HEADER_MISSING.MessageHeader'],
  ['no sender', cut('<edXML:From>', '</edXML:From>'), 'HEADER_MISSING.From'],
  ['a sender without code', swap(/<edXML:OrganId>[^<]*/, '<edXML:OrganId>null'), 'HEADER_MISSING.From.OrganId'],
  ['no recipient', swap(/<edXML:To>[\s\S]*<\/edXML:To>/, ''), 'HEADER_MISSING.To'],
  [
    'a recipient without code',
    swap(/(<edXML:To>\s*)<edXML:OrganId>[^<]*<\/edXML:OrganId>/, '$1'),
    'HEADER_MISSING.To.OrganId',
  ],
  ['no subject', swap(/<edXML:Subject>[^<]*/, '<edXML:Subject> '), 'HEADER_MISSING.Subject'],
  [
    'neither id nor number',
    swap(/<edXML:DocumentId>[^<]*/, '<edXML:DocumentId>').replace(/<edXML:CodeNumber>[^<]*/, '<edXML:CodeNumber>'),
    'HEADER_MISSING.DocumentId',
  ],
  [
    'an unknown type',
    swap(/<edXML:BussinessDocType>0/, '<edXML:BussinessDocType>7'),
    'HEADER_INVALID.BussinessDocType',
    { value: '7' },
  ],
  [
    'a status of nothing',
    swap(/<edXML:ResponseFor>[\s\S]*<\/edXML:ResponseFor>/, '', status),
    'HEADER_MISSING.ResponseFor',
  ],
  ['a status without its code', swap('>03<', '><', status), 'HEADER_MISSING.StatusCode'],
  ['an unknown status', swap('>03<', '>07<', status), 'HEADER_INVALID.StatusCode', { value: '07' }],
  ['a status with recipients', swap('<edXML:StatusCode>', '<edXML:To/><edXML:StatusCode>', status), 'HEADER_AMBIGUOUS'],
];

describe('what cannot be read', () => {
  test.each(malformed)('%s is refused with its own code', async (_what, bytes, code, facts = {}) => {
    const refused = await refusal(bytes);
    expect(refused.code, JSON.stringify(refused.facts)).toBe(code);
    expect(refused.facts).toMatchObject(facts);
    for (const language of ['vi', 'en'] as const) {
      expect(refused.error.title(language)).not.toMatch(/\{\w+\}/);
      expect(refused.error.fix(language)).not.toBe('');
    }
  });

  test('the line is that of the original file, behind base64 that was wrapped', async () => {
    const wrapped = swap(base64, `\n${base64.replace(/.{4}/g, '$&\n')}`);
    const broken = wrapped.replace('</Attachment>', '</Attachmen>');
    const line = broken.slice(0, broken.indexOf('</Attachmen>')).split('\n').length;
    expect((await refusal(broken)).facts.line).toBe(line);
    const bad = wrapped.replace(`\n${base64.slice(4, 8)}`, '\n$$$$$');
    expect((await refusal(bad)).facts.line).toBe(bad.slice(0, bad.indexOf('$')).split('\n').length);
  });

  test('a charset in the Content-Type that is not UTF-8 is refused', async () => {
    expect((await refusal(good, 'application/xml; charset=utf-16')).code).toBe('UNSUPPORTED_ENCODING');
    expect((await read(good, 'text/xml; charset="UTF-8"')).form).toBe('inline');
  });

  test('every error has both languages and no code is spelled twice', () => {
    for (const spec of Object.values(edxmlErrors)) {
      for (const { title, fix } of [spec.vi, spec.en]) expect(title.length * fix.length).toBeGreaterThan(0);
      expect(spec.status).toBeGreaterThanOrEqual(400);
    }
  });
});

const inHeader = (xml: string) => swap('<edXML:edXMLHeader>', `<edXML:edXMLHeader>${xml}`);
const many = (n: number, text: string) => text.repeat(n);
const hostile: [limit: string, bytes: string][] = [
  ['envelope', inHeader(many(300_000, ' a b'))],
  ['elements', inHeader(many(100_000, '<a/>'))],
  ['depth', inHeader(many(20_000, '<a>'))],
  ['comments', inHeader(many(50_000, '<!---->'))],
  ['attributes', inHeader(`<a ${Array.from({ length: 40 }, (_, i) => `b${i}=""`).join(' ')}/>`)],
  ['attributes', inHeader(`<a ${Array.from({ length: 20_000 }, (_, i) => `b${i}=""`).join(' ')}/>`)],
  ['startTag', inHeader(`<a ${many(70_000, ' ')}/>`)],
  ['attributeBytes', inHeader(`<a b="${many(9_000, 'x')}"/>`)],
  ['namespaces', inHeader(`<a ${Array.from({ length: 17 }, (_, i) => `xmlns:b${i}="urn:x"`).join(' ')}/>`)],
  ['name', inHeader(`<${many(300, 'x')}/>`)],
  ['attachments', swap('<Attachment>', many(51, '<edXML:ContentTransferEncoded xmlns:edXML="x"/>'))],
  [
    'recipients',
    swap('<edXML:To>', `${many(5_001, '<edXML:To><edXML:OrganId>A</edXML:OrganId></edXML:To>')}<edXML:To>`),
  ],
];

describe('limits', () => {
  test.each(hostile)('a hostile package beyond %s ends with LIMIT_EXCEEDED of that name', async (limit, bytes) => {
    expect((await refusal(bytes)).code).toBe(`LIMIT_EXCEEDED.${limit}`);
  });

  test('an attachment over its limit is refused while it is read', async () => {
    const refused = await refusal(good, 'application/xml', { ...DEFAULT_LIMITS, attachmentBytes: 10 });
    expect(refused).toMatchObject({ code: 'LIMIT_EXCEEDED.attachment', facts: { limit: 10, position: 1 } });
  });
});

describe('what is only noted', () => {
  const codes = async (xml: string) => (await read(xml)).notices.map((notice) => notice.code);

  test('a repeated recipient: the first one counts', async () => {
    const again = swap(
      '<edXML:DocumentId>',
      '<edXML:To><edXML:OrganId>000.00.12.H99</edXML:OrganId></edXML:To><edXML:DocumentId>',
    );
    const found = await read(again);
    expect(found.header).toMatchObject({ to: letter.to });
    expect(found.notices.map((notice) => notice.code)).toEqual(['DUPLICATE_RECIPIENT']);
  });

  test('fields over their statutory length, a priority that is no number, an empty attachment', async () => {
    expect(await codes(swap('>0123<', '>20251020104803<'))).toEqual(['FIELD_TOO_LONG']);
    expect(await codes(swap('<edXML:Priority>2', '<edXML:Priority>cao'))).toEqual(['PRIORITY_UNREADABLE']);
    expect(await codes(swap(base64, ' '))).toEqual(['ATTACHMENT_EMPTY']);
  });

  test('empty elements, null, any prefix and order, both spellings of Bussiness, cid left out: all read alike', async () => {
    const { header } = await read(good);
    const odd = good
      .replaceAll('edXML:Bussiness', 'edXML:Business')
      .replace('cid:a1</ContentId>', 'a1</ContentId>')
      .replace(/(<edXML:From>[\s\S]*<\/edXML:From>)([\s\S]*)(<\/edXML:MessageHeader>)/, '$2<edXML:ResponseFor/>$1$3')
      .replaceAll('edXML:', 'x:')
      .replaceAll('xmlns:edXML', 'xmlns:x')
      .replace('<x:Email>', '<x:Email>null');
    expect((await read(`\ufeff${odd}`)).header).toEqual(header);
    expect((await read(swap('<edXML:Content>V/v rà soát', '<edXML:Content>null'))).header).toMatchObject({
      content: null,
    });
    expect((await read(swap('>03<', '>3<', status))).header).toMatchObject({ statusCode: '03' });
  });

  test('the id is made of sender, date and number when the header has none', async () => {
    const { header } = await read(swap(/<edXML:DocumentId>[^<]*<\/edXML:DocumentId>/, ''));
    expect(header).toMatchObject({ documentId: '000.00.00.H99,2025/03/04,0123/UBND-VX' });
  });

  test('file names are for display: no path, no controls, no direction marks, at most 255 bytes', async () => {
    const names = async (name: string) =>
      (await read(swap(/<edXML:AttachmentName>[^<]*/, `<edXML:AttachmentName>${name}`))).attachments[0]!.name;
    expect(await names('..\\..\\etc/mật khẩu\u202efdp.exe')).toBe('mật khẩufdp.exe');
    expect(await names('..')).toBe('attachment-1');
    const long = await names(`${'ằ'.repeat(200)}.pdf`);
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(255);
    expect(long).toMatch(/^ằ+\.pdf$/);
  });
});
