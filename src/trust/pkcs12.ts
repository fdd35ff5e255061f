import { createPrivateKey, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { trustError } from './errors.ts';
import type { SigningKey } from './model.ts';

const { asn1, pki, pkcs12 } = forge;

/**
 * The private key and its certificate out of a PKCS#12 file (.p12, .pfx), RSA or EC, as PEM.
 * Errors: PKCS12_UNREADABLE for a wrong passphrase, another format, or a file without the key's own certificate.
 */
export function loadPkcs12(file: Buffer, passphrase: string): SigningKey {
  const bags = openBags(file, passphrase);
  const keyBag = bags.find(({ type }) => type === pki.oids.keyBag || type === pki.oids.pkcs8ShroudedKeyBag);
  const keyDer = keyBag && derOf(keyBag.key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(keyBag.key)) : keyBag.asn1);
  if (!keyDer) throw trustError('PKCS12_UNREADABLE', { problem: 'PrivateKey ✗' });
  const key = createPrivateKey({ key: keyDer, format: 'der', type: 'pkcs8' });
  for (const bag of bags) {
    if (bag.type !== pki.oids.certBag) continue;
    const der = derOf(bag.cert ? pki.certificateToAsn1(bag.cert) : bag.asn1);
    const certificate = der && new X509Certificate(der);
    if (!certificate?.checkPrivateKey(key)) continue;
    return {
      privateKeyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      certificatePem: certificate.toString(),
    };
  }
  throw trustError('PKCS12_UNREADABLE', { problem: 'Certificate ✗' });
}

function openBags(file: Buffer, passphrase: string): forge.pkcs12.Bag[] {
  try {
    const parsed = pkcs12.pkcs12FromAsn1(asn1.fromDer(file.toString('binary')), passphrase);
    return parsed.safeContents.flatMap(({ safeBags }) => safeBags);
  } catch (error) {
    const problem = error instanceof Error ? error.message.slice(0, 120) : '?';
    throw trustError('PKCS12_UNREADABLE', { problem }, error);
  }
}

function derOf(value: forge.asn1.Asn1 | undefined): Buffer | null {
  return value ? Buffer.from(asn1.toDer(value).getBytes(), 'binary') : null;
}
