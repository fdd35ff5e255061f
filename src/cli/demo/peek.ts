/** What a recipient's system reads off a package to file it. */
export interface Glance {
  readonly kind: 'document' | 'status';
  /** DocumentId of the document, or of the one that the status speaks of. */
  readonly uid: string;
  /** BussinessDocType, or the status code. */
  readonly code: string;
  readonly from: string;
}

/** Reads the few fields by which the demonstration's recipients file a package that the hub has checked already. */
export function peek(content: Buffer): Glance {
  const end = content.indexOf('edXMLEnvelope>');
  const envelope = content.toString('utf8', 0, end < 0 ? content.length : end);
  const status = value(envelope, 'StatusCode');
  const header = status === null ? without(envelope, 'ResponseFor') : envelope;
  return {
    kind: status === null ? 'document' : 'status',
    uid: value(header, 'DocumentId') ?? '',
    code: status ?? value(envelope, 'BussinessDocType') ?? '0',
    from: value(envelope, 'OrganId') ?? '',
  };
}

function value(xml: string, name: string): string | null {
  return new RegExp(`<(?:\\w+:)?${name}>([^<]*)<`).exec(xml)?.[1]?.trim() ?? null;
}

function without(xml: string, name: string): string {
  return xml.replace(new RegExp(`<(?:\\w+:)?${name}>.*?</(?:\\w+:)?${name}>`, 'gs'), '');
}
