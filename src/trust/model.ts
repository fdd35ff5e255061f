import type { Header, Notice, ReadPackage } from '../edxml/index.ts';
import type { Facts } from '../platform/errors.ts';
import type { PathResult } from './path/index.ts';
import type { FileReport } from './pdf/index.ts';

/** How a door or an agency treats the signature of the envelope. */
export type SignaturePolicy = 'require' | 'verify-if-present' | 'legacy';

/** A certificate that the registry binds to an agency. */
export interface BoundCertificate {
  readonly agencyId: string;
  readonly der: Uint8Array;
  readonly revokedAt: Date | null;
}

/** What the registry knows of a claimed sender; asked once, after the header is read and before anything is believed. */
export interface SignerFacts {
  readonly policy: SignaturePolicy;
  /** Certificates bound to the sender (or to the contact point that sends for it). */
  readonly certificates: readonly BoundCertificate[];
  /** The certificate of KeyInfo is bound to another agency. */
  readonly boundElsewhere: boolean;
}

export interface SignerQuestion {
  /** As read from the bytes; nothing of it is proven yet. */
  readonly header: Header;
  readonly senderCode: string;
  /** A status message carries no signature of its own in QCVN 102, so doors ask less of it. */
  readonly kind: 'document' | 'status';
  /** Hex SHA-256 of the DER certificate in KeyInfo; a hint, never the authority. */
  readonly certificateSha256: string | null;
}

export interface SignerReport {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly sha256: string;
}

/**
 * Names the rules by which verdicts are made: order of checks, algorithms, limits, chain profile. Raised with every change
 * that could turn one verdict into another.
 */
export const POLICY_VERSION = '5';

/** ETSI EN 319 102-1 indication with the reasons in words; never a bare boolean. */
export interface Verdict {
  readonly indication: 'TOTAL_PASSED' | 'TOTAL_FAILED' | 'INDETERMINATE' | 'NOT_SIGNED';
  readonly subIndication: string | null;
  /** The error code that refuses the package under its policy; null when it may go on. */
  readonly refusal: string | null;
  /** What fills the sentence of that code; `refusalError` makes the error of both. */
  readonly refusalFacts: Facts;
  readonly signature: 'absent' | 'unverifiable' | 'invalid' | 'valid-untrusted' | 'valid-trusted';
  readonly form: 'by-reference' | 'enveloped' | null;
  readonly algorithms: readonly string[];
  readonly signer: SignerReport | null;
  /**
   * The path of the signer's certificate to a trust anchor, with the revocation evidence; absent where the hub has no
   * anchors configured and rests on the registry's binding alone, or where the signature failed before.
   */
  readonly chain?: PathResult;
  /**
   * What each file of a document carries, in the order of the manifest; absent for statuses, documents without files,
   * refused envelopes, and verdicts from before files were looked into. It changes no indication, which is the envelope's.
   */
  readonly files?: readonly FileReport[];
  /**
   * XAdES: when the signer says that he signed (xs:dateTime as written). His claim, proven by nothing and used for no
   * decision; present only where the signature holds over it.
   */
  readonly signingTime?: string;
  /**
   * Parts whose octets the signature covers: `document` (all but the Signature), `MessageHeader`, `Bussiness`,
   * `edXMLManifest`, `cid:…` for each attachment, `SignedProperties` of XAdES. Empty unless the signature is valid.
   */
  readonly covered: readonly string[];
  readonly policy: SignaturePolicy;
  /** Version of the rules that made this verdict; absent in verdicts from before there was one. */
  readonly policyVersion?: string;
  readonly checkedAt: string;
  readonly reasons: readonly Notice[];
}

export interface VerifiedPackage extends ReadPackage {
  readonly verdict: Verdict;
}

/** A private key and the certificate of its public half, both PEM. */
export interface SigningKey {
  readonly privateKeyPem: string;
  readonly certificatePem: string;
}
