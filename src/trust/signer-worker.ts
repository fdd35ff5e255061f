import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ECDSA_SHA256, signOctets } from './xmldsig.ts';

export interface SignerTask {
  readonly keyFile: string;
  readonly texts: readonly string[];
}

// Read once in the thread: the private key never crosses a message port.
let key: KeyObject | undefined;

export default function run({ keyFile, texts }: SignerTask): Uint8Array[] {
  const opened = key ?? createPrivateKey(readFileSync(keyFile));
  key = opened;
  return texts.map((text) => signOctets(ECDSA_SHA256, Buffer.from(text), opened));
}
