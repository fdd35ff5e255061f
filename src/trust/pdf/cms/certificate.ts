import { childrenOf, type Der, DerError, oidOf, readDer, sequenceOf, TAG } from './der.ts';

/** What signing needs of a certificate, read from its DER; trust in it is decided elsewhere. */
export interface CertificateFacts {
  /** DER of the issuer's name. */
  readonly issuer: Buffer;
  readonly serial: Buffer;
  readonly keyId: Buffer | null;
  /** Subject attributes in order: OID and text. */
  readonly subject: readonly (readonly [oid: string, text: string])[];
  /** Extended key usages; null without the extension. */
  readonly purposes: { readonly oids: readonly string[]; readonly critical: boolean } | null;
}

/** Reads TBSCertificate (RFC 5280 section 4.1). Throws DerError. */
export function certificateFacts(der: Buffer): CertificateFacts {
  const fields = sequenceOf(sequenceOf(readDer(der))[0]);
  // [0] version is left out by certificates of version 1.
  if (fields[0]?.tag === 0xa0) fields.shift();
  const [serial, , issuer, , subject] = fields;
  if (serial?.tag !== TAG.INTEGER || issuer?.tag !== TAG.SEQUENCE) throw new DerError('certificate');
  const extensions = extensionsOf(fields.find(({ tag }) => tag === 0xa3));
  const keyId = extensions.get('2.5.29.14');
  const usage = extensions.get('2.5.29.37');
  return {
    issuer: issuer.raw,
    serial: serial.body,
    keyId: keyId ? readDer(keyId.value).body : null,
    subject: nameOf(subject),
    purposes: usage ? { oids: sequenceOf(readDer(usage.value)).map(oidOf), critical: usage.critical } : null,
  };
}

function extensionsOf(explicit: Der | undefined): Map<string, { value: Buffer; critical: boolean }> {
  const found = new Map<string, { value: Buffer; critical: boolean }>();
  if (!explicit) return found;
  for (const extension of sequenceOf(childrenOf(explicit)[0])) {
    const parts = sequenceOf(extension);
    const critical = parts[1]?.tag === TAG.BOOLEAN && parts[1].body[0] !== 0;
    const value = parts.at(-1);
    if (value?.tag !== TAG.OCTETS) throw new DerError('extension');
    found.set(oidOf(parts[0]), { value: value.body, critical });
  }
  return found;
}

function nameOf(name: Der | undefined): [string, string][] {
  return sequenceOf(name).flatMap((set) =>
    childrenOf(set).map((pair): [string, string] => {
      const [type, value] = sequenceOf(pair);
      return [oidOf(type), textOf(value)];
    }),
  );
}

/** DirectoryString in its kinds: BMPString is UTF-16BE, the others are UTF-8 or a part of Latin-1. */
function textOf(value: Der | undefined): string {
  if (!value) throw new DerError('name');
  const { tag, body } = value;
  const cut = body.subarray(0, 1_024);
  if (tag === 0x0c) return cut.toString('utf8').normalize('NFC');
  if (tag === 0x1e && cut.length % 2 === 0) return Buffer.from(cut).swap16().toString('utf16le').normalize('NFC');
  return cut.toString('latin1');
}
