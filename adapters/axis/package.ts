import { PassThrough, pipeline, type Readable } from 'node:stream';
import { EDXML_MEDIA_TYPE } from '../../src/edxml/index.ts';
import { vxp } from '../../src/wire/index.ts';
import type { AxisClient } from './client.ts';
import { cutWhenSilent } from './silence.ts';

/**
 * The package inside an answer that carries it as `data`: base64 in JSON is undone on the way, at flat memory.
 * @param refusal What an answer without a package means.
 */
export async function packageOf(answer: Readable, refusal: (text: string) => Error): ReturnType<AxisClient['open']> {
  const watched = cutWhenSilent(answer);
  const content = await vxp.readContent(watched);
  if ('answer' in content) throw refusal(content.answer);
  const body = new PassThrough();
  // Whoever stops reading ends the connection at once, even where no byte comes.
  body.once('close', () => watched.destroy());
  pipeline(content.file, body, () => {});
  return { mediaType: EDXML_MEDIA_TYPE, body };
}
