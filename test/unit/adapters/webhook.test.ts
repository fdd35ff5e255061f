import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentDigest, signWebhook, verifyWebhook } from '../../../adapters/webhook/index.ts';

const nowMs = Date.parse('2026-11-22T10:00:00Z');
const timestamp = String(nowMs / 1_000);
const bodySha256 = createHash('sha256').update('<edXML/>').digest('hex');
const headers = {
  'lienthong-delivery': 'delivery-1',
  'lienthong-timestamp': timestamp,
  'lienthong-signature': signWebhook('secret', timestamp, 'delivery-1', bodySha256),
  'content-digest': contentDigest(bodySha256),
};
const verify = (changes: object = {}, secrets = ['secret'], at = nowMs, sha = bodySha256) =>
  verifyWebhook(secrets, { headers: { ...headers, ...changes }, bodySha256: sha, nowMs: at });

test('the signature is an HMAC-SHA256 over timestamp, delivery id and body digest', () => {
  expect(headers['lienthong-signature']).toMatch(/^v1=[0-9a-f]{64}$/);
  expect(verify()).toEqual({ valid: true, id: 'delivery-1' });
});

test('during a rotation the old and the new secret both verify', () => {
  expect(verify({}, ['new', 'secret'])).toMatchObject({ valid: true });
});

test.each([
  ['another body', () => verify({}, ['secret'], nowMs, 'ab'.repeat(32)), 'digest'],
  [
    'another body, digest header gone',
    () => verify({ 'content-digest': undefined }, ['secret'], nowMs, 'ab'.repeat(32)),
    'signature',
  ],
  ['another delivery id', () => verify({ 'lienthong-delivery': 'delivery-2' }), 'signature'],
  ['another secret', () => verify({}, ['guess']), 'signature'],
  ['a short signature', () => verify({ 'lienthong-signature': 'v1=00' }), 'signature'],
  ['a replay six minutes later', () => verify({}, ['secret'], nowMs + 360_000), 'stale'],
  ['no signature', () => verify({ 'lienthong-signature': undefined }), 'missing'],
  ['a timestamp that is no number', () => verify({ 'lienthong-timestamp': 'now' }), 'missing'],
] as const)('%s is refused', (_, check, reason) => {
  expect(check()).toEqual({ valid: false, reason });
});
