import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { PDF_LIMITS } from '../../../../src/trust/pdf/index.ts';
import { pdfsig, testPdfsig } from '../../../support/pdf-oracles.ts';
import { hybridPdf, linearizedPdf, packedPdf } from '../../../support/pdf-shapes.ts';
import { sign, stampDocument, update } from '../../../support/pdf-signer.ts';
import { agency, authority, byBoth, byPerson, inspect, outline, person, plain, store } from './fixtures.ts';

const BOTH = ['Signature1 intact allowed', 'Signature2 intact nothing'];

describe('every way to write a cross-reference', () => {
  const shapes = {
    'object streams and a predictor Up': packedPdf(12),
    'predictor None': packedPdf(10),
    'predictor Sub': packedPdf(11),
    'predictor Average': packedPdf(13),
    'predictor Paeth': packedPdf(14),
    linearized: linearizedPdf(),
    hybrid: hybridPdf(),
  };

  test.each(Object.entries(shapes))('%s', (_, shape) => {
    expect(inspect(shape)).toMatchObject({ state: 'read', revisions: 1, signatures: [] });
    const signed = sign(sign(shape, person), agency);
    expect(outline(signed)).toEqual(BOTH);
    const forged = update(signed, { 4: '<< /Length 0 >>\nstream\n\nendstream' });
    expect(outline(forged)).toEqual(['Signature1 intact changed', 'Signature2 intact changed']);
  });

  testPdfsig.each(Object.entries(shapes))('%s, as pdfsig sees it', (_, shape) => {
    const theirs = pdfsig(store(sign(sign(shape, person), agency).bytes));
    expect(theirs.map(({ valid, whole }) => [valid, whole])).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  test('an object stream that is replaced replaces what is in it: content', () => {
    const signed = sign(packedPdf(), person);
    const packed = '1 0 2 34 3 76 5 200 << /Type /Catalog /Pages 2 0 R >>'.padEnd(400);
    const replaced = update(signed, {
      6: `<< /Type /ObjStm /N 4 /First 20 /Length 400 >>\nstream\n${packed}\nendstream`,
    });
    expect(outline(replaced)).toEqual(['Signature1 intact changed']);
  });
});

describe('files that are not read', () => {
  const patched = (from: string | RegExp, to: string) =>
    Buffer.from(byPerson.bytes.toString('latin1').replace(from, to), 'latin1');

  test.each([
    ['nothing', Buffer.alloc(0), 'PDF_MALFORMED'],
    ['the mark alone', Buffer.from('%PDF-1.7\n'), 'PDF_MALFORMED'],
    ['something in front', Buffer.concat([Buffer.from('MZ'), byPerson.bytes]), 'PDF_MALFORMED'],
    ['cut short', byBoth.bytes.subarray(0, -300), 'PDF_MALFORMED'],
    ['encrypted', patched(/\/Root 1 0 R \/Prev/, '/Root 1 0 R /Encrypt 9 0 R /Prev'), 'PDF_ENCRYPTED'],
    [
      'a chain in a circle',
      patched(/\/Prev \d+/, `/Prev ${/startxref\s(\d+)\s%%EOF\s$/.exec(byPerson.bytes.toString('latin1'))![1]}`),
      'PDF_MALFORMED',
    ],
    ['a chain to nowhere', patched(/\/Prev \d+/, '/Prev 999999'), 'PDF_MALFORMED'],
    ['an object at two places', hybridPdf({ doubled: true }).bytes, 'PDF_DOUBLED_OBJECT'],
  ])('%s', (_, bytes, code) => {
    expect(inspect(bytes)).toMatchObject({ state: 'unreadable', code, signatures: [] });
  });
});

describe('limits', () => {
  const bomb = deflateSync(Buffer.alloc(64 * 1_048_576));
  const bombed = (dict: string) =>
    update(plain, {
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 20 0 R >>',
      20: `<< ${dict} /Length ${bomb.length} /Filter /FlateDecode >>\nstream\n${bomb.toString('latin1')}\nendstream`,
    });

  test.each([
    ['depth', update(plain, { 1: `<< /Type /Catalog /A ${'['.repeat(5_000)}${']'.repeat(5_000)} >>` }), 'depth'],
    ['fields in a circle of kids', update(plain, circle()), null],
    ['kids within kids', update(plain, ladder(200)), 'depth'],
    [
      'revisions',
      Array.from({ length: 70 }).reduce((pdf: typeof plain) => update(pdf, { 20: 'null' }), plain),
      'revisions',
    ],
    ['a table that promises more than there is', update(plain, {}, { extra: '' }), null],
  ])('%s', (_, pdf, limit) => {
    const started = performance.now();
    const { state, code, facts } = inspect(pdf);
    expect({ state, code, facts }).toEqual(
      limit ? { state: 'unreadable', code: 'PDF_LIMIT', facts: { limit } } : { state: 'read', code: null, facts: {} },
    );
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  test('a page that decodes to much is never decoded; a cross-reference that does is refused by its ratio', () => {
    expect(inspect(bombed('')).state).toBe('read');
    const at = plain.bytes.length;
    const dict = `<< /Type /XRef /Size 9 /W [1 4 1] /Root 1 0 R /Filter /FlateDecode /Length ${bomb.length} >>`;
    const text = `20 0 obj\n${dict}\nstream\n${bomb.toString('latin1')}\nendstream\nendobj\nstartxref\n${at}\n%%EOF\n`;
    const file = Buffer.concat([plain.bytes, Buffer.from(text, 'latin1')]);
    expect(inspect(file)).toMatchObject({ state: 'unreadable', code: 'PDF_LIMIT', facts: { limit: 'ratio' } });
  });

  test('time and values are counted', () => {
    expect(inspect(byBoth, { ...PDF_LIMITS, values: 40 })).toMatchObject({
      code: 'PDF_LIMIT',
      facts: { limit: 'values' },
    });
    // Small in the file, large in memory: these have a count of their own, far below that of values.
    const crowd = update(plain, { 1: `<< /Type /Catalog /Pages 2 0 R /Crowd [ ${'<<>>()[]'.repeat(400)} ] >>` });
    expect(inspect(crowd)).toMatchObject({ state: 'read' });
    expect(inspect(crowd, { ...PDF_LIMITS, containers: 1_000 })).toMatchObject({ facts: { limit: 'containers' } });
    expect(PDF_LIMITS.containers).toBeLessThanOrEqual(1_000_000);
    // With whatever there is for comparing revisions, what was not compared is never called unchanged.
    const outcomes = Array.from({ length: 30 }, (_, step) => {
      const { code, signatures } = inspect(byBoth, { ...PDF_LIMITS, values: 40 + step * 8 });
      return code ?? signatures.map(({ state, after }) => `${state} ${after}`).join(', ');
    });
    expect([...new Set(outcomes)]).toEqual([
      'PDF_LIMIT',
      'intact not-determined, intact nothing',
      'intact allowed, intact nothing',
    ]);
    expect(inspect(byBoth, { ...PDF_LIMITS, ms: 0 })).toMatchObject({ code: 'PDF_TIME' });
    expect(inspect(byBoth, { ...PDF_LIMITS, fileBytes: 100 })).toMatchObject({ facts: { limit: 'fileBytes' } });
  });

  test('a CMS of a million octets is not parsed', () => {
    const huge = sign(plain, person, { room: 1_400_000, cms: () => Buffer.alloc(700_000, 0x30) });
    expect(inspect(huge).signatures).toMatchObject([
      { state: 'invalid', code: 'PDF_LIMIT', facts: { limit: 'cmsBytes' } },
    ]);
  });

  test('CMS nested without end is refused', () => {
    const nested = Buffer.from('3080'.repeat(3_000), 'hex');
    expect(outline(sign(plain, person, { room: 14_000, cms: () => nested }))).toEqual(['Signature1 PDF_CMS nothing']);
  });
});

describe('mutated files', () => {
  test('never crash, never hang, and never show a right signature over octets that were changed', () => {
    const seeds = [
      byBoth,
      sign(packedPdf(), person, { xref: 'stream' }),
      stampDocument(byPerson, authority),
      sign(hybridPdf(), agency),
    ];
    const random = generator(20_261_122);
    const pieces = [
      'obj',
      'endobj',
      'stream',
      '<<',
      '>>',
      '[',
      ']',
      '(',
      ')',
      '/V',
      ' 0 R',
      '%%EOF',
      'xref',
      '999999999',
      '-1',
      '\0',
    ];
    let slowest = 0;
    for (let round = 0; round < 400; round += 1) {
      const { bytes } = seeds[round % seeds.length]!;
      const mutant = Buffer.from(bytes);
      const edits = 1 + (random() % 4);
      const touched: number[] = [];
      for (let edit = 0; edit < edits; edit += 1) {
        const at = random() % mutant.length;
        const piece = random() % 2 ? pieces[random() % pieces.length]! : String.fromCharCode(random() % 256);
        touched.push(
          ...[...piece].flatMap((letter, index) => (mutant[at + index] === letter.charCodeAt(0) ? [] : [at + index])),
        );
        mutant.write(piece, at, 'latin1');
      }
      const started = performance.now();
      const { signatures } = inspect(mutant);
      slowest = Math.max(slowest, performance.now() - started);
      for (const { state, coveredBytes, after } of signatures) {
        if (state !== 'intact') continue;
        // Digits of Contents are not digested, and what its letters say is the same in either case.
        const changed = touched.filter((at) => at < coveredBytes! && !inContents(bytes, at));
        expect(changed).toEqual([]);
        expect(['nothing', 'allowed', 'changed', 'changed-afterwards']).toContain(after);
      }
    }
    console.info(`slowest mutant: ${slowest.toFixed(0)} ms`);
    expect(slowest).toBeLessThan(3_000);
  });
});

function inContents(bytes: Buffer, at: number): boolean {
  const open = bytes.lastIndexOf('<', at);
  return open >= 10 && bytes.subarray(open - 10, open).toString('latin1') === '/Contents ';
}

function circle(): Record<number, string> {
  return {
    1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [20 0 R] >> >>',
    20: '<< /T (a) /Kids [21 0 R 20 0 R] >>',
    21: '<< /T (b) /Parent 20 0 R /Kids [20 0 R] >>',
  };
}

function ladder(steps: number): Record<number, string> {
  const objects: Record<number, string> = { 1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [20 0 R] >> >>' };
  for (let step = 0; step < steps; step += 1) objects[20 + step] = `<< /T (a) /Kids [${21 + step} 0 R] >>`;
  return objects;
}

/** A small seeded generator (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
