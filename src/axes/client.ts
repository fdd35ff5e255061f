import { type AxisClient, openAxisClient } from '../../adapters/axis/index.ts';
import type { HttpClient } from '../../adapters/contract.ts';
import type { Clock } from '../platform/clock.ts';
import type { Reader } from '../platform/database.ts';
import type { Logger } from '../platform/log.ts';
import type { Vault } from '../platform/secrets.ts';
import { type Axis, axisByName } from '../registry/index.ts';

export type { AxisClient };

/** What a conversation with another axis needs of the hub. */
export interface ClientTools {
  readonly reader: Reader;
  readonly vault: Vault;
  readonly outbound: HttpClient;
  readonly log: Logger;
  readonly clock: Clock;
}

/** The client of a configured axis, with what is known of it. Throws AXIS_UNKNOWN. */
export async function clientOf(tools: ClientTools, name: string): Promise<{ axis: Axis; client: AxisClient }> {
  const axis = await axisByName(tools.reader, tools.vault, name);
  const { baseUrl, secret, settings } = axis;
  const client = openAxisClient({
    target: { kind: 'axis', name, baseUrl, secret, settings },
    http: tools.outbound,
    log: tools.log,
    clock: tools.clock,
  });
  return { axis, client };
}
