import { createHmac, timingSafeEqual } from 'node:crypto';

/** 80 bits: a guess a second for the life of the hub finds none. */
const MARK_HEX = 20;

/**
 * The envelope sender of one delivery's mail, so that whatever comes back names it: `name+<id>.<mark>@domain`, in lower
 * case because some servers change the case of what they return.
 */
export function returnPathOf(mailbox: string, key: Buffer, deliveryId: string): string {
  const [name, domain] = mailbox.split('@');
  const id = deliveryId.replaceAll('-', '');
  return `${name}+${id}.${markOf(key, id)}@${domain}`;
}

/** The delivery whose return path stands in this text under a mark that this hub made; null when there is none. */
export function deliveryReturned(text: string, mailbox: string, key: Buffer): string | null {
  const [name = '', domain = ''] = mailbox.toLowerCase().split('@');
  for (const [, to, id, mark, at] of text.toLowerCase().matchAll(RETURN_PATH)) {
    if (to !== name || at !== domain || !timingSafeEqual(Buffer.from(mark!), Buffer.from(markOf(key, id!)))) continue;
    return id!.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
  return null;
}

const RETURN_PATH = new RegExp(
  `([^\\s<>"+@]{1,10})\\+([0-9a-f]{32})\\.([0-9a-f]{${MARK_HEX}})@([a-z0-9.-]{1,253})`,
  'g',
);

function markOf(key: Buffer, id: string): string {
  return createHmac('sha256', key).update(`return:${id}`).digest('hex').slice(0, MARK_HEX);
}
