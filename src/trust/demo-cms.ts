import { createHash, sign, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import type { SigningKey } from './model.ts';

const { asn1 } = forge;
const { Type } = asn1;
const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  rsaSha256: '1.2.840.113549.1.1.11',
};

type Node = forge.asn1.Asn1;
const node = (type: number, value: string | Node[]): Node =>
  asn1.create(asn1.Class.UNIVERSAL, type, typeof value !== 'string', value);
const sequence = (...items: Node[]) => node(Type.SEQUENCE, items);
const setOf = (...items: Node[]) => node(Type.SET, items);
const oid = (text: string) => node(Type.OID, asn1.oidToDer(text).getBytes());
const integer = (value: number) => node(Type.INTEGER, asn1.integerToDer(value).getBytes());
const octets = (bytes: Buffer) => node(Type.OCTETSTRING, bytes.toString('latin1'));
const tagged = (...items: Node[]) => asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0, true, items);
const attribute = (type: string, value: Node) => sequence(oid(type), setOf(value));
const derOf = (tree: Node) => Buffer.from(asn1.toDer(tree).getBytes(), 'latin1');

/**
 * A detached CMS signature (RFC 5652) with the attributes of CAdES-B (ETSI EN 319 122-1): RSA and SHA-256, by a key of
 * the demonstration's own authority. DER.
 */
export function signDetached(content: Buffer, { privateKeyPem, certificatePem }: SigningKey, at: Date): Buffer {
  const certificate = new X509Certificate(certificatePem).raw;
  const tree = asn1.fromDer(certificate.toString('latin1'));
  const [, serial, , issuer] = (tree.value as Node[])[0]!.value as [Node, Node, Node, Node];
  const attributes = [
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octets(sha256(content))),
    attribute(OID.signingTime, node(Type.UTCTIME, asn1.dateToUtcTime(at))),
    attribute(OID.signingCertificateV2, sequence(sequence(sequence(octets(sha256(certificate)))))),
  ].sort((one, other) => Buffer.compare(derOf(one), derOf(other)));
  const algorithm = () => sequence(oid(OID.sha256));
  const signer = sequence(
    integer(1),
    sequence(issuer, serial),
    algorithm(),
    tagged(...attributes),
    sequence(oid(OID.rsaSha256), node(Type.NULL, '')),
    octets(sign('sha256', derOf(setOf(...attributes)), privateKeyPem)),
  );
  const data = sequence(integer(1), setOf(algorithm()), sequence(oid(OID.data)), tagged(tree), setOf(signer));
  return derOf(sequence(oid(OID.signedData), tagged(data)));
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
