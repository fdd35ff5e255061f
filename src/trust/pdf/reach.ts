import type { DocumentView, PdfDocument } from './document.ts';
import { catalog, hasOnlySignatures } from './fields.ts';
import { isKind, nameOf, type PdfDict, type PdfValue } from './values.ts';

export interface Reach {
  /** Numbers of the objects that decide what a reader shows, those missing from the file included. */
  readonly numbers: ReadonlySet<number>;
  /** Arrays of their own that list annotations of a page, or the fields of the form. */
  readonly lists: ReadonlyMap<number, 'annotation' | 'form'>;
}

/** Keys whose contents change nothing that is shown: what only they lead to may change. */
const UNSEEN_IN_CATALOG = new Set(['AcroForm', 'DSS', 'Metadata', 'Extensions', 'Version']);
const UNSEEN_IN_FORM = new Set(['DR', 'DA', 'SigFlags']);

/**
 * Every object that the catalog leads to, but for validation data, metadata and the form's default resources. An object
 * that is not among these can be added or replaced by anybody without being seen; one that is cannot, and a number that
 * is named but not there waits for somebody to put an object in (a shadow attack).
 */
export function reachFromCatalog(document: PdfDocument, view: DocumentView): Reach {
  const numbers = new Set<number>([view.root.num]);
  const lists = new Map<number, 'annotation' | 'form'>();
  const root = catalog(view);
  const form = root.map.get('AcroForm');
  if (isKind(form, 'ref')) numbers.add(form.num);
  const fields = view.resolve(form);
  const start = valuesBut(root, UNSEEN_IN_CATALOG);
  if (isKind(fields, 'dict')) {
    start.push(...valuesBut(fields, hasOnlySignatures(fields, view) ? UNSEEN_IN_FORM : new Set()));
    const list = fields.map.get('Fields');
    if (isKind(list, 'ref')) lists.set(list.num, 'form');
  }
  walk(start, document, view, numbers, (dict) => {
    const list = dict.map.get('Annots');
    if (nameOf(dict.map.get('Type')) === 'Page' && isKind(list, 'ref')) lists.set(list.num, 'annotation');
  });
  return { numbers, lists };
}

/** Everything that one value leads to. */
export function reachFrom(value: PdfValue, document: PdfDocument, view: DocumentView): Set<number> {
  const numbers = new Set<number>();
  walk([value], document, view, numbers, () => {});
  return numbers;
}

function walk(
  start: PdfValue[],
  document: PdfDocument,
  view: DocumentView,
  numbers: Set<number>,
  look: (dict: PdfDict) => void,
): void {
  const walked = new Set<number>();
  const stack = start;
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (value === null || typeof value !== 'object') continue;
    document.budget.value();
    if (isKind(value, 'ref')) {
      numbers.add(value.num);
      if (walked.has(value.num)) continue;
      walked.add(value.num);
      stack.push(view.load(value));
    } else if (isKind(value, 'array')) {
      for (const item of value.items) stack.push(item);
    } else if (isKind(value, 'dict') || isKind(value, 'stream')) {
      const dict = isKind(value, 'stream') ? value.dict : value;
      look(dict);
      for (const item of dict.map.values()) stack.push(item);
    }
  }
}

function valuesBut(dict: PdfDict, keys: ReadonlySet<string>): PdfValue[] {
  return [...dict.map].filter(([key]) => !keys.has(key)).map(([, value]) => value);
}
