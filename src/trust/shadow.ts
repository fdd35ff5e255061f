import { canonicalise, type ReadWithDocument } from '../edxml/index.ts';

/**
 * Lets libxml2 read the envelope too and compares both canonical forms of it: what differs in words, null when nothing
 * does. It decides nothing; a difference is a defect of one of the two readers that somebody must look at. libxml2 is
 * loaded only here, on the first package that is drawn.
 */
export async function shadowDifference({ envelope, root }: ReadWithDocument['document']): Promise<string | null> {
  const { ParseOption, XmlC14NMode, XmlDocument } = await import('libxml2-wasm');
  const forms = [
    ['exclusive', XmlC14NMode.XML_C14N_EXCLUSIVE_1_0],
    ['1.0', XmlC14NMode.XML_C14N_1_0],
  ] as const;
  const option = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NO_SYS_CATALOG;
  try {
    const document = XmlDocument.fromBuffer(envelope, { option, encoding: 'utf-8' });
    try {
      const differs = forms.find(([mode, theirs]) => {
        const other = document.canonicalizeToString({ mode: theirs, withComments: false });
        return !canonicalise(root, { mode, prefixes: [] }).equals(Buffer.from(other));
      });
      return differs ? `canonical form ${differs[0]}` : null;
    } finally {
      document.dispose();
    }
  } catch (error) {
    return `libxml2: ${error instanceof Error ? error.message.trim().slice(0, 300) : String(error)}`;
  }
}
