import type {
  ChainReport,
  InspectedPdfSignature,
  PdfInspection,
  PdfReport,
  PdfSignature,
  PdfTimestamp,
} from './model.ts';

/** What others know of certificates; asked in the main thread, where the registry and the network are. */
export interface CertificateKnowledge {
  /** The agency to which the registry binds a certificate (hex SHA-256 of its DER); null when to none. */
  agencyOf(certificateSha256: string): Promise<string | null>;
  /** The registry binds it as a person's; that outranks what its subject looks like. */
  isPerson?(certificateSha256: string): boolean;
  /** Path validation of certificates (DER, the signer's first) at a time. Left out: the report says so. */
  validate?(certificates: readonly Buffer[], time: Date, purpose: 'signature' | 'timestamp'): Promise<ChainReport>;
  now(): Date;
}

const NOT_CHECKED: ChainReport = { status: 'not-checked', code: null };

/**
 * Puts names and trust to what was found in a PDF. A chain is judged at the time of a trusted time-stamp; without one at
 * the time of the check, since the signer's own clock proves nothing (ETSI EN 319 102-1 section 5.5).
 */
export async function settlePdf(inspection: PdfInspection, knowledge: CertificateKnowledge): Promise<PdfReport> {
  const signatures: PdfSignature[] = [];
  for (const one of inspection.signatures) signatures.push(await settleSignature(one, knowledge));
  return { ...inspection, signatures: signatures.map((one) => distrustLater(one, signatures)) };
}

/**
 * Anybody can add a signature of his own, and draw with it what he likes. Only one by a trusted certificate is an
 * allowed change of what was signed before; while that is not known of a later one, neither is this.
 */
function distrustLater(signature: PdfSignature, all: readonly PdfSignature[]): PdfSignature {
  const { after, revision } = signature;
  if (after !== 'allowed') return signature;
  const later = all.filter((other) => (other.revision ?? 0) > (revision ?? 0)).map(({ chain }) => chain.status);
  if (later.includes('untrusted')) return { ...signature, after: 'changed-afterwards' };
  return later.includes('unknown') ? { ...signature, after: 'not-determined' } : signature;
}

async function settleSignature(
  { certificates, timestamp: stamp, ...signature }: InspectedPdfSignature,
  knowledge: CertificateKnowledge,
): Promise<PdfSignature> {
  const timestamp = stamp && (await settleStamp(stamp, knowledge));
  const stamped = stamp?.time && stamp.state === 'intact' && timestamp?.chain.status === 'trusted';
  const time = stamped ? new Date(stamp.time) : knowledge.now();
  // The certificates of a document time-stamp are those of its token.
  const isStamp = signature.kind === 'timestamp';
  const chain = isStamp ? (timestamp?.chain ?? NOT_CHECKED) : await ask(certificates, time, 'signature', knowledge);
  const agencyCode = signature.signer && !isStamp ? await knowledge.agencyOf(signature.signer.sha256) : null;
  const { subject: read, signer } = signature;
  const subject = read && signer && knowledge.isPerson?.(signer.sha256) ? { ...read, kind: 'person' as const } : read;
  return { ...signature, subject, agencyCode, chain, timestamp, validatedAt: time.toISOString() };
}

async function settleStamp({ certificates, ...stamp }: PdfTimestamp, knowledge: CertificateKnowledge) {
  const time = stamp.time ? new Date(stamp.time) : knowledge.now();
  return { ...stamp, chain: await ask(certificates, time, 'timestamp', knowledge) };
}

function ask(
  certificates: readonly string[],
  time: Date,
  purpose: 'signature' | 'timestamp',
  { validate }: CertificateKnowledge,
): Promise<ChainReport> | ChainReport {
  if (!validate || certificates.length === 0) return NOT_CHECKED;
  return validate(
    certificates.map((text) => Buffer.from(text, 'base64')),
    time,
    purpose,
  );
}
