import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { DEFAULT_LIMITS, digestWhole, EXCLUSIVE, readPackage, readXml } from '../../../src/edxml/index.ts';
import { verifyValue } from '../../../src/trust/certificates.ts';
import { findParts } from '../../../src/trust/dom.ts';
import { inspect } from '../../../src/trust/inspect.ts';
import { judge } from '../../../src/trust/judge.ts';
import { findSignature, parseSignature } from '../../../src/trust/signature.ts';

/** A document on disk and who signed it: all that a contestant is given, here and in a process of its own. */
export interface Subject {
  readonly path: string;
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
  return () => createHash('sha256').update(bytes).digest();
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

/** Tree, canonical form from the file, its digest, value. Attachments are neither decoded nor digested by themselves. */
async function sameWork({ path, mediaType, certificate }: Subject): Promise<() => Promise<void>> {
  const { envelope, cuts } = (await readPackage({ path, mediaType }, LIMITS)).document;
  const { publicKey } = new X509Certificate(readFileSync(certificate));
  return async () => {
    const { root } = readXml(envelope, LIMITS);
    const { element, references, method, signedInfo, value } = parseSignature(
      findSignature(root, findParts(root).header)!,
    );
    const plan = { form: EXCLUSIVE, without: element, digest: 'sha256' } as const;
    const digest = await digestWhole(path, root, plan, cuts);
    if (!digest.equals(references[0]!.digestValue)) throw new Error('digest');
    if (!verifyValue(method, signedInfo, value, publicKey)) throw new Error('value');
  };
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
