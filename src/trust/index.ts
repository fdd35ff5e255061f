export { loadTrustAnchors, type TrustAnchors } from './anchors.ts';
export { canonicalElement, canonicalText } from './canonical-text.ts';
export { type ChainSource, checkChain, keepEvidence } from './chain-source.ts';
export {
  type CertificateSubject,
  createCsr,
  createDemoPki,
  DEMO_PASSPHRASE,
  type DemoPki,
  type IssuedKey,
} from './demo-pki.ts';
export { signPdf } from './demo-sign-pdf.ts';
export { trustErrors } from './errors.ts';
export {
  completeFileSignature,
  completeSignature,
  prepareFileSignature,
  prepareSignature,
  readSignatureRequest,
  type SignatureRequest,
} from './external-signature.ts';
export { type HubSigner, openHubSigner } from './hub-signer.ts';
export { judgeRevoked } from './judge.ts';
export * from './model.ts';
export {
  type ChainLink,
  type ChainMaterial,
  checkCertificate,
  type PathProfile,
  type PathResult,
  type RevocationEvidence,
} from './path/index.ts';
export * from './pdf/index.ts';
export { loadPkcs12 } from './pkcs12.ts';
export {
  EVIDENCE_NS,
  type EvidenceFacts,
  type EvidenceValue,
  type ReceiptVerdict,
  receiptStatement,
  receiptToSign,
  receiptXml,
  verifyReceiptXml,
} from './receipts.ts';
export { type VerificationReport, verificationReport } from './report.ts';
export { chainWords } from './report-words.ts';
export {
  type CachedAnswer,
  type EvidenceStore,
  type FetchBytes,
  isAllowEntry,
  openEvidenceStore,
  openRevocation,
  type Revocation,
  type RevocationOptions,
  type RevocationStore,
} from './revocation/index.ts';
export { type AttachmentDigest, signByReference, signFileByReference } from './sign-by-reference.ts';
export { signEnveloped } from './sign-enveloped.ts';
export { openVerifier, refusalError, type Verifier, type VerifierOptions } from './verifier.ts';
export type { CertificateHolder, FileSource } from './verify-files.ts';
export { requireSigningKey } from './xmldsig.ts';
