import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { eachChunk } from '../../../src/edxml/chunks.ts';
import { DEFAULT_LIMITS, EXCLUSIVE, type WholePlan, type XmlElement } from '../../../src/edxml/index.ts';
import { NOTHING, type Sink } from '../../../src/edxml/octets.ts';
import { XmlReader } from '../../../src/edxml/reader/reader.ts';
import { verifyValue } from '../../../src/trust/certificates.ts';
import { findParts } from '../../../src/trust/dom.ts';
import { inspect } from '../../../src/trust/inspect.ts';
import { judge } from '../../../src/trust/judge.ts';
import { findSignature, type ParsedSignature, parseSignature } from '../../../src/trust/signature.ts';

/** A document on disk and who signed it: all that a contestant is given, here and in a process of its own. */
export interface Subject {
  readonly path: string;
  /** A small document of the same kind: read first until its code is compiled, as in a hub that has been running. */
  readonly small: string;
  readonly mediaType: string;
  /** PEM file of the signer's certificate. */
  readonly certificate: string;
}

export const CONTESTANTS = {
  hub: 'hub, everything',
  same: 'hub, what libxmlsec does',
  libxml2: 'libxml2-wasm, C14N and digest',
  xmlCrypto: 'xml-crypto',
  sha256: 'SHA-256 alone',
  bothDigests: 'SHA-256, canonical form and attachments',
} as const;
export type Contestant = keyof typeof CONTESTANTS;

/** A document of 1 GB has 115 attachments, which is more than the hub takes by default. */
const LIMITS = { ...DEFAULT_LIMITS, attachments: 1_000 };

/** Prepares what a verifier keeps from one document to the next; what it answers verifies the document once. */
export async function prepare(contestant: Contestant, subject: Subject): Promise<() => unknown> {
  if (contestant === 'hub') return hub(subject);
  if (contestant === 'same') return sameWork(subject);
  if (contestant === 'libxml2') return libxml2(subject);
  if (contestant === 'xmlCrypto') return xmlCrypto(subject);
  const bytes = readFileSync(subject.path);
  const digest = (part: Buffer) => createHash('sha256').update(part).digest();
  if (contestant === 'sha256') return () => digest(bytes);
  // What no verifier of an inline document can do without: base64 is three quarters octets.
  return () => [digest(bytes), digest(bytes.subarray(0, bytes.length * 0.75))];
}

/** File, lexical gate, base64, attachment digests, header, schema, signature, certificate, verdict. */
function hub({ path, mediaType, certificate }: Subject): () => Promise<void> {
  const spool = { path, size: statSync(path).size, sha256: '', mediaType };
  const { raw: der } = new X509Certificate(readFileSync(certificate));
  const certificates = [{ agencyId: 'a', der, revokedAt: null }];
  const facts = { policy: 'require', certificates, boundElsewhere: false } as const;
  return async () => {
    const { package: read, signature } = await inspect(spool, LIMITS);
    const verdict = judge({ signature, facts, senderCode: read.header.from.organId, nowMs: Date.now() });
    if (verdict.indication !== 'TOTAL_PASSED' || read.attachments.length === 0) throw new Error(verdict.refusal ?? '');
  };
}

/**
 * What libxmlsec does, by the code that `inspect` runs, over the same file: lexical gate, tree, canonical form into the
 * digest, signature value. Left out: the digests of attachments, the header and its rules, certificate and verdict.
 * Attachment text is decoded all the same, because that is how the gate knows its characters.
 */
function sameWork({ path, certificate }: Subject): () => Promise<void> {
  const { publicKey } = new X509Certificate(readFileSync(certificate));
  return async () => {
    let signature: ParsedSignature | null = null;
    const plan = (root: XmlElement): WholePlan => {
      signature = parseSignature(findSignature(root, findParts(root).header)!);
      return { form: EXCLUSIVE, without: signature.element, digest: 'sha256' };
    };
    const reader = new XmlReader(LIMITS, plan, () => new Unread());
    await eachChunk(path, (chunk) => {
      reader.push(chunk);
      return true;
    });
    const { cuts, whole } = reader.end();
    const { references, method, signedInfo, value } = signature as unknown as ParsedSignature;
    if (cuts.some(({ fault }) => fault !== null)) throw new Error('base64');
    if (!whole?.digest.equals(references[0]!.digestValue)) throw new Error('digest');
    if (!verifyValue(method, signedInfo, value, publicKey)) throw new Error('value');
  };
}

class Unread implements Sink {
  octets = 0;

  write(bytes: Buffer): void {
    this.octets += bytes.length;
  }

  finish(): typeof NOTHING {
    return NOTHING;
  }
}

/** Parsing from memory, canonical form and its digest; the value is left out. */
async function libxml2({ path }: Subject): Promise<() => void> {
  const { XmlC14NMode, XmlDocument, XmlElement } = await import('libxml2-wasm');
  const bytes = readFileSync(path);
  const options = { mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0, withComments: false } as const;
  return () => {
    const document = XmlDocument.fromBuffer(bytes);
    const signature = document.get("//*[local-name()='Signature']");
    if (signature instanceof XmlElement) signature.remove();
    const hash = createHash('sha256');
    document.canonicalize({ write: (part) => hash.update(part) && part.length, close: () => true }, options);
    hash.digest();
    document.dispose();
  };
}

async function xmlCrypto({ path, certificate }: Subject): Promise<() => void> {
  const { SignedXml } = await import('xml-crypto');
  const bytes = readFileSync(path);
  const publicCert = readFileSync(certificate, 'utf8');
  return () => {
    const xml = bytes.toString();
    const signed = new SignedXml({ publicCert });
    const from = xml.indexOf('<Signature ');
    const end = '</Signature>';
    signed.loadSignature(xml.slice(from, xml.indexOf(end) + end.length));
    if (!signed.checkSignature(xml)) throw new Error('xml-crypto');
  };
}
