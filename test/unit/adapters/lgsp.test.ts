import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { MOST_OFFERS } from '../../../adapters/axis/client.ts';
import { type AxisClient, openAxisClient } from '../../../adapters/axis/index.ts';
import { offersOn, receivedOn, rememberTold } from '../../../adapters/axis/lgsp/lists.ts';
import { AxisState } from '../../../adapters/axis/simulator/index.ts';
import { type Gateway, startGateway } from '../../../adapters/axis/simulator/lgsp.ts';
import type { AxisTarget, AxisUnit, SendContext } from '../../../adapters/contract.ts';
import { openOutbound } from '../../../src/platform/outbound.ts';
import { axisSettings } from '../../../src/registry/axis-settings.ts';
import { vxp } from '../../../src/wire/index.ts';

const http = openOutbound({ allow: ['127.0.0.0/8'] });
const log = { info() {}, warn() {} };
const { signal } = new AbortController();
const FILE = randomBytes(100_001);
let gateway: Gateway;
let state: AxisState;
afterEach(() => gateway?.close());
afterAll(() => http.close());

const GATEWAYS = {
  'lang-son': { secret: 'mat-khau\nbi-mat', settings: { systemId: 'he-thong', userName: 'truc' } },
  'quang-nam': { secret: 'khoa-ung-dung\nkhoa-don-vi', settings: { clientId: 'ung-dung', unit: 'H98' } },
} as const;
type Name = keyof typeof GATEWAYS;

async function start(name: Name, changes: { secret?: string; now?: () => number } = {}) {
  state = new AxisState();
  gateway = await startGateway(name, state);
  const settings = axisSettings.parse({ dialect: name, ...GATEWAYS[name].settings });
  const secret = changes.secret ?? GATEWAYS[name].secret;
  const target: AxisTarget = { kind: 'axis', name, baseUrl: `${gateway.url}/`, secret, settings };
  const clock = { now: changes.now ?? Date.now };
  return { target, clock, open: () => openAxisClient({ target, http, log, clock }) };
}

function contextOf(target: AxisTarget, changes: Partial<SendContext> = {}): SendContext {
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
    recipients: ['H37.1'],
    content: async () => ({
      mediaType: 'application/xml',
      size: FILE.length,
      sha256: '',
      open: () => Readable.from([FILE.subarray(0, 50_000), FILE.subarray(50_000)]),
    }),
    unpack: () => Promise.reject(new Error('nobody asks for it')),
    target,
    http,
    clock: { now: Date.now },
    log,
    signal,
    connectTimeoutMs: 1_000,
    ...changes,
  };
}

async function idsOn(client: AxisClient): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of client.offers(signal)) ids.push(...page.map((one) => `${one.kind} ${one.transportId}`));
  return ids;
}

describe.each(['lang-son', 'quang-nam'] as const)('the gateway of %s', (name) => {
  test('takes a package byte for byte, says its id, and knows the same one when it comes again', async () => {
    const { target, open } = await start(name);
    const first = await open().send(contextOf(target));
    const again = await open().send(contextOf(target, { kind: 'document', number: 2 }));
    expect(first).toMatchObject({ outcome: 'relayed', remoteId: state.taken[0]!.docId });
    expect(again.remoteId).toBe(first.remoteId);
    expect(state.taken).toMatchObject([{ messageType: 'edoc', times: 2 }]);
    expect(state.taken[0]!.bytes.equals(FILE)).toBe(true);
    expect(await open().send(contextOf(target, { wentBefore: true }))).toEqual({ outcome: 'relayed' });
    expect(state.taken[0]!.times).toBe(2);
  });

  test('gives what waits, and is told what became of it', async () => {
    const { open } = await start(name);
    const document = state.offer({ messageType: 'edoc', from: 'H37.1', to: 'H98', bytes: FILE });
    const status = state.offer({ messageType: 'status', from: 'H37.1', to: 'H98', bytes: Buffer.from('<a/>') });
    const client = open();
    expect(await idsOn(client)).toEqual([`document ${document}`, `status ${status}`]);
    const { body } = await client.open({ transportId: document, kind: 'document' }, signal);
    expect((await buffer(body)).equals(FILE)).toBe(true);
    await client.tell({ transportId: document, kind: 'document' }, 'done', signal);
    await client.tell({ transportId: status, kind: 'status' }, { refused: 'NOT_EDXML' }, signal);
    expect(state.waiting.map((one) => one.status)).toEqual(['DONE', 'FAIL']);
    expect(await idsOn(client)).toEqual([]);
  });

  test('that keeps listing what it was told of is told once', async () => {
    const { open } = await start(name);
    gateway.misbehaviour.listsForEver = true;
    const transportId = state.offer({ messageType: 'edoc', from: 'H37.1', to: 'H98', bytes: FILE });
    const client = open();
    await client.tell({ transportId, kind: 'document' }, 'done', signal);
    expect(await idsOn(client)).toEqual([]);
  });

  test('is asked for a token once for many calls, again when the token ends, and again when it is not taken', async () => {
    let now = Date.now();
    const { open } = await start(name, { now: () => now });
    await idsOn(open());
    await idsOn(open());
    expect(gateway.logins()).toBe(1);
    now += 2 * 3_600_000;
    await idsOn(open());
    expect(gateway.logins()).toBe(2);
    gateway.misbehaviour.callsPerToken = 1;
    await idsOn(open());
    expect(gateway.logins()).toBeGreaterThan(2);
  });

  test.each([
    ['20', 'retry'],
    ['15', 'retry'],
    ['10', 'permanent'],
    ['18', 'permanent'],
    ['19', 'permanent'],
    ['22', 'permanent'],
    ['23', 'permanent'],
  ] as const)('that answers %s means %s', async (code, outcome) => {
    const { target, open } = await start(name);
    gateway.misbehaviour.refuseAll = code;
    expect(await open().send(contextOf(target))).toMatchObject({ outcome, code: `LGSP_${code}` });
  });

  test('that answers with a web page is tried again, and its lists fail under a code', async () => {
    const { target, open } = await start(name);
    await idsOn(open());
    state.misbehaviour.garbage = true;
    expect(await open().send(contextOf(target))).toMatchObject({ outcome: 'retry', code: 'AXIS_ANSWER_UNUSABLE' });
    await expect(idsOn(open())).rejects.toMatchObject({ code: 'AXIS_ANSWER_UNUSABLE' });
  });

  test('whose saved secret is not whole, or wrong, is named', async () => {
    const { open } = await start(name, { secret: 'only one' });
    expect(open).toThrow(expect.objectContaining({ code: 'AXIS_SECRET_INCOMPLETE' }));
    await gateway.close();
    const wrong = await start(name, { secret: 'no\nneither' });
    await expect(idsOn(wrong.open())).rejects.toMatchObject({ code: 'AXIS_CALL_REFUSED' });
  });

  test('gives its directory', async () => {
    const { open } = await start(name);
    state.units = [{ id: '7', pid: '1', code: 'H37.1', name: 'Sở Nội vụ', mail: 'snv@example.vn' }];
    const units: AxisUnit[] = [];
    for await (const unit of open().directory(null, signal)) units.push(unit);
    expect(units).toMatchObject([{ code: 'H37.1', name: 'Sở Nội vụ', parentId: '1', closed: false }]);
  });
});

test('an axis of the national protocol behind a gateway gets signed calls that carry the token of the gateway', async () => {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    response.end(JSON.stringify(request.url === '/token' ? { access_token: 'the-token' } : vxp.answerOk({ data: [] })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/vdxp-product/1.0`;
  const settings = axisSettings.parse({ dialect: 'vxp', systemId: 'h98', gateway: { clientId: 'ung-dung' } });
  const target: AxisTarget = { kind: 'axis', name: 'vdxp', baseUrl, secret: 'vxp\nkhoa', settings };
  await openAxisClient({ target, http, log, clock: { now: Date.now } }).check(signal);
  server.close();
  const [token, call] = seen;
  expect(token!.headers.authorization).toBe(`Basic ${Buffer.from('ung-dung:khoa').toString('base64')}`);
  expect(call!.headers.authorization).toBe('Bearer the-token');
  expect(vxp.isAuthentic(vxp.readRequest('getReceivedEdocList', call!.headers) as vxp.SignedRequest, 'vxp')).toBe(true);
});

test('a list of a gateway is read in any of its spellings, and the unit that this hub is there names no agency', () => {
  const items = [
    { docId: '1', to: 'H98' },
    { id: 2, donViNhan: 'H98.11', donViGui: 'H37.1', trangThai: 'Done' },
    { DocId: '3', toCode: 'H98.11' },
  ];
  expect(offersOn(items, 'document', new Set(), 'H98')).toEqual([
    { transportId: '1', kind: 'document' },
    { transportId: '3', kind: 'document', to: ['H98.11'] },
  ]);
  expect(receivedOn(items, 'document')).toMatchObject([
    { transportId: '1', to: 'H98', acknowledged: false },
    { transportId: '2', from: 'H37.1', to: 'H98.11', acknowledged: true },
    { transportId: '3', to: 'H98.11', acknowledged: false },
  ]);
});

test('what a gateway was told is remembered up to a bound, the latest of it', () => {
  const told = new Set<string>();
  for (let n = 0; n <= MOST_OFFERS; n += 1) rememberTold(told, String(n));
  expect([told.size, told.has('0'), told.has('1'), told.has(String(MOST_OFFERS))]).toEqual([
    MOST_OFFERS,
    false,
    true,
    true,
  ]);
});
