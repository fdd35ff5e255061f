import { buildDocument, type DocumentInput } from '../../../src/edxml/index.ts';

export interface Office {
  readonly code: string;
  readonly name: string;
}

/** What a package of a dossier says. */
export interface DossierPackage {
  readonly from: Office;
  readonly to: Office;
  readonly number: string;
  /** Mã thủ tục, and what it is called. */
  readonly procedure: { readonly code: string; readonly name: string };
  readonly applicant: string;
  /** `yyyy/MM/dd`. */
  readonly filedOn: string;
  readonly dueOn: string;
  readonly papers: readonly { readonly name: string; readonly content: Buffer }[];
}

/** A dossier as một cửa systems write it: its number as the code and in ReferenceCodes, its papers as the attachments. */
export function buildDossier(it: DossierPackage): Buffer {
  const header: DocumentInput = {
    from: { organId: it.from.code, organName: it.from.name, organizationInCharge: it.from.name },
    to: [{ organId: it.to.code, organName: it.to.name, organizationInCharge: it.to.name }],
    documentId: `${it.from.code},${it.filedOn},${it.number}/Hồ sơ liên thông`,
    codeNumber: it.number,
    codeNotation: 'Hồ sơ liên thông',
    place: it.from.name,
    promulgationDate: it.filedOn,
    type: '1',
    typeName: 'Công văn',
    subject: `${it.procedure.code}/${it.applicant}/${it.number}`,
    content: it.procedure.name,
    dueDate: it.dueOn,
    priority: 0,
    referenceCodes: it.number,
    steeringType: '1',
    applicationType: 'MCDT_DT',
    bussiness: { docType: 0, reason: it.procedure.name, paper: '1' },
  };
  return buildDocument(header, it.papers.map(toAttachment));
}

/** What a department answers: a document of its own that names what it answers, and no dossier. */
export function buildAnswer(it: {
  readonly from: Office;
  readonly to: Office;
  readonly number: string;
  readonly notation: string;
  readonly issuedOn: string;
  readonly subject: string;
  readonly answers: { readonly documentUid: string; readonly code: string; readonly promulgatedOn: string };
  readonly result: Buffer;
}): Buffer {
  const header: DocumentInput = {
    from: { organId: it.from.code, organName: it.from.name },
    to: [{ organId: it.to.code, organName: it.to.name }],
    documentId: `${it.from.code},${it.issuedOn},${it.number}/${it.notation}`,
    codeNumber: it.number,
    codeNotation: it.notation,
    promulgationDate: it.issuedOn,
    type: '1',
    typeName: 'Công văn',
    subject: it.subject,
    signerName: 'Trần Văn Mẫu',
    priority: 0,
    responseFor: [
      {
        organId: it.to.code,
        code: it.answers.code,
        promulgationDate: it.answers.promulgatedOn.replaceAll('-', '/'),
        documentId: it.answers.documentUid,
      },
    ],
    bussiness: { docType: 0, reason: 'Văn bản điện tử mới' },
  };
  return buildDocument(header, [toAttachment({ name: 'ket-qua.pdf', content: it.result })]);
}

function toAttachment({ name, content }: { readonly name: string; readonly content: Buffer }) {
  return { contentId: name, name, mediaType: 'application/pdf', content };
}
