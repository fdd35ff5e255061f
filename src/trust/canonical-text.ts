const TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const VALUE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** Text of an element in canonical form (W3C xml-c14n section 2.3). */
export function canonicalText(text: string): string {
  return xmlChars(text).replace(/[&<>\r]/g, (char) => TEXT[char]!);
}

/** Value of an attribute in canonical form. */
export function canonicalValue(text: string): string {
  return xmlChars(text).replace(/[&<"\t\n\r]/g, (char) => VALUE[char]!);
}

/** XML 1.0 has no way to write controls or half a surrogate pair; a receipt must not fail for a stray one. */
function xmlChars(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}

const NAME = /^[A-Za-z][A-Za-z0-9]*$/;

/**
 * An element written directly in the form that exclusive canonicalisation would give it: attributes sorted by name, the
 * namespace declaration (for the outermost element) first, no empty-element tag. `content` is canonical already.
 * Attributes have no namespace; names are letters and digits.
 */
export function canonicalElement(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string,
  namespace?: string,
): string {
  const names = Object.keys(attributes).sort();
  for (const part of [name, ...names]) if (!NAME.test(part)) throw new Error(`not a name for canonical XML: ${part}`);
  const declared = namespace === undefined ? '' : ` xmlns="${canonicalValue(namespace)}"`;
  const written = names.map((key) => ` ${key}="${canonicalValue(attributes[key]!)}"`).join('');
  return `<${name}${declared}${written}>${content}</${name}>`;
}
