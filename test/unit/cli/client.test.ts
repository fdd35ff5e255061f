import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openClient } from '../../../src/cli/client.ts';
import { exitOf } from '../../../src/cli/exit.ts';
import type { HubError } from '../../../src/platform/errors.ts';

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

async function answering(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failure(url: string): Promise<HubError> {
  return openClient({ url, key: 'k' }, 'en')
    .json({ path: '/inbox' })
    .then(
      () => Promise.reject(new Error('it was answered')),
      (error) => error as HubError,
    );
}

describe('the client of a hub', () => {
  test('tells a refusal with the hub’s own code, sentence and fix', async () => {
    const url = await answering((request, response) => {
      expect(request.headers).toMatchObject({ authorization: 'Bearer k', 'accept-language': 'en' });
      response.writeHead(422, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ code: 'NO_RECIPIENT', title: 'Nobody.', detail: 'Do this.', retry: false }));
    });
    const error = await failure(url);
    expect([error.code, error.title('en'), error.fix('en')]).toEqual(['NO_RECIPIENT', 'Nobody.', 'Do this.']);
    expect(exitOf(error)).toBe('refused');
  });

  test('ends with "later" when the hub says that it may pass', async () => {
    const url = await answering((_, response) => {
      response.writeHead(507).end(JSON.stringify({ code: 'DISK_RESERVE', title: 'Full.', detail: '', retry: true }));
    });
    expect(exitOf(await failure(url))).toBe('later');
  });

  test('says so when something else than a hub answers', async () => {
    const url = await answering((_, response) => response.writeHead(502).end('<html>Bad gateway</html>'));
    expect((await failure(url)).code).toBe('HUB_ANSWER_UNREADABLE');
    const page = await answering((_, response) => response.end('<html>hello</html>'));
    expect((await failure(page)).code).toBe('HUB_ANSWER_UNREADABLE');
  });

  test('asks for the key before it calls anybody', () => {
    expect(() => openClient({ url: 'http://127.0.0.1:1' }, 'vi')).toThrow(/API_KEY_MISSING/);
  });
});
