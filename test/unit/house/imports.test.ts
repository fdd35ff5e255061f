import { describe, expect, test } from 'vitest';
import { circles, objection } from './rules.ts';
import { filesBelow, importsOf, read } from './source.ts';

const LONGEST_FILE = 300;
const LONGEST_README = 25;

const files = [...filesBelow('src', '.ts'), ...filesBelow('adapters', '.ts')];
const imports = files.flatMap(importsOf);

describe('the house', () => {
  test('imports run one way: app, doors, pipeline, rooms, formats, platform', () => {
    const wrong = imports.flatMap((one) => {
      const why = objection(one);
      return why ? [`${one.from} imports ${one.to}: ${why}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  test('no file needs itself through others', () => {
    expect(circles(imports)).toEqual([]);
  });

  test(`no source file is longer than ${LONGEST_FILE} lines: most defects live in the largest files`, () => {
    const all = [...files, ...filesBelow('test', '.ts'), ...filesBelow('scripts', '.mjs')];
    expect(all.filter((file) => read(file).split('\n').length > LONGEST_FILE + 1)).toEqual([]);
  });

  test(`every room has a README of at most ${LONGEST_README} lines: what it takes, gives, how it can stop`, () => {
    const rooms = new Set(
      files.filter((file) => file.split('/').length > 2).map((file) => file.split('/').slice(0, 2).join('/')),
    );
    const readmes = new Set(['src', 'adapters'].flatMap((folder) => filesBelow(folder, 'README.md')));
    const wrong = [...rooms].flatMap((room) => {
      if (!readmes.has(`${room}/README.md`)) return [`${room} has none`];
      const lines = read(`${room}/README.md`).trimEnd().split('\n').length;
      return lines > LONGEST_README ? [`${room}/README.md has ${lines} lines`] : [];
    });
    expect(wrong).toEqual([]);
  });

  test('settings are read in one place: only platform/config.ts looks at the environment', () => {
    const allowed = ['src/platform/config.ts', 'src/platform/embedded/account.ts'];
    expect(files.filter((file) => !allowed.includes(file) && read(file).includes('process.env'))).toEqual([]);
  });
});

describe('the import rules', () => {
  const ask = (from: string, to: string) => objection({ from, to, typeOnly: false });

  test('refuse what goes against the plan', () => {
    expect(ask('src/platform/queue.ts', 'src/registry/index.ts')).toBeDefined();
    expect(ask('src/registry/service.ts', 'src/delivery/index.ts')).toBeDefined();
    expect(ask('src/routing/plan.ts', 'src/delivery/claim.ts')).toMatch(/index.ts/);
    expect(ask('src/pipeline.ts', 'src/api/index.ts')).toBeDefined();
    expect(ask('src/api/documents.ts', 'src/console/index.ts')).toBeDefined();
    expect(ask('src/delivery/worker.ts', 'src/pipeline.ts')).toBeDefined();
    expect(ask('adapters/webhook/index.ts', 'src/platform/outbound.ts')).toBeDefined();
    expect(ask('adapters/webhook/index.ts', 'adapters/axis/index.ts')).toBeDefined();
  });

  test('allow what follows it', () => {
    expect(ask('src/app.ts', 'src/api/index.ts')).toBeUndefined();
    expect(ask('src/api/index.ts', 'src/pipeline.ts')).toBeUndefined();
    expect(ask('src/pipeline.ts', 'src/intake/index.ts')).toBeUndefined();
    expect(ask('src/intake/receive.ts', 'src/platform/blobs.ts')).toBeUndefined();
    expect(ask('adapters/webhook/index.ts', 'src/platform/errors.ts')).toBeUndefined();
  });

  test('see a circle', () => {
    const one = { from: 'a.ts', to: 'b.ts', typeOnly: false };
    const back = { from: 'b.ts', to: 'a.ts', typeOnly: false };
    expect(circles([one, back])).toEqual(['a.ts → b.ts → a.ts']);
    expect(circles([one, { ...back, typeOnly: true }])).toEqual([]);
  });
});
