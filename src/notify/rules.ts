import type { AlertKind } from './kinds.ts';
import type { AlertContact, DutyHours } from './model.ts';

/** Seconds to wait after each failed try of a round; after the last one the round is given up. */
export const RETRY_SECONDS = [30, 120, 600, 1_800, 7_200] as const;

/**
 * Who is told: those who want this kind and are on duty at this minute of the day. When nobody is, everybody who wants
 * the kind: an alert at night is better read by the wrong clerk than by none.
 */
export function chooseContacts<C extends Pick<AlertContact, 'kinds' | 'duty'>>(
  contacts: readonly C[],
  kind: AlertKind,
  minute: number,
): C[] {
  const wanting = contacts.filter((one) => one.kinds.length === 0 || one.kinds.includes(kind));
  const onDuty = wanting.filter((one) => isOnDuty(one.duty, minute));
  return onDuty.length > 0 ? onDuty : wanting;
}

export function isOnDuty(duty: DutyHours | null, minute: number): boolean {
  if (duty === null) return true;
  const { from, to } = duty;
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** What becomes of an alert after a try. */
export type Fate =
  | { readonly state: 'waiting'; readonly inSeconds: number; readonly nextRound: boolean }
  | { readonly state: 'sent' | 'failed' };

/**
 * `tries` counts the failed ones of this round, this one included when somebody was not told. What is repeated anyway
 * does not make those who were told wait for one who cannot be: the next round tries everybody again.
 */
export function fateOf(it: {
  readonly failed: boolean;
  /** Somebody was told in this round. */
  readonly heard: boolean;
  readonly tries: number;
  /** Until it is told again anyway; null when this is the only round, or the last. */
  readonly repeatSeconds: number | null;
}): Fate {
  const { failed, heard, tries, repeatSeconds } = it;
  const wait = failed ? RETRY_SECONDS[tries - 1] : undefined;
  if (repeatSeconds !== null) {
    const sooner = wait !== undefined && !heard && wait < repeatSeconds;
    return { state: 'waiting', inSeconds: sooner ? wait : repeatSeconds, nextRound: !sooner };
  }
  if (wait !== undefined) return { state: 'waiting', inSeconds: wait, nextRound: false };
  return { state: failed ? 'failed' : 'sent' };
}
