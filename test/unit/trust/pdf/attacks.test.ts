import { describe, expect, test } from 'vitest';
import { catalog, type EditedPdf, lastXref, page, sign, startPdf, update } from '../../../support/pdf-signer.ts';
import { makeSigner } from '../../../support/signers.ts';
import { agency, byBoth, byPerson, inspect, outline, person, plain } from './fixtures.ts';

const FORGED = '<< /Length 44 >>\nstream\nBT /F1 12 Tf 56 780 Td (Cong van so 99) Tj ET   \nendstream';

/** Replaces a piece of the same length, so that offsets stay. */
function replace(pdf: EditedPdf, from: string, to: string): Buffer {
  expect(to.length).toBe(from.length);
  const at = pdf.bytes.indexOf(from, 0, 'latin1');
  expect(at).toBeGreaterThan(0);
  const out = Buffer.from(pdf.bytes);
  out.write(to, at, 'latin1');
  return out;
}

describe('signed octets', () => {
  test('one changed octet of the page', () => {
    expect(outline(replace(byPerson, 'Cong van so 12', 'Cong van so 13'))).toEqual(['Person PDF_DIGEST nothing']);
  });

  test('a change of what both signed spoils both', () => {
    expect(outline(replace(byBoth, 'Cong van so 12', 'Cong van so 13'))).toEqual([
      'Person PDF_DIGEST changed-afterwards',
      'Agency PDF_DIGEST nothing',
    ]);
  });

  test('a signature value of another hand', () => {
    const spoil = (value: Buffer) => Buffer.from(value).fill(value[5]! ^ 1, 5, 6);
    expect(outline(sign(plain, person, { spoil }))).toEqual(['Signature1 PDF_SIGNATURE_VALUE nothing']);
  });
});

describe('universal signature forgery: ByteRange and Contents taken away or bent', () => {
  const range = /\/ByteRange \[[0-9 ]+\]/.exec(byPerson.bytes.toString('latin1'))![0];
  const bent = (to: string) => outline(replace(byPerson, range, to.padEnd(range.length)));
  const numbers = range.match(/\d+/g)!.map(Number) as [number, number, number, number];
  const [, before, after, rest] = numbers;

  test.each([
    ['no ByteRange', '/ByteSpan [0 1 2 3]'],
    ['ByteRange null', '/ByteRange null'],
    ['ByteRange a name', '/ByteRange /None'],
    ['empty', '/ByteRange []'],
    ['two numbers', `/ByteRange [0 ${before}]`],
    ['negative', `/ByteRange [0 -1 ${after} ${rest}]`],
    ['not from the start', `/ByteRange [9 ${before - 9} ${after} ${rest}]`],
    ['gap a little larger', `/ByteRange [0 ${before - 4} ${after} ${rest}]`],
    ['gap without the delimiter', `/ByteRange [0 ${before + 1} ${after} ${rest}]`],
    ['gap to the end of the file', `/ByteRange [0 ${before} ${after + rest} 0]`],
    ['not to the end of the revision', `/ByteRange [0 ${before} ${after} ${rest - 200}]`],
    ['beyond the file', `/ByteRange [0 ${before} ${after} ${rest + 999}]`],
  ])('%s', (_, to) => {
    expect(bent(to)).toEqual([expect.stringMatching(/^Person PDF_BYTE_RANGE /)]);
  });

  test('Contents missing, null, a literal string, or empty', () => {
    const key = '/Contents <30';
    for (const to of ['/Contenta <30', '/Contents %30', '/Contents <zz']) {
      expect(outline(replace(byPerson, key, to))).not.toContain('Person intact nothing');
    }
    const bare = update(byPerson, {
      6: '<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents null >>',
    });
    expect(inspect(bare).signatures.filter(({ state, after }) => state === 'intact' && after !== 'changed')).toEqual(
      [],
    );
  });

  test('Contents or ByteRange twice: readers differ in which they take', () => {
    expect(outline(sign(plain, person, { dictionary: '/Contents <00>' }))).toEqual([
      'Signature1 PDF_BYTE_RANGE not-determined',
    ]);
  });

  test('octets behind the CMS inside Contents', () => {
    const tail = replace(byPerson, '00> /M (D:', '01> /M (D:');
    expect(outline(tail)).toEqual(['Person PDF_CMS nothing']);
  });
});

describe('incremental saving: what comes behind the signed revision', () => {
  test('another page content', () => {
    expect(outline(update(byPerson, { 4: FORGED }))).toEqual(['Person intact changed']);
  });

  test('another page', () => {
    const forged = page([7]).replace('4 0 R', '20 0 R');
    const { signatures } = inspect(update(byPerson, { 3: forged, 20: FORGED }));
    expect(signatures).toMatchObject([{ after: 'changed', changes: [{ kinds: ['content'], objects: [3] }] }]);
  });

  test('another catalog, in place or by the trailer', () => {
    expect(outline(update(byPerson, { 1: catalog([7], '/OpenAction 9 0 R') }))).toEqual(['Person intact changed']);
    const other = { 20: catalog([7]).replace('2 0 R', '21 0 R'), 21: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>' };
    expect(outline(update(byPerson, other, { root: 20 }))).toEqual(['Person intact changed']);
  });

  test('annotations and form fields are named as changed afterwards', () => {
    const note = '<< /Type /Annot /Subtype /FreeText /Rect [50 700 300 750] /Contents (so 99) >>';
    const annotated = update(byPerson, { 3: page([7], '20 0 R'), 20: note });
    expect(inspect(annotated).signatures).toMatchObject([
      { state: 'intact', after: 'changed-afterwards', changes: [{ kinds: ['annotation'], objects: [3] }] },
    ]);
    const field = '<< /Type /Annot /Subtype /Widget /FT /Tx /T (Number) /V (99) /Rect [50 700 300 750] >>';
    const filled = update(byPerson, { 3: page([7], '20 0 R'), 20: field });
    expect(inspect(filled).signatures).toMatchObject([{ after: 'changed-afterwards', changes: [{ kinds: ['form'] }] }]);
  });

  test('a form field that was signed empty and is filled', () => {
    const text = (value: string) =>
      `<< /Type /Annot /Subtype /Widget /FT /Tx /T (Number) /V (${value}) /Rect [50 700 300 750] >>`;
    const signed = sign(plain, person, { annots: '20 0 R', objects: () => ({ 20: text('') }) });
    expect(outline(signed)).toEqual(['Signature1 intact nothing']);
    expect(outline(update(signed, { 20: text('99') }))).toEqual(['Signature1 intact changed-afterwards']);
    expect(outline(update(signed, { 20: text('99').replace('700', '600') }))).toEqual([
      'Signature1 intact changed-afterwards',
    ]);
  });

  test('an update that repeats what was there, and validation data, are nothing to worry about', () => {
    expect(outline(update(byPerson, { 3: page([7]) }))).toEqual(['Person intact allowed']);
    const dss = {
      1: catalog([7], '/DSS 20 0 R'),
      20: '<< /Type /DSS /Certs [21 0 R] >>',
      21: '<< /Length 1 >>\nstream\nx\nendstream',
    };
    expect(inspect(update(byPerson, dss)).signatures).toMatchObject([
      { after: 'allowed', changes: [{ kinds: ['validation-data'] }] },
    ]);
  });

  test('an object hung under validation data while the page uses it is content', () => {
    const dss = update(byPerson, { 1: catalog([7], '/DSS << /Certs [4 0 R] >>') });
    expect(outline(update(dss, { 4: FORGED }))).toEqual(['Person intact changed']);
  });

  test('octets without a cross-reference, and objects that none names', () => {
    const loose = Buffer.concat([byPerson.bytes, Buffer.from(`4 0 obj\n${FORGED}\nendobj\n`)]);
    expect(outline(loose)).toEqual(['Person intact changed']);
    const hidden = update(byPerson, { 20: '<< >>' }, { extra: `4 0 obj\n${FORGED}\nendobj\n` });
    expect(outline(hidden)).toEqual(['Person intact changed']);
  });

  test('a signature taken away is not forgotten', () => {
    const without = update(byPerson, { 1: '<< /Type /Catalog /Pages 2 0 R >>', 3: page([]) });
    expect(inspect(without).signatures).toMatchObject([{ field: 'Person', removed: true, after: 'changed' }]);
  });

  test('a second signature that is wrong, and its look, are a change', () => {
    const spoil = (value: Buffer) => Buffer.from(value).fill(1, 9, 12);
    expect(outline(sign(byPerson, agency, { spoil }))).toEqual([
      'Person intact changed-afterwards',
      'Signature2 PDF_SIGNATURE_VALUE nothing',
    ]);
  });

  test('a right second signature does not hide what was changed beside it', () => {
    const hiding = sign(byPerson, agency, { objects: () => ({ 4: FORGED }) });
    expect(outline(hiding)).toEqual(['Person intact changed', 'Signature2 intact nothing']);
  });

  test('a certification that permits no change sees a second signature as one', () => {
    const dictionary = '/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /P 1 /V /1.2 >> >>]';
    const certified = sign(plain, person, { dictionary });
    expect(outline(sign(certified, agency))).toEqual([
      'Signature1 intact changed-afterwards',
      'Signature2 intact nothing',
    ]);
  });
});

describe('shadow attacks: prepared before signing, switched after', () => {
  test('a number that the signed page names and that was empty is filled', () => {
    const waiting = startPdf(Buffer.from(plain.bytes));
    const prepared = update(waiting, { 3: page([]).replace('4 0 R', '[4 0 R 30 0 R]') });
    const signed = sign({ ...prepared, next: 40 }, person, {
      objects: () => ({ 3: page([41]).replace('4 0 R', '[4 0 R 30 0 R]') }),
    });
    expect(outline(signed)).toEqual(['Signature1 intact nothing']);
    expect(outline(update(signed, { 30: FORGED }))).toEqual(['Signature1 intact changed']);
  });

  test('a cross-reference that points back at a hidden object', () => {
    const hidden = sign(plain, person, { objects: (next) => ({ [next]: FORGED }) });
    const at = hidden.bytes.indexOf('8 0 obj');
    const xref = lastXref(hidden.bytes);
    const row = `xref\n4 1\n${String(at).padStart(10, '0')} 00000 n \n`;
    const start = hidden.bytes.length;
    const text = `${row}trailer\n<< /Size 9 /Root 1 0 R /Prev ${xref} >>\nstartxref\n${start}\n%%EOF\n`;
    const switched = Buffer.concat([hidden.bytes, Buffer.from(text)]);
    expect(outline(switched)).not.toContainEqual(expect.stringMatching(/intact (nothing|allowed)$/));
  });

  test('an object twice in one cross-reference', () => {
    const text = byPerson.bytes.toString('latin1');
    const row = /4 1\n(\d{10}) 00000 n \n/.exec(update(byPerson, { 4: FORGED }).bytes.toString('latin1'))![0];
    expect(text).not.toContain(row);
    const doubled = update(byPerson, { 4: FORGED })
      .bytes.toString('latin1')
      .replace(row, `${row}4 1\n0000000015 00000 n \n`);
    expect(outline(Buffer.from(doubled, 'latin1'))).toBe('PDF_DOUBLED_OBJECT');
  });

  test('another font for the fields of the form, whose look is made anew; a form of signatures alone has no look', () => {
    const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} >>`;
    const form = '/NeedAppearances true /DR << /Font << /Helv 30 0 R >> >>';
    const field = '<< /FT /Tx /T (Number) /V (12) /Subtype /Widget /Rect [50 700 300 750] >>';
    const withText = catalog([7], '', form).replace('[7 0 R]', '[7 0 R 20 0 R]');
    const signed = sign(plain, person, { objects: () => ({ 1: withText, 20: field, 30: font('Helvetica') }) });
    expect(outline(update(signed, { 30: font('Symbol') }))).toEqual(['Signature1 intact changed']);
    const alone = sign(plain, person, { objects: () => ({ 1: catalog([7], '', form), 30: font('Helvetica') }) });
    expect(outline(update(alone, { 30: font('Symbol') }))).toEqual(['Signature1 intact allowed']);
  });

  test('a signature dictionary that its own revision does not show', () => {
    const planted = update(byPerson, { 1: catalog([]), 3: page([]) });
    const shown = inspect(planted).signatures;
    expect(shown).toMatchObject([{ removed: true, after: 'changed' }]);
    // The dictionary lies in the signed octets, but only a later revision names it.
    const unlinked = sign(plain, person, { objects: () => ({ 1: catalog([]), 3: page([]) }) });
    const linked = update(unlinked, { 1: catalog([7]), 3: page([7]) });
    expect(outline(linked)).toEqual(['Signature1 PDF_NOT_IN_REVISION changed-afterwards']);
  });
});

describe('CMS', () => {
  const odd = (options: Parameters<typeof sign>[2]) => outline(sign(plain, person, options));
  const other = makeSigner('CN=Kẻ khác');

  test.each([
    ['messageDigest twice', { doubled: 'messageDigest' }, 'PDF_CMS'],
    ['contentType twice', { doubled: 'contentType' }, 'PDF_CMS'],
    ['no signed attributes', { attributes: false }, 'PDF_ATTRIBUTES'],
    ['two signers', { signers: 2 }, 'PDF_CMS'],
    ['another content type', { contentType: '1.2.840.113549.1.7.5' }, 'PDF_ATTRIBUTES'],
    ['content inside', { content: Buffer.from('x') }, 'PDF_CMS'],
    ['bound to another certificate', { binding: other }, 'PDF_CERTIFICATE_NOT_BOUND'],
    ['not bound, under PAdES', { binding: 'none' }, 'PDF_CERTIFICATE_NOT_BOUND'],
    ['no certificate', { certificates: [] }, 'PDF_NO_CERTIFICATE'],
    ["only another's certificate", { certificates: [other.certificate] }, 'PDF_NO_CERTIFICATE'],
    ['no CMS', { cms: () => Buffer.from('3003020101', 'hex') }, 'PDF_CMS'],
    ['a kind of old', { subFilter: 'adbe.x509.rsa_sha1' }, 'PDF_SUBFILTER'],
  ] as const)('%s', (_, options, code) => {
    expect(odd(options)).toEqual([`Signature1 ${code} nothing`]);
  });
});
