import type { DocumentView, PdfDocument } from './document.ts';
import { malformed } from './fault.ts';
import { isKind, nameOf, type PdfDict, type PdfValue, textOf } from './values.ts';

/** A signature field (ISO 32000-1 12.7.4.5) that has been signed, as one revision shows it. */
export interface SignatureField {
  /** Fully qualified name (12.7.3.2). */
  readonly name: string;
  readonly dictionary: PdfDict;
}

interface Inherited {
  readonly name: string;
  readonly type: string | null;
  readonly depth: number;
}

/** The signed signature fields of the interactive form; nothing else in a file is a signature. */
export function signatureFields(document: PdfDocument, view: DocumentView): SignatureField[] {
  const { budget } = document;
  const found: SignatureField[] = [];
  const seen = new Set<number>();
  let fields = 0;

  function visit(value: PdfValue, inherited: Inherited): void {
    budget.check('fields', ++fields);
    budget.check('depth', inherited.depth);
    if (isKind(value, 'ref')) {
      if (seen.has(value.num)) return;
      seen.add(value.num);
    }
    const field = view.resolve(value);
    if (!isKind(field, 'dict')) return;
    const own = textOf(view.resolve(field.map.get('T')));
    const name = own === null ? inherited.name : inherited.name === '' ? own : `${inherited.name}.${own}`;
    const type = nameOf(view.resolve(field.map.get('FT'))) ?? inherited.type;
    const dictionary = view.resolve(field.map.get('V'));
    if (type === 'Sig' && isKind(dictionary, 'dict')) {
      if (field.doubled) throw malformed('field', 0);
      found.push({ name, dictionary });
      budget.check('signatures', found.length);
    }
    const kids = view.resolve(field.map.get('Kids'));
    if (isKind(kids, 'array')) for (const kid of kids.items) visit(kid, { name, type, depth: inherited.depth + 1 });
  }

  const form = acroForm(view);
  const top = form ? view.resolve(form.map.get('Fields')) : null;
  if (isKind(top, 'array')) for (const field of top.items) visit(field, { name: '', type: null, depth: 0 });
  return found;
}

export function catalog(view: DocumentView): PdfDict {
  const root = view.resolve(view.root);
  if (!isKind(root, 'dict') || root.doubled) throw malformed('Root', 0);
  return root;
}

export function acroForm(view: DocumentView): PdfDict | null {
  const form = view.resolve(catalog(view).map.get('AcroForm'));
  if (isKind(form, 'dict') && form.doubled) throw malformed('AcroForm', 0);
  return isKind(form, 'dict') ? form : null;
}

/** A form of nothing but signature fields: its default resources draw nothing. Others may be drawn anew with them. */
export function hasOnlySignatures(form: PdfDict, view: DocumentView): boolean {
  const fields = view.resolve(form.map.get('Fields'));
  if (!isKind(fields, 'array')) return true;
  return fields.items.every((item) => {
    const field = view.resolve(item);
    return isKind(field, 'dict') && nameOf(view.resolve(field.map.get('FT'))) === 'Sig';
  });
}
