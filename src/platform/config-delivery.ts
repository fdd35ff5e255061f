import { z } from 'zod';
import { about, list } from './config-about.ts';

const LONGEST_WAIT = 7 * 86_400;

/** Waits in seconds, as a list. */
const waits = list
  .transform((entries) => entries.map(Number))
  .refine((seconds) => seconds.length >= 1 && seconds.length <= 50, 'phải là 1 đến 50 số / must be 1 to 50 numbers')
  .refine(
    (seconds) => seconds.every((one) => one >= 1 && one <= LONGEST_WAIT),
    `phải là số giây từ 1 đến ${LONGEST_WAIT} / must be seconds from 1 to ${LONGEST_WAIT}`,
  );

/** How deliveries are pushed, tried again and given up. */
export const DELIVERY_SETTINGS = {
  pushConcurrency: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_000)
    .default(200)
    .meta(about({ env: 'PUSH_CONCURRENCY', description: 'Deliveries that one process pushes at the same time.' })),
  retrySchedule: waits.default([10, 30, 60, 300, 900, 3_600, 7_200, 14_400, 21_600]).meta(
    about({
      env: 'RETRY_SCHEDULE',
      description:
        'Seconds to wait after the first, second, … failed try of a push; the last one repeats until the deadline. A longer Retry-After of the recipient is respected, up to six hours.',
    }),
  ),
  retryJitterPercent: z.coerce
    .number()
    .min(0)
    .max(50)
    .default(20)
    .meta(
      about({
        env: 'RETRY_JITTER_PERCENT',
        description:
          'Part of each wait that chance adds or takes, so that a recipient is not met by all at once when it returns.',
      }),
    ),
  pushLeaseSeconds: z.coerce
    .number()
    .min(2)
    .max(3_600)
    .default(60)
    .meta(
      about({
        env: 'PUSH_LEASE_SECONDS',
        description:
          'Seconds after which a push without progress is given up and made again by whichever process is there; its connection is cut a sixth earlier. Shorter frees a lane sooner after a process was lost; longer suits recipients that answer slowly.',
      }),
    ),
  deliveryDeadlineHours: z.coerce
    .number()
    .positive()
    .max(720)
    .default(72)
    .meta(
      about({
        env: 'DELIVERY_DEADLINE_HOURS',
        description:
          'Hours after which a push that still fails becomes a dead letter: from acceptance, or from when it is sent again or released.',
      }),
    ),
  deliveryWarningHours: z.coerce
    .number()
    .min(0)
    .max(720)
    .default(12)
    .meta(
      about({
        env: 'DELIVERY_WARNING_HOURS',
        description: "Hours before that deadline at which the sender's timeline and the administrators are warned.",
      }),
    ),
};
