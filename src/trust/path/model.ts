import type { Notice } from '../../edxml/index.ts';
import type { Facts } from '../../platform/errors.ts';
import type { PathCode } from './problems.ts';

/** What was known of a certificate's revocation, with the evidence by digest and the times it speaks for (ISO 8601). */
export interface RevocationEvidence {
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly source?: 'crl' | 'ocsp';
  /** Hex SHA-256 of the CRL or OCSP response. */
  readonly sha256?: string;
  readonly thisUpdate?: string;
  readonly nextUpdate?: string | null;
  readonly revokedAt?: string;
  /** CRLReason by its name in RFC 5280 section 5.3.1. */
  readonly reason?: string;
}

export interface ChainLink {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly sha256: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Null for the anchor, which the configuration trusts as it is, and where no path was found. */
  readonly revocation: RevocationEvidence | null;
}

export interface PathResult {
  readonly status: 'valid' | 'invalid' | 'undetermined';
  readonly code: PathCode | null;
  /** ETSI EN 319 102-1. */
  readonly subIndication: string | null;
  readonly facts: Facts;
  readonly reasons: readonly Notice[];
  /** From the anchor to the signer; the signer alone where no path was found. */
  readonly chain: readonly ChainLink[];
  readonly anchorSha256: string | null;
  readonly checkedAt: string;
}
