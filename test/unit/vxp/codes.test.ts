import { expect, test } from 'vitest';
import { catalogue } from '../../../src/catalogue.ts';
import { HubError } from '../../../src/platform/errors.ts';
import { CODE_OF_ERROR, codeOf } from '../../../src/vxp/codes.ts';

const all = Object.entries(catalogue).map(([code, spec]) => new HubError(code, spec));

test('every error of the hub has a code of the protocol, and only what may pass by itself invites a retry', () => {
  for (const error of all) {
    const code = codeOf(error);
    expect(['10', '15', '18', '19', '20', '21', '22', '23'], error.code).toContain(code);
    if (code === '20') expect(error.spec.retry, error.code).toBe(true);
  }
});

test('the table names no error that does not exist', () => {
  expect(Object.keys(CODE_OF_ERROR).filter((code) => !(code in catalogue))).toEqual([]);
});
