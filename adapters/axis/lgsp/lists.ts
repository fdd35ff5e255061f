import type { Offer } from '../../connector.ts';
import type { AxisUnit } from '../../contract.ts';
import { MOST_OFFERS, type ReceivedLine } from '../client.ts';
import { textOf } from './answer.ts';

type Item = Readonly<Record<string, unknown>>;

const ID = ['docId', 'DocId', 'id'];
const FROM = ['from', 'fromCode', 'donViGui'];
const TO = ['to', 'toCode', 'donViNhan'];
const TAKEN = new Set(['done', 'fail']);

/**
 * What waits on a list; what was told of in this process is passed over where the gateway keeps it listed.
 * @param self the unit that this hub is there: as a recipient it says nothing of which agency is meant
 */
export function offersOn(
  items: readonly Item[],
  kind: Offer['kind'],
  told: ReadonlySet<string>,
  self?: string,
): Offer[] {
  return items.flatMap((item) => {
    const transportId = textOf(item, ID);
    if (transportId === undefined || TAKEN.has(statusOf(item)) || told.has(transportId)) return [];
    const to = textOf(item, TO);
    return [{ transportId, kind, ...(to !== undefined && to !== self && { to: [to] }) }];
  });
}

/** The same list as it is compared: what is done is told too, where the gateway keeps it listed. */
export function receivedOn(items: readonly Item[], kind: Offer['kind']): ReceivedLine[] {
  return items.flatMap((item) => {
    const transportId = textOf(item, ID);
    if (transportId === undefined) return [];
    const [from, to] = [textOf(item, FROM) ?? null, textOf(item, TO) ?? null];
    return [{ transportId, kind, from, to, acknowledged: statusOf(item) === 'done' }];
  });
}

function statusOf(item: Item): string {
  return (textOf(item, ['status', 'trangThai']) ?? '').toLowerCase();
}

/** Remembers what this process told a gateway, as far as a list can show it again. */
export function rememberTold(told: Set<string>, transportId: string): void {
  const [oldest] = told;
  if (told.size >= MOST_OFFERS) told.delete(oldest!);
  told.add(transportId);
}

export function unitOf(item: Item): AxisUnit | null {
  const code = textOf(item, ['code', 'maDonVi', 'ma']);
  const name = textOf(item, ['name', 'tenDonVi', 'ten']);
  if (code === undefined || name === undefined) return null;
  const id = textOf(item, ['id']) ?? code;
  const parentId = textOf(item, ['pid', 'parentId']) ?? null;
  const mail = textOf(item, ['mail', 'email']) ?? null;
  return { id, parentId, code, otherCodes: [], name, mail, version: null, closed: false };
}
