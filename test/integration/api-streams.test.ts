import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

let stage: TestHub;
let province: Province;
const { home, finance, communeA } = CODES;
const MAX = 8 * 1_048_576;

beforeAll(async () => {
  stage = await testHub({ maxMessageBytes: MAX });
  province = await settleProvince(stage.database.owner, stage.database.database);
});
afterAll(() => stage?.close());

const submissions = async () =>
  Number((await stage.database.owner.pool.query('select count(*) from submission')).rows[0].count);
const spooled = () => readdir(path.join(stage.dataDir, 'spool'));

function ask(code: string, url: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${province.key(code)}`, ...(init.headers as Record<string, string>) };
  return fetch(`${stage.hub.url}${url}`, { ...init, headers });
}

const send = (xml: Uint8Array<ArrayBuffer>) =>
  ask(home, '/v1/documents', { method: 'POST', body: xml, headers: { 'content-type': 'application/xml' } });

/** Opens a connection by hand and writes the head of an upload and part of its body. */
function begin(length: string, part: Buffer): Promise<Socket> {
  const { hostname, port } = new URL(stage.hub.url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true }, () => {
      socket.write(
        `POST /v1/documents HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${province.key(home)}\r\n` +
          `Content-Type: application/edxml+xml\r\nAccept-Language: en\r\n${length}\r\n\r\n`,
      );
      socket.write(part, () => resolve(socket));
    });
  });
}

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
    socket.on('end', () => socket.end());
  });
}

async function eventually<T>(look: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const until = performance.now() + 5_000;
  for (;;) {
    const value = await look();
    if (holds(value) || performance.now() > until) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('an upload', () => {
  it('that_ends_before_its_announced_length_is_refused_with_both_lengths_and_leaves_nothing', async () => {
    const before = await submissions();
    const socket = await begin('Content-Length: 5000', Buffer.alloc(1_000, 'x'));
    const answer = answerOf(socket);
    socket.end();
    const text = await answer;
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('BODY_SHORTER_THAN_ANNOUNCED');
    expect(text).toContain('1000 of 5000');
    expect(await spooled()).toEqual([]);
    expect(await submissions()).toBe(before);
  });

  it('whose_client_goes_away_leaves_nothing', async () => {
    const before = await submissions();
    const socket = await begin('Transfer-Encoding: chunked', Buffer.from('400\r\n'));
    socket.write(Buffer.alloc(0x400, 'x'));
    await eventually(spooled, (files) => files.length === 1);
    socket.resetAndDestroy();
    expect(await eventually(spooled, (files) => files.length === 0)).toEqual([]);
    expect(await submissions()).toBe(before);
  });

  it('over_the_limit_is_answered_while_the_client_still_sends', async () => {
    const answer = await new Promise<{ status: number; body: string }>((resolve, reject) => {
      const upload = request(`${stage.hub.url}/v1/documents`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${province.key(home)}`,
          'content-type': 'application/edxml+xml',
          'transfer-encoding': 'chunked',
        },
      });
      upload.on('response', async (response) => {
        let body = '';
        for await (const chunk of response) body += chunk;
        upload.destroy();
        resolve({ status: response.statusCode ?? 0, body });
      });
      upload.on('error', reject);
      const block = Buffer.alloc(262_144, 'x');
      let sent = 0;
      const more = () => {
        while (sent < MAX + 1_048_576) {
          sent += block.length;
          if (!upload.write(block)) {
            upload.once('drain', more);
            return;
          }
        }
      };
      more();
    });
    expect(answer.status).toBe(413);
    expect(answer.body).toContain('LIMIT_EXCEEDED.message');
    expect(await spooled()).toEqual([]);
  });

  it('announced_over_the_limit_is_refused_before_its_first_byte', async () => {
    const socket = await begin(`Content-Length: ${MAX + 1}`, Buffer.alloc(0));
    const first = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.destroy();
    expect(first.toString()).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('comes_back_byte_for_byte_however_large', async () => {
    const content = Buffer.alloc(3 * 1_048_576, 'lienthong ');
    const attachments = [{ contentId: 'to', name: 'to.bin', mediaType: 'application/octet-stream', content }];
    const { xml } = letter({ from: home, to: [finance], attachments });
    const accepted = (await (await send(new Uint8Array(xml))).json()) as { documentId: string };
    const back = await ask(home, `/v1/documents/${accepted.documentId}/content`);
    const bytes = Buffer.from(await back.arrayBuffer());
    expect(bytes.equals(xml)).toBe(true);
    expect(back.headers.get('content-digest')).toContain(createHash('sha256').update(xml).digest('base64'));
  });
});

describe('a connection', () => {
  it('that_speaks_no_http_is_told_so', async () => {
    const { hostname, port } = new URL(stage.hub.url);
    const socket = connect({ host: hostname, port: Number(port) });
    const answer = answerOf(socket);
    socket.write('hello\r\n\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*REQUEST_MALFORMED/);
  });

  it('whose_headers_are_too_large_is_told_so', async () => {
    const answer = await fetch(`${stage.hub.url}/livez`, { headers: { 'x-large': 'x'.repeat(280_000) } });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      431,
      'LIMIT_EXCEEDED.requestHeaders',
    ]);
  });
});

describe('a waiting inbox', () => {
  it('is_answered_when_mail_comes', async () => {
    const waiting = ask(communeA, '/v1/inbox?wait=25');
    const { xml, documentId } = letter({ from: home, to: [communeA] });
    expect((await send(new Uint8Array(xml))).status).toBe(201);
    const from = performance.now();
    const { items } = (await (await waiting).json()) as { items: { document: { documentUid: string } }[] };
    expect(items.map((item) => item.document.documentUid)).toEqual([documentId]);
    expect(performance.now() - from).toBeLessThan(3_000);
  });

  it('is_answered_empty_when_its_time_is_over', async () => {
    const answer = await ask(CODES.communeB, '/v1/inbox?wait=1');
    expect(await answer.json()).toEqual({ items: [], next: null });
  });

  it('holds_no_database_connection_and_ends_with_its_client', async () => {
    const { pool } = stage.hub.database;
    const control = new AbortController();
    const waiting = Array.from({ length: 30 }, () =>
      ask(CODES.communeB, '/v1/inbox?wait=25', { signal: control.signal }).catch(() => null),
    );
    const idle = async () => pool.totalCount - pool.idleCount + pool.waitingCount;
    expect(await eventually(idle, (busy) => busy === 0)).toBe(0);
    expect((await ask(CODES.communeB, '/v1/documents')).status).toBe(200);
    control.abort();
    await Promise.all(waiting);
    const connections = () =>
      new Promise<number>((resolve) => stage.hub.api.server.getConnections((_, count) => resolve(count)));
    // The client keeps the few that answered earlier requests.
    expect(await eventually(connections, (count) => count < 10)).toBeLessThan(10);
  });

  it('is_answered_when_the_hub_stops', async () => {
    const begun = new Promise((resolve) => stage.hub.api.server.once('request', resolve));
    const waiting = ask(CODES.communeB, '/v1/inbox?wait=25');
    await begun;
    const from = performance.now();
    await stage.restart();
    expect((await waiting).status).toBe(200);
    expect(performance.now() - from).toBeLessThan(8_000);
  });
});
