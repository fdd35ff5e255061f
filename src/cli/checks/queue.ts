import { Redis } from 'ioredis';
import pg from 'pg';
import type { Config } from '../../platform/config.ts';
import { type Check, plain } from './model.ts';

const WHAT = { vi: 'Hàng đợi', en: 'Queue engine' };

/** Whether the queue engine answers, and keeps what it is given. */
export async function checkQueue(config: Config, ownerUrl: string): Promise<Check> {
  return config.redisUrl === undefined ? onPostgres(ownerUrl) : onRedis(config.redisUrl);
}

async function onPostgres(ownerUrl: string): Promise<Check> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ there: boolean }>(`select to_regnamespace('bullmq') is not null as there`);
    const note = rows[0]?.there
      ? plain('postgres')
      : { vi: 'postgres (lần đầu chạy sẽ tạo)', en: 'postgres (made at the first start)' };
    return { state: 'ok', what: WHAT, found: note };
  } catch (error) {
    return unreachable('postgres', error);
  } finally {
    await client.end().catch(() => {});
  }
}

async function onRedis(url: string): Promise<Check> {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: 5_000, retryStrategy: () => null });
  client.on('error', () => {});
  try {
    await client.connect();
    const info = await client.info();
    const fact = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '?';
    const policy = fact('maxmemory_policy');
    const found = plain(`redis ${fact('redis_version')}, ${policy}, AOF ${fact('aof_enabled') === '1' ? '✓' : '✗'}`);
    if (policy === 'noeviction' && fact('aof_enabled') === '1') return { state: 'ok', what: WHAT, found };
    return {
      state: 'warn',
      what: WHAT,
      found,
      fix: {
        vi: 'Đặt appendonly yes và maxmemory-policy noeviction. Mất hàng đợi không mất văn bản, nhưng gửi chậm lại.',
        en: 'Set appendonly yes and maxmemory-policy noeviction. Losing the queue loses no document but delays.',
      },
    };
  } catch (error) {
    return unreachable('redis', error);
  } finally {
    client.disconnect();
  }
}

function unreachable(engine: string, error: unknown): Check {
  const { code, message } = error as NodeJS.ErrnoException;
  return {
    state: 'fail',
    what: WHAT,
    found: { vi: `${engine} không trả lời (${code ?? message})`, en: `${engine} does not answer (${code ?? message})` },
    fix: {
      vi: 'Kiểm tra máy chủ và địa chỉ trong REDIS_URL hoặc DATABASE_URL.',
      en: 'Check the server and the address in REDIS_URL or DATABASE_URL.',
    },
  };
}
