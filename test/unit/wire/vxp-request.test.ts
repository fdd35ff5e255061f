import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { vxp } from '../../../src/wire/index.ts';

const credentials = { systemId: 'qlvb-so-noi-vu', secret: 'kho-doan' };
const at = new Date('2026-11-21T23:43:18.683Z');

type Headers = Record<string, string>;

const build = (endpoint: vxp.Endpoint, parameters: Headers): Headers =>
  vxp.buildRequest(endpoint, parameters, credentials, { at }).headers;
const listHeaders = () => build('getReceivedEdocList', { servicetype: 'eDoc', messagetype: 'edoc' });

/** As Node hands them to a server. */
const lower = (headers: Headers): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Signed over exactly this text by the holder of the secret. */
function signedOver(text: string, keys: string, headers: Headers): IncomingHttpHeaders {
  const hash = createHmac('sha256', credentials.secret).update(text).digest('hex');
  return lower({
    ...headers,
    'XroadVnpt-sign-header': text,
    'XroadVnpt-sign-header-key': keys,
    'XroadVnpt-hash-header': hash,
  });
}

describe('a request as the field signs it', () => {
  test('carries every parameter with the prefix, and signs them in order with system, time and content type', () => {
    const { method, path, headers, body } = vxp.buildRequest(
      'updateStatus',
      { docid: 'a1', status: 'done' },
      credentials,
      { at },
    );
    expect([method, path, String(body)]).toEqual(['POST', '/updateStatus', '{}']);
    expect(headers['XroadVnpt-sign-header-key']).toBe('docid;status;systemid;timestamp;Content-Type');
    expect(headers['XroadVnpt-sign-header']).toBe(
      '{"XroadVnpt-docid":"a1","XroadVnpt-status":"done","XroadVnpt-systemid":"qlvb-so-noi-vu",' +
        '"XroadVnpt-timestamp":"22112026T064318+0683","XroadVnpt-Content-Type":"application/json"}',
    );
    expect(headers['XroadVnpt-version']).toBe('3.0.201608');
  });

  test.each([
    ['lower case', (name: string) => name.toLowerCase()],
    ['upper case', (name: string) => name.toUpperCase()],
  ])('is read whatever the case of its header names: %s', (_, change) => {
    const headers = Object.fromEntries(Object.entries(listHeaders()).map(([name, value]) => [change(name), value]));
    const read = vxp.readRequest('getReceivedEdocList', headers) as vxp.SignedRequest;
    expect(read).toMatchObject({ systemId: 'qlvb-so-noi-vu', timestamp: '22112026T064318+0683' });
    expect(read.parameters.get('messagetype')).toBe('edoc');
    expect(vxp.isAuthentic(read, credentials.secret)).toBe(true);
    expect(vxp.isAuthentic(read, 'another')).toBe(false);
  });

  test('values beyond ASCII survive the octets of a header', () => {
    const headers = build('getEdoc', { docId: 'a1', filePath: 'C:\\văn bản\\đến.edxml' });
    const read = vxp.readRequest('getEdoc', lower(headers)) as vxp.SignedRequest;
    expect(read.parameters.get('filepath')).toBe('C:\\văn bản\\đến.edxml');
    expect(vxp.isAuthentic(read, credentials.secret)).toBe(true);
  });

  test('a signed name that nobody knows is kept and harms nothing', () => {
    const headers = build('getReceivedEdocList', { servicetype: 'eDoc', messagetype: 'edoc', 'x-client': '7' });
    expect(vxp.readRequest('getReceivedEdocList', lower(headers))).toHaveProperty('systemId');
  });
});

describe('what is not signed as the field signs is told apart', () => {
  const flaw = (headers: IncomingHttpHeaders, endpoint: vxp.Endpoint = 'getReceivedEdocList') =>
    vxp.readRequest(endpoint, headers);

  test.each(['sign-header', 'sign-header-key', 'hash-header'])('%s is missing', (name) => {
    const headers = lower(listHeaders());
    delete headers[`xroadvnpt-${name}`];
    expect(flaw(headers)).toEqual({ flaw: 'missing', name });
  });

  test('a signed header that was taken off', () => {
    const headers = lower(listHeaders());
    delete headers['xroadvnpt-servicetype'];
    expect(flaw(headers)).toEqual({ flaw: 'missing', name: 'servicetype' });
  });

  test('a header that the signature does not name', () => {
    const headers = { ...lower(listHeaders()), 'xroadvnpt-from': '000.00.01.H12' };
    expect(flaw(headers)).toEqual({ flaw: 'unsigned', name: 'from' });
  });

  test('a header with another value than the signed one, twice sent ones included', () => {
    const headers = { ...lower(listHeaders()), 'xroadvnpt-messagetype': 'edoc, status' };
    expect(flaw(headers)).toEqual({ flaw: 'differs', name: 'messagetype' });
  });

  test('headers signed for one call do not serve another', () => {
    expect(flaw(lower(listHeaders()), 'updateStatus')).toEqual({ flaw: 'missing', name: 'docid' });
    const update = lower(build('updateStatus', { docid: 'a1', status: 'done' }));
    expect(flaw(update, 'getEdoc')).toEqual({ flaw: 'missing', name: 'filepath' });
  });

  test('a list of signed names other than those of the text', () => {
    const headers = { ...lower(listHeaders()), 'xroadvnpt-sign-header-key': 'servicetype;systemid' };
    expect(flaw(headers)).toEqual({ flaw: 'differs', name: 'sign-header-key' });
  });

  test.each([
    ['no JSON', 'servicetype=eDoc'],
    ['a list', '["XroadVnpt-servicetype"]'],
    ['a name that occurs twice', '{"XroadVnpt-servicetype":"eDoc","XroadVnpt-servicetype":"x"}'],
    ['a name that occurs twice in two cases', '{"XroadVnpt-servicetype":"eDoc","xroadvnpt-ServiceType":"eDoc"}'],
    ['a value that is no string', '{"XroadVnpt-servicetype":{"a":"b"}}'],
    ['a name without the prefix', '{"servicetype":"eDoc"}'],
    ['a name of Object.prototype', '{"XroadVnpt-servicetype":"eDoc","__proto__":"x"}'],
  ])('a signed text that is %s', (_, text) => {
    const headers = signedOver(text, 'servicetype', listHeaders());
    expect(flaw(headers)).toEqual({ flaw: 'unreadable', name: 'sign-header' });
  });

  test('an HMAC that is no hex of 32 bytes', () => {
    const headers = { ...lower(listHeaders()), 'xroadvnpt-hash-header': 'zz' };
    expect(flaw(headers)).toEqual({ flaw: 'unreadable', name: 'hash-header' });
  });
});

describe('the timestamp', () => {
  test('is local time with milliseconds behind the plus, as UTC+7 or as the system has its clock', () => {
    expect(vxp.formatTimestamp(at)).toBe('22112026T064318+0683');
    expect(vxp.readTimestamp('22112026T064318+0683')).toBe(at.getTime());
    expect(vxp.formatTimestamp(at, 0)).toBe('21112026T234318+0683');
    expect(vxp.readTimestamp('21112026T234318+0683', 0)).toBe(at.getTime());
    expect(vxp.readTimestamp('22112026T064318+0700')).toBe(at.getTime() + 17);
  });

  test.each(['', '22112026', '31022026T000000+0000', '22112026T256060+0000', '2026-11-22T06:43:18'])(
    '%s is none',
    (text) => {
      expect(vxp.readTimestamp(text)).toBeNull();
    },
  );

  test('is fresh for ten minutes on either side', () => {
    const now = at.getTime();
    expect([-600_000, 600_000].map((by) => vxp.isFresh(now + by, now))).toEqual([true, true]);
    expect([-600_001, 600_001].map((by) => vxp.isFresh(now + by, now))).toEqual([false, false]);
  });
});
