import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePdf } from '../../../../src/cli/demo/pdf.ts';
import { inspectPdf, type PdfInspection, type PdfLimits } from '../../../../src/trust/pdf/index.ts';
import type { EditedPdf } from '../../../support/pdf-signer.ts';
import { sign, startPdf } from '../../../support/pdf-signer.ts';
import { makeSigner } from '../../../support/signers.ts';

/** Of this process, for all of its files; the run removes it. */
export const folder = mkdtempSync(join(tmpdir(), 'pdf-test-'));

export const person = makeSigner('C=VN, O=UBND tỉnh Sông Lam, OU=Lãnh đạo Ủy ban, CN=Nguyễn Thị Hạ, E=ha@example.vn');
export const agency = makeSigner('C=VN, O=Tỉnh Sông Lam, CN=Ủy ban nhân dân tỉnh Sông Lam');
export const authority = makeSigner('C=VN, O=Liên Thông, CN=Dấu thời gian thử', { stamps: 'critical' });

export const plain = startPdf(makePdf(['Cong van so 12']));
export const byPerson = sign(plain, person, { name: 'Person' });
export const byBoth = sign(byPerson, agency, { name: 'Agency' });

let files = 0;
export function store(bytes: Buffer): string {
  const path = join(folder, `${++files}.pdf`);
  writeFileSync(path, bytes);
  return path;
}

export function inspect(pdf: EditedPdf | Buffer, limits?: PdfLimits): PdfInspection {
  return inspectPdf(store(Buffer.isBuffer(pdf) ? pdf : pdf.bytes), undefined, limits);
}

/** What matters of each signature, in the order of revisions. */
export function outline(pdf: EditedPdf | Buffer) {
  const { state, code, signatures } = inspect(pdf);
  if (state === 'unreadable') return code;
  return signatures.map((one) => `${one.field} ${one.code ?? one.state} ${one.after}`);
}
