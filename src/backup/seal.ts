import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readMasterKeys } from '../platform/secrets.ts';

const PURPOSE = 'lienthong backup manifest';

/**
 * `<key id> <HMAC-SHA-256, hex>` of a manifest under a key that is derived from the newest master key (RFC 5869): whoever
 * can write to the place of the backups cannot make one that a restore takes. Throws MASTER_KEY_INVALID.
 */
export async function sealOf(masterKeyFile: string, text: string): Promise<string> {
  const [id, key] = [...(await readMasterKeys(masterKeyFile))].at(-1)!;
  return `${id} ${mac(key, text).toString('hex')}`;
}

/** Whether a seal is that of this text under one of the keys of the file. */
export async function isSealed(masterKeyFile: string, text: string, seal: string): Promise<boolean> {
  const [id, given = ''] = seal.trim().split(' ');
  const key = (await readMasterKeys(masterKeyFile)).get(Number(id));
  if (!key) return false;
  const [wanted, found] = [mac(key, text), Buffer.from(given, 'hex')];
  return found.length === wanted.length && timingSafeEqual(found, wanted);
}

function mac(masterKey: Buffer, text: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', PURPOSE, 32));
  return createHmac('sha256', key).update(text).digest();
}
