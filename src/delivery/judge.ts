import { dayInWords } from '../platform/clock.ts';
import type { HubError } from '../platform/errors.ts';
import { isPushed } from '../registry/index.ts';
import { error } from './errors.ts';
import type { DocumentForDelivery, OpenReception, PlannedDelivery } from './model.ts';
import { undecided } from './placement.ts';

/** What becomes of one address: where it goes, or why it does not. */
export interface Judged {
  readonly open: OpenReception | null;
  readonly problem: HubError | null;
  readonly state: 'due' | 'available' | 'held' | 'failed';
}

/** Decided from how the agency receives today, and from the size of what it would be sent. */
export function judge(
  { reception, addressedCode: code }: Pick<PlannedDelivery, 'reception' | 'addressedCode'>,
  { size, inlinedSize = size }: Pick<DocumentForDelivery, 'size' | 'inlinedSize'>,
): Judged {
  const refuse = (problem: HubError) => ({ open: null, problem, state: 'failed' as const });
  switch (reception.outcome) {
    case 'unknown':
      return refuse(error('RECIPIENT_UNKNOWN', { code }));
    case 'not-connected':
      return refuse(error('RECIPIENT_NOT_CONNECTED', { code }));
    case 'closed':
      return refuse(error('RECIPIENT_CLOSED', { code, since: dayInWords(reception.since) }));
    case 'undecided':
      return { open: null, problem: undecided(code, reception), state: 'held' };
    case 'open': {
      const { channel } = reception;
      const limit = channel.kind === 'axis' ? null : channel.maxBytes;
      const sent = isPushed(channel) ? inlinedSize : size;
      if (limit !== null && sent > limit) return refuse(error('RECIPIENT_CANNOT_TAKE', { code, size: sent, limit }));
      return { open: reception, problem: null, state: channel.kind === 'pull' ? 'available' : 'due' };
    }
  }
}
