import type { Declaration } from './reader/scope.ts';

export interface XmlAttribute {
  readonly prefix: string;
  readonly local: string;
  /** Empty for an attribute without prefix. */
  readonly uri: string;
  readonly value: string;
}

/** An element as the reader understood it. Comments are gone; references are replaced and line ends are LF. */
export interface XmlElement {
  /** As written, prefix included. */
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  /** In the order of the document, namespace declarations left out. */
  readonly attributes: readonly XmlAttribute[];
  readonly declarations: readonly Declaration[];
  readonly children: readonly (XmlElement | string)[];
  readonly parent: XmlElement | null;
  /** Where its tag begins in the envelope, in UTF-16 units; `lineAt` makes a line of it. */
  readonly at: number;
  /** Index of the attachment text that was cut out of it; null for every other element. */
  readonly cut: number | null;
}

export function childElements(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

/** Value of an attribute without prefix; undefined when the element has none. */
export function attributeOf(element: XmlElement, local: string): string | undefined {
  return element.attributes.find((attribute) => attribute.local === local && attribute.prefix === '')?.value;
}

/** All text inside, in order. */
export function textOf({ children }: XmlElement): string {
  if (children.length === 1 && typeof children[0] === 'string') return children[0];
  return children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

/** The element and everything under it, in document order. */
export function everyElement(element: XmlElement, into: XmlElement[] = []): XmlElement[] {
  into.push(element);
  for (const child of element.children) if (typeof child !== 'string') everyElement(child, into);
  return into;
}
