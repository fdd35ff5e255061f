import { expect, test, vi } from 'vitest';
import type { Started } from '../../../src/delivery/begin.ts';
import { DEFAULT_SETTINGS } from '../../../src/delivery/rules.ts';
import { runJob, type WorkerParts } from '../../../src/delivery/worker.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { openLog } from '../../../src/platform/log.ts';

const members = [{ addressedCode: 'H98.101' }];
const document = { id: 'd', documentUid: 'u', kind: 'document' };

/** The parts of a worker whose database is away when results are written. */
function partsOf(send: (deliveryId: string) => Promise<void>): WorkerParts {
  return {
    database: { db: { execute: async () => ({ rows: [{ key: 'agency:a', cap: 4, breaker: 'closed' }] }) } },
    clock: systemClock,
    log: openLog('silent'),
    settings: DEFAULT_SETTINGS,
    adapters: {
      webhook: {
        name: 'webhook',
        send: async ({ deliveryId }: { deliveryId: string }) => {
          await send(deliveryId);
          return { outcome: 'delivered', httpStatus: 204 };
        },
      },
    },
    begin: async (start: object) =>
      ({ ...start, members, document, predecessorIds: [], number: 1 }) as unknown as Started,
    settle: () => Promise.reject(new Error('the database is away')),
    destination: async () => ({ adapter: 'webhook', maxBytes: null, target: { kind: 'webhook', url: '', secret: '' } }),
    stopping: () => false,
    ending: new AbortController().signal,
  } as unknown as WorkerParts;
}

test('a result that cannot be written while others are being sent ends nothing but its lease', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  let finish = () => {};
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const parts = partsOf((id) => (id === 'slow' ? slow : Promise.resolve()));
  const deliveries = ['quick', 'slow'].map((id) => ({ id, epoch: 1 }));
  const job = runJob(parts, { laneId: 'lane', urgent: false, deliveries });
  // Two turns of the loop: Node tells of a rejection that nobody waits for at the end of the first.
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  finish();
  await job;
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});
