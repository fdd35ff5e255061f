import { type Act, may, type Principal, registryError } from '../registry/index.ts';
import { operatorError } from './operator-errors.ts';

/** Who acts on deliveries or lanes, and why: both go into the log, where senders read them. */
export interface Operator {
  readonly principal: Principal;
  /** In the operator's words, 1 to 500 characters. */
  readonly why: string;
}

const LONGEST_WHY = 500;

/** Throws FORBIDDEN, WHY_MISSING. */
export function authorise({ principal, why }: Operator, act: Act): void {
  if (!may(principal, act)) throw registryError('FORBIDDEN', { act });
  if (why.trim() === '' || why.length > LONGEST_WHY) throw operatorError('WHY_MISSING', { most: LONGEST_WHY });
}
