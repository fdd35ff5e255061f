import type { Point, TargetKind } from '../model.ts';
import { calls } from './calls.ts';
import { forms } from './forms.ts';
import { handling } from './handling.ts';
import { keeping } from './keeping.ts';
import { recalls } from './recalls.ts';
import { screens } from './screens.ts';
import { sending } from './sending.ts';

/** Every point, in the order of the report. */
export const POINTS: readonly Point[] = [
  ...handling,
  ...forms,
  ...keeping,
  ...recalls,
  ...calls,
  ...sending,
  ...screens,
];

export function pointsFor(target: TargetKind): Point[] {
  return POINTS.filter((point) => point.only?.includes(target) ?? true);
}
