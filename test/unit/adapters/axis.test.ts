import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { json, text } from 'node:stream/consumers';
import { afterAll, afterEach, expect, test } from 'vitest';
import { axis } from '../../../adapters/axis/index.ts';
import { restClient } from '../../../adapters/axis/rest.ts';
import type { AxisTarget, SendContext } from '../../../adapters/contract.ts';
import { type OfferedPackage, pollInbox } from '../../../src/links/index.ts';
import { openOutbound } from '../../../src/platform/outbound.ts';

const http = openOutbound({ allow: ['127.0.0.0/8'] });
const log = { info() {}, warn() {} };
const clock = { now: () => 0 };
const quiet = {
  log,
  mayPoll: async () => true,
  standing: async () => new Map(),
  onUnusable: async () => {},
  onTold: async () => {},
  onAnswered: async () => {},
  onSilent: async () => {},
};
let close = async () => {};
afterEach(() => close());
afterAll(() => http.close());

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<AxisTarget> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { kind: 'axis', name: 'vpcp', baseUrl, secret: 'key', settings: { dialect: 'rest', directory: 'none' } };
}

function contextOf(target: AxisTarget): SendContext {
  return {
    deliveryId: 'relay-1',
    attempt: 'try-1',
    number: 1,
    predecessorIds: [],
    documentId: 'document-1',
    documentUid: 'uid',
    kind: 'document',
    senderCode: 'H98',
    signedWhole: false,
    wentBefore: false,
    recipients: ['G22', 'G01'],
    content: async () => ({
      mediaType: 'multipart/related; boundary=x',
      size: 5,
      sha256: '',
      open: () => Readable.from([Buffer.from('bytes')]),
    }),
    unpack: () => Promise.reject(new Error('nobody asks for it')),
    target,
    http,
    clock,
    log,
    signal: new AbortController().signal,
    connectTimeoutMs: 1_000,
  };
}

test('a relay names exactly its recipients and reads which of them the other axis could not place', async () => {
  const seen: { url?: string | undefined; headers?: object; body?: string } = {};
  const target = await serve(async (request, response) => {
    Object.assign(seen, { url: request.url, headers: request.headers, body: await text(request) });
    const deliveries = [
      { addressedCode: 'G22', state: 'available' },
      { addressedCode: 'G01', state: 'failed', reasonCode: 'RECIPIENT_UNKNOWN' },
    ];
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ deliveries }));
  });
  const result = await axis.send(contextOf(target));
  expect(seen).toMatchObject({
    url: '/v1/documents',
    body: 'bytes',
    headers: {
      authorization: 'Bearer key',
      'lienthong-to': 'G22,G01',
      'idempotency-key': 'relay-1',
      'content-type': 'multipart/related; boundary=x',
    },
  });
  expect(result.outcome).toBe('relayed');
  expect([...result.refused!.keys()]).toEqual(['G01']);
});

test.each([
  [422, 'permanent'],
  [503, 'retry'],
  [401, 'retry'],
] as const)('an axis that answers %i is a %s failure under its own code', async (status, outcome) => {
  const target = await serve((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/problem+json' }).end('{"code":"WHY"}');
  });
  expect(await axis.send(contextOf(target))).toMatchObject({ outcome, code: 'WHY' });
});

test('a package is acknowledged only after it is taken in, one refused is told as failed, and one that fails holds up no other', async () => {
  const waiting = new Map([
    ['bad', 'document'],
    ['good', 'status'],
    ['broken', 'document'],
  ]);
  const acknowledged: string[] = [];
  const failed: unknown[] = [];
  const target = await serve((request, response) => {
    const [, , , id, act] = new URL(request.url!, 'http://x').pathname.split('/');
    if (!id) {
      const addressed = [{ code: 'H98.1' }, { code: 'H98.2' }];
      const items = [...waiting].map(([deliveryId, kind]) => ({ deliveryId, addressed, document: { kind } }));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items, next: null }));
    } else if (act === 'content') {
      response.writeHead(200, { 'content-type': 'application/edxml+xml' }).end(`content of ${id}`);
    } else {
      waiting.delete(id);
      if (act === 'ack') acknowledged.push(id);
      else void json(request).then((body) => failed.push([id, act, request.headers['content-type'], body]));
      response.writeHead(200).end('{}');
    }
  });
  const taken: string[] = [];
  const offered: string[] = [];
  const twice = new Promise<void>((resolve) => {
    const onPackage = async ({ transportId, kind, to, body }: OfferedPackage) => {
      offered.push(transportId);
      taken.push(`${kind}: ${await text(body)}`);
      expect(to).toEqual(['H98.1', 'H98.2']);
      expect(acknowledged).not.toContain(transportId);
      if (offered.filter((id) => id === 'bad').length === 2) resolve();
      if (transportId === 'bad') throw new Error('not now');
      if (transportId === 'broken') {
        return { refused: 'XML_NOT_WELL_FORMED', reason: { vi: `Tệp hỏng. ${'x'.repeat(300)}`, en: 'Broken.' } };
      }
      return 'done' as const;
    };
    const poller = pollInbox({
      ...quiet,
      inbox: restClient({ target, http, log, clock }, 0),
      onPackage,
      intervalMs: 5,
    });
    const previous = close;
    close = async () => {
      await poller.stop();
      await previous();
    };
  });
  await twice;
  expect(acknowledged).toEqual(['good']);
  const reason = expect.stringMatching(/^XML_NOT_WELL_FORMED: Tệp hỏng\. x{200,}$/);
  expect(failed).toEqual([['broken', 'fail', 'application/json', { reason }]]);
  expect((failed as { reason: string }[][])[0]!.at(-1)!.reason.length).toBeLessThanOrEqual(300);
  expect(taken.slice(0, 2)).toEqual(['document: content of bad', 'status: content of good']);
  expect(offered.filter((id) => id === 'good')).toEqual(['good']);
});

test('a package whose bytes stop coming does not hold up the end', async () => {
  const target = await serve((request, response) => {
    if (!request.url!.endsWith('/content')) {
      response.end(JSON.stringify({ items: [{ deliveryId: 'stuck', kind: 'document' }], next: null }));
      return;
    }
    response.write('the first bytes, ');
  });
  let begun = () => {};
  const reading = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const onPackage = async ({ body }: OfferedPackage) => {
    begun();
    await text(body);
    return 'done' as const;
  };
  const poller = pollInbox({ ...quiet, inbox: restClient({ target, http, log, clock }, 0), onPackage });
  await reading;
  await poller.stop();
});

test('an answer that tells of 5,000 recipients is read whole', async () => {
  const target = await serve((request, response) => {
    request.resume();
    const deliveries = Array.from({ length: 5_000 }, (_, index) => ({
      addressedCode: `${index}`,
      state: index === 4_999 ? 'failed' : 'available',
      words: 'x'.repeat(400),
    }));
    response.writeHead(201).end(JSON.stringify({ deliveries }));
  });
  const result = await axis.send(contextOf(target));
  expect([...result.refused!.keys()]).toEqual(['4999']);
});
