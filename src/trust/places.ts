import { trustError } from './errors.ts';

/** Octets to put in, and where. */
export interface Insertion {
  readonly offset: number;
  readonly bytes: Buffer;
}

/** The start tag of a block that is signed: where its name ends, and whether it has an Id already. */
export interface Place {
  readonly name: string;
  readonly offset: number;
  readonly hasId: boolean;
}

const SIGNED_BLOCKS = ['MessageHeader', 'Bussiness', 'edXMLManifest'] as const;

/** Start tags of the signed blocks, in document order. Errors: SIGN_LAYOUT when one of them stands there twice. */
export function findPlaces(envelope: Buffer): Place[] {
  const text = envelope.toString('latin1');
  return SIGNED_BLOCKS.flatMap((name): Place[] => {
    const tags = [...text.matchAll(new RegExp(`<(?:[\\w.-]+:)?(?:${spellings(name)})(?=[\\s/>])([^<>]*)>`, 'g'))];
    if (tags.length > 1) throw trustError('SIGN_LAYOUT', { problem: `${name} × ${tags.length}` });
    const tag = tags[0];
    if (!tag) return [];
    const attributes = tag[1]!;
    return [{ name, offset: tag.index + tag[0].length - attributes.length - 1, hasId: /\sId\s*=/.test(attributes) }];
  }).sort((a, b) => a.offset - b.offset);
}

function spellings(name: string): string {
  return name === 'Bussiness' ? 'Bussiness|Business' : name;
}

/** Just before the end tag of edXMLHeader. Comments or CDATA that hold such a tag too are refused, not guessed at. */
export function signaturePlace(envelope: Buffer): number {
  const ends = [...envelope.toString('latin1').matchAll(/<\/(?:[\w.-]+:)?edXMLHeader\s*>/g)];
  if (ends.length !== 1) throw trustError('SIGN_LAYOUT', { problem: `</edXMLHeader> × ${ends.length}` });
  return ends[0]!.index;
}

/** The envelope without the text of ContentTransferEncoded, and that text decoded, in document order. */
export function cutAttachmentText(xml: Buffer): { envelope: Buffer; octets: Buffer[] } {
  const kept: Buffer[] = [];
  const octets: Buffer[] = [];
  let from = 0;
  for (;;) {
    const name = xml.indexOf('ContentTransferEncoded', from);
    const start = name < 0 ? -1 : xml.indexOf('>', name) + 1;
    const end = start <= 0 ? -1 : xml.indexOf('<', start);
    if (end < 0) return { envelope: Buffer.concat([...kept, xml.subarray(from)]), octets };
    kept.push(xml.subarray(from, start));
    // An empty-element tag and an end tag hold no text.
    if (xml[start - 2] !== 0x2f && isStartTag(xml, name)) {
      octets.push(Buffer.from(xml.toString('latin1', start, end), 'base64'));
      from = end;
    } else {
      if (isStartTag(xml, name)) octets.push(Buffer.alloc(0));
      from = start;
    }
  }
}

function isStartTag(xml: Buffer, name: number): boolean {
  return xml.lastIndexOf('<', name) !== xml.lastIndexOf('</', name);
}
