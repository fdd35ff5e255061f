import type { AxisTarget } from '../../contract.ts';
import { error } from '../errors.ts';

/** The parts of a saved secret, one a line: some gateways give two. Throws AXIS_SECRET_INCOMPLETE. */
export function secretsOf({ name, secret }: AxisTarget, count: number): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  if (lines.length !== count || lines.includes('')) throw error('AXIS_SECRET_INCOMPLETE', { axis: name, count });
  return lines;
}
