import { judgeOtherFile, judgePdfFile } from './judge-file.ts';
import type { FileInspection, FileReport, FoundFile } from './model.ts';
import { type DocumentHints, type NamedFile, rolesOf } from './roles.ts';
import { type CertificateKnowledge, settlePdf } from './settle.ts';

/**
 * The reports of all files of a document: what `inspectAttachments` found, with names, trust and the law's judgement.
 * `descriptions` are those of the manifest by position.
 */
export async function reportFiles(
  files: readonly FileInspection[],
  hints: DocumentHints,
  knowledge: CertificateKnowledge,
  descriptions: ReadonlyMap<number, string | null> = new Map(),
): Promise<FileReport[]> {
  const found: (FoundFile & NamedFile)[] = [];
  for (const file of files) {
    const description = descriptions.get(file.position) ?? null;
    found.push({ ...(await settleFile(file, knowledge)), position: file.position, description });
  }
  return judgeFiles(found, hints);
}

/** One file with names and trust, whatever its part in a document will be. */
export async function settleFile(
  { name, type, code, pdf }: FileInspection,
  knowledge: CertificateKnowledge,
): Promise<FoundFile> {
  return { name, type, code, pdf: pdf && (await settlePdf(pdf, knowledge)) };
}

/** What each file is worth by its part in the document: the first is the main one unless a name says otherwise. */
export function judgeFiles(files: readonly (FoundFile & NamedFile)[], hints: DocumentHints): FileReport[] {
  const roles = rolesOf(files, hints);
  return files.map(({ position, name, type, code, pdf }) => {
    const role = roles.get(position) ?? 'annex';
    const judgement = pdf ? judgePdfFile(role, pdf) : judgeOtherFile({ type, code });
    return { position, name, type, code, role, pdf, judgement };
  });
}
