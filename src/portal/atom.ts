import { escapeXml } from '../edxml/index.ts';

/** A feed, or one page of it (RFC 4287; RFC 5005 section 3). */
export interface AtomFeed {
  readonly id: string;
  readonly title: string;
  readonly updated: Date;
  readonly links: Links;
  readonly items: readonly (AtomEntry | Tombstone)[];
}

export interface Links {
  readonly self: string;
  readonly first: string;
  /** Null on the last page. */
  readonly next: string | null;
}

export interface AtomEntry {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly published: Date;
  readonly updated: Date;
  readonly category: string | null;
  /** Plain text. */
  readonly content: string;
  readonly files: readonly Enclosure[];
}

export interface Enclosure {
  readonly href: string;
  readonly name: string;
  readonly mediaType: string;
  /** Octets, where they are known. */
  readonly length: number | null;
}

/** An entry that was here (RFC 6721). */
export interface Tombstone {
  readonly id: string;
  readonly goneAt: Date;
  readonly why: string;
}

export const ATOM_MEDIA_TYPE = 'application/atom+xml; charset=utf-8';

export function writeFeed({ id, title, updated, links, items }: AtomFeed): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="vi">',
    element('id', id),
    element('title', title),
    element('updated', updated.toISOString()),
    link({ rel: 'self', type: 'application/atom+xml', href: links.self }),
    link({ rel: 'first', href: links.first }),
    ...(links.next === null ? [] : [link({ rel: 'next', href: links.next })]),
    element('generator', 'Liên Thông'),
    ...items.map((item) => ('goneAt' in item ? tombstone(item) : entry(item))),
    '</feed>',
    '',
  ].join('\n');
}

function entry({ id, title, author, published, updated, category, content, files }: AtomEntry): string {
  return [
    '<entry>',
    element('id', id),
    element('title', title),
    `<author>${element('name', author)}</author>`,
    element('published', published.toISOString()),
    element('updated', updated.toISOString()),
    ...(category === null ? [] : [`<category${attributes({ term: category })}/>`]),
    `<content type="text">${escapeXml(content)}</content>`,
    ...files.map(({ href, name, mediaType, length }) =>
      link({
        rel: 'enclosure',
        href,
        type: mediaType,
        title: name,
        ...(length !== null && { length: String(length) }),
      }),
    ),
    '</entry>',
  ].join('\n');
}

function tombstone({ id, goneAt, why }: Tombstone): string {
  return `<at:deleted-entry${attributes({ ref: id, when: goneAt.toISOString() })}><at:comment>${escapeXml(why)}</at:comment></at:deleted-entry>`;
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

function link(facts: Readonly<Record<string, string>>): string {
  return `<link${attributes(facts)}/>`;
}

function attributes(facts: Readonly<Record<string, string>>): string {
  return Object.entries(facts)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
}
