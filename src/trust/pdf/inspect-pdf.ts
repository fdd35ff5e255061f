import { changeOfRevision, isAllowed } from './changes.ts';
import { openDocument, type PdfDocument } from './document.ts';
import { PdfFault } from './fault.ts';
import { type SignatureField, signatureFields } from './fields.ts';
import { Budget, PDF_LIMITS, type PdfLimits } from './limits.ts';
import type { AfterSigning, InspectedPdfSignature, PdfInspection, RevisionChange } from './model.ts';
import { type BareSignature, inspectSignature } from './signature.ts';
import { type ByteSpan, openFile } from './source.ts';
import { isKind } from './values.ts';

/**
 * Finds and verifies the signatures of a PDF on disk, or of a span of a file. Reads synchronously within its limits: for
 * a worker thread. A file that cannot be read, or costs too much, is reported by its code, never thrown.
 */
export function inspectPdf(path: string, span?: ByteSpan, limits: PdfLimits = PDF_LIMITS): PdfInspection {
  const source = openFile(path, span);
  try {
    const document = openDocument(source, new Budget(limits));
    const signatures = inspectSignatures(document);
    return { state: 'read', code: null, facts: {}, revisions: document.revisions.length, signatures };
  } catch (error) {
    if (!(error instanceof PdfFault)) throw error;
    return { state: 'unreadable', code: error.code, facts: error.facts, revisions: 0, signatures: [] };
  } finally {
    source.close();
  }
}

function inspectSignatures(document: PdfDocument): InspectedPdfSignature[] {
  const shown = fieldsByRevision(document);
  const last = document.revisions.length - 1;
  const all = new Map<string, SignatureField>();
  for (const fields of shown) for (const [key, field] of fields) all.set(key, field);
  document.budget.check('signatures', all.size);
  const bare = [...all].map(([key, field]) => {
    const signature = inspectSignature(field, document);
    // A revision that is signed by a dictionary it does not itself show was not signed by it.
    const shownThen = signature.span === null || shown[signature.span.revision]!.has(key);
    return { key, signature: shownThen ? signature : planted(signature) };
  });
  const changes = changesByRevision(
    document,
    bare.map(({ signature }) => signature),
  );
  return bare
    .map(({ key, signature }) => finish(signature, !shown[last]!.has(key), changes, document))
    .sort((a, b) => (a.revision ?? 0) - (b.revision ?? 0));
}

/** Signature fields as each revision shows them, by where their Contents lie: one that is removed later is not forgotten. */
function fieldsByRevision(document: PdfDocument): Map<string, SignatureField>[] {
  return document.revisions.map((_, revision) => {
    const fields = signatureFields(document, document.view(revision));
    return new Map(fields.map((field, index) => [keyOf(field, index), field]));
  });
}

function keyOf({ name, dictionary }: SignatureField, index: number): string {
  const contents = dictionary.map.get('Contents');
  return isKind(contents, 'string') ? String(contents.start) : `${index} ${name}`;
}

function planted(signature: BareSignature): BareSignature {
  return { ...signature, state: 'invalid', code: 'PDF_NOT_IN_REVISION', facts: {} };
}

type Changes = ReadonlyMap<number, RevisionChange> | 'not-determined';

/** Each update behind the first signed revision, compared with what it updates. */
function changesByRevision(document: PdfDocument, signatures: readonly BareSignature[]): Changes {
  const signed = signatures.flatMap(({ span }) => (span ? [span.revision] : []));
  const changes = new Map<number, RevisionChange>();
  try {
    for (let revision = Math.min(...signed) + 1; revision < document.revisions.length; revision += 1) {
      const here = signatures.filter(({ span, state }) => span?.revision === revision && state === 'intact');
      const signedHere = new Map(here.map(({ span, kind }) => [span!.gapStart, kind]));
      changes.set(revision, changeOfRevision(document, revision, signedHere));
    }
    return changes;
  } catch (error) {
    if (error instanceof PdfFault) return 'not-determined';
    throw error;
  }
}

function finish(
  { span, permission, ...signature }: BareSignature,
  removed: boolean,
  changes: Changes,
  document: PdfDocument,
): InspectedPdfSignature {
  if (!span || changes === 'not-determined') {
    const nothing = span !== null && signature.wholeFile;
    return { ...signature, removed, changes: [], after: nothing ? 'nothing' : 'not-determined' };
  }
  const later = [...changes].filter(([revision]) => revision > span.revision).map(([, change]) => change);
  const after = removed || document.trailing > 0 ? 'changed' : judgeAfter(later, permission);
  return { ...signature, removed, changes: later, after };
}

function judgeAfter(later: readonly RevisionChange[], permission: number | null): AfterSigning {
  const kinds = later.flatMap((change) => change.kinds);
  if (later.length === 0) return 'nothing';
  if (kinds.includes('content')) return 'changed';
  // A certification that permits nothing (DocMDP 1) still lets validation data in (ETSI EN 319 142-1 section 5.4).
  if (permission === 1 && kinds.includes('signature')) return 'changed-afterwards';
  return kinds.every(isAllowed) ? 'allowed' : 'changed-afterwards';
}
