import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { restOf } from '../support/rest.ts';

const { home, finance } = CODES;
let stage: TestHub;
let province: Province;
let rest: ReturnType<typeof restOf>;

beforeAll(async () => {
  stage = await testHub({ role: 'api' });
  province = await settleProvince(stage.database.owner, stage.database.database);
  rest = restOf(stage, province);
});
afterAll(() => stage?.close());

const cursor = (text: string) => Buffer.from(text).toString('base64url');
const DASHES = '-'.repeat(36);
const NIL = '00000000-0000-0000-0000-000000000000';

describe('what PostgreSQL cannot hold or read is the caller’s to correct, never an incident', () => {
  it.each([
    ['/v1/agencies?q=%00', 200],
    ['/v1/agencies/%00', 404],
    ['/v1/inbox?agency=%00', 404],
    [`/v1/inbox?after=${cursor(`2026-99-99 99:99:99+00|${NIL}`)}`, 400],
    [`/v1/inbox?after=${cursor(`2026-02-30 09:09:09+00|${NIL}`)}`, 400],
    [`/v1/inbox?after=${cursor(`2026-01-01 09:09:09+00|${DASHES}`)}`, 400],
    [`/v1/agencies?after=${cursor(`[0,"a","${DASHES}"]`)}`, 400],
  ])('%s', async (url, status) => {
    expect((await rest.get(home, url)).statusCode).toBe(status);
  });

  const multipart = (header: string) => Buffer.from(`--b\r\n${header}\r\n\r\n<a/>\r\n--b--\r\n`);
  const inLetter = (from: RegExp, to: string) => () =>
    Buffer.from(
      letter({ from: home, to: [finance] })
        .xml.toString()
        .replace(from, to),
    );
  const long = randomBytes(6_000).toString('base64url');

  it.each([
    ['a part header that is a NUL', 'multipart/form-data; boundary=b', () => multipart('\0')],
    ['a NUL in a part header', 'multipart/form-data; boundary=b', () => multipart('Content-Type: text/\0xml')],
    [
      'half a character where a fact is cut short',
      'text/xml',
      inLetter(/(<edXML:ContentId>)/, `$1${'x'.repeat(79)}\u{1f600}`),
    ],
    ['a DocumentId of 8,000 characters', 'text/xml', inLetter(/(<edXML:DocumentId>)/, `$1${long}`)],
    ['a notation of 8,000 characters', 'text/xml', inLetter(/(<edXML:CodeNotation>)/, `$1${long}`)],
    ['a recipient of 8,000 characters', 'text/xml', inLetter(/(<edXML:To>\s*<edXML:OrganId>)/, `$1${long}`)],
  ])('%s', async (_what, mediaType, bytes) => {
    const answer = await rest.send(home, bytes(), { 'content-type': mediaType });
    expect([answer.statusCode, answer.json().code]).not.toContain('INTERNAL_ERROR');
    expect(answer.json()).toHaveProperty('submissionId');
  });
});

it('every recipient that a document may have can be named in one request', async () => {
  const codes = Array.from({ length: 4_999 }, (_, index) => `${String(index).padStart(3, '0')}.99.99.H98`);
  const sent = letter({ from: home, to: [...codes, finance] });
  const answer = await fetch(`${stage.hub.url}/v1/documents`, {
    method: 'POST',
    body: sent.xml,
    headers: {
      authorization: `Bearer ${province.key(home)}`,
      'content-type': 'application/xml',
      'lienthong-to': [...codes, finance].join(','),
    },
  });
  expect(answer.status).toBe(201);
});
