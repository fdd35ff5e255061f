import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AgencyRow,
  createSystem,
  importAgencies,
  issueVxpCredentials,
  resolveAgencies,
  setChannel,
} from '../../src/registry/index.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { type VxpCredentials, vxpClient } from '../support/vxp.ts';
import { FIELD_SAMPLES, fieldSamples } from '../unit/edxml/fixtures.ts';

const { home, finance, communeA, closedBoard } = CODES;
let stage: TestHub;
let province: Province;

const issue = (name: string): Promise<VxpCredentials> => {
  const { database, vault } = stage.hub;
  return database.db.transaction((tx) => issueVxpCredentials(tx, vault, name));
};
const clientOf = (credentials: VxpCredentials) => vxpClient(`${stage.hub.url}/XrdAdapter/adapter`, credentials);
const connect = async (code: string) => clientOf(await issue(`qlvb ${code}`));

beforeAll(async () => {
  stage = await testHub();
  province = await settleProvince(stage.database.owner, stage.database.database);
});
afterAll(() => stage?.close());

test('a document sent by VXP reaches a webhook, byte for byte', async () => {
  const received: Buffer[] = [];
  let arrived = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const receiver = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    received.push(Buffer.concat(parts));
    response.writeHead(204).end();
    arrived();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/nhan`;
  const { db } = stage.hub.database;
  const agencyId = await province.agencyId(communeA);
  await db.transaction((tx) => setChannel(tx, stage.hub.vault, agencyId, { kind: 'webhook', url, secret: 's' }));
  const { xml } = letter({ from: home, to: [communeA] });
  expect((await (await connect(home)).sendEdoc(home, xml)).json()).toMatchObject({ status: 'OK' });
  await arrival;
  expect(received.some((body) => body.includes(xml))).toBe(true);
  await new Promise((resolve) => receiver.close(resolve));
});

test('recipients that are all known and closed are answered 23, not 18', async () => {
  const answer = await (await connect(home)).sendEdoc(home, letter({ from: home, to: [closedBoard] }).xml);
  expect(answer.json()).toMatchObject({ ErrorCode: '23', ErrorDesc: expect.stringMatching(/^NO_RECIPIENT\.closed: /) });
});

test('repetitions are still counted after a restart', async () => {
  const credentials = await issue(`qlvb ${finance}`);
  const before = clientOf(credentials);
  const wire = before.write('getReceivedEdocList', { servicetype: 'eDoc', messagetype: 'edoc' });
  for (let times = 0; times < 6; times += 1) expect((await before.send(wire)).json()).toMatchObject({ status: 'OK' });
  await stage.restart();
  expect((await clientOf(credentials).send(wire)).json()).toMatchObject({ ErrorCode: '15' });
});

test('a system that asks to close an agency changes nothing by itself, and asks once however often it repeats', async () => {
  const office = await connect(home);
  for (const _ of [1, 2]) {
    const answer = await office.call('deleteAgency', { AgencyCode: CODES.archives }, { body: '{}' });
    expect(answer.json()).toMatchObject({ status: 'OK' });
  }
  const { rows } = await stage.database.owner.pool.query(
    `select r.kind, r.code, a.valid_to from agency_request r join agency a on a.id = r.agency_id`,
  );
  expect(rows).toEqual([{ kind: 'close', code: CODES.archives, valid_to: null }]);
});

/** The samples as the field sends them: an original first, what refers to it afterwards. */
const samples = fieldSamples()
  .filter((name) => name !== 'edoc.edxml')
  .sort((one, other) => rankOf(one) - rankOf(other));
function rankOf(name: string): number {
  const order = ['edoc_new', 'lgsp', 'edoc_update', 'edoc_replacement', 'status', 'status_cancel', 'edoc_revocation'];
  return order.findLastIndex((begin) => name.startsWith(begin));
}

describe.skipIf(samples.length === 0)('the messages of the field', () => {
  let axis: ReturnType<typeof vxpClient>;

  beforeAll(async () => {
    const files = samples.map((name) => readFileSync(path.join(FIELD_SAMPLES, name), 'utf8'));
    const codes = [...new Set(files.flatMap((text) => [...text.matchAll(/OrganId>([^<]+)</g)].map((one) => one[1]!)))];
    const known = await resolveAgencies(stage.hub.database.db, codes);
    const fresh = codes.filter((code) => !known.has(code));
    const row = (code: string, line: number) =>
      ({ line, code, name: `Cơ quan ${code}`, level: '1', axis: '' }) as AgencyRow;
    await importAgencies(stage.database.owner, fresh.map(row));
    await stage.database.owner.pool.query(`update agency set axis = null`);
    const agencies = await resolveAgencies(stage.hub.database.db, codes);
    const agencyIds = [...new Set([...agencies.values()].map((agency) => agency.id))];
    await stage.hub.database.db.transaction((tx) =>
      createSystem(tx, { name: 'nhiều cơ quan', agencyIds, scopes: ['send', 'receive', 'agency.read'] }),
    );
    axis = clientOf(await issue('nhiều cơ quan'));
    // What the statuses of the samples speak of is in none of them: from this sender, to whoever reports.
    const documentId = '000.00.00.G22,2015/09/30,7816/VPCP-TTĐT';
    const original = letter({
      from: '000.00.00.G22',
      to: codes.filter((code) => code !== '000.00.00.G22'),
      documentId,
    });
    await axis.sendEdoc('000.00.00.G22', original.xml);
  });

  test.each(samples)('%s is taken from a system that serves many agencies', async (name) => {
    const file = readFileSync(path.join(FIELD_SAMPLES, name));
    const from = /<(?:\w+:)?From>[\s\S]*?OrganId>([^<]+)</.exec(file.toString())![1]!;
    const messagetype = name.startsWith('status') ? 'status' : 'edoc';
    const answer = await axis.sendEdoc(from, file, { messagetype });
    expect(answer.json()).toMatchObject({ status: 'OK', ErrorCode: '0' });
  });
});
