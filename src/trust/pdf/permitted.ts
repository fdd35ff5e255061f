import type { DocumentView, PdfDocument } from './document.ts';
import { differingKeys, equal } from './equal.ts';
import { hasOnlySignatures } from './fields.ts';
import type { ChangeKind } from './model.ts';
import type { Reach } from './reach.ts';
import { isKind, nameOf, type PdfDict, type PdfValue } from './values.ts';

/** An object that a reader shows, before and after one revision. */
export interface ObjectChange {
  readonly num: number;
  readonly before: PdfValue;
  readonly after: PdfValue;
}

export interface ChangeContext {
  readonly document: PdfDocument;
  readonly before: DocumentView;
  readonly after: DocumentView;
  readonly reach: Reach;
  /** Right signatures that cover the end of this very revision, by where their Contents lie. */
  readonly signedHere: ReadonlyMap<number, 'signature' | 'timestamp'>;
}

const NOTHING: PdfDict = { kind: 'dict', map: new Map(), doubled: false };
const SIGNING_KEYS = new Set(['V', 'AP', 'AS', 'F', 'MK', 'M', 'DA']);

/** What kind of change it is to replace one object that counts by another. No kind: no difference. */
export function kindsOfChange({ num, before, after }: ObjectChange, context: ChangeContext): ChangeKind[] {
  const { document, reach } = context;
  if (equal(before, after, document)) return [];
  if (isKind(before, 'array')) return appended(before, after, reach.lists.get(num) ?? 'content', context);
  if (!isKind(before, 'dict') || !isKind(after, 'dict') || after.doubled) return ['content'];
  if (num === context.before.root.num) return catalogKinds(before, after, context);
  if (num === formNumber(context.before)) return formKinds(before, after, context);
  if (nameOf(before.map.get('Type')) === 'Page') return pageKinds(before, after, context);
  return fieldKinds(before, after, context);
}

function formNumber(view: DocumentView): number | null {
  const root = view.resolve(view.root);
  const form = isKind(root, 'dict') ? root.map.get('AcroForm') : null;
  return isKind(form, 'ref') ? form.num : null;
}

function byKey(before: PdfDict, after: PdfDict, context: ChangeContext, kinds: (key: string) => ChangeKind[]) {
  return differingKeys(before, after, context.document).flatMap(kinds);
}

function catalogKinds(before: PdfDict, after: PdfDict, context: ChangeContext): ChangeKind[] {
  return byKey(before, after, context, (key) => {
    if (key === 'DSS') return ['validation-data'];
    if (key === 'Metadata') return ['metadata'];
    if (['Extensions', 'Version', 'Perms'].includes(key)) return [];
    if (key !== 'AcroForm') return ['content'];
    const old = context.before.resolve(before.map.get(key));
    const form = context.after.resolve(after.map.get(key));
    if (!isKind(form, 'dict') || form.doubled) return ['content'];
    return formKinds(isKind(old, 'dict') ? old : NOTHING, form, context);
  });
}

function formKinds(before: PdfDict, after: PdfDict, context: ChangeContext): ChangeKind[] {
  return byKey(before, after, context, (key) => {
    if (key === 'SigFlags') return [];
    // A shadow attack gives filled fields another font.
    if (key === 'DR' || key === 'DA') return hasOnlySignatures(before, context.before) ? [] : ['form'];
    if (key === 'Fields') return listKinds(before.map.get(key), after.map.get(key), 'form', context);
    return key === 'NeedAppearances' ? ['form'] : ['content'];
  });
}

function pageKinds(before: PdfDict, after: PdfDict, context: ChangeContext): ChangeKind[] {
  return byKey(before, after, context, (key) => {
    if (key === 'LastModified') return [];
    return key === 'Annots' ? listKinds(before.map.get(key), after.map.get(key), 'annotation', context) : ['content'];
  });
}

function listKinds(
  before: PdfValue | undefined,
  after: PdfValue | undefined,
  otherwise: ChangeKind,
  context: ChangeContext,
): ChangeKind[] {
  const old = context.before.resolve(before);
  const list = isKind(old, 'array') ? old : { kind: 'array' as const, items: [] };
  return appended(list, context.after.resolve(after), otherwise, context);
}

/** A list may grow at its end, by the fields of signatures. */
function appended(
  before: Extract<PdfValue, { kind: 'array' }>,
  after: PdfValue,
  otherwise: ChangeKind,
  context: ChangeContext,
): ChangeKind[] {
  if (!isKind(after, 'array')) return ['content'];
  const kept = before.items.every((item, index) => equal(item, after.items[index] ?? null, context.document));
  if (!kept || after.items.length < before.items.length) return [otherwise];
  return after.items.slice(before.items.length).map((item) => {
    const added = isKind(item, 'ref') ? context.after.load(item) : null;
    if (!isKind(added, 'dict') || added.doubled) return 'content';
    return signingKind(added, context) ?? (fieldType(added, context.after) ? 'form' : 'annotation');
  });
}

function fieldKinds(before: PdfDict, after: PdfDict, context: ChangeContext): ChangeKind[] {
  const keys = differingKeys(before, after, context.document);
  const type = fieldType(before, context.before);
  const wasSigned = inherited(before, 'V', context.before) !== null;
  if (type === 'Sig' && !wasSigned && keys.every((key) => SIGNING_KEYS.has(key))) {
    return [signingKind(after, context) ?? 'form'];
  }
  if (type === 'Sig' && wasSigned) return ['content'];
  if (type !== null && keys.every((key) => SIGNING_KEYS.has(key) || ['DV', 'RV'].includes(key))) return ['form'];
  return before.map.has('Subtype') && before.map.has('Rect') ? ['annotation'] : ['content'];
}

/** `signature` or `timestamp` when the field carries a right one over this revision; null for any other field. */
function signingKind(field: PdfDict, { after, signedHere }: ChangeContext): ChangeKind | null {
  if (fieldType(field, after) !== 'Sig') return null;
  const dictionary = inherited(field, 'V', after);
  const contents = isKind(dictionary, 'dict') ? dictionary.map.get('Contents') : null;
  return (isKind(contents, 'string') && signedHere.get(contents.start)) || null;
}

function fieldType(field: PdfDict, view: DocumentView): string | null {
  return nameOf(inherited(field, 'FT', view));
}

/** An entry of a field or of one it is a kid of (12.7.3.1). */
function inherited(field: PdfDict, key: string, view: DocumentView): PdfValue {
  let at: PdfValue = field;
  for (let level = 0; level < 16 && isKind(at, 'dict'); level += 1) {
    const value = view.resolve(at.map.get(key));
    if (value !== null) return value;
    at = view.resolve(at.map.get('Parent'));
  }
  return null;
}
