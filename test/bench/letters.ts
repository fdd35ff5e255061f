import { randomBytes } from 'node:crypto';
import { type SigningKey, signByReference } from '../../src/trust/index.ts';
import { letter } from '../support/letters.ts';
import { RECIPIENTS, SENDER } from './stage.ts';

/** Of the one attachment; with base64, header, manifest and signature the document has about 10 KB. */
const ATTACHMENT_BYTES = 2_800;

/** Signed documents of about 10 KB, by default with one recipient each, in turn. */
export async function signLetters(
  count: number,
  key: SigningKey,
  {
    recipients = 1,
    priority = 0,
    among = RECIPIENTS,
  }: { readonly recipients?: number; readonly priority?: 0 | 3; readonly among?: readonly string[] } = {},
): Promise<Buffer[]> {
  const letters: Buffer[] = [];
  for (let n = 0; n < count; n += 1) {
    const to = Array.from({ length: recipients }, (_, k) => among[(n + k) % among.length]!);
    const name = `van-ban-${n}.pdf`;
    const content = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(ATTACHMENT_BYTES)]);
    const attachments = [{ contentId: `tep-${n}`, name, mediaType: 'application/pdf', content }];
    letters.push(await signByReference(letter({ from: SENDER, to, attachments, priority }).xml, key));
  }
  return letters;
}
