import type { AxisClient } from '../../adapters/axis/index.ts';
import { decideRelay, takeOpenRelays } from '../delivery/index.ts';
import type { Hub } from '../hub.ts';
import { isHubError } from '../platform/errors.ts';

const AT_ONCE = 20;

/** Asks what became of relays that the axis took and had not decided; its refusals come back to their senders. */
export async function followRelays(
  hub: Pick<Hub, 'database' | 'log'>,
  axis: string,
  client: AxisClient,
  signal: AbortSignal,
): Promise<void> {
  const { db } = hub.database;
  for (const relay of await db.transaction((tx) => takeOpenRelays(tx, axis, AT_ONCE))) {
    if (signal.aborted) return;
    try {
      const { refused, final, recalled } = await client.follow(relay, signal);
      await db.transaction((tx) => decideRelay(tx, relay.deliveryId, refused, final, recalled));
      if (refused.size > 0)
        hub.log.warn({ axis, deliveryId: relay.deliveryId, refused: refused.size }, 'axis.relay-refused');
    } catch (problem) {
      if (isHubError(problem) && problem.code === 'OUTBOUND_UNREACHABLE') throw problem;
      // One that the axis does not know any more, or answers badly, holds up none of the others.
      hub.log.warn({ axis, deliveryId: relay.deliveryId, problem: String(problem) }, 'axis.follow');
    }
  }
}
