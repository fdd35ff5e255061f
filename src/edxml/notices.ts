import type { DocumentHeader, Notice, Organization } from './model.ts';

/** Collects what is odd but no reason to refuse. */
export class Notices {
  readonly list: Notice[] = [];

  add(code: string, vi: string, en: string): void {
    this.list.push({ code, vi, en });
  }

  checkLength(field: string, value: string | null, most: number): void {
    const length = value === null ? 0 : [...value].length;
    if (length <= most) return;
    this.add(
      'FIELD_TOO_LONG',
      `${field} dài ${length} ký tự, quy định tối đa ${most}.`,
      `${field} has ${length} characters; the statutory maximum is ${most}.`,
    );
  }
}

// NĐ 30/2020 phụ lục VI and the declared lengths of QCVN 102; real traffic breaks them, so they only warn.
const ORGANIZATION: readonly (readonly [keyof Organization, string, number])[] = [
  ['organId', 'OrganId', 35],
  ['organizationInCharge', 'OrganizationInCharge', 500],
  ['organName', 'OrganName', 200],
  ['organAdd', 'OrganAdd', 500],
  ['email', 'Email', 100],
  ['telephone', 'Telephone', 50],
  ['fax', 'Fax', 50],
  ['website', 'Website', 100],
];
type TextField = {
  [K in keyof DocumentHeader]: DocumentHeader[K] extends string | null ? K : never;
}[keyof DocumentHeader];
const DOCUMENT: readonly (readonly [TextField, string, number])[] = [
  ['documentId', 'DocumentId', 200],
  ['codeNumber', 'CodeNumber', 11],
  ['codeNotation', 'CodeNotation', 30],
  ['place', 'PromulgationInfo/Place', 50],
  ['promulgationDate', 'PromulgationDate', 10],
  ['typeName', 'TypeName', 100],
  ['subject', 'Subject', 500],
  ['content', 'Content', 500],
  ['competence', 'Competence', 100],
  ['position', 'Position', 100],
  ['signerName', 'FullName', 50],
  ['dueDate', 'DueDate', 10],
  ['sphereOfPromulgation', 'SphereOfPromulgation', 100],
  ['typerNotation', 'TyperNotation', 10],
  ['promulgationAmount', 'PromulgationAmount', 3],
  ['pageAmount', 'PageAmount', 3],
];

export function noticeLengths(header: DocumentHeader, notices: Notices): void {
  for (const [key, field, most] of DOCUMENT) notices.checkLength(field, header[key], most);
  noticeOrganization('From', header.from, notices);
  for (const to of header.to) noticeOrganization('To', to, notices);
  for (const place of header.toPlaces) notices.checkLength('ToPlaces/Place', place, 150);
}

export function noticeOrganization(role: string, organization: Organization, notices: Notices): void {
  for (const [key, field, most] of ORGANIZATION) notices.checkLength(`${role}/${field}`, organization[key], most);
}
