import { isIPv6 } from 'node:net';

const MINUTE_MS = 60_000;

/** Whether a reader may go on: so many times a minute; what a minute has counted is forgotten with it. */
export function openLimit(now: () => number, mostAMinute: number): (address: string) => boolean {
  let minute = 0;
  const counts = new Map<string, number>();
  return (address) => {
    const current = Math.floor(now() / MINUTE_MS);
    if (current !== minute) counts.clear();
    minute = current;
    const reader = readerOf(address);
    const count = (counts.get(reader) ?? 0) + 1;
    counts.set(reader, count);
    return count <= mostAMinute;
  };
}

const MAPPED = '0,0,0,0,0,65535';

/** An IPv4 address, also where IPv6 carries it; of IPv6 the /64, since every line has that many addresses (RFC 6177). */
function readerOf(address: string): string {
  const plain = address.replace(/%.*$/, '');
  if (!isIPv6(plain)) return address;
  const groups = groupsOf(plain);
  if (groups.slice(0, 6).join() !== MAPPED) return groups.slice(0, 4).join(':');
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
}

/** The eight groups of an IPv6 address, however it is written. */
function groupsOf(address: string): number[] {
  const [left = [], right = []] = address.split('::').map((part) => part.split(':').filter(Boolean).flatMap(numbersOf));
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

/** A dotted end stands for two groups. */
function numbersOf(group: string): number[] {
  if (!group.includes('.')) return [Number.parseInt(group, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}
