import type { Facts } from '../../platform/errors.ts';
import type { ReadCertificate } from '../certificates.ts';
import type { CmsDigest } from './cms/algorithms.ts';
import { DerError, timeOf } from './cms/der.ts';
import { parseSignedData, type SignedData, singleValue } from './cms/signed-data.ts';
import { type Stamp, verifyInnerStamp, verifyStamp } from './cms/timestamp.ts';
import { type CmsSigner, verifySignedData } from './cms/verify.ts';
import type { PdfDocument } from './document.ts';
import { PdfFault } from './fault.ts';
import type { SignatureField } from './fields.ts';
import type { InspectedPdfSignature, PdfTimestamp } from './model.ts';
import { readDictionary, type SignedSpan, signedSpan } from './signature-dictionary.ts';
import { describeSubject } from './subject.ts';
import type { PdfCode } from './words.ts';

const ID_DATA = '1.2.840.113549.1.7.1';
const SIGNING_TIME = '1.2.840.113549.1.9.5';
const TIMESTAMP_TOKEN = '1.2.840.113549.1.9.16.2.14';
const STAMP_FILTER = 'ETSI.RFC3161';
const SIGNATURE_FILTERS = ['ETSI.CAdES.detached', 'adbe.pkcs7.detached'];

/** A signature before it is known what happened to the file afterwards. */
export type BareSignature = Omit<InspectedPdfSignature, 'after' | 'changes' | 'removed'> & {
  readonly span: SignedSpan | null;
  readonly permission: number | null;
};

/** Verifies one signature field over the file's octets. A problem is its `state` and `code`; limits of the whole file are thrown. */
export function inspectSignature(field: SignatureField, document: PdfDocument): BareSignature {
  const view = document.view(document.revisions.length - 1);
  const { subFilter, claimedTime, reason, permission } = readDictionary(field.dictionary, view);
  const kind = subFilter === STAMP_FILTER ? 'timestamp' : 'signature';
  const base = { ...EMPTY, field: field.name, kind, subFilter, claimedTime, reason, permission } as const;
  let span: SignedSpan | null = null;
  try {
    span = signedSpan(field.dictionary, document.source, document.revisions);
    const found = { ...base, ...coverage(span, document), span };
    if (!SIGNATURE_FILTERS.includes(subFilter ?? '') && kind === 'signature') {
      return { ...found, state: 'unsupported', code: 'PDF_SUBFILTER', facts: { subFilter: subFilter ?? '?' } };
    }
    document.budget.check('cmsBytes', span.contents.length);
    return { ...found, ...verifyContents(span, subFilter!, claimedTime, document) };
  } catch (error) {
    return { ...base, ...(span ? coverage(span, document) : {}), span, ...problemOf(error) };
  }
}

const EMPTY = {
  state: 'invalid',
  code: null,
  facts: {},
  algorithm: null,
  signer: null,
  subject: null,
  timestamp: null,
  revision: null,
  coveredBytes: null,
  wholeFile: false,
  certificates: [],
  span: null,
} as const;

function coverage(span: SignedSpan, { revisions, trailing }: PdfDocument) {
  const wholeFile = span.revision === revisions.length - 1 && trailing === 0;
  return { revision: span.revision + 1, coveredBytes: span.end, wholeFile };
}

/** The code of what was thrown on the way; only what stops the whole file goes on. */
function problemOf(error: unknown): { code: PdfCode; facts: Facts; state: 'invalid' | 'unsupported' } {
  if (error instanceof DerError) return { state: 'invalid', code: 'PDF_CMS', facts: { problem: error.message } };
  if (!(error instanceof PdfFault) || error.code === 'PDF_TIME') throw error;
  if (error.code === 'PDF_LIMIT' && error.facts.limit !== 'cmsBytes') throw error;
  const state = error.code === 'PDF_ALGORITHM' ? 'unsupported' : 'invalid';
  return { state, code: error.code, facts: error.facts };
}

function verifyContents(span: SignedSpan, subFilter: string, claimedTime: string | null, document: PdfDocument) {
  const digest = (algorithm: CmsDigest): Buffer =>
    document.source.digest(algorithm, span.ranges, () => document.budget.time());
  const data = parseSignedData(span.contents, true);
  if (subFilter === STAMP_FILTER) return describeDocumentStamp(verifyStamp(data, digest));
  if (data.content !== null) throw new PdfFault('PDF_CMS', { problem: 'eContent' });
  const bindsCertificate = subFilter === 'ETSI.CAdES.detached';
  const signer = verifySignedData(data, { contentType: ID_DATA, digest, bindsCertificate });
  const time = singleValue(data.signer.signed, SIGNING_TIME);
  return {
    ...describeSigner(signer, data.certificates),
    claimedTime: time ? timeOf(time).toISOString() : claimedTime,
    timestamp: innerStamp(data),
  };
}

function innerStamp({ signer }: SignedData): PdfTimestamp | null {
  const tokens = signer.unsigned.get(TIMESTAMP_TOKEN);
  if (!tokens?.[0]) return null;
  try {
    return describeStamp(verifyInnerStamp(tokens[0], signer.value));
  } catch (error) {
    const { code, facts } = problemOf(error);
    return { state: 'invalid', time: null, authority: null, code, facts, certificates: [] };
  }
}

function describeSigner(signer: CmsSigner, certificates: readonly Buffer[]) {
  const others = certificates.filter((der) => !der.equals(signer.der));
  const weak = signer.weakness === null ? null : { algorithm: signer.weakness };
  return {
    state: weak ? ('legacy' as const) : ('intact' as const),
    code: weak ? ('PDF_LEGACY_ALGORITHM' as const) : null,
    facts: weak ?? {},
    algorithm: signer.algorithm,
    signer: { ...signer.certificate.report, ...lifetime(signer.certificate) },
    subject: describeSubject(signer.facts.subject),
    certificates: [signer.der, ...others].map((der) => der.toString('base64')),
  };
}

function describeDocumentStamp(stamp: Stamp) {
  const described = describeSigner(stamp.signer, stamp.certificates);
  return { ...described, timestamp: describeStamp(stamp), claimedTime: null };
}

function describeStamp({ time, signer, certificates }: Stamp): PdfTimestamp {
  const { state, code, facts, certificates: chain } = describeSigner(signer, certificates);
  return { state, time: time.toISOString(), authority: signer.certificate.report, code, facts, certificates: chain };
}

function lifetime({ validFromMs, validToMs }: ReadCertificate) {
  return { validFrom: new Date(validFromMs).toISOString(), validTo: new Date(validToMs).toISOString() };
}
