import { isAccountedFor } from './accounting.ts';
import type { DocumentView, PdfDocument } from './document.ts';
import { PdfFault } from './fault.ts';
import { catalog } from './fields.ts';
import { CHANGE_KINDS, type ChangeKind, type RevisionChange } from './model.ts';
import { type ChangeContext, kindsOfChange } from './permitted.ts';
import { reachFrom, reachFromCatalog } from './reach.ts';
import type { PdfValue } from './values.ts';
import { sameEntry } from './xref.ts';

const OBJECTS_NAMED = 20;
const ALLOWED: ReadonlySet<ChangeKind> = new Set(['signature', 'timestamp', 'validation-data', 'metadata']);

export function isAllowed(kind: ChangeKind): boolean {
  return ALLOWED.has(kind);
}

/** What one incremental update did to the document before it. A broken update is a change of content. */
export function changeOfRevision(
  document: PdfDocument,
  revision: number,
  signedHere: ChangeContext['signedHere'],
): RevisionChange {
  const kinds = new Set<ChangeKind>();
  const objects: number[] = [];
  try {
    compare(document, revision, signedHere, (num, found) => {
      for (const kind of found) kinds.add(kind);
      if (!found.every(isAllowed) && objects.length < OBJECTS_NAMED) objects.push(num);
    });
    if (!isAccountedFor(document, revision)) kinds.add('content');
  } catch (error) {
    if (!(error instanceof PdfFault) || error.code === 'PDF_TIME' || error.code === 'PDF_LIMIT') throw error;
    kinds.add('content');
  }
  return { revision: revision + 1, kinds: CHANGE_KINDS.filter((kind) => kinds.has(kind)), objects };
}

function compare(
  document: PdfDocument,
  revision: number,
  signedHere: ChangeContext['signedHere'],
  report: (num: number, kinds: ChangeKind[]) => void,
): void {
  const before = document.view(revision - 1);
  const after = document.view(revision);
  if (before.root.num !== after.root.num || before.root.gen !== after.root.gen) report(after.root.num, ['content']);
  const changed = changedNumbers(document, revision, before);
  const reach = reachFromCatalog(document, before);
  const context = { document, before, after, reach, signedHere };
  const containers = containersOf(document, revision - 1);
  for (const num of changed) {
    // A replaced object stream replaces everything in it without naming it; nobody saves like that.
    if (containers.has(num)) report(num, ['content']);
    if (!reach.numbers.has(num)) continue;
    const change = { num, before: loadNumber(before, num), after: loadNumber(after, num) };
    report(num, kindsOfChange(change, context));
  }
  const validation = reachFrom(catalog(after).map.get('DSS') ?? null, document, after);
  if ([...changed].some((num) => validation.has(num))) report(0, ['validation-data']);
}

/** Numbers whose place in the file is another than before. */
function changedNumbers(document: PdfDocument, revision: number, before: DocumentView): Set<number> {
  const changed = new Set<number>();
  for (const [num, entry] of document.revisions[revision]!.entries) {
    document.budget.value();
    if (!sameEntry(before.entry(num) ?? { type: 'free' }, entry)) changed.add(num);
  }
  return changed;
}

function containersOf(document: PdfDocument, revision: number): Set<number> {
  const containers = new Set<number>();
  for (const { entries } of document.revisions.slice(0, revision + 1)) {
    document.budget.time();
    for (const entry of entries.values()) if (entry.type === 'packed') containers.add(entry.stream);
  }
  return containers;
}

function loadNumber(view: DocumentView, num: number): PdfValue {
  const entry = view.entry(num);
  return view.load({ kind: 'ref', num, gen: entry?.type === 'offset' ? entry.gen : 0 });
}
