import { type Readable, Transform } from 'node:stream';
import type { Clock } from '../platform/clock.ts';
import type { DeliverySettings } from './rules.ts';

/** The time in which one send may use its socket, kept by the clock that never runs backwards. */
export interface SendLease {
  /** Aborts before the lease ends in the database. */
  readonly signal: AbortSignal;
  /** Whether bytes have flowed since the last renewal: only then may the lease be renewed. */
  moved(): boolean;
  /** Whether any byte has flowed at all. */
  flowed(): boolean;
  /** The lease was renewed by a statement that began at this monotonic time. */
  renewed(sinceMs: number): void;
  /** Counts the bytes that flow through; the stream ends with the lease. */
  watch(body: Readable): Readable;
  close(): void;
}

/**
 * @param sinceMs monotonic time before the statement that granted the lease: the safe side of its start
 * @param ending aborts when this process must end now
 */
export function startLease(clock: Clock, sinceMs: number, settings: DeliverySettings, ending: AbortSignal): SendLease {
  const controller = new AbortController();
  const end = () => controller.abort(ending.reason);
  ending.addEventListener('abort', end, { once: true });
  if (ending.aborted) end();
  const usableMs = (settings.leaseSeconds - settings.abortBeforeSeconds) * 1_000;
  const bodies: Readable[] = [];
  let moving = false;
  let flowed = false;
  let closed = false;
  let timer: NodeJS.Timeout;
  const arm = (from: number) => {
    clearTimeout(timer);
    const left = Math.max(0, from + usableMs - clock.monotonic());
    timer = setTimeout(() => controller.abort(new Error('the lease is about to end')), left);
  };
  arm(sinceMs);
  return {
    signal: controller.signal,
    moved: () => moving,
    flowed: () => flowed,
    renewed(from) {
      moving = false;
      if (!closed && !controller.signal.aborted) arm(from);
    },
    watch(body) {
      const meter = new Transform({
        transform(chunk, _encoding, done) {
          moving = true;
          flowed = true;
          done(null, chunk);
        },
      });
      body.once('error', (problem) => meter.destroy(problem));
      meter.once('close', () => body.destroy());
      bodies.push(meter);
      return body.pipe(meter);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      // A call that was refused before it began never reads its body, and the file would stay open.
      for (const body of bodies) body.destroy();
      ending.removeEventListener('abort', end);
    },
  };
}
