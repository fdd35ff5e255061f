import { X509Certificate } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS, type Limits } from '../../../src/edxml/index.ts';
import type { SigningKey } from '../../../src/trust/index.ts';
import { createDemoPki } from '../../../src/trust/index.ts';
import { inspect } from '../../../src/trust/inspect.ts';
import { judge } from '../../../src/trust/judge.ts';
import type { SignaturePolicy, SignerFacts, Verdict } from '../../../src/trust/model.ts';
import { letter } from '../../support/letters.ts';

/** Of this process, for all of its files; the run removes it. */
export const folder = mkdtempSync(join(tmpdir(), 'trust-test-'));

export const pki = await createDemoPki(join(folder, 'pki'));
export const SENDER = '000.00.00.H99';
export const key = await pki.issue('tinh', { agency: 'UBND tỉnh Sông Lam', province: 'Tỉnh Sông Lam' });
export const otherKey = await pki.issue('huyen', { agency: 'UBND huyện Đồng Lộc', province: 'Tỉnh Sông Lam' });

export const FILE = Buffer.from('%PDF-1.4\n% a file that is signed\n%%EOF\n');
export const plain = letter({
  from: SENDER,
  to: ['000.00.12.H99'],
  number: '7',
  attachments: [{ contentId: 'f7', name: '7.pdf', mediaType: 'application/pdf', content: FILE }],
}).xml;

let files = 0;
export function store(bytes: Buffer | string): string {
  const path = join(folder, `${++files}.xml`);
  writeFileSync(path, bytes);
  return path;
}

export function spool(bytes: Buffer | string, mediaType = 'application/xml') {
  const octets = Buffer.from(bytes);
  return { path: store(octets), size: octets.length, sha256: '', mediaType };
}

export function factsOf(signer: SigningKey | null, more: Partial<SignerFacts> = {}): SignerFacts {
  const certificates = signer
    ? [{ agencyId: 'sender', der: new X509Certificate(signer.certificatePem).raw, revokedAt: null }]
    : [];
  return { policy: 'require', certificates, boundElsewhere: false, ...more };
}

export interface CheckOptions {
  readonly facts?: SignerFacts;
  readonly policy?: SignaturePolicy;
  readonly mediaType?: string;
  readonly limits?: Limits;
  readonly nowMs?: number;
}

/** Both steps of the verifier, in this thread. */
export async function check(xml: Buffer | string, options: CheckOptions = {}): Promise<Verdict> {
  const { package: read, signature } = await inspect(spool(xml, options.mediaType), options.limits ?? DEFAULT_LIMITS);
  const facts = { ...(options.facts ?? factsOf(key)), ...(options.policy && { policy: options.policy }) };
  return judge({ signature, facts, senderCode: read.header.from.organId, nowMs: options.nowMs ?? Date.now() });
}

/** Replaces one piece of text; fails when it is not there, so that no tampering is imagined. */
export function swap(xml: Buffer | string, from: string | RegExp, to: string): string {
  const text = xml.toString();
  const changed = text.replace(from, () => to);
  if (changed === text) throw new Error(`nothing to change: ${from}`);
  return changed;
}
