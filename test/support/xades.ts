import { createHash, sign, X509Certificate } from 'node:crypto';
import { canonicalise, DEFAULT_LIMITS, everyElement, readXml, type XmlElement } from '../../src/edxml/index.ts';
import type { SigningKey } from '../../src/trust/index.ts';

const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const SHA512 = 'http://www.w3.org/2001/04/xmlenc#sha512';
export const PROPERTIES_TYPE = 'http://uri.etsi.org/01903#SignedProperties';
export const SIGNING_TIME = '2026-11-20T08:30:00+07:00';

export interface PropertiesOptions {
  /** Whose digest SigningCertificate carries. */
  readonly certificatePem: string;
  readonly legacy?: boolean;
  readonly sha512?: boolean;
  /** Put into QualifyingProperties, behind SignedProperties. */
  readonly unsigned?: string;
}

/** QualifyingProperties of ETSI EN 319 132-1, level B-B, with the Id `props`, for the Signature `sig`. */
export function qualifyingProperties({ certificatePem, legacy, sha512, unsigned = '' }: PropertiesOptions): string {
  const der = new X509Certificate(certificatePem).raw;
  const digest = createHash(sha512 ? 'sha512' : 'sha256')
    .update(der)
    .digest('base64');
  const name = legacy ? 'SigningCertificate' : 'SigningCertificateV2';
  const serial =
    '<xades:IssuerSerial><ds:X509IssuerName>CN=x</ds:X509IssuerName><ds:X509SerialNumber>1</ds:X509SerialNumber></xades:IssuerSerial>';
  return `<xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Target="#sig">
  <xades:SignedProperties Id="props"><xades:SignedSignatureProperties><xades:SigningTime>${SIGNING_TIME}</xades:SigningTime>
  <xades:${name}><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="${sha512 ? SHA512 : SHA256}"/><ds:DigestValue>${digest}</ds:DigestValue></xades:CertDigest>${legacy ? serial : ''}</xades:Cert></xades:${name}>
  <xades:SignatureProductionPlaceV2><xades:City>Sông Lam</xades:City></xades:SignatureProductionPlaceV2></xades:SignedSignatureProperties></xades:SignedProperties>${unsigned}</xades:QualifyingProperties>`;
}

const BY_REFERENCE = ['#MessageHeader', '#Bussiness', '#edXMLManifest', 'cid:f7'];

/** The document with a Signature whose digests and value are still empty; `''` among the URIs is the whole document. */
export function xadesTemplate(plain: Buffer, properties: string, uris: readonly string[] = BY_REFERENCE): string {
  const references = [...uris, '#props'].map((uri) => {
    const enveloped =
      uri === '' ? '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>' : '';
    const transforms = `<ds:Transforms>${enveloped}<ds:Transform Algorithm="${EXC}"/></ds:Transforms>`;
    const type = uri === '#props' ? ` Type="${PROPERTIES_TYPE}"` : '';
    return `<ds:Reference${type} URI="${uri}">${uri.startsWith('cid:') ? '' : transforms}<ds:DigestMethod Algorithm="${SHA256}"/><ds:DigestValue></ds:DigestValue></ds:Reference>`;
  });
  const signature = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="sig"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="${EXC}"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>${references.join('')}</ds:SignedInfo><ds:SignatureValue></ds:SignatureValue><ds:KeyInfo><ds:X509Data></ds:X509Data></ds:KeyInfo><ds:Object>${properties}</ds:Object></ds:Signature>`;
  return plain.toString().replace('</edXML:edXMLHeader>', () => `${signature}</edXML:edXMLHeader>`);
}

/** Fills a template in: whatever was made of it is then truly signed. Not for whole-document references. */
export function fillTemplate(template: string, key: SigningKey, file: Buffer): string {
  const before = everyElement(read(template));
  const filled = template.replace(/URI="([^"]*)">.*?<ds:DigestValue>/g, (reference, uri: string) => {
    const target = before.find(({ attributes }) => attributes.some((one) => `#${one.value}` === uri));
    const octets = uri.startsWith('cid:') ? file : target ? canonicalise(target) : Buffer.from('nothing');
    return reference + createHash('sha256').update(octets).digest('base64');
  });
  const signedInfo = everyElement(read(filled)).find(({ local }) => local === 'SignedInfo')!;
  // dsaEncoding is for ECDSA alone; RSA takes no notice of it.
  const value = sign('sha256', canonicalise(signedInfo), { key: key.privateKeyPem, dsaEncoding: 'ieee-p1363' });
  const certificate = new X509Certificate(key.certificatePem).raw.toString('base64');
  return filled
    .replace('<ds:SignatureValue>', `$&${value.toString('base64')}`)
    .replace('<ds:X509Data>', `$&<ds:X509Certificate>${certificate}</ds:X509Certificate>`);
}

function read(xml: string): XmlElement {
  return readXml(Buffer.from(xml), DEFAULT_LIMITS).root;
}
