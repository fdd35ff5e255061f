import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openChains } from '../../../src/chains.ts';
import { loadConfig } from '../../../src/platform/config.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openOutbound } from '../../../src/platform/outbound.ts';
import { loadTrustAnchors } from '../../../src/trust/index.ts';
import { folder, key, otherKey, pki } from './fixtures.ts';

const made = () => mkdtempSync(join(folder, 'anchors-'));
const der = (pem: string) => new X509Certificate(pem).raw;

describe('the folder of trust anchors', () => {
  test('holds PEM and DER; what lies in intermediates is no anchor', async () => {
    const dir = made();
    writeFileSync(join(dir, 'a.pem'), `some words\n${pki.caCertificatePem}${key.certificatePem}`);
    writeFileSync(join(dir, 'b.cer'), der(pki.caCertificatePem));
    writeFileSync(join(dir, 'README.md'), 'not a certificate');
    mkdirSync(join(dir, 'intermediates'));
    writeFileSync(join(dir, 'intermediates', 'c.crt'), otherKey.certificatePem);
    const { anchors, intermediates } = await loadTrustAnchors(dir);
    expect(anchors).toEqual([pki.caCertificatePem, key.certificatePem, pki.caCertificatePem].map(der));
    expect(intermediates).toEqual([der(otherKey.certificatePem)]);
  });

  test('that is missing, empty or holds something else stops the start', async () => {
    const broken = made();
    writeFileSync(join(broken, 'a.pem'), pki.caCertificatePem.replace('MII', 'AAA'));
    for (const [dir, vi] of [
      [join(folder, 'nowhere'), 'hệ điều hành báo lỗi ENOENT'],
      [made(), 'không có chứng thư số nào'],
      [broken, 'a.pem không phải chứng thư số'],
    ] as const) {
      await expect(loadTrustAnchors(dir)).rejects.toMatchObject({ code: 'TRUST_ANCHORS_UNREADABLE', facts: { vi } });
    }
  });
});

describe('a hub', () => {
  const outbound = openOutbound({ allow: [] });
  const open = (env: Record<string, string>) => openChains(loadConfig(env), outbound, openLog('silent'));

  test('without TRUST_ANCHORS checks no chains, as before', async () => {
    expect(await open({})).toBeUndefined();
  });

  test('refuses to start with an address in REVOCATION_ALLOW that it cannot read', async () => {
    const dir = made();
    writeFileSync(join(dir, 'a.pem'), pki.caCertificatePem);
    await expect(open({ TRUST_ANCHORS: dir, REVOCATION_ALLOW: 'crl.example.vn, *.vn' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
    expect((await open({ TRUST_ANCHORS: dir, REVOCATION_ALLOW: 'crl.example.vn' }))?.anchors.anchors.length).toBe(1);
  });
});
