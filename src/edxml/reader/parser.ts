import type { XmlAttribute, XmlElement } from '../tree.ts';
import { checkDeclaration } from './declaration.ts';
import { endOfName, skipSpace } from './names.ts';
import { checkDeclared, type Declaration, Scope } from './scope.ts';
import { type RawAttribute, readStartTag, type StartTag } from './start-tag.ts';
import { endLines, findNoChar, type Refuse, replaceReferences, shown } from './values.ts';

/** What the parser tells of: the first two end the reading, `note` lets it look for more of the kind. */
export interface Problems extends Refuse {
  /** Not well-formed, but what follows can still be read: told together with what else is found. */
  note(at: number, vi: string, en: string): void;
  lineAt(at: number): number;
}

type Open = { -readonly [K in keyof XmlElement]: XmlElement[K] } & { readonly children: (XmlElement | string)[] };

const NONE: readonly never[] = [];
const SPACE = /^[ \t\r\n]*$/;

/**
 * From text to tree, by every rule of XML 1.0 (fifth edition) and Namespaces in XML 1.0 for documents without DTD.
 * The text comes in pieces that end where a token ends, so each piece is read to its end at once. The tree grows with
 * the pieces: what stands in it is final, save that open elements still get children.
 */
export class TreeParser {
  readonly #problems: Problems;
  readonly #scope = new Scope();
  readonly #open: Open[] = [];
  #root: Open | null = null;
  #last: Open | null = null;
  #offset = 0;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  get root(): XmlElement | null {
    return this.#root;
  }

  feed(text: string): void {
    const stray = findNoChar(text);
    if (stray >= 0) {
      const code = `U+${text.charCodeAt(stray).toString(16).toUpperCase().padStart(4, '0')}`;
      this.#problems.wrong(
        this.#offset + stray,
        `ký tự ${code} không được phép`,
        `the character ${code} is not allowed`,
      );
    }
    const plain = !text.includes('&') && !text.includes('\r') && !text.includes(']]>');
    let at = this.#offset === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0;
    while (at < text.length) {
      if (text.charCodeAt(at) !== 60) at = this.#text(text, at, plain);
      else {
        const next = text.charCodeAt(at + 1);
        if (next === 47) at = this.#endTag(text, at);
        else if (next === 33) at = this.#declared(text, at);
        else if (next === 63) at = this.#declaration(text, at);
        else at = this.#startTag(text, at);
      }
    }
    this.#offset += text.length;
  }

  /** Marks the element whose tag ended the last piece as holding the text that was cut out there. */
  markCut(index: number): void {
    const element = this.#last;
    if (element?.local !== 'ContentTransferEncoded') throw new Error('the text cut out belongs to no element');
    element.cut = index;
  }

  /** The whole tree. Call once, after the last piece. */
  end(): XmlElement {
    const open = this.#open.at(-1);
    if (open) {
      const { name, line } = { name: shown(open.name), line: this.#problems.lineAt(open.at) };
      this.#problems.note(
        open.at,
        `<${name}> (dòng ${line}) không được đóng`,
        `<${name}> (line ${line}) is not closed`,
      );
    }
    return this.#root ?? this.#problems.wrong(0, 'không có phần tử gốc', 'there is no root element');
  }

  #text(text: string, from: number, plain: boolean): number {
    const found = text.indexOf('<', from);
    const end = found < 0 ? text.length : found;
    const raw = text.slice(from, end);
    const parent = this.#open.at(-1);
    if (!parent) {
      if (!SPACE.test(raw)) this.#outside(from);
      return end;
    }
    parent.children.push(plain ? raw : this.#decode(raw, this.#offset + from));
    return end;
  }

  #decode(raw: string, offset: number): string {
    const close = raw.indexOf(']]>');
    if (close >= 0) this.#problems.wrong(offset + close, ']]> trong văn bản', ']]> in text');
    if (!raw.includes('&')) return endLines(raw);
    // Line ends first, by section 2.11; a fault is then told a few characters early, never on another line.
    return replaceReferences(endLines(raw), offset, this.#problems);
  }

  #outside(at: number): never {
    const vi = 'nội dung nằm ngoài phần tử gốc';
    return this.#problems.wrong(this.#offset + at, vi, 'content outside the root element');
  }

  #startTag(text: string, from: number): number {
    const tag = readStartTag(text, from, this.#offset, this.#problems);
    const at = this.#offset + from;
    const parent = this.#open.at(-1) ?? null;
    if (!parent && this.#root) this.#problems.wrong(at, 'có phần tử gốc thứ hai', 'there is a second root element');
    const element = this.#element(tag, parent, at);
    if (parent) parent.children.push(element);
    else this.#root = element;
    this.#last = element;
    if (tag.empty) this.#scope.leave(element.declarations);
    else this.#open.push(element);
    return tag.end;
  }

  #element({ written, name, attributes }: StartTag, parent: XmlElement | null, at: number): Open {
    const declarations = attributes.length === 0 ? NONE : this.#declare(attributes, at);
    const own =
      attributes.length === declarations.length
        ? NONE
        : attributes.filter((one) => !declares(one)).map((one) => this.#attribute(one, at));
    for (let i = 1; i < own.length; i++) {
      const { local, uri } = own[i]!;
      for (let j = 0; j < i; j++) if (own[j]!.local === local && own[j]!.uri === uri) this.#twice(local, at);
    }
    const uri = this.#uri(name.prefix, at);
    const { prefix, local } = name;
    return { name: written, prefix, local, uri, attributes: own, declarations, children: [], parent, at, cut: null };
  }

  #declare(attributes: readonly RawAttribute[], at: number): readonly Declaration[] {
    let declarations: Declaration[] | null = null;
    for (const attribute of attributes) {
      if (!declares(attribute)) continue;
      const { name, value: uri } = attribute;
      const declaration = { prefix: name.prefix === '' ? '' : name.local, uri };
      checkDeclared(declaration, at, this.#problems);
      if (declarations?.some(({ prefix }) => prefix === declaration.prefix)) this.#twice(name.local, at);
      if (declarations) declarations.push(declaration);
      else declarations = [declaration];
    }
    if (!declarations) return NONE;
    this.#scope.enter(declarations);
    return declarations;
  }

  #attribute({ name: { prefix, local }, value }: RawAttribute, at: number): XmlAttribute {
    return { prefix, local, uri: prefix === '' ? '' : this.#uri(prefix, at), value };
  }

  #uri(prefix: string, at: number): string {
    const uri = prefix === 'xmlns' ? null : this.#scope.uriOf(prefix);
    if (uri !== null) return uri;
    const name = shown(prefix);
    this.#problems.note(at, `tiền tố ${name} chưa được khai báo`, `the prefix ${name} is not declared`);
    // Distinct from every other name, so that no second problem is made of the first.
    return `undeclared:${prefix}`;
  }

  #twice(name: string, at: number): never {
    return this.#problems.wrong(at, `thuộc tính ${shown(name)} lặp lại`, `the attribute ${shown(name)} is repeated`);
  }

  #endTag(text: string, from: number): number {
    const open = this.#open.at(-1);
    const nameEnd = open ? from + 2 + open.name.length : 0;
    if (open && text.charCodeAt(nameEnd) === 62 && text.startsWith(open.name, from + 2)) {
      this.#close();
      return nameEnd + 1;
    }
    const written = text.slice(from + 2, endOfName(text, from + 2));
    const end = skipSpace(text, from + 2 + written.length);
    const name = shown(written);
    if (text.charCodeAt(end) !== 62) {
      this.#problems.wrong(
        this.#offset + from,
        `thẻ đóng </${name}> sai cú pháp`,
        `the end tag </${name}> is malformed`,
      );
    }
    if (!open) this.#outside(from);
    if (open?.name !== written) this.#mismatch(open!, written, this.#offset + from);
    this.#close();
    return end + 1;
  }

  /** Goes on as if the elements between had been closed, so that one slip is told once. */
  #mismatch(open: XmlElement, written: string, at: number): void {
    const line = this.#problems.lineAt(open.at);
    const [begun, ended] = [shown(open.name), shown(written)];
    const vi = `<${begun}> mở ở dòng ${line} nhưng gặp </${ended}>`;
    this.#problems.note(at, vi, `<${begun}> begun at line ${line} meets </${ended}>`);
    if (this.#open.some(({ name }) => name === written)) while (this.#open.at(-1)!.name !== written) this.#close();
  }

  #close(): void {
    this.#scope.leave(this.#open.pop()!.declarations);
  }

  /** A comment or a CDATA section. */
  #declared(text: string, from: number): number {
    if (text.startsWith('<!--', from)) {
      const dashes = text.indexOf('--', from + 4);
      if (text.charCodeAt(dashes + 2) === 62 && dashes > 0) return dashes + 3;
      return this.#problems.wrong(this.#offset + from, '-- trong chú thích', '-- within a comment');
    }
    const end = text.indexOf(']]>', from);
    if (!text.startsWith('<![CDATA[', from) || end < 0) {
      return this.#problems.wrong(this.#offset + from, 'cấu trúc <! không nhận ra', 'a <! construct that is unknown');
    }
    const parent = this.#open.at(-1) ?? this.#outside(from);
    parent.children.push(endLines(text.slice(from + 9, end)));
    return end + 3;
  }

  #declaration(text: string, from: number): number {
    const end = text.indexOf('?>', from);
    const first = this.#offset === 0 && from === (text.charCodeAt(0) === 0xfeff ? 1 : 0);
    if (!first || end < 0) this.#problems.forbidden(this.#offset + from, '<? ?>');
    checkDeclaration(text.slice(from, end + 2), this.#offset + from, (at) => this.#problems.lineAt(at), this.#problems);
    return end + 2;
  }
}

function declares({ name: { prefix, local } }: RawAttribute): boolean {
  return prefix === 'xmlns' || (prefix === '' && local === 'xmlns');
}
