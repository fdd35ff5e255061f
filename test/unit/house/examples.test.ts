import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { EDXML_MEDIA_TYPE, readPackage } from '../../../src/edxml/index.ts';
import { type AgencyRow, readRow } from '../../../src/registry/import-rules.ts';
import { parseAgencyFile } from '../../../src/registry/index.ts';
import { checkout } from './source.ts';

const example = (name: string) => path.join(checkout, 'docs', 'examples', name);

describe('the examples of the documentation', () => {
  test('the directory of agencies imports without a bad line or an unknown column', async () => {
    const unknown: string[] = [];
    const rows: AgencyRow[] = [];
    for await (const row of parseAgencyFile(example('agencies.csv'), (columns) => unknown.push(...columns)))
      rows.push(row);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(readRow).filter((made) => !('codes' in made))).toEqual([]);
    expect(unknown).toEqual([]);
  });

  test('the letter reads, and names only agencies of that directory', async () => {
    const { header } = await readPackage({ path: example('letter.edxml'), mediaType: EDXML_MEDIA_TYPE });
    const codes: (string | undefined)[] = [];
    for await (const row of parseAgencyFile(example('agencies.csv'))) codes.push(row.code);
    const to = header.kind === 'document' ? header.to.map((one) => one.organId) : [];
    expect(codes).toEqual(expect.arrayContaining([header.from.organId, ...to]));
  });
});
