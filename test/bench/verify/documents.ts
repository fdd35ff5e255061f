import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { buildDocument, buildEnvelope, DEFAULT_LIMITS, readXml } from '../../../src/edxml/index.ts';
import { WholeDigest } from '../../../src/edxml/reader/whole.ts';
import { ENVELOPED_TRANSFORM, EXCLUSIVE_C14N } from '../../../src/trust/algorithms.ts';
import { type SigningKey, signByReference } from '../../../src/trust/index.ts';
import { canonicalSignedInfo, openSigner, signOctets, writeSignature } from '../../../src/trust/xmldsig.ts';

const MARK = 'QUJD';
/** libxml2 refuses a text node over 10,000,000 bytes unless told otherwise, so no attachment is longer than this. */
const ATTACHMENT = 7_000_000;
const HEADER = {
  from: { organId: '000.00.00.H99', organName: 'UBND tỉnh Sông Lam' },
  to: [{ organId: '000.00.12.H99', organName: 'Sở Nội vụ tỉnh Sông Lam' }],
  documentId: '000.00.00.H99,2026/11/20,1/UBND',
  codeNumber: '1',
  codeNotation: 'UBND',
  promulgationDate: '2026/11/20',
  subject: 'V/v đo tốc độ kiểm tra chữ ký số của văn bản điện tử',
};
const HEADER_END = '</edXML:edXMLHeader>';

/**
 * Writes an edXML document of about this size, signed as a whole (exclusive C14N, RSA or ECDSA by the key, SHA-256), at
 * flat memory: nothing of the size is held. Its attachments are random octets in one line of base64 each.
 */
export function writeSigned(path: string, size: number, key: SigningKey): void {
  const count = Math.max(1, Math.ceil((size * 0.75) / ATTACHMENT));
  const attachments = Array.from({ length: count }, (_, i) => ({
    contentId: `f${i}`,
    name: `${i}.pdf`,
    mediaType: 'application/pdf',
    content: Buffer.from(MARK, 'base64'),
  }));
  const plain = buildDocument(HEADER, attachments);
  const each = Math.max(3, Math.floor(((size - plain.length - 3_000) / count) * 0.75));
  const texts = attachments.map(() => base64(each));
  const signature = sign(plain, texts, key);
  const pieces = plain
    .toString()
    .replace(HEADER_END, signature + HEADER_END)
    .split(`>${MARK}<`);
  const file = openSync(path, 'w');
  pieces.forEach((piece, i) => {
    writeSync(file, `${i === 0 ? '' : '<'}${piece}${i < texts.length ? '>' : ''}`);
    if (i < texts.length) for (const text of texts[i]!()) writeSync(file, text);
  });
  closeSync(file);
}

const BOUNDARY = 'ranh-gioi-8f2c';
export const DETACHED = `multipart/related; type="application/edxml+xml"; start="<envelope>"; boundary="${BOUNDARY}"`;

/** Writes a package with one raw attachment of this size beside its envelope, signed by reference. */
export async function writeDetached(path: string, size: number, key: SigningKey): Promise<void> {
  const octets = Buffer.from(BLOCK.repeat(Math.ceil(size / BLOCK.length)).slice(0, size), 'latin1');
  const file = { contentId: 'f0', name: '0.pdf', mediaType: 'application/pdf' };
  const sha256 = createHash('sha256').update(octets).digest('hex');
  const envelope = await signByReference(buildEnvelope(HEADER, [file]), key, [{ contentId: 'f0', sha256 }]);
  const head = (type: string, id: string) => `--${BOUNDARY}\r\nContent-Type: ${type}\r\nContent-ID: <${id}>\r\n\r\n`;
  writeFileSync(
    path,
    Buffer.concat([
      Buffer.from(head('application/edxml+xml', 'envelope')),
      envelope,
      Buffer.from(`\r\n${head(file.mediaType, file.contentId)}`),
      octets,
      Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
    ]),
  );
}

const BLOCK = randomBytes(786_432).toString('base64');

/** Base64 of so many octets, in pieces; the same each time. */
function base64(octets: number): () => Generator<string> {
  const length = Math.floor(octets / 3) * 4;
  return function* () {
    for (let left = length; left > 0; left -= BLOCK.length) yield left < BLOCK.length ? BLOCK.slice(0, left) : BLOCK;
  };
}

function sign(plain: Buffer, texts: readonly (() => Generator<string>)[], key: SigningKey): string {
  const { root } = readXml(plain, { ...DEFAULT_LIMITS, attachments: 1_000 });
  const whole = new WholeDigest(root, { form: { mode: 'exclusive', prefixes: [] }, without: root, digest: 'sha256' });
  for (let index = whole.advance(); index !== null; index = whole.advance()) {
    for (const text of texts[index]!()) whole.text(Buffer.from(text, 'latin1'));
  }
  const { method, key: privateKey, certificate } = openSigner(key);
  const transforms = [ENVELOPED_TRANSFORM, EXCLUSIVE_C14N];
  const references = [{ uri: '', transforms, digest: whole.finish().toString('base64') }];
  const value = signOctets(method, Buffer.from(canonicalSignedInfo(method, references)), privateKey);
  return writeSignature(method, references, value, certificate);
}
