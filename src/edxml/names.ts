/** QCVN 102:2016/BTTTT: the one namespace of a package; prefixes vary in the field and mean nothing. */
export const EDXML_NS = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
/** Of the SOAP packets before QCVN 102 (công văn 512/BTTTT-ƯDCNTT 2013, 2803/BTTTT-THH 2014). */
export const PREDECESSOR_NS = 'http://www.e-doc.vn/Schema/';
export const XMLDSIG_NS = 'http://www.w3.org/2000/09/xmldsig#';
/** Media type under which the hub serves a package. The standard registers none. */
export const EDXML_MEDIA_TYPE = 'application/xml';

/**
 * Lexical limits that no installation needs to move; those that one may are in `Limits`.
 * A To with its eight children takes nine elements, so 65,536 elements are room for 5,000 recipients.
 */
export const LEXICAL = {
  startTagBytes: 65_536,
  nameBytes: 256,
  attributeBytes: 8_192,
  namespaces: 16,
  elements: 65_536,
  comments: 1_024,
  partHeaderBytes: 16_384,
  /** Characters of a document's id, number or notation. */
  identifierLength: 255,
} as const;

/** `cid:209` and `<209>` name the same part as `209` (RFC 2392; the field drops the prefix now and then). */
export function stripCid(text: string): string {
  const bare = text.trim().replace(/^<(.*)>$/s, '$1');
  return bare.replace(/^cid:/i, '');
}
