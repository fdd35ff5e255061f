const MINUTE_MS = 60_000;

/** Whether an address may go on: so many times a minute; what a minute has counted is forgotten with it. */
export function openLimit(now: () => number, mostAMinute: number): (address: string) => boolean {
  let minute = 0;
  const counts = new Map<string, number>();
  return (address) => {
    const current = Math.floor(now() / MINUTE_MS);
    if (current !== minute) counts.clear();
    minute = current;
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    return count <= mostAMinute;
  };
}
