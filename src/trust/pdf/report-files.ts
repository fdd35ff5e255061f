import { judgeOtherFile, judgePdfFile } from './judge-file.ts';
import type { FileInspection, FileReport } from './model.ts';
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
  const named: NamedFile[] = files.map(({ position, name }) => ({
    position,
    name,
    description: descriptions.get(position) ?? null,
  }));
  const roles = rolesOf(named, hints);
  const reports: FileReport[] = [];
  for (const { pdf: inspection, ...file } of files) {
    const role = roles.get(file.position) ?? 'annex';
    const pdf = inspection && (await settlePdf(inspection, knowledge));
    reports.push({ ...file, role, pdf, judgement: pdf ? judgePdfFile(role, pdf) : judgeOtherFile(file) });
  }
  return reports;
}
