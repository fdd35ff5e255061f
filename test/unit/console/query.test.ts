import { expect, test } from 'vitest';
import { z } from 'zod';
import { id, oneOf, readQuery, text, whole } from '../../../src/console/query.ts';
import { filesBelow, read } from '../house/source.ts';

const fields = z.object({
  view: oneOf(['new', 'all']),
  after: id.optional(),
  year: whole.optional(),
  q: text.default(''),
});
const of = (query: unknown) => readQuery({ query }, fields);

test('of a name that comes more than once the last counts; what no page declares is not read', () => {
  expect(of({ view: ['new', 'all'], q: ['a', 'b'], other: 'x' })).toEqual({ view: 'all', q: 'b' });
});

test('a value that is not of its kind leads to no page; an unknown view is the first', () => {
  expect(of({ view: 'x', year: '2026' })).toEqual({ view: 'new', year: 2026, q: '' });
  for (const query of [{ after: 'x' }, { year: '1e3' }, { year: '-1' }, { q: 'a\0b' }, { q: 'x'.repeat(501) }])
    expect(() => of(query)).toThrow(expect.objectContaining({ code: 'PAGE_UNKNOWN' }));
});

test('every page reads its address through this reader', () => {
  const others = filesBelow('src/console', '.ts').filter((file) => !file.endsWith('/query.ts'));
  expect(others.filter((file) => /request\.query\b|\bQuerystring\b/.test(read(file)))).toEqual([]);
});
