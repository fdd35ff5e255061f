import { type Act, type ActObject, may } from './authority.ts';
import { error } from './errors.ts';
import type { Principal } from './model.ts';

/** Who acts by his office, and why: both go into the log. */
export interface Acting {
  readonly principal: Principal;
  /** In the person's own words, 1 to 500 characters. */
  readonly why: string;
}

const LONGEST_WHY = 500;

/** Throws FORBIDDEN, WHY_MISSING. */
export function authorise({ principal, why }: Acting, act: Act, object: ActObject = {}): void {
  if (!may(principal, act, object)) throw error('FORBIDDEN', { act });
  if (why.trim() === '' || why.length > LONGEST_WHY) throw error('WHY_MISSING', { most: LONGEST_WHY });
}
