import { type AttachmentRow, type DocumentRow, findDocuments, listAttachmentsOf } from '../intake/index.ts';
import { dayInWords } from '../platform/clock.ts';
import type { Reader } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import {
  type Entry,
  type FeedCursor,
  listChanges,
  obstacles,
  REASON_WORDS,
  type Reason,
} from '../publication/index.ts';
import { type Agency, findAgencies } from '../registry/index.ts';
import type { AtomEntry, AtomFeed, Tombstone } from './atom.ts';
import { mediaTypeOf } from './files.ts';

const PAGE = 50;

/** Where the portal answers and how its entries are named. */
export interface Place {
  /** Of the portal's addresses, without a slash at its end. */
  readonly base: string;
  /** `tag:<authority>,<day>` (RFC 4151): what all ids begin with. */
  readonly tag: string;
}

/** One page of the feed of everything, or of an agency. */
export async function readFeed(
  reader: Reader,
  { base, tag }: Place,
  agency: Agency | null,
  after: FeedCursor | null,
  emptySince: Date,
): Promise<AtomFeed> {
  const found = await listChanges(reader, { agencyId: agency?.id ?? null, after, limit: PAGE + 1 });
  const entries = found.slice(0, PAGE);
  const first = agency ? `${base}/agencies/${encodeURIComponent(agency.code)}/feed.atom` : `${base}/feed.atom`;
  const at = (cursor: FeedCursor | null) => (cursor ? `${first}?after=${writeCursor(cursor)}` : first);
  return {
    id: agency ? `${tag}:agency:${agency.id}` : `${tag}:all`,
    title: agency ? `Văn bản công khai: ${agency.name}` : 'Văn bản công khai của các cơ quan',
    updated: entries[0]?.changedAt ?? emptySince,
    links: { self: at(after), first, next: found.length > PAGE ? at(entries.at(-1)!) : null },
    items: await describe(reader, { base, tag }, entries),
  };
}

/** A fixed number of queries, however many entries there are. */
async function describe(reader: Reader, place: Place, entries: readonly Entry[]): Promise<AtomFeed['items']> {
  const shown = entries.filter((one) => one.state === 'published').map((one) => one.documentId);
  const [barred, documents, files, agencies] = await Promise.all([
    obstacles(reader, shown),
    findDocuments(reader, shown),
    listAttachmentsOf(reader, shown),
    findAgencies(
      reader,
      entries.map((one) => one.agencyId),
    ),
  ]);
  return entries.map((entry) => {
    const gone = entry.reason ?? barred.get(entry.documentId);
    if (gone) return toTombstone(place, entry, gone);
    const author = agencies.get(entry.agencyId)?.name ?? '–';
    return toEntry(place, entry, documents.get(entry.documentId)!, author, files.get(entry.documentId) ?? []);
  });
}

function toTombstone({ tag }: Place, { id, changedAt }: Entry, reason: Reason): Tombstone {
  return { id: `${tag}:${id}`, goneAt: changedAt, why: REASON_WORDS[reason].vi };
}

function toEntry(
  { base, tag }: Place,
  { id, changedAt, publishedAt }: Entry,
  document: DocumentRow,
  author: string,
  files: readonly AttachmentRow[],
): AtomEntry {
  const code = [document.codeNumber, document.codeNotation].filter(Boolean).join('/');
  const subject = document.subject ?? '';
  return {
    id: `${tag}:${id}`,
    title: [code, subject].filter(Boolean).join(': '),
    author,
    published: publishedAt!,
    updated: changedAt,
    category: document.typeName,
    content: factsOf(document, code),
    files: files.map((file) => ({
      href: `${base}/documents/${id}/files/${file.position}`,
      name: file.name,
      mediaType: mediaTypeOf(file.name),
      // What lies zipped in the message is served unzipped, and how long that is nobody has counted.
      length: file.zipped ? null : file.octets,
    })),
  };
}

/** What the document states of itself, and nothing of its recipients or of who handled it. */
function factsOf({ header, typeName, promulgatedOn, subject }: DocumentRow, code: string): string {
  if (header.kind !== 'document') return '';
  const signer = [[header.competence, header.position].filter(Boolean).join(' '), header.signerName];
  const lines: [string, string | null][] = [
    ['Số, ký hiệu', code],
    ['Ngày, tháng, năm văn bản', promulgatedOn === null ? null : dayInWords(promulgatedOn)],
    ['Tên loại văn bản', typeName],
    ['Trích yếu nội dung', subject],
    ['Người ký', signer.filter(Boolean).join(', ')],
  ];
  return lines
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function writeCursor({ changedAt, id }: FeedCursor): string {
  return `${changedAt.getTime()}.${id}`;
}

/** Null for what no link of a feed leads to. */
export function readCursor(text: string): FeedCursor | null {
  const [ms = '', id = ''] = text.split('.');
  return /^\d{1,14}$/.test(ms) && isId(id) ? { changedAt: new Date(Number(ms)), id } : null;
}
