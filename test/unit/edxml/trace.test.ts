import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { addTraceHop } from '../../../src/edxml/index.ts';
import { letter } from '../../support/letters.ts';

const HOP = { organId: '00.98.W00', timestamp: '2026/11/20 09:00:00' };

async function added(bytes: Buffer, chunk = bytes.length): Promise<string | null> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, n) =>
    bytes.subarray(n * chunk, (n + 1) * chunk),
  );
  const copy = await addTraceHop(Readable.from(pieces), HOP);
  return copy && (await buffer(copy)).toString();
}

const ELEMENT =
  '<edXML:TraceHeader><edXML:OrganId>00.98.W00</edXML:OrganId><edXML:Timestamp>2026/11/20 09:00:00</edXML:Timestamp></edXML:TraceHeader>';

test('a hop goes to the end of the list, whatever the chunks, and nothing else changes', async () => {
  const { xml } = letter({ from: 'H98', to: ['G22'] });
  for (const chunk of [1_000_000, 64, 7]) {
    const copy = (await added(xml, chunk))!;
    expect(copy).toContain(`${ELEMENT}</edXML:TraceHeaderList>`);
    expect(copy.replace(ELEMENT, '')).toBe(xml.toString());
  }
});

test('an empty list is opened, and what only looks like one is passed over', async () => {
  const xml = '<edXML><!-- </x:TraceHeaderList> --><a><![CDATA[</TraceHeaderList>]]></a><TraceHeaderList/></edXML>';
  const copy = (await added(Buffer.from(xml)))!;
  expect(copy).toContain('--><a><![CDATA[</TraceHeaderList>]]></a><TraceHeaderList><TraceHeader><OrganId>00.98.W00');
  expect(copy).toMatch(/<\/TraceHeader><\/TraceHeaderList><\/edXML>$/);
});

test('a document without a list has no place for a hop', async () => {
  expect(await added(Buffer.from('<edXML><a/></edXML>'))).toBeNull();
});
