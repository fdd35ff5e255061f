import { inArray } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { registerEntry } from './tables.ts';

/** Số đến, and the year of the book in which it stands. */
export interface ArrivalNumber {
  readonly number: number;
  readonly year: number;
}

/** Under which number these deliveries (leads) were registered; what was not is not in it. */
export async function arrivalNumbers(reader: Reader, leadIds: readonly string[]): Promise<Map<string, ArrivalNumber>> {
  if (leadIds.length === 0) return new Map();
  const { deliveryId, number, year } = registerEntry;
  const rows = await reader
    .select({ deliveryId, number, year })
    .from(registerEntry)
    .where(inArray(deliveryId, [...leadIds]));
  // A line without a delivery came on paper.
  return new Map(
    rows.flatMap((row) => (row.deliveryId ? [[row.deliveryId, { number: row.number, year: row.year }]] : [])),
  );
}
