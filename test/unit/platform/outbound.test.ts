import { getEventListeners } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { addressRule } from '../../../src/platform/networks.ts';
import { openOutbound } from '../../../src/platform/outbound.ts';

const answers: Record<string, RequestListener> = {
  '/echo': (request, response) => {
    response.setHeader('x-method', String(request.method));
    request.pipe(response);
  },
  '/redirect': (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end('moved'),
  '/large': (_request, response) => response.end(Buffer.alloc(5_000)),
  '/silent': () => {},
};
const server: Server = createServer((request, response) => answers[request.url ?? '']?.(request, response));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const outbound = openOutbound({ allow: ['127.0.0.0/8'] });
afterAll(async () => {
  await outbound.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const call = (path: string, more = {}) =>
  outbound.request({ url: `${base}${path}`, method: 'POST', headers: {}, ...more });

test('an answer comes back whole, with its status and headers', async () => {
  const answer = await call('/echo', { body: Buffer.from('xin chào') });
  expect(answer).toMatchObject({ status: 200, headers: { 'x-method': 'POST' } });
  expect(answer.body.toString()).toBe('xin chào');
});

test('a redirect is an answer, never followed', async () => {
  expect(await call('/redirect')).toMatchObject({ status: 302 });
});

test('an answer over the limit is refused, unless it is streamed', async () => {
  await expect(call('/large', { maxBytes: 4_999 })).rejects.toMatchObject({ code: 'OUTBOUND_ANSWER_TOO_LARGE' });
  const streamed = await outbound.request({ url: `${base}/large`, method: 'GET', headers: {}, stream: true });
  expect((await buffer(streamed.body)).length).toBe(5_000);
});

test('a streamed answer that nobody wants is given up without ending the process', async () => {
  const failures: unknown[] = [];
  const note = (problem: unknown) => failures.push(problem);
  process.on('uncaughtException', note);
  const { body } = await outbound.request({ url: `${base}/large`, method: 'GET', headers: {}, stream: true });
  body.destroy();
  await new Promise((resolve) => body.once('close', resolve));
  process.off('uncaughtException', note);
  expect(failures).toEqual([]);
});

test('a silent server ends in a timeout, a refused port is unreachable: both are worth another try', async () => {
  await expect(call('/silent', { timeoutMs: 100 })).rejects.toMatchObject({
    code: 'OUTBOUND_TIMEOUT',
    spec: { retry: true },
  });
  const closed = outbound.request({ url: 'http://127.0.0.1:1/', method: 'GET', headers: {} });
  await expect(closed).rejects.toMatchObject({ code: 'OUTBOUND_UNREACHABLE', spec: { retry: true } });
});

test("the caller's abort ends the call with the caller's reason", async () => {
  const controller = new AbortController();
  const call = outbound.request({ url: `${base}/silent`, method: 'GET', headers: {}, signal: controller.signal });
  controller.abort(new Error('lease ends'));
  await expect(call).rejects.toThrow('lease ends');
});

test("a line of its own ends with the caller's signal, and leaves nothing on it when it ended before", async () => {
  const { port } = server.address() as AddressInfo;
  const controller = new AbortController();
  const { signal } = controller;
  const line = await outbound.connect({ host: '127.0.0.1', port, connectTimeoutMs: 1_000, signal });
  line.destroy();
  await expect.poll(() => getEventListeners(signal, 'abort').length).toBe(0);
  const cut = await outbound.connect({ host: '127.0.0.1', port, connectTimeoutMs: 1_000, signal });
  const ended = new Promise((resolve) => cut.once('close', resolve));
  controller.abort();
  await ended;
});

test('without an entry in the list the hub calls neither itself nor a private address, by number or by name', async () => {
  const strict = openOutbound({ allow: [] });
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '10.1.2.3', '[::ffff:10.1.2.3]', '0.0.0.0', '2130706433']) {
    const call = strict.request({ url: `http://${host}:1/`, method: 'GET', headers: {} });
    await expect(call, host).rejects.toMatchObject({ code: 'OUTBOUND_DENIED', spec: { retry: true } });
    const signal = AbortSignal.timeout(5_000);
    const line = strict.connect({ host: host.replace(/[[\]]/g, ''), port: 1, connectTimeoutMs: 1_000, signal });
    await expect(line, host).rejects.toMatchObject({ code: 'OUTBOUND_DENIED' });
  }
  for (const url of ['ftp://example.test/', 'http://user:pw@example.test/', 'nowhere']) {
    await expect(strict.request({ url, method: 'GET', headers: {} })).rejects.toMatchObject({
      code: 'OUTBOUND_URL_INVALID',
    });
  }
  await strict.close();
});

test('the list opens private ranges and nothing else: a wide entry opens neither loopback nor metadata', () => {
  const may = addressRule(['0.0.0.0/0', '::/0']);
  for (const address of ['10.0.0.1', '192.168.1.1', '172.31.0.1', 'fd12::1', '::ffff:192.168.1.1', '8.8.8.8']) {
    expect(may(address), address).toBe(true);
  }
  for (const address of [
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '169.254.169.254',
    '::ffff:169.254.169.254',
    'fe80::1',
    '0.0.0.0',
    '100.100.100.200',
    'fd00:ec2::254',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    'not an address',
  ]) {
    expect(may(address), address).toBe(false);
  }
});

test('public addresses need no entry', () => {
  const may = addressRule(['10.20.0.0/16']);
  expect(['8.8.8.8', '2606:4700::1111', '10.20.3.4'].every(may)).toBe(true);
  expect(['10.21.0.1', '192.168.0.1', 'fc00::1', '100.64.0.1'].some(may)).toBe(false);
});
