import type { Declaration } from './reader/scope.ts';
import type { XmlAttribute, XmlElement } from './tree.ts';

/** Canonical XML without comments: exclusive 1.0 (W3C xml-exc-c14n), or inclusive 1.0 or 1.1 (W3C xml-c14n, xml-c14n11). */
export interface CanonicalForm {
  readonly mode: 'exclusive' | '1.0' | '1.1';
  /** InclusiveNamespaces PrefixList of the exclusive form; `#default` is the default namespace. */
  readonly prefixes: readonly string[];
}

export const EXCLUSIVE: CanonicalForm = { mode: 'exclusive', prefixes: [] };

interface Frame {
  readonly element: XmlElement;
  next: number;
  /** Bindings that this element wrote over, to be put back behind its end tag. */
  readonly before: readonly (readonly [prefix: string, uri: string | undefined])[];
}

/**
 * Writes one element in canonical form, piece by piece. At attachment text, which is not in the tree, it stops so that
 * the caller can put the text there; the tree may grow meanwhile, so a document can be digested while it is read.
 */
export class Canonicaliser {
  readonly #form: CanonicalForm;
  readonly #emit: (text: string) => void;
  readonly #without: XmlElement | null;
  /** A set: a hostile list may be long, and is asked about every declaration. */
  readonly #listed: ReadonlySet<string>;
  readonly #stack: Frame[] = [];
  /** What the output has in scope; the default namespace is none at first. */
  readonly #written = new Map<string, string>([['', '']]);
  #apex: XmlElement | null;

  /** `emit` takes the pieces in order; `without` leaves one element out (the enveloped-signature transform). */
  constructor(apex: XmlElement, form: CanonicalForm, emit: (text: string) => void, without: XmlElement | null = null) {
    this.#apex = apex;
    this.#form = form;
    this.#listed = new Set(form.prefixes);
    this.#emit = emit;
    this.#without = without;
  }

  /** Writes on until the text of a cut belongs there, whose index it answers; null when all is written. */
  advance(): number | null {
    let out = '';
    if (this.#apex) {
      const apex = this.#apex;
      this.#apex = null;
      const [text, frame] = this.#start(apex, true);
      this.#stack.push(frame);
      if (apex.cut !== null) return this.#stop(text, apex.cut);
      out = text;
    }
    for (let frame = this.#stack.at(-1); frame; frame = this.#stack.at(-1)) {
      const child = frame.element.children[frame.next];
      if (child === undefined) {
        out += `</${frame.element.name}>`;
        for (const [prefix, uri] of frame.before) this.#bind(prefix, uri);
        this.#stack.pop();
        continue;
      }
      frame.next++;
      if (typeof child === 'string') out += escapeText(child);
      else if (child !== this.#without) {
        const [text, inner] = this.#start(child, false);
        this.#stack.push(inner);
        out += text;
        if (child.cut !== null) return this.#stop(out, child.cut);
      }
      if (out.length > FLUSH) {
        this.#emit(out);
        out = '';
      }
    }
    if (out !== '') this.#emit(out);
    return null;
  }

  #stop(out: string, cut: number): number {
    this.#emit(out);
    return cut;
  }

  #bind(prefix: string, uri: string | undefined): void {
    if (uri === undefined) this.#written.delete(prefix);
    else this.#written.set(prefix, uri);
  }

  #start(element: XmlElement, apex: boolean): [text: string, frame: Frame] {
    const declared = this.#form.mode === 'exclusive' ? this.#used(element, apex) : this.#inclusive(element, apex);
    let text = `<${element.name}`;
    let before: Frame['before'] = NONE;
    if (declared.length > 0) {
      if (declared.length > 1) declared.sort((a, b) => compare(a.prefix, b.prefix));
      before = declared.map(({ prefix }) => [prefix, this.#written.get(prefix)]);
      for (const { prefix, uri } of declared) {
        text += `${prefix === '' ? ' xmlns' : ` xmlns:${prefix}`}="${escapeValue(uri)}"`;
        this.#written.set(prefix, uri);
      }
    }
    const inherited = apex && this.#form.mode !== 'exclusive' ? inheritedXml(element, this.#form.mode) : NONE;
    const attributes = inherited.length > 0 ? [...element.attributes, ...inherited] : element.attributes;
    for (const { prefix, local, value } of inOrder(attributes)) {
      text += ` ${prefix === '' ? local : `${prefix}:${local}`}="${escapeValue(value)}"`;
    }
    return [`${text}>`, { element, next: 0, before }];
  }

  /** Exclusive: what the element and its attributes use, and what the prefix list asks for by the inclusive rule. */
  #used(element: XmlElement, apex: boolean): Declaration[] {
    const found: Declaration[] = [];
    this.#add(found, element.prefix, element.uri);
    for (const { prefix, uri } of element.attributes) if (prefix !== '') this.#add(found, prefix, uri);
    if (this.#listed.size > 0) {
      for (const { prefix, uri } of apex ? inScope(element) : element.declarations) {
        if (this.#listed.has(prefix === '' ? '#default' : prefix)) this.#add(found, prefix, uri);
      }
    }
    return found;
  }

  /** Inclusive: everything in scope that the output does not carry yet. */
  #inclusive(element: XmlElement, apex: boolean): Declaration[] {
    const found: Declaration[] = [];
    for (const { prefix, uri } of apex ? inScope(element) : element.declarations) this.#add(found, prefix, uri);
    return found;
  }

  #add(found: Declaration[], prefix: string, uri: string): void {
    if (prefix === 'xml' || this.#written.get(prefix) === uri) return;
    if (!found.some((one) => one.prefix === prefix)) found.push({ prefix, uri });
  }
}

const FLUSH = 65_536;
const NONE: readonly never[] = [];

/** One element that holds no attachment text (or whose text was cut out), whole. */
export function canonicalise(element: XmlElement, form: CanonicalForm = EXCLUSIVE): Buffer {
  const out: string[] = [];
  const canonical = new Canonicaliser(element, form, (text) => out.push(text));
  while (canonical.advance() !== null);
  return Buffer.from(out.length === 1 ? out[0]! : out.join(''), 'utf8');
}

/** Every namespace in scope, the nearest declaration of each prefix. */
function inScope(element: XmlElement): Iterable<Declaration> {
  const found = new Map<string, Declaration>();
  for (let at: XmlElement | null = element; at; at = at.parent) {
    for (const declaration of at.declarations) {
      if (!found.has(declaration.prefix)) found.set(declaration.prefix, declaration);
    }
  }
  return found.values();
}

/** Attributes of the xml namespace that the apex takes over from what lies above it and is left out (section 2.4). */
function inheritedXml(apex: XmlElement, mode: '1.0' | '1.1'): XmlAttribute[] {
  const found: XmlAttribute[] = [];
  const has = (local: string) =>
    [...apex.attributes, ...found].some((own) => own.prefix === 'xml' && own.local === local);
  for (let at = apex.parent; at; at = at.parent) {
    for (const attribute of at.attributes) {
      const inherits = mode === '1.0' || attribute.local === 'lang' || attribute.local === 'space';
      if (attribute.prefix === 'xml' && inherits && !has(attribute.local)) found.push(attribute);
    }
  }
  return found;
}

/**
 * Whether this element can be canonicalised at all. A relative namespace name is an error by section 1.3 of Canonical
 * XML; an `xml:base` above the apex would need the joining of version 1.1, section 2.4, which no edXML package needs.
 */
export function canBeCanonical(element: XmlElement, mode: CanonicalForm['mode']): boolean {
  for (let at = element.parent; at && mode === '1.1'; at = at.parent) {
    if (at.attributes.some(({ prefix, local }) => prefix === 'xml' && local === 'base')) return false;
  }
  for (let at = element.parent; at && mode !== 'exclusive'; at = at.parent) if (hasRelative(at)) return false;
  const waiting = [element];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    if (hasRelative(at)) return false;
    for (const child of at.children) if (typeof child !== 'string') waiting.push(child);
  }
  return true;
}

function hasRelative({ declarations }: XmlElement): boolean {
  return declarations.some(({ uri }) => uri !== '' && !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(uri));
}

function inOrder(attributes: readonly XmlAttribute[]): readonly XmlAttribute[] {
  return attributes.length < 2 ? attributes : [...attributes].sort(byNamespaceThenName);
}

function byNamespaceThenName(a: XmlAttribute, b: XmlAttribute): number {
  return compare(a.uri, b.uri) || compare(a.local, b.local);
}

/** By code point, as the recommendation asks: in UTF-16 units a surrogate would sort before U+E000 to U+FFFF. */
function compare(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  for (let i = 0; i < most; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointOrder(x) - codePointOrder(y);
  }
  return a.length - b.length;
}

function codePointOrder(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;
}

const TEXT: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const VALUE: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

function escapeText(text: string): string {
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, (char) => TEXT[char]!) : text;
}

function escapeValue(text: string): string {
  return /[&<"\t\n\r]/.test(text) ? text.replace(/[&<"\t\n\r]/g, (char) => VALUE[char]!) : text;
}
