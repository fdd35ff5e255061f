import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface SignerTask {
  readonly keyFile: string;
  readonly texts: readonly string[];
}

// Read once in the thread: the private key never crosses a message port.
let key: KeyObject | undefined;

/**
 * ECDSA with r and s side by side (XMLDSig 1.1 section 6.4.3). Imports nothing of this program on purpose: a thread that
 * only signs needs no reader, and no memory for one.
 */
export default function run({ keyFile, texts }: SignerTask): Uint8Array[] {
  const opened = key ?? createPrivateKey(readFileSync(keyFile));
  key = opened;
  return texts.map((text) => sign('sha256', Buffer.from(text), { key: opened, dsaEncoding: 'ieee-p1363' }));
}
