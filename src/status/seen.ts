import type { Delivery } from '../delivery/index.ts';
import { statusError } from './errors.ts';
import type { About } from './resolve.ts';

/** What a person had on the screen when he decided what to report. */
export type Seen = Pick<Delivery, 'id' | 'businessCode' | 'recallState'>;

/**
 * Of two people who act on one delivery at the same moment, the second is refused: his decision rests on what is no
 * longer so. Compared with the locked row, so that no moment is short enough. @throws STATUS_OVERTAKEN
 */
export function requireUnchanged({ deliveries }: Pick<About, 'deliveries'>, seen: Seen): void {
  const now = deliveries.find((one) => one.id === seen.id);
  if (now && (now.businessCode !== seen.businessCode || now.recallState !== seen.recallState)) {
    throw statusError('STATUS_OVERTAKEN', { id: seen.id });
  }
}
