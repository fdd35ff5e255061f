import { BlockList, isIP } from 'node:net';

type Range = readonly [address: string, prefix: number];

/** Never called, whatever the administrator lists: this machine's link, cloud metadata, nobody, everybody. */
const NEVER: readonly Range[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['192.0.0.0', 24],
  ['224.0.0.0', 3],
  ['fe80::', 10],
  ['fd00:ec2::', 32],
  ['ff00::', 8],
  // Addresses that carry an IPv4 address inside (compatible, NAT64, Teredo, 6to4) would go round the IPv4 rules.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
];

const LOOPBACK: readonly Range[] = [
  ['127.0.0.0', 8],
  ['::1', 128],
];

/** Called only when the administrator's list names them; nearly every recipient in the state network sits in one. */
const PRIVATE: readonly Range[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['fc00::', 7],
  ['fec0::', 10],
];

/**
 * A rule that says whether the hub may call an address. IPv4 addresses inside IPv6 (`::ffff:10.0.0.1`) are judged as
 * IPv4. Loopback opens only to an entry that lies within loopback, so a wide entry cannot open it by accident.
 */
export function addressRule(allow: readonly string[]): (address: string) => boolean {
  const never = blockList(NEVER);
  const loopback = blockList(LOOPBACK);
  const inside = blockList(PRIVATE);
  const entries = allow.map(parse);
  const allowed = blockList(entries);
  const allowedLoopback = blockList(entries.filter(([address]) => contains(loopback, address)));
  return (address) => {
    if (isIP(address) === 0) return false;
    if (contains(loopback, address)) return contains(allowedLoopback, address);
    if (contains(never, address)) return false;
    return !contains(inside, address) || contains(allowed, address);
  };
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function blockList(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

function parse(entry: string): Range {
  const [address = '', prefix] = entry.split('/');
  return [address, prefix === undefined ? (isIP(address) === 6 ? 128 : 32) : Number(prefix)];
}

/** Whether a text is an address or a CIDR range. */
export function isNetwork(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

/** Whether a host name as written is this machine's own. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}
