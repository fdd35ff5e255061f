import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelTestWords, testChannel } from '../../src/administration/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openOutbound } from '../../src/platform/outbound.ts';
import { openVault, type Vault } from '../../src/platform/secrets.ts';
import { administratorPrincipal, branchPrincipal, resolveAgencies, setChannel } from '../../src/registry/index.ts';
import { selfSignedEcCertificate } from '../../src/trust/hub-certificate.ts';
import { verifyWebhook } from '../../src/wire/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { CODES, settleProvince } from '../support/province.ts';

let test: TestDatabase;
let vault: Vault;
let directory: string;
beforeAll(async () => {
  [test, directory] = await Promise.all([testDatabase(), mkdtemp(path.join(tmpdir(), 'channel-'))]);
  vault = await openVault(directory);
  await settleProvince(test.owner, test.database);
});
afterAll(async () => {
  await test.drop();
  await rm(directory, { recursive: true });
});

const agency = async (code: string) => (await resolveAgencies(test.database.db, [code])).get(code)!;

describe('a test call of a webhook', () => {
  const outbound = openOutbound({ allow: ['127.0.0.0/8'] });
  const closing: (() => void)[] = [];
  afterAll(async () => {
    for (const close of closing) close();
    await outbound.close();
  });

  const listen = async (server: http.Server) => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    return (server.address() as AddressInfo).port;
  };
  const by = { principal: administratorPrincipal('cli:root'), why: 'Kết nối mới', from: 'may-chu' };
  const call = async (code: string, who = by, allowed = outbound) =>
    testChannel({ database: test.database, vault, outbound: allowed, clock: systemClock }, await agency(code), who);
  const setWebhook = async (code: string, url: string) => {
    const { id } = await agency(code);
    await test.database.db.transaction((tx) => setChannel(tx, vault, id, { kind: 'webhook', url, secret: 'bí mật' }));
    await test.owner.pool.query('update channel set tested_at = null where agency_id = $1', [id]);
  };

  it('is signed like a document, can be taken for none, waits between two, and is in the log with its result', async () => {
    const seen: { headers: http.IncomingHttpHeaders; body: Buffer }[] = [];
    const port = await listen(
      http.createServer((request, response) => {
        const chunks: Buffer[] = [];
        request
          .on('data', (chunk) => chunks.push(chunk))
          .on('end', () => {
            seen.push({ headers: request.headers, body: Buffer.concat(chunks) });
            response.writeHead(204).end();
          });
      }),
    );
    const url = `http://127.0.0.1:${port}/nhan`;
    await setWebhook(CODES.communeB, url);
    const result = await call(CODES.communeB);
    expect(result).toMatchObject({ url, verdict: 'answered', status: 204, reason: null });
    const [{ headers, body }] = seen as [(typeof seen)[0]];
    const bodySha256 = createHash('sha256').update(body).digest('hex');
    const checked = verifyWebhook(['bí mật'], { headers: headers as never, bodySha256, nowMs: Date.now() });
    expect(checked).toEqual({ valid: true, id: result.id });
    expect(headers).not.toHaveProperty('lienthong-delivery');
    expect(JSON.parse(body.toString())).toEqual({ test: result.id, to: CODES.communeB, name: 'UBND xã Đồi Sim' });
    await expect(call(CODES.communeB)).rejects.toMatchObject({ code: 'CHANNEL_TEST_TOO_SOON' });
    expect(seen).toHaveLength(1);
    const { rows } = await test.owner.pool.query(`select actor, data from event where type = 'channel.tested'`);
    expect(rows).toMatchObject([
      { actor: 'cli:root', data: { verdict: 'answered', status: 204, why: 'Kết nối mới', test: result.id } },
    ]);
    expect(JSON.stringify(rows)).not.toContain('bí mật');
  });

  it.each([
    [401, 'signature-refused', 'does not believe'],
    [302, 'redirected', 'follows no redirect'],
    [404, 'refused', 'Check the path'],
    [503, 'failing', 'failed at the test call'],
  ])('an answer of %i is told as %s', async (status, verdict, words) => {
    const port = await listen(
      http.createServer((request, response) => {
        request.resume().on('end', () => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end());
      }),
    );
    await setWebhook(CODES.communeB, `http://127.0.0.1:${port}/nhan`);
    const result = await call(CODES.communeB);
    expect(result).toMatchObject({ verdict, status });
    const { title, fix } = channelTestWords(result, 'en');
    expect(`${title} ${fix}`).toContain(words);
    expect(title).toContain(`127.0.0.1:${port}`);
  });

  it('names what is wrong with a certificate, with a dead port and with an address that may not be called', async () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const cert = selfSignedEcCertificate(keys, { commonName: '127.0.0.1', organization: 'Thử' }, 1);
    const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const secure = await listen(https.createServer({ key, cert }) as unknown as http.Server);
    await setWebhook(CODES.communeB, `https://127.0.0.1:${secure}/nhan`);
    const bad = await call(CODES.communeB);
    expect(bad).toMatchObject({ verdict: 'certificate', status: null, reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(channelTestWords(bad, 'vi').title).toContain('chứng thư số tự ký');
    await setWebhook(CODES.communeB, 'http://127.0.0.1:1/nhan');
    expect(await call(CODES.communeB)).toMatchObject({ verdict: 'unreachable', reason: 'ECONNREFUSED' });
    await setWebhook(CODES.communeB, 'http://127.0.0.1:1/nhan');
    const closed = openOutbound({ allow: [] });
    expect(await call(CODES.communeB, by, closed)).toMatchObject({ verdict: 'not-allowed' });
    await closed.close();
  });

  it("is the administrator's alone, and needs an agency that has a webhook", async () => {
    const { id } = await agency(CODES.communeB);
    const branch = { ...by, principal: branchPrincipal('person:xa', [id]) };
    await expect(call(CODES.communeB, branch)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(call(CODES.communeA)).rejects.toMatchObject({ code: 'CHANNEL_NOT_WEBHOOK' });
  });
});
