import { createHash, X509Certificate } from 'node:crypto';
import type { Notice } from '../edxml/index.ts';
import { ENVELOPED_TRANSFORM, EXCLUSIVE_C14N } from './algorithms.ts';
import { canonicalElement, canonicalText } from './canonical-text.ts';
import { readCertificate, verifyValue } from './certificates.ts';
import { trustError } from './errors.ts';
import type { SignerReport } from './model.ts';
import { canonicalSignedInfo, ECDSA_SHA256, type WrittenReference, writeSignature } from './xmldsig.ts';

export const EVIDENCE_NS = 'urn:lienthong:evidence:1';

/** Null is left out; a list repeats its element; an object nests. Keys are element names. */
export type EvidenceValue = string | number | null | EvidenceFacts | readonly EvidenceValue[];
export interface EvidenceFacts {
  readonly [name: string]: EvidenceValue;
}

/**
 * The statement of a receipt: `<Evidence xmlns="urn:lienthong:evidence:1" Id="…"><Type>…</Type>…</Evidence>`, written
 * directly in canonical form, so that its digest needs no XML library. Facts are written in
 * the order given; `ReceiptId` among them also gives the Id attribute.
 */
export function receiptStatement(type: string, facts: EvidenceFacts): string {
  const id = typeof facts.ReceiptId === 'string' ? `receipt-${facts.ReceiptId}` : 'receipt';
  const content = canonicalElement('Type', {}, canonicalText(type)) + writeFacts(facts);
  return canonicalElement('Evidence', { Id: id }, content, EVIDENCE_NS);
}

function writeFacts(facts: EvidenceFacts): string {
  return Object.entries(facts)
    .map(([name, value]) => writeFact(name, value))
    .join('');
}

function writeFact(name: string, value: EvidenceValue): string {
  if (value === null) return '';
  if (typeof value !== 'object') return canonicalElement(name, {}, canonicalText(String(value)));
  if (isList(value)) return value.map((one) => writeFact(name, one)).join('');
  return canonicalElement(name, {}, writeFacts(value));
}

function isList(value: EvidenceFacts | readonly EvidenceValue[]): value is readonly EvidenceValue[] {
  return Array.isArray(value);
}

/** The canonical SignedInfo of a statement: exactly the octets that the hub's key signs (ECDSA P-256, SHA-256). */
export function receiptToSign(statement: string): Buffer {
  return Buffer.from(canonicalSignedInfo(ECDSA_SHA256, [wholeStatement(statement)]));
}

function wholeStatement(statement: string): WrittenReference {
  const digest = createHash('sha256').update(statement).digest('base64');
  return { uri: '', transforms: [ENVELOPED_TRANSFORM, EXCLUSIVE_C14N], digest };
}

const END = '</Evidence>';

/** The signed receipt: the statement with an enveloped Signature as its last child. Taking it out gives the statement. */
export function receiptXml(statement: string, signature: Uint8Array, certificatePem: string): string {
  if (!statement.endsWith(END)) throw new Error('not a receipt statement');
  const certificate = new X509Certificate(certificatePem).raw.toString('base64');
  const signed = writeSignature(ECDSA_SHA256, [wholeStatement(statement)], signature, certificate);
  return statement.slice(0, -END.length) + signed + END;
}

export interface ReceiptVerdict {
  readonly valid: boolean;
  /** RECEIPT_VALID, or the code of `trustErrors` that says why not. */
  readonly reason: string;
  /** The same in words. */
  readonly notice: Notice;
  /** The unsigned statement; empty when the file is no receipt. */
  readonly statement: string;
  readonly signer: SignerReport | null;
}

const RECEIPT =
  /^(?:\ufeff)?(?:<\?xml[^>]*\?>\s*)?(<Evidence xmlns="urn:lienthong:evidence:1"[\s\S]*)(<Signature xmlns="[^"]*"><SignedInfo>[\s\S]*<\/SignedInfo><SignatureValue>([A-Za-z0-9+/=]+)<\/SignatureValue><KeyInfo><X509Data><X509Certificate>([A-Za-z0-9+/=]+)<\/X509Certificate><\/X509Data><\/KeyInfo><\/Signature>)<\/Evidence>\s*$/;

/**
 * Checks a receipt against certificates that the caller trusts. It compares octets: from the statement it writes the
 * Signature again and asks for equality, so nothing can be read from a receipt that was not signed.
 */
export function verifyReceiptXml(
  xml: Buffer,
  trusted: { readonly certificatesPem: readonly string[] },
): ReceiptVerdict {
  const [, head, written, value64, der64] = RECEIPT.exec(xml.toString('utf8')) ?? [];
  if (head === undefined || written === undefined) return refuse('RECEIPT_NOT_RECEIPT', '', null);
  const statement = head + END;
  const certificate = readCertificate(Buffer.from(der64!, 'base64'));
  if (!certificate) return refuse('RECEIPT_NOT_RECEIPT', statement, null);
  const { report } = certificate;
  const value = Buffer.from(value64!, 'base64');
  if (writeSignature(ECDSA_SHA256, [wholeStatement(statement)], value, der64!) !== written) {
    return refuse('RECEIPT_ALTERED', statement, report);
  }
  const known = trusted.certificatesPem.some((pem) => new X509Certificate(pem).raw.toString('base64') === der64);
  if (!known) return refuse('RECEIPT_SIGNER_UNKNOWN', statement, report);
  if (!verifyValue(ECDSA_SHA256, receiptToSign(statement), value, certificate.key)) {
    return refuse('RECEIPT_SIGNATURE_INVALID', statement, report);
  }
  const notice = {
    code: 'RECEIPT_VALID',
    vi: `Biên nhận nguyên vẹn, do "${report.subject}" ký.`,
    en: `The receipt is intact and was signed by "${report.subject}".`,
  };
  return { valid: true, reason: notice.code, notice, statement, signer: report };
}

function refuse(
  code: Parameters<typeof trustError>[0],
  statement: string,
  signer: SignerReport | null,
): ReceiptVerdict {
  const error = trustError(code, { signer: signer?.subject ?? '?' });
  return {
    valid: false,
    reason: code,
    notice: { code, vi: error.title('vi'), en: error.title('en') },
    statement,
    signer,
  };
}
