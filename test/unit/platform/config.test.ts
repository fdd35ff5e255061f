import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadConfig, metaOf, settings } from '../../../src/platform/config.ts';
import { configurationPage } from '../../../src/platform/config-page.ts';
import { isHubError } from '../../../src/platform/errors.ts';

function refusal(env: Record<string, string>): { code: string; title: string } {
  try {
    loadConfig(env);
  } catch (error) {
    if (isHubError(error)) return { code: error.code, title: error.title('en') };
    throw error;
  }
  throw new Error('accepted');
}

test('without any variable the hub listens on loopback only, on embedded parts', () => {
  const config = loadConfig({});
  expect(config).toMatchObject({ host: '127.0.0.1', port: 8686, role: 'all', outboundAllow: [] });
  expect(config.databaseUrl).toBeUndefined();
  expect(config.redisUrl).toBeUndefined();
});

test('an empty variable counts as absent', () => {
  expect(loadConfig({ LISTEN_PORT: '', DATABASE_URL: '' }).port).toBe(8686);
});

test('every wrong variable is named, and no value of it is repeated', () => {
  const { code, title } = refusal({
    LISTEN_PORT: 'eighty',
    DATABASE_URL: 'mysql://u:pass-word@h/d',
    OUTBOUND_ALLOW: '10.0.0.0/33',
  });
  expect(code).toBe('CONFIG_INVALID');
  for (const name of ['LISTEN_PORT', 'DATABASE_URL', 'OUTBOUND_ALLOW']) expect(title).toContain(name);
  expect(title).not.toContain('pass-word');
});

test('it refuses to listen to others without TLS or a proxy that ends TLS', () => {
  expect(refusal({ LISTEN_HOST: '0.0.0.0' }).code).toBe('LISTEN_NOT_PROTECTED');
  expect(loadConfig({ LISTEN_HOST: '0.0.0.0', TRUSTED_PROXIES: '10.1.2.3' }).trustedProxies).toEqual(['10.1.2.3']);
  expect(loadConfig({ LISTEN_HOST: '0.0.0.0', TLS_CERT: 'c.pem', TLS_KEY: 'k.pem' }).tlsCert).toBe('c.pem');
  expect(refusal({ TLS_CERT: 'c.pem' }).code).toBe('CONFIG_INVALID');
});

test('every setting says its variable and its meaning, and no variable is used twice', () => {
  const metas = Object.values(settings.shape).map(metaOf);
  for (const meta of metas) expect(meta.description.length).toBeGreaterThan(10);
  expect(new Set(metas.map((meta) => meta.env)).size).toBe(metas.length);
});

test('docs/configuration.md is what the schema says (npm run docs)', async () => {
  const page = await readFile(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  expect(page).toBe(configurationPage());
});
