import type { FileRole } from './model.ts';
import { withoutMarks } from './subject.ts';

export interface NamedFile {
  readonly position: number;
  readonly name: string;
  /** Description of the manifest. */
  readonly description?: string | null;
}

/** What the header says of the document as a whole. */
export interface DocumentHints {
  /** `Sao y`, `Công văn` … */
  readonly typeName: string | null;
  /** `12/SY-UBND`: the group behind the number is the kind of copy (NĐ 30 Phụ lục III). */
  readonly codeNotation: string | null;
}

/** Only where a name begins or ends with it: "sửa đổi phụ lục của quy chế" is a subject, not a part. */
const ANNEX = /^(\d+ )*(phu luc|phuluc|pl ?\d*|annex|appendix|bieu mau|danh sach)\b|\bphu luc( (\d+|[ivx]+))?$/;
const COPY = /\b(sao y|saoy|sao luc|trich sao)\b/;
const COPY_NOTATION = /^(SY|TrS|SL)\b/;

/** The part of each file in the document: the first is the main one unless a name says otherwise. */
export function rolesOf(files: readonly NamedFile[], hints: DocumentHints): Map<number, FileRole> {
  const inOrder = [...files].sort((a, b) => a.position - b.position);
  const isCopy = COPY_NOTATION.test(hints.codeNotation ?? '') || COPY.test(plain(hints.typeName ?? ''));
  const main = inOrder.find((file) => !says(file, ANNEX)) ?? inOrder[0];
  return new Map(
    inOrder.map((file): [number, FileRole] => {
      if (says(file, COPY) || (file === main && isCopy)) return [file.position, 'copy'];
      return [file.position, file === main ? 'main' : 'annex'];
    }),
  );
}

/** The name and the description, each for itself. */
function says(file: NamedFile, pattern: RegExp): boolean {
  return pattern.test(plain(file.name.replace(/\.[^.]{1,5}$/, ''))) || pattern.test(plain(file.description ?? ''));
}

function plain(text: string): string {
  return withoutMarks(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
