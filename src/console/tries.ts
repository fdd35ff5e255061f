/** Tries to log in from one address in a minute: an office behind one address has its people, a guesser has no more. */
const TRIES_A_MINUTE = 30;
const MINUTE_MS = 60_000;

/** Counts per minute and address; what a minute has counted is forgotten with it. */
export function openLimit(now: () => number): (address: string) => boolean {
  let minute = 0;
  const counts = new Map<string, number>();
  return (address) => {
    const current = Math.floor(now() / MINUTE_MS);
    if (current !== minute) counts.clear();
    minute = current;
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    return count <= TRIES_A_MINUTE;
  };
}
