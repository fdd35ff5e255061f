import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildStatus, openAttachment, rebuildDocument } from '../../../src/edxml/index.ts';
import { collect, FIELD_SAMPLES, fieldSamples, HAS_FIELD_SAMPLES, read, refusal, sha256 } from './fixtures.ts';

if (!HAS_FIELD_SAMPLES)
  console.warn(`SKIPPED: no field samples at ${FIELD_SAMPLES}; set FIELD_SAMPLES to their folder`);

const sample = (name: string): Buffer => readFileSync(join(FIELD_SAMPLES, name));
const wellFormed = fieldSamples().filter((name) => name !== 'edoc.edxml');
const docTypes: Record<string, number> = { new: 0, revocation: 1, update: 2, replacement: 3 };

describe.skipIf(!HAS_FIELD_SAMPLES)('the messages of the field', () => {
  test.each(wellFormed)('%s reads, and a rebuilt one reads back equal', async (name) => {
    const first = await read(sample(name));
    expect(first.header.from.organId).toMatch(/^000\.00\.00\.[AGH]\d\d$/);
    if (first.header.kind === 'status') {
      const again = await read(buildStatus(first.header));
      expect(again.header).toEqual(first.header);
      return;
    }
    const { header } = first;
    expect(header.subject).toBe('V/v kết nối, liên thông phần mềm quản lý văn bản');
    expect(header.documentId).toBe('000.00.00.G22,2015/09/30,7816/VPCP-TTĐT');
    expect(first.attachments).toHaveLength(1);
    expect(first.attachments[0]).toMatchObject({ contentId: '209', name: '1896_QD-TTg_m_294779.doc', zipped: true });
    const again = await read(await collect(rebuildDocument(first.path, { ...first, header })));
    expect(again.header).toEqual(header);
    expect(again.attachments[0]!.sha256).toBe(first.attachments[0]!.sha256);
  });

  test.each(wellFormed.filter((name) => name.startsWith('status_')))(
    '%s carries the code of its name',
    async (name) => {
      const { header, attachments } = await read(sample(name));
      expect(header).toMatchObject({ kind: 'status', statusCode: /_(\d\d)\./.exec(name)![1] });
      expect(attachments).toEqual([]);
    },
  );

  test.each(wellFormed.filter((name) => name.startsWith('edoc_')))('%s is of the type of its name', async (name) => {
    const { header } = await read(sample(name));
    expect(header).toMatchObject({ bussiness: { docType: docTypes[/_(\w+)\./.exec(name)![1]!] } });
  });

  test('an update names who is taken off and who is put on, a replacement what it replaces for whom', async () => {
    const update = (await read(sample('edoc_update.edxml'))).header;
    expect(update).toMatchObject({
      to: [{ organId: '000.00.00.H41' }, { organId: '000.00.00.H14' }, { organId: '000.00.00.G17' }],
      bussiness: {
        receivers: [
          { organId: '000.00.00.H41', change: 'removed' },
          { organId: '000.00.00.H14', change: 'added' },
        ],
      },
    });
    const replacement = (await read(sample('edoc_replacement.edxml'))).header;
    const one = { documentId: '000.00.00.G22,2014/01/30,7806/VPCP-TTĐT', organIds: ['000.00.00.H41', '000.00.00.H14'] };
    expect(replacement).toMatchObject({ bussiness: { replacements: [one, one] } });
  });

  test('a zipped attachment opens as the ZIP that was signed and as the file inside', async () => {
    const { path, attachments } = await read(sample('lgsp_received_2019.edxml'));
    const [view] = attachments;
    const zip = await collect(openAttachment(path, view!));
    expect(sha256(zip)).toBe(view!.sha256);
    expect(zip.subarray(0, 2).toString()).toBe('PK');
    const inside = await collect(openAttachment(path, view!, { unzip: true }));
    expect(inside.length).toBeGreaterThan(view!.octets);
  });

  test('edoc.edxml is refused, and the refusal says what is broken and at which line', async () => {
    const { code, facts, error } = await refusal(sample('edoc.edxml'));
    expect(code).toBe('XML_NOT_WELL_FORMED');
    expect(facts.line).toBe(74);
    expect(error.title('vi')).toMatch(/dòng 74: <edXML:From> mở ở dòng 7 /);
    expect(error.title('en')).toMatch(/117: .*xlink/);
    expect(error.title('en')).toMatch(/131: base64: the character "\$"/);
  });
});
