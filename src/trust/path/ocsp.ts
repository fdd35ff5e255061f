import { createHash } from 'node:crypto';
import { readSigned } from './certificate.ts';
import { reasonName } from './crl.ts';
import { context, type Der, DerError, elementsOf, itemsOf, readDer, TAG } from './der.ts';
import { readCount, readInteger, readOid, readTime } from './der-values.ts';
import { sequence } from './der-write.ts';
import { readExtensionList } from './extensions.ts';
import { type Name, readName } from './name.ts';
import { OCSP_BASIC, OCSP_NONCE } from './oids.ts';

/** RFC 6960 section 4.1.1: whose certificate is meant, by hashes of its issuer's name and key. */
export interface CertId {
  readonly hash: 'sha1' | 'sha256';
  readonly issuerName: Buffer;
  readonly issuerKey: Buffer;
  readonly serial: string;
}

export interface SingleAnswer {
  readonly id: CertId | null;
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revokedAtMs: number;
  readonly reason: string;
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number | null;
}

/** A BasicOCSPResponse of an answer whose status is `successful` (section 4.2.1). */
export interface ParsedOcsp {
  readonly sha256: string;
  readonly size: number;
  readonly tbs: Buffer;
  readonly algorithm: Buffer;
  readonly signature: Buffer;
  readonly responder: { readonly name: Name } | { readonly keySha1: Buffer };
  readonly producedAtMs: number;
  readonly answers: readonly SingleAnswer[];
  /** Certificates sent along, DER; nothing in them is believed. */
  readonly certificates: readonly Buffer[];
  readonly nonce: Buffer | null;
}

const MOST_ANSWERS = 64;
const MOST_CERTIFICATES = 8;

/** Reads an OCSPResponse; throws DerError, also for the answers tryLater, unauthorized and the like. */
export function parseOcsp(der: Uint8Array): ParsedOcsp {
  const outer = itemsOf(readDer(der, TAG.sequence));
  const status = outer.take(TAG.enumerated);
  if (readCount(status.body) !== 0) throw new DerError(`responseStatus ${status.body.toString('hex')}`);
  const wrapped = itemsOf(readDer(outer.take(context(0, true)).body, TAG.sequence));
  outer.end();
  if (readOid(wrapped.take(TAG.oid)) !== OCSP_BASIC) throw new DerError('responseType');
  const basic = wrapped.take(TAG.octetString).body;
  wrapped.end();
  const { certificates, signedPart } = splitCertificates(basic);
  const { tbs, algorithm, signature } = signedPart;
  return {
    sha256: createHash('sha256').update(der).digest('hex'),
    size: der.length,
    tbs: tbs.whole,
    algorithm,
    signature,
    ...readData(tbs),
    certificates,
  };
}

/** BasicOCSPResponse is signed like a certificate, with `[0] certs` after the signature. */
function splitCertificates(basic: Buffer) {
  const items = itemsOf(readDer(basic, TAG.sequence));
  const parts = [items.take(), items.take(), items.take()];
  const list = items.maybe(context(0, true));
  items.end();
  const certificates = list ? elementsOf(readDer(list.body, TAG.sequence), TAG.sequence).map(({ whole }) => whole) : [];
  if (certificates.length > MOST_CERTIFICATES) throw new DerError('too many certificates');
  return { certificates, signedPart: readSigned(sequence(...parts.map(({ whole }) => whole))) };
}

function readData(tbs: Der) {
  const items = itemsOf(tbs);
  const version = items.maybe(context(0, true));
  if (version && readCount(readInteger(readDer(version.body))) !== 0) throw new DerError('version');
  const responder = readResponder(items.take());
  const producedAtMs = readTime(items.take(TAG.generalizedTime));
  const answers = elementsOf(items.take(TAG.sequence), TAG.sequence);
  const list = items.maybe(context(1, true));
  items.end();
  if (answers.length > MOST_ANSWERS) throw new DerError('too many answers');
  const extensions = list ? readExtensionList(readDer(list.body, TAG.sequence)) : [];
  if (extensions.some(({ oid, critical }) => critical && oid !== OCSP_NONCE)) throw new DerError('critical extension');
  const nonce = extensions.find(({ oid }) => oid === OCSP_NONCE)?.value ?? null;
  return { responder, producedAtMs, answers: answers.map(readAnswer), nonce };
}

function readResponder(value: Der): ParsedOcsp['responder'] {
  if (value.tag === context(1, true)) return { name: readName(readDer(value.body)) };
  if (value.tag !== context(2, true)) throw new DerError('ResponderID');
  return { keySha1: readDer(value.body, TAG.octetString).body };
}

function readAnswer(value: Der): SingleAnswer {
  const items = itemsOf(value);
  const id = readCertId(items.take(TAG.sequence));
  const status = items.take();
  const thisUpdateMs = readTime(items.take(TAG.generalizedTime));
  const next = items.maybe(context(0, true));
  const list = items.maybe(context(1, true));
  items.end();
  const extensions = list ? readExtensionList(readDer(list.body, TAG.sequence)) : [];
  if (extensions.some(({ critical }) => critical)) throw new DerError('critical extension');
  const nextUpdateMs = next && readTime(readDer(next.body, TAG.generalizedTime));
  return { id, ...readStatus(status), thisUpdateMs, nextUpdateMs };
}

function readStatus(value: Der): Pick<SingleAnswer, 'status' | 'revokedAtMs' | 'reason'> {
  const plain = { revokedAtMs: 0, reason: '' };
  if (value.tag === context(0, false)) return { status: 'good', ...plain };
  if (value.tag === context(2, false)) return { status: 'unknown', ...plain };
  if (value.tag !== context(1, true)) throw new DerError('CertStatus');
  const items = itemsOf(value);
  const revokedAtMs = readTime(items.take(TAG.generalizedTime));
  const reason = items.maybe(context(0, true));
  items.end();
  const code = reason ? readCount(readDer(reason.body, TAG.enumerated).body) : 0;
  return { status: 'revoked', revokedAtMs, reason: reasonName(code) };
}

const HASHES: Readonly<Record<string, CertId['hash']>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
};

/** Null when the hash is none that is compared: the answer then belongs to nobody. */
function readCertId(value: Der): CertId | null {
  const items = itemsOf(value);
  const hash = HASHES[readOid(itemsOf(items.take(TAG.sequence)).take(TAG.oid))];
  const issuerName = items.take(TAG.octetString).body;
  const issuerKey = items.take(TAG.octetString).body;
  const serial = readInteger(items.take(TAG.integer)).toString('hex');
  items.end();
  return hash ? { hash, issuerName, issuerKey, serial } : null;
}
