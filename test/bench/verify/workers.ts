import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { DEFAULT_LIMITS } from '../../../src/edxml/index.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openVerifier } from '../../../src/trust/index.ts';
import type { Subject } from './contestants.ts';
import { median } from './measure.ts';

/** How many documents a second one and two threads of the hub's verifier take: time of the clock, taken in turns. */
export async function compareThreads(
  { path, mediaType, certificate }: Subject,
  count: number,
  rounds: number,
): Promise<{ one: number; two: number }> {
  const { raw: der } = new X509Certificate(readFileSync(certificate));
  const spool = { path, size: statSync(path).size, sha256: '', mediaType };
  const ask = async () => ({
    policy: 'require' as const,
    certificates: [{ agencyId: 'a', der, revokedAt: null }],
    boundElsewhere: false,
  });
  const pools = [1, 2].map((threads) => openVerifier({ limits: DEFAULT_LIMITS, threads, log: openLog('silent') }));
  const rates: number[][] = [[], []];
  try {
    // The first round compiles the code of each thread and is not counted.
    for (let round = -1; round < rounds; round++) {
      for (const [index, pool] of pools.entries()) {
        const started = performance.now();
        await Promise.all(Array.from({ length: count }, () => pool.verify(spool, ask)));
        if (round >= 0) rates[index]!.push((1_000 * count) / (performance.now() - started));
      }
    }
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
  return { one: median(rates[0]!), two: median(rates[1]!) };
}
