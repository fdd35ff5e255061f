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
  if (!keyDer) throw unreadable('tệp không có khóa riêng', 'it holds no private key');
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
  throw unreadable('tệp không có chứng thư số của khóa', 'it holds no certificate of its key');
}

function openBags(file: Buffer, passphrase: string): forge.pkcs12.Bag[] {
  try {
    const parsed = pkcs12.pkcs12FromAsn1(asn1.fromDer(file.toString('binary')), passphrase);
    return parsed.safeContents.flatMap(({ safeBags }) => safeBags);
  } catch (error) {
    // forge says it in English only: the integrity check that a wrong passphrase fails, or whatever else it met.
    const isWrong = error instanceof Error && /MAC|password/i.test(error.message);
    if (isWrong) throw unreadable('mật khẩu không đúng', 'the passphrase is wrong', error);
    throw unreadable('tệp không đúng định dạng hoặc dùng thuật toán lạ', 'its format or algorithm is not known', error);
  }
}

function unreadable(vi: string, en: string, cause?: unknown) {
  return trustError('PKCS12_UNREADABLE', { vi, en }, cause);
}

function derOf(value: forge.asn1.Asn1 | undefined): Buffer | null {
  return value ? Buffer.from(asn1.toDer(value).getBytes(), 'binary') : null;
}
