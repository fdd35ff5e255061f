import { SignedXml } from 'xml-crypto';
import { ENVELOPED_TRANSFORM, EXCLUSIVE_C14N, RSA_SHA256, SHA256_URI } from './algorithms.ts';
import { trustError } from './errors.ts';
import type { SigningKey } from './model.ts';
import { signaturePlace } from './places.ts';
import { openSigner } from './xmldsig.ts';

/**
 * Signs the whole document (`URI=""`, enveloped) with RSA-SHA256. Only the Signature is added, at the end of
 * edXMLHeader; every other octet stays as it was. Such a signature breaks at the first hop that appends a TraceHeader.
 * Errors: KEY_NOT_SUITABLE (also for EC keys, which xml-crypto does not know), ALREADY_SIGNED, SIGN_LAYOUT.
 */
export function signEnveloped(xml: Buffer, key: SigningKey): Buffer {
  if (openSigner(key).method !== RSA_SHA256) throw trustError('KEY_NOT_SUITABLE', { problem: 'EC' });
  const place = signaturePlace(xml);
  if (/<(?:[\w.-]+:)?Signature[\s>]/.test(xml.toString('latin1'))) throw trustError('ALREADY_SIGNED');
  const signed = new SignedXml({
    privateKey: key.privateKeyPem,
    publicCert: key.certificatePem,
    signatureAlgorithm: RSA_SHA256,
    canonicalizationAlgorithm: EXCLUSIVE_C14N,
  });
  signed.addReference({
    xpath: '/*',
    isEmptyUri: true,
    transforms: [ENVELOPED_TRANSFORM, EXCLUSIVE_C14N],
    digestAlgorithm: SHA256_URI,
  });
  signed.computeSignature(xml.toString('utf8').replace(/^\ufeff/, ''));
  const signature = Buffer.from(signed.getSignatureXml());
  return Buffer.concat([xml.subarray(0, place), signature, xml.subarray(place)]);
}
