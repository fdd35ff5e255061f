import type { TrustAnchors } from './anchors.ts';
import { fingerprint } from './certificates.ts';
import type { SignerFacts } from './model.ts';
import { type ChainMaterial, checkCertificate, type PathResult } from './path/index.ts';
import { type CollectedAnswers, digestOfOctets, type EvidenceStore, type Revocation } from './revocation/index.ts';

export interface ChainSource {
  readonly anchors: TrustAnchors;
  readonly revocation: Revocation;
  /** Where the answers are kept that verdicts rest on; without it a verdict names their digests only. */
  readonly evidence?: EvidenceStore;
}

/** Without KeyInfo every bound certificate may be the signer's; more than these are not asked about. */
const MOST_CANDIDATES = 4;

/**
 * Between the two steps of the verifier, in the main thread, because it calls other hosts: what the judge needs to know
 * of the signer's certificate. Asked only for certificates that the registry binds to the sender: a stranger's
 * certificate must not make the hub call anybody.
 */
export async function collectMaterial(
  { anchors, revocation }: ChainSource,
  facts: SignerFacts,
  certificate: Uint8Array | null,
  atMs: number,
): Promise<ChainMaterial> {
  const named = certificate && fingerprint(certificate);
  const candidates = facts.certificates.filter(({ der }) => named === null || fingerprint(der) === named);
  const answers = await Promise.all(
    candidates.slice(0, MOST_CANDIDATES).map(({ der }) => revocation.collect(der, anchors, atMs)),
  );
  return {
    ...anchors,
    crls: answers.flatMap(({ crls }) => crls),
    ocsp: answers.flatMap(({ ocsp }) => ocsp),
    obstacles: new Map(answers.flatMap(({ obstacles }) => [...obstacles])),
  };
}

/** Whether one certificate may be relied on at a time: what can be learnt of its revocation is fetched first. */
export async function checkChain(
  { anchors, revocation }: ChainSource,
  der: Uint8Array,
  atMs: number,
): Promise<PathResult> {
  const answers = await revocation.collect(der, anchors, atMs);
  return checkCertificate(der, { ...anchors, ...answers }, atMs);
}

/** Keeps those of the collected answers that the result names as its evidence. */
export async function keepEvidence(
  { evidence }: Pick<ChainSource, 'evidence'>,
  { crls, ocsp }: Pick<CollectedAnswers, 'crls' | 'ocsp'>,
  result: PathResult,
): Promise<void> {
  if (!evidence) return;
  const named = new Set(result.chain.map(({ revocation }) => revocation?.sha256));
  for (const bytes of [...crls, ...ocsp]) if (named.has(digestOfOctets(bytes))) await evidence.keep(bytes);
}
