import type { PdfSubject } from './model.ts';

const OID = {
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  organization: '2.5.4.10',
  unit: '2.5.4.11',
  givenName: '2.5.4.42',
  organizationIdentifier: '2.5.4.97',
  email: '1.2.840.113549.1.9.1',
  userId: '0.9.2342.19200300.100.1.1',
} as const;

/** How the names of agencies begin, without diacritics. */
const AGENCY =
  /^(uy ban|ubnd|hoi dong|hdnd|so |bo |cuc|tong cuc|chi cuc|vu |van phong|ban |phong |trung tam|thanh tra|kho bac|cong an|toa an|vien |truong |benh vien|bao hiem|hoc vien|dai hoc|quoc hoi|chinh phu|tinh uy|thanh uy|huyen uy|dang uy|lien doan|mat tran|hoi |don vi|chi nhanh|cong ty|tap doan|ngan hang|quy )/;

/**
 * Person or organisation by the shape of the subject: the government's certificates give an organisation CN, O, L, C and
 * a person E, CN and OU as well; public authorities write `MST:` or `CCCD:` into the user id. A shape that fits neither is
 * `unknown`; the registry may know the certificate.
 */
export function describeSubject(attributes: readonly (readonly [oid: string, text: string])[]): PdfSubject {
  const one = (oid: string): string | null => attributes.find(([type]) => type === oid)?.[1].trim() || null;
  const commonName = one(OID.commonName);
  return { kind: kindOf(commonName, one), commonName, organization: one(OID.organization), unit: one(OID.unit) };
}

function kindOf(commonName: string | null, one: (oid: string) => string | null): PdfSubject['kind'] {
  if (one(OID.surname) ?? one(OID.givenName)) return 'person';
  const userId = one(OID.userId) ?? '';
  if (/^(CCCD|CMND|HC|PASSPORT)\s*:/i.test(userId)) return 'person';
  if (one(OID.organizationIdentifier) || /^(MST|MNS)\s*:/i.test(userId)) return 'organisation';
  if (AGENCY.test(`${withoutMarks(commonName ?? '')} `)) return 'organisation';
  return one(OID.email) || one(OID.unit) ? 'person' : 'unknown';
}

/** Lower case, without diacritics: for comparing words, never for showing them. */
export function withoutMarks(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}
