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
      { addressedCode: 'G01', state: 'failed', reasonCode: 'RECIPIENT_UNKNOWN', reason: { vi: 'Không có mã G01.' } },
    ];
    response
      .writeHead(201, { 'content-type': 'application/json' })
      .end(JSON.stringify({ submissionId: 'theirs', deliveries }));
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
  expect(result).toMatchObject({ outcome: 'relayed', remoteId: 'theirs', undecided: false });
  expect([...result.refused!]).toEqual([['G01', { code: 'RECIPIENT_UNKNOWN', detail: 'Không có mã G01.' }]]);
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
    response.writeHead(201).end(JSON.stringify({ submissionId: 'theirs', deliveries }));
  });
  const result = await axis.send(contextOf(target));
  expect([...result.refused!.keys()]).toEqual(['4999']);
});

/** Answers every call with one page of JSON, by its path. */
const answering = (pages: Readonly<Record<string, unknown>>) =>
  serve((request, response) => {
    request.resume();
    const page = pages[new URL(request.url!, 'http://x').pathname];
    response.writeHead(page === undefined ? 404 : 200).end(typeof page === 'string' ? page : JSON.stringify(page));
  });
const { signal } = new AbortController();
const open = (target: AxisTarget, now = () => 0) => restClient({ target, http, log, clock: { now } }, 0);

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of items) found.push(one);
  return found;
}

test('a good status without the words of a hub is no acceptance, and no empty list', async () => {
  for (const page of ['<html>Đăng nhập</html>', '{}', 'null', '[]']) {
    const target = await answering({ '/v1/documents': page, '/v1/inbox': page, '/v1/agencies': page });
    expect(await axis.send(contextOf(target))).toMatchObject({ outcome: 'retry', code: 'AXIS_ANSWER_UNUSABLE' });
    const client = open(target);
    for (const list of [client.offers(signal), client.directory(null, signal)] as AsyncIterable<unknown>[]) {
      await expect(all(list)).rejects.toMatchObject({ code: 'AXIS_ANSWER_UNUSABLE' });
    }
    await close();
  }
});

test('what is urgent and comes while a long list is worked through is the next page, and everything comes once', async () => {
  const waiting = Array.from({ length: 120 }, (_, index) => `normal-${index}`);
  const target = await serve((request, response) => {
    const { searchParams } = new URL(request.url!, 'http://x');
    const from = searchParams.has('after') ? waiting.indexOf(searchParams.get('after')!) + 1 : 0;
    const ids = waiting.slice(from, from + Number(searchParams.get('limit')));
    const next = from + ids.length < waiting.length ? ids.at(-1) : null;
    response.end(JSON.stringify({ items: ids.map((deliveryId) => ({ deliveryId })), next }));
  });
  const seen: string[] = [];
  for await (const page of open(target).offers(signal)) {
    // The first 60 cannot be taken and stay; the others leave the list.
    for (const { transportId } of page) {
      seen.push(transportId);
      if (seen.length > 60) waiting.splice(waiting.indexOf(transportId), 1);
    }
    if (seen.length === 50) waiting.unshift('flash');
  }
  expect(seen[50]).toBe('flash');
  expect([...new Set(seen)]).toHaveLength(121);
  expect(seen).toHaveLength(121);
});

test('a package whose content is gone there is told as failed: it would be listed for ever', async () => {
  const calls: unknown[] = [];
  const target = await serve(async (request, response) => {
    calls.push([request.url, request.method === 'POST' ? await json(request) : null]);
    response.writeHead(request.url!.endsWith('/content') ? 410 : 200).end('{}');
  });
  const opened = open(target).open({ transportId: 'one', kind: 'document' }, signal);
  await expect(opened).rejects.toMatchObject({ code: 'AXIS_PACKAGE_GONE', spec: { retry: false } });
  const reason = expect.stringMatching(/^AXIS_PACKAGE_GONE: .+/);
  expect(calls).toEqual([
    ['/v1/inbox/one/content', null],
    ['/v1/inbox/one/fail', { reason }],
  ]);
});

test('what was taken and became a dead letter there is told as refused, with the reason', async () => {
  const target = await answering({
    '/v1/submissions/theirs': { state: 'accepted', documentId: 'document' },
    '/v1/documents/document': {
      deliveries: [
        { addressedCode: 'G22', state: 'arrived' },
        { addressedCode: 'G01', state: 'dead', reasonCode: 'DELIVERY_EXPIRED', reason: { vi: 'Hết hạn.' } },
      ],
    },
  });
  const relay = { relayedAt: new Date(), kind: 'document', recipients: ['G22', 'G01'] } as const;
  const known = ['theirs', 'lost'].map((remoteId) => ({ ...relay, remoteId }));
  const lines = await all(open(target).sent({ from: '2026-01-01', to: '2026-01-01' }, known, signal));
  expect(lines).toMatchObject([
    { remoteId: 'theirs', to: 'G22', state: 'taken', reason: null },
    { remoteId: 'theirs', to: 'G01', state: 'refused', reason: 'Hết hạn.' },
  ]);
});

test('an agency closes at midnight of Vietnam', async () => {
  const target = await answering({ '/v1/agencies': { items: [{ code: 'G22', name: 'A', validTo: '2026-11-26' }] } });
  const closedAt = async (time: string) => all(open(target, () => Date.parse(time)).directory(null, signal));
  expect(await closedAt('2026-11-25T23:59:00+07:00')).toMatchObject([{ closed: false }]);
  expect(await closedAt('2026-11-26T00:01:00+07:00')).toMatchObject([{ closed: true }]);
});
