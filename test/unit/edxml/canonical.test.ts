import { describe, expect, test } from 'vitest';
import { buildDocument } from '../../../src/edxml/index.ts';
import { attachment, letter, read } from './fixtures.ts';

describe('the content digest', () => {
  const a = attachment('a', Buffer.from('một'));
  const xml = buildDocument({ ...letter, bussiness: { docType: 0 } }, [a]).toString();
  const digest = async (changed: string) => (await read(changed)).contentDigest;

  test('is the same whatever the hops, the signature and the wrapping of base64', async () => {
    const first = await digest(xml);
    const hop = '<edXML:TraceHeader><edXML:OrganId>X</edXML:OrganId></edXML:TraceHeader>';
    expect(await digest(xml.replace('<edXML:TraceHeader>', `${hop}<edXML:TraceHeader>`))).toBe(first);
    expect(await digest(xml.replace('</edXML:edXMLHeader>', '<Signature/></edXML:edXMLHeader>'))).toBe(first);
    const encoded = a.content.toString('base64');
    expect(await digest(xml.replace(encoded, ` ${encoded.slice(0, 3)}\r\n${encoded.slice(3)}`))).toBe(first);
  });

  test('differs when the header, the business block, the manifest or an attachment differs', async () => {
    const changes = [
      xml.replace('>0123<', '>0124<'),
      xml.replace('BussinessDocType>0', 'BussinessDocType>1'),
      xml.replace(' version="1.0" Id', ' version="1.1" Id'),
      xml.replace(a.content.toString('base64'), Buffer.from('hai').toString('base64')),
      xml.replace(/<edXML:Bussiness [\s\S]*<\/edXML:Bussiness>/, ''),
    ];
    const all = new Set(await Promise.all([xml, ...changes].map(digest)));
    expect(all.size).toBe(changes.length + 1);
  });
});
