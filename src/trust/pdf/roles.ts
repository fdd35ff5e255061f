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

const ANNEX = /\b(phu luc|phuluc|pl ?\d+|pl|annex|appendix|bieu mau|bieu|danh sach|dinh kem|kem theo)\b/;
const COPY = /\b(sao y|saoy|sao luc|trich sao|ban sao|so hoa)\b/;
const COPY_NOTATION = /^(SY|TrS|SL)\b/;

/** The part of each file in the document: the first is the main one unless a name says otherwise. */
export function rolesOf(files: readonly NamedFile[], hints: DocumentHints): Map<number, FileRole> {
  const inOrder = [...files].sort((a, b) => a.position - b.position);
  const isCopy = COPY_NOTATION.test(hints.codeNotation ?? '') || COPY.test(plain(hints.typeName ?? ''));
  const main = inOrder.find((file) => !ANNEX.test(wordsOf(file))) ?? inOrder[0];
  return new Map(
    inOrder.map((file): [number, FileRole] => {
      if (COPY.test(wordsOf(file)) || (file === main && isCopy)) return [file.position, 'copy'];
      return [file.position, file === main ? 'main' : 'annex'];
    }),
  );
}

function wordsOf({ name, description }: NamedFile): string {
  return plain(`${name.replace(/\.[^.]{1,5}$/, '')} ${description ?? ''}`);
}

function plain(text: string): string {
  return withoutMarks(text).replace(/[^a-z0-9]+/g, ' ');
}
