import { malformed } from './fault.ts';
import { decodeStream } from './filters.ts';
import type { Budget } from './limits.ts';
import { type IndirectObject, readObject } from './objects.ts';
import { Parser } from './parser.ts';
import { type Revision, readRevisions } from './revisions.ts';
import { type FileSource, inMemory, type Octets } from './source.ts';
import { isCount, isKind, nameOf, type PdfDict, type PdfRef, type PdfValue } from './values.ts';
import type { XrefEntry } from './xref.ts';

/** The file as it stood after one of its revisions: what a reader of that day saw. */
export interface DocumentView {
  readonly revision: number;
  readonly root: PdfRef;
  entry(num: number): XrefEntry | null;
  /** The object's value; null for what is free, missing or of another generation (7.3.10). */
  load(ref: PdfRef): PdfValue;
  /** Follows references until something else. */
  resolve(value: PdfValue | undefined): PdfValue;
}

export interface PdfDocument {
  readonly source: FileSource;
  readonly budget: Budget;
  readonly revisions: readonly Revision[];
  readonly trailing: number;
  view(revision: number): DocumentView;
  /** The object at an offset, with its end; for accounting of every octet of an update. */
  objectAt(offset: number, view: DocumentView): IndirectObject;
}

interface Packed {
  readonly octets: Octets;
  readonly places: readonly { readonly num: number; readonly at: number }[];
}

const CACHED_OBJECTS = 50_000;
const CACHED_STREAM_BYTES = 32 * 1_048_576;

/** Opens a PDF by its cross-reference chain. Objects are read when asked for. Throws PdfFault. */
export function openDocument(source: FileSource, budget: Budget): PdfDocument {
  budget.check('fileBytes', source.size);
  const { revisions, trailing } = readRevisions(source, budget);
  const objects = new Map<number, IndirectObject>();
  const packed = new Map<number, Packed>();
  let packedBytes = 0;

  function objectAt(offset: number, view: DocumentView): IndirectObject {
    const known = objects.get(offset);
    if (known) return known;
    const object = readObject(source, offset, budget, (ref) => lengthOf(ref, view));
    if (objects.size < CACHED_OBJECTS) objects.set(offset, object);
    return object;
  }

  /** A length in its own object: read plainly, so that a stream cannot need itself to be read. */
  function lengthOf(ref: PdfRef, view: DocumentView): number {
    const entry = view.entry(ref.num);
    if (entry?.type !== 'offset' || entry.gen !== ref.gen) throw malformed('stream length', 0);
    const parser = new Parser(source, entry.offset, budget);
    if (parser.count() !== ref.num || parser.count() !== ref.gen) throw malformed('stream length', entry.offset);
    parser.expect('obj');
    return parser.count();
  }

  function openPacked(num: number, view: DocumentView): Packed {
    const entry = view.entry(num);
    if (entry?.type !== 'offset') throw malformed('object stream', 0);
    const known = packed.get(entry.offset);
    if (known) return known;
    const object = objectAt(entry.offset, view);
    const { value } = object;
    if (object.num !== num || !isKind(value, 'stream') || nameOf(value.dict.map.get('Type')) !== 'ObjStm') {
      throw malformed('object stream', entry.offset);
    }
    budget.check('streamBytes', value.length);
    const bytes = decodeStream(source.slice(value.start, value.start + value.length), value.dict, entry.offset, budget);
    const read = { octets: inMemory(bytes), places: placesOf(bytes, value.dict, entry.offset, budget) };
    packedBytes += bytes.length;
    if (packedBytes > CACHED_STREAM_BYTES) {
      packed.clear();
      packedBytes = bytes.length;
    }
    packed.set(entry.offset, read);
    return read;
  }

  function loadPacked(num: number, entry: Extract<XrefEntry, { type: 'packed' }>, view: DocumentView): PdfValue {
    const { octets, places } = openPacked(entry.stream, view);
    const place = places[entry.index];
    if (place?.num !== num) throw malformed('object stream', entry.stream);
    return new Parser(octets, place.at, budget).value();
  }

  function viewOf(revision: number): DocumentView {
    const view: DocumentView = {
      revision,
      root: revisions[revision]!.root,
      entry(num) {
        for (let at = revision; at >= 0; at -= 1) {
          const entry = revisions[at]!.entries.get(num);
          if (entry) return entry;
        }
        return null;
      },
      load(ref) {
        const entry = view.entry(ref.num);
        if (!entry || entry.type === 'free') return null;
        if (entry.type === 'packed') return ref.gen === 0 ? loadPacked(ref.num, entry, view) : null;
        if (entry.gen !== ref.gen) return null;
        const object = objectAt(entry.offset, view);
        if (object.num !== ref.num || object.gen !== ref.gen) throw malformed('object number', entry.offset);
        return object.value;
      },
      resolve(value) {
        let at: PdfValue = value ?? null;
        for (let hops = 0; isKind(at, 'ref'); hops += 1) {
          if (hops > 16) throw malformed('reference loop', 0);
          at = view.load(at);
        }
        return at;
      },
    };
    return view;
  }

  const views = revisions.map((_, index) => viewOf(index));
  return { source, budget, revisions, trailing, view: (revision) => views[revision]!, objectAt };
}

function placesOf(bytes: Buffer, dict: PdfDict, at: number, budget: Budget): { num: number; at: number }[] {
  const count = dict.map.get('N');
  const first = dict.map.get('First');
  if (!isCount(count) || !isCount(first) || first > bytes.length) throw malformed('object stream', at);
  budget.check('xrefEntries', count);
  const parser = new Parser(inMemory(bytes.subarray(0, first)), 0, budget);
  return Array.from({ length: count }, () => {
    budget.value();
    return { num: parser.count(), at: first + parser.count() };
  });
}
