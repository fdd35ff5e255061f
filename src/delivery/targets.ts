import type { AxisTarget, ConnectionTarget, WebhookTarget } from '../../adapters/contract.ts';
import type { Reader } from '../platform/database.ts';
import type { Vault } from '../platform/secrets.ts';
import {
  axisByName,
  type Channel,
  channelSecret,
  connectionByName,
  findAgencies,
  isPushed,
  receptions,
} from '../registry/index.ts';

/**
 * Where a lane leads today, and which adapter goes there. `elsewhere`: its mail goes to another recipient or by another
 * channel now, and `moving/` is about to take it there. Null when nothing leads there, which an operator can mend.
 */
export type Destination =
  | {
      readonly adapter: string;
      readonly target: WebhookTarget | AxisTarget | ConnectionTarget;
      /** Largest content that the recipient takes, in bytes. */
      readonly maxBytes: number | null;
    }
  | 'elsewhere'
  | null;

/** Resolved anew for every job: the channel of record may have changed while the document waited. */
export async function resolveDestination(
  reader: Reader,
  vault: Vault,
  to: { readonly handoverId: string | null; readonly axis: string | null },
): Promise<Destination> {
  if (to.axis !== null) {
    const axis = await axisByName(reader, vault, to.axis);
    const { name, baseUrl, secret, settings, adapter } = axis;
    return { adapter, maxBytes: null, target: { kind: 'axis', name, baseUrl, secret, settings } };
  }
  if (to.handoverId === null) return null;
  const agencies = [...(await findAgencies(reader, [to.handoverId])).values()];
  const reception = (await receptions(reader, agencies)).get(to.handoverId);
  if (!reception || reception.outcome === 'not-connected') return null;
  if (reception.outcome !== 'open' || !isPushed(reception.channel)) return 'elsewhere';
  if (reception.handover.id !== to.handoverId) return 'elsewhere';
  const { channel, handover } = reception;
  if (channel.kind === 'connection') return toConnection(reader, vault, channel, handover.code);
  const secret = await channelSecret(reader, vault, handover.id);
  if (secret === null) return null;
  return { adapter: 'webhook', maxBytes: channel.maxBytes, target: { kind: 'webhook', url: channel.url, secret } };
}

async function toConnection(
  reader: Reader,
  vault: Vault,
  { connection, address, maxBytes }: Extract<Channel, { kind: 'connection' }>,
  agencyCode: string,
): Promise<Destination> {
  const { name, adapter, settings, secret } = await connectionByName(reader, vault, connection);
  return {
    adapter: 'connection',
    maxBytes,
    target: { kind: 'connection', name, adapter, settings, secret, address, agencyCode },
  };
}
