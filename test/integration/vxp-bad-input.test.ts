import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueVxpCredentials } from '../../src/registry/index.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { type Letter, letter, PREDECESSOR, statusMessage } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { type VxpAnswer, vxpClient } from '../support/vxp.ts';

const { home, finance, communeB, mergedDistrict } = CODES;
let stage: TestHub;
let province: Province;
let office: ReturnType<typeof vxpClient>;
let money: ReturnType<typeof vxpClient>;
let stranger: ReturnType<typeof vxpClient>;
let base: string;

beforeAll(async () => {
  stage = await testHub();
  province = await settleProvince(stage.database.owner, stage.database.database);
  base = `${stage.hub.url}/XrdAdapter/adapter`;
  const connect = async (code: string) =>
    vxpClient(
      base,
      await stage.hub.database.db.transaction((tx) => issueVxpCredentials(tx, stage.hub.vault, `qlvb ${code}`)),
    );
  [office, money, stranger] = await Promise.all([connect(home), connect(finance), connect(communeB)]);
});
afterAll(() => stage?.close());

/** Every refusal is HTTP 200, FAIL, the protocol's code, the hub's own code in words, and a line in the audit log. */
async function expectRefused(answer: VxpAnswer, errorCode: string, code: string): Promise<void> {
  expect(answer.status).toBe(200);
  const body = answer.json<{ status: string; ErrorCode: string; ErrorDesc: string }>();
  expect({ ...body, ErrorDesc: body.ErrorDesc.split(':')[0] }).toEqual({
    status: 'FAIL',
    ErrorCode: errorCode,
    ErrorDesc: code,
  });
  const { rows } = await stage.database.owner.pool.query<{ type: string; code: string }>(
    `select type, data->>'code' as code from event where type in ('vxp.refused', 'submission.rejected', 'upload.stopped') order by id desc limit 1`,
  );
  expect(rows[0]?.code).toBe(code);
}

const file = (more: Partial<Parameters<typeof letter>[0]> = {}): Letter =>
  letter({ from: home, to: [finance], ...more });
const agencies = (options: Parameters<typeof office.call>[2]) => office.call('getAgenciesList', {}, options);
const drop = (name: string) => (lines: [string, string][]) => lines.filter(([one]) => one !== `XroadVnpt-${name}`);

describe('the one who asks is refused', () => {
  test('with a wrong secret, and an unknown system alike', async () => {
    const wrong = vxpClient(base, { systemId: '00.00.H98', secret: 'x' });
    await expectRefused(await wrong.call('getAgenciesList'), '15', 'VXP_CREDENTIALS_WRONG');
    const tampered = await agencies({
      tamper: (lines) => lines.map(([n, v]) => [n, n.endsWith('hash-header') ? '0'.repeat(64) : v]),
    });
    await expectRefused(tampered, '15', 'VXP_CREDENTIALS_WRONG');
  });

  test('without a signed header, with one more, with another value, or with one sent twice', async () => {
    await expectRefused(await agencies({ tamper: drop('systemid') }), '15', 'VXP_HEADER_MISSING');
    const extra: [string, string] = ['XroadVnpt-from', communeB];
    await expectRefused(await agencies({ tamper: (lines) => [...lines, extra] }), '15', 'VXP_HEADER_UNSIGNED');
    const send = (tamper: (lines: [string, string][]) => [string, string][]) =>
      office.sendEdoc(home, file().xml, {}, { tamper });
    const other = (lines: [string, string][]) =>
      lines.map(([n, v]): [string, string] => [n, n === 'XroadVnpt-from' ? finance : v]);
    await expectRefused(await send(other), '15', 'VXP_HEADER_DIFFERS');
    await expectRefused(await send((lines) => [...lines, extra]), '15', 'VXP_HEADER_DIFFERS');
  });

  test('with headers signed for another call, a name twice in the signed text, or a stale clock', async () => {
    const first = office.write('getAgenciesList', {});
    expect((await office.send(first)).status).toBe(200);
    const { head, body } = first;
    const moved = Buffer.from(
      head.toString('latin1').replace('/getAgenciesList ', '/countReceiveEdoc ').replace('POST', 'GET'),
      'latin1',
    );
    await expectRefused(await office.send({ head: moved, body, expect: undefined }), '15', 'VXP_REPLAYED');
    const twice = (text: string) => text.replace('{', '{"XroadVnpt-systemid":"x",');
    await expectRefused(await agencies({ rewrite: twice }), '15', 'VXP_HEADER_UNREADABLE');
    await expectRefused(await agencies({ clockMs: -11 * 60_000 }), '15', 'VXP_TIMESTAMP_STALE');
    await expectRefused(await agencies({ clockMs: 11 * 60_000 }), '15', 'VXP_TIMESTAMP_STALE');
  });

  test('for an agency that the system does not serve, and for another’s DocId', async () => {
    const foreign = file({ from: finance, to: [home] });
    await expectRefused(await office.sendEdoc(finance, foreign.xml), '19', 'SENDER_NOT_ALLOWED');
    const sent = file();
    const { DocId } = (await office.sendEdoc(home, sent.xml)).json<{ DocId: string }>();
    const [line] = await office.sent({ docId: DocId });
    await expectRefused(await stranger.updateStatus(line!.receiverDocId!, 'done'), '21', 'NOT_FOUND');
    const got = await stranger.call('getEdoc', { docId: line!.receiverDocId!, filePath: 'x' }, { body: '{}' });
    await expectRefused(got, '21', 'NOT_FOUND');
    await expectRefused(await money.updateStatus(line!.receiverDocId!, 'xong'), '21', 'VXP_PARAMETER_INVALID');
  });
});

describe('what is handed in is refused', () => {
  test('with a wrong hash, empty, not well formed, or no edXML', async () => {
    const { xml } = file();
    const wrong = await office.sendEdoc(home, xml, { 'hash-file': 'a'.repeat(64) });
    await expectRefused(wrong, '10', 'VXP_HASH_MISMATCH');
    await expectRefused(await office.sendEdoc(home, Buffer.alloc(0)), '10', 'BODY_EMPTY');
    await expectRefused(await office.sendEdoc(home, Buffer.from('<edXML><a></edXML>')), '22', 'XML_NOT_WELL_FORMED');
    await expectRefused(await office.sendEdoc(home, Buffer.from('<?xml version="1.0"?><a/>')), '22', 'NOT_EDXML');
    await expectRefused(await office.sendEdoc(home, PREDECESSOR), '22', 'PREDECESSOR_FORMAT');
  });

  test('when none of its recipients can be served: 18 for unknown ones; a closed one goes to its successor', async () => {
    await expectRefused(await office.sendEdoc(home, file({ to: ['000.00.99.H98'] }).xml), '18', 'NO_RECIPIENT');
    expect((await office.sendEdoc(home, file({ to: [mergedDistrict] }).xml)).json()).toMatchObject({ status: 'OK' });
  });

  test('when it is a status for a document that nobody knows', async () => {
    const unknown = file();
    const status = statusMessage('03', finance, { organId: home, letter: unknown });
    await expectRefused(
      await money.sendEdoc(finance, status, { messagetype: 'status' }),
      '21',
      'STATUS_DOCUMENT_UNKNOWN',
    );
  });

  test('when the same DocumentId comes with another content', async () => {
    const first = file({ number: '7001' });
    expect((await office.sendEdoc(home, first.xml)).json()).toMatchObject({ status: 'OK' });
    const second = file({ number: '7001', subject: 'Nội dung khác' });
    await expectRefused(await office.sendEdoc(home, second.xml), '21', 'DUPLICATE_CONFLICT');
  });
});

describe('the directory', () => {
  test('is told in both code forms, by version, and a new agency is only asked for', async () => {
    const list = async (endpoint: string, parameters: Record<string, string> = {}) =>
      (await office.call(endpoint, parameters)).json<{ data: Record<string, string>[] }>().data;
    expect((await list('getAgenciesList')).map((one) => one.code)).toContain(finance);
    const twenty = await list('getAgenciesListQD20', { level: '0' });
    expect(twenty.every((one) => /^H98\./.test(one.code!))).toBe(true);
    const units = await list('getSynchronizeUnit');
    const newest = Math.max(...units.map((one) => Number(one.version)));
    expect(units.find((one) => one.code === mergedDistrict)).toMatchObject({ deleted: 'true' });
    expect(await list('getSynchronizeUnit', { version: String(newest + 3_600_000) })).toEqual([]);
    const ask = (pcode: string) =>
      office.call('registerAgency', {}, { body: JSON.stringify({ code: 'H98.11.09', name: 'Phòng Mới', pcode }) });
    expect((await ask(home)).json()).toMatchObject({ status: 'OK' });
    await expectRefused(await ask(finance), '21', 'VXP_AGENCY_OUTSIDE');
    const { rows } = await stage.database.owner.pool.query(`select kind, code from agency_request`);
    expect(rows).toEqual([{ kind: 'register', code: 'H98.11.09' }]);
    expect((await list('getAgenciesList')).map((one) => one.code)).not.toContain('H98.11.09');
    expect(await province.agencyId(home)).toBeDefined();
  });
});
