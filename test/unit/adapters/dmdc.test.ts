import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { HttpClient } from '../../../adapters/contract.ts';
import { openDmdc } from '../../../adapters/dmdc/index.ts';

interface Exchange {
  readonly request: string;
  readonly level: number | null;
  readonly status: number;
  readonly answer: unknown;
  readonly records: unknown;
  readonly leftOut: number;
}

const exchanges: Exchange[] = JSON.parse(
  readFileSync(new URL('../../../adapters/dmdc/exchange.json', import.meta.url), 'utf8'),
);
const signal = new AbortController().signal;

/** A client whose every call gets this answer; what it asks is kept. */
function clientWith(status: number, body: string) {
  const asked: { url: string; headers: Record<string, string> }[] = [];
  const request = async (one: (typeof asked)[0]) => {
    asked.push(one);
    return { status, headers: {}, body: Buffer.from(body) };
  };
  const http = { request } as unknown as HttpClient;
  return { asked, dmdc: openDmdc({ baseUrl: 'https://api.tinh.example/dmdc/Category/', token: 'bí mật', http }) };
}

test.each(exchanges)('$request is asked with the token and read as the exchange says', async (it) => {
  const { asked, dmdc } = clientWith(it.status, JSON.stringify(it.answer));
  const path = it.request.split('/').at(-1)!;
  const { records, leftOut } = await dmdc.read({ path, level: it.level }, signal);
  expect({ records, leftOut }).toEqual({ records: it.records, leftOut: it.leftOut });
  expect(asked).toMatchObject([
    { url: `https://api.tinh.example${it.request.slice('GET '.length)}`, headers: { authorization: 'Bearer bí mật' } },
  ]);
});

test('what is no list, or no answer, says so and never what it was asked with', async () => {
  const read = (status: number, body: string) =>
    clientWith(status, body).dmdc.read({ path: 'dokhanvanban', level: null }, signal);
  await expect(read(401, '{}')).rejects.toMatchObject({ code: 'CATALOGUE_CALL_REFUSED', facts: { status: 401 } });
  for (const body of ['<html>', '{"data":{"data":{"data":[]}}}', '"x"', 'null', '{"data":null}']) {
    const failed = await read(200, body).catch((error) => error);
    expect(failed, body).toMatchObject({ code: 'CATALOGUE_ANSWER_UNREADABLE' });
    expect(String(failed)).not.toContain('bí mật');
  }
});

test('of a code that comes twice the first counts, and odd records do no harm', async () => {
  const list = [{ Ma: '1', Ten: 'Khẩn' }, { Ma: '1', Ten: 'Khác' }, null, 7, { Ma: {}, Ten: 'x' }, { Ten: 'Không mã' }];
  const { dmdc } = clientWith(200, JSON.stringify({ result: { items: list } }));
  expect(await dmdc.read({ path: 'dokhanvanban', level: null }, signal)).toEqual({
    records: [{ code: '1', name: 'Khẩn', parentCode: null, contact: {} }],
    leftOut: 5,
  });
});
