import { type DocumentInput, formatDate, formatTimestamp, type OrganizationInput } from '../edxml/index.ts';
import { type Series, seriesOf } from '../register/index.ts';
import type { Agency } from '../registry/index.ts';
import { SPHERES } from './check.ts';
import { DOCUMENT_TYPES, isDocumentType } from './document-types.ts';
import type { Answered, Fields, Purpose } from './model.ts';
import { proposeNotation } from './notation.ts';

/** Everything that the header of a composed document says; its fields were checked. */
export interface Composed {
  readonly sender: Agency;
  readonly recipients: readonly { readonly agency: Agency; readonly purpose: Purpose }[];
  readonly fields: Fields;
  /** As it stands on the document. */
  readonly codeNumber: string;
  readonly answers: Answered | null;
  /** Who sends it, for the recipient's questions; null where nobody is named. */
  readonly staff: string | null;
  readonly now: Date;
}

/** Characters of the block Nơi nhận and of one line of it (QCVN 102:2016; NĐ 30/2020 Phụ lục VI). */
const LONGEST_PLACES = 1_000;
const LONGEST_PLACE = 150;
const PURPOSE_WORDS: Readonly<Record<Purpose, string>> = { action: 'để thực hiện', information: 'để biết' };

/** The edXML header of a new document (QCVN 102:2016), without its attachments. */
export function composeHeader({
  sender,
  recipients,
  fields,
  codeNumber,
  answers,
  staff,
  now,
}: Composed): DocumentInput {
  const { subject = '', place, signer, position, competence, due, pages, sphere } = fields;
  const type = typeOf(fields);
  const date = (fields.date ?? '').replaceAll('-', '/');
  const codeNotation = notationOf(fields, sender);
  const { detail, vi } = DOCUMENT_TYPES[type];
  return {
    from: organization(sender),
    to: recipients.map(({ agency }) => organization(agency)),
    documentId: documentIdOf(sender, date, `${codeNumber}/${codeNotation}`),
    codeNumber,
    codeNotation,
    place: place || null,
    promulgationDate: date,
    // Administrative documents are the second group of the standard's list.
    type: '2',
    typeDetail: String(detail),
    typeName: vi,
    subject,
    content: subject,
    competence: competence || null,
    position: position || null,
    signerName: signer || null,
    dueDate: due ? due.replaceAll('-', '/') : null,
    toPlaces: placesOf(recipients),
    priority: Number(fields.priority || '0') as 0 | 1 | 2 | 3,
    sphereOfPromulgation: SPHERES[sphere as keyof typeof SPHERES] ?? null,
    pageAmount: pages || null,
    responseFor: answers
      ? [
          {
            organId: answers.organId,
            code: answers.code,
            promulgationDate: answers.promulgationDate,
            documentId: answers.documentUid,
          },
        ]
      : [],
    bussiness: {
      docType: 0,
      reason: 'Văn bản điện tử mới',
      paper: '0',
      staff: { department: sender.name, staff, mobile: null, email: sender.contact.email ?? null },
    },
    trace: [{ organId: sender.code, timestamp: formatTimestamp(now) }],
  };
}

/** `000.00.13.H53,2026/11/25,15/QĐ-SNV`: agency, day, number and notation (QĐ 28/2018 Điều 10 khoản 2 điểm b). */
function documentIdOf(sender: Agency, date: string, code: string): string {
  return [sender.code, date, code].join(',');
}

/** What was typed, else the proposal. */
export function notationOf(fields: Fields, sender: Pick<Agency, 'name'>): string {
  return fields.notation || proposeNotation(typeOf(fields), sender.name);
}

export function typeOf({ type = '' }: Fields) {
  return isDocumentType(type) ? type : 'CV';
}

/** The series that its number is of, by notation and kind as in the book, in the year of its own day, else today's. */
export function numberSeriesOf(fields: Fields, sender: Pick<Agency, 'id' | 'name'>, today: string): Series {
  const series = seriesOf(notationOf(fields, sender), DOCUMENT_TYPES[typeOf(fields)].vi);
  return { agencyId: sender.id, year: Number((fields.date || today).slice(0, 4)), series };
}

export function todayOf(now: Date): string {
  return formatDate(now).replaceAll('/', '-');
}

function organization({ code, name, contact }: Agency): OrganizationInput {
  return {
    organId: code,
    organizationInCharge: contact.inCharge ?? null,
    organName: name,
    organAdd: contact.address ?? null,
    email: contact.email ?? null,
    telephone: contact.telephone ?? null,
    fax: contact.fax ?? null,
    website: contact.website ?? null,
  };
}

/** Nơi nhận, each with its purpose; where they are too many for the block, how many of each. */
function placesOf(recipients: Composed['recipients']): string[] {
  const lines = recipients.map(({ agency, purpose }) => {
    const end = ` (${PURPOSE_WORDS[purpose]})`;
    return agency.name.slice(0, LONGEST_PLACE - end.length) + end;
  });
  if (lines.join('').length <= LONGEST_PLACES) return lines;
  return (Object.keys(PURPOSE_WORDS) as Purpose[]).flatMap((purpose) => {
    const count = recipients.filter((one) => one.purpose === purpose).length;
    return count > 0 ? [`${count} cơ quan, tổ chức ${PURPOSE_WORDS[purpose]}`] : [];
  });
}
