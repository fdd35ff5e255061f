import type { Offer } from '../../connector.ts';
import type { AxisUnit } from '../../contract.ts';
import { MOST_OFFERS } from '../client.ts';
import { textOf } from './answer.ts';

const ID = ['docId', 'DocId', 'id'];
const TAKEN = new Set(['done', 'fail']);

/** What waits on a list; what was told of in this process is passed over where the gateway keeps it listed. */
export function offersOn(items: readonly Record<string, unknown>[], kind: Offer['kind'], told: ReadonlySet<string>) {
  return items.flatMap((item): Offer[] => {
    const transportId = textOf(item, ID);
    const taken = TAKEN.has((textOf(item, ['status', 'trangThai']) ?? '').toLowerCase());
    if (transportId === undefined || taken || told.has(transportId)) return [];
    const to = textOf(item, ['to', 'toCode', 'donViNhan']);
    return [{ transportId, kind, ...(to !== undefined && { to: [to] }) }];
  });
}

/** Remembers what this process told a gateway, as far as a list can show it again. */
export function rememberTold(told: Set<string>, transportId: string): void {
  if (told.size >= MOST_OFFERS) told.clear();
  told.add(transportId);
}

export function unitOf(item: Readonly<Record<string, unknown>>): AxisUnit | null {
  const code = textOf(item, ['code', 'maDonVi', 'ma']);
  const name = textOf(item, ['name', 'tenDonVi', 'ten']);
  if (code === undefined || name === undefined) return null;
  const id = textOf(item, ['id']) ?? code;
  const parentId = textOf(item, ['pid', 'parentId']) ?? null;
  const mail = textOf(item, ['mail', 'email']) ?? null;
  return { id, parentId, code, otherCodes: [], name, mail, version: null, closed: false };
}
