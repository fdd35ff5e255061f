import { edxmlError } from './errors.ts';
import type { Fields } from './fields.ts';
import type {
  Bussiness,
  DocType,
  DocumentHeader,
  Limits,
  ManifestReference,
  Organization,
  ResponseFor,
  StaffInfo,
} from './model.ts';
import { LEXICAL, stripCid } from './names.ts';
import { type Notices, noticeLengths } from './notices.ts';

/** The blocks of a package, each found once. */
export interface Blocks {
  readonly message: Fields;
  readonly traces: Fields | null;
  readonly bussiness: Fields | null;
  readonly manifest: Fields | null;
}

export function readDocument(blocks: Blocks, limits: Limits, notices: Notices): DocumentHeader {
  const { message } = blocks;
  const code = message.one('Code');
  const promulgation = message.one('PromulgationInfo');
  const type = message.one('DocumentType');
  const signer = message.one('SignerInfo');
  const other = message.one('OtherInfo');
  const from = readSender(message);
  const header: DocumentHeader = {
    kind: 'document',
    from,
    to: readRecipients(message, limits, notices),
    documentId: limited('DocumentId', readDocumentId(message, from.organId)),
    codeNumber: limited('CodeNumber', code?.text('CodeNumber') ?? null),
    codeNotation: limited('CodeNotation', code?.text('CodeNotation') ?? null),
    place: promulgation?.text('Place') ?? null,
    promulgationDate: promulgation?.text('PromulgationDate') ?? null,
    type: type?.text('Type') ?? null,
    typeDetail: type?.text('TypeDetail') ?? null,
    typeName: type?.text('TypeName') ?? null,
    subject: message.text('Subject') ?? refuseMissing('HEADER_MISSING.Subject'),
    content: message.text('Content'),
    competence: signer?.text('Competence') ?? null,
    position: signer?.text('Position') ?? null,
    signerName: signer?.text('FullName') ?? null,
    dueDate: message.text('DueDate'),
    toPlaces: message.one('ToPlaces')?.texts('Place') ?? [],
    priority: readPriority(other?.text('Priority') ?? null, notices),
    sphereOfPromulgation: other?.text('SphereOfPromulgation') ?? null,
    typerNotation: other?.text('TyperNotation') ?? null,
    promulgationAmount: other?.text('PromulgationAmount') ?? null,
    pageAmount: other?.text('PageAmount') ?? null,
    direction: other?.text('Direction') ?? null,
    replyFors: other?.text('ReplyFors') ?? null,
    referenceCodes: other?.text('ReferenceCodes') ?? null,
    appendixes: other?.one('Appendixes')?.texts('Appendix') ?? [],
    responseFor: message.all('ResponseFor').map(readResponseFor).filter(saysSomething),
    steeringType: message.text('SteeringType'),
    taskCodes: message.one('ResponseForTask')?.texts('TaskCode') ?? [],
    applicationType: message.text('ApplicationType'),
    bussiness: blocks.bussiness ? readBussiness(blocks.bussiness) : null,
    trace: (blocks.traces?.all('TraceHeader') ?? []).map((hop) => ({
      organId: hop.text('OrganId'),
      timestamp: hop.text('Timestamp'),
    })),
    manifest: readManifest(blocks.manifest),
  };
  noticeLengths(header, notices);
  return header;
}

/** What documents are told apart and looked up by: no emitter comes near the limit, and indexes have one. */
export function limited<T extends string | null>(element: string, text: T): T {
  const limit = LEXICAL.identifierLength;
  if (text !== null && text.length > limit) throw edxmlError('LIMIT_EXCEEDED.identifier', { element, limit });
  return text;
}

export function readSender(message: Fields): Organization {
  const from = message.one('From') ?? refuseMissing('HEADER_MISSING.From');
  return readOrganization(from) ?? refuseMissing('HEADER_MISSING.From.OrganId');
}

function readRecipients(message: Fields, limits: Limits, notices: Notices): Organization[] {
  const all = message.all('To');
  if (all.length === 0) refuseMissing('HEADER_MISSING.To');
  if (all.length > limits.recipients) throw edxmlError('LIMIT_EXCEEDED.recipients', { limit: limits.recipients });
  const byId = new Map<string, Organization>();
  for (const one of all) {
    const to = readOrganization(one) ?? refuseMissing('HEADER_MISSING.To.OrganId');
    if (!byId.has(to.organId)) byId.set(to.organId, to);
    else {
      notices.add(
        'DUPLICATE_RECIPIENT',
        `Nơi nhận ${to.organId} được ghi nhiều lần; chỉ dùng lần đầu.`,
        `Recipient ${to.organId} is named more than once; the first one counts.`,
      );
    }
  }
  return [...byId.values()];
}

function readOrganization(fields: Fields): Organization | null {
  const organId = fields.text('OrganId');
  if (organId === null) return null;
  return {
    organId,
    organName: fields.text('OrganName'),
    organizationInCharge: fields.text('OrganizationInCharge'),
    organAdd: fields.text('OrganAdd'),
    email: fields.text('Email'),
    telephone: fields.text('Telephone'),
    fax: fields.text('Fax'),
    website: fields.text('Website'),
  };
}

function readDocumentId(message: Fields, sender: string): string {
  const given = message.text('DocumentId');
  if (given !== null) return given;
  const code = message.one('Code');
  const number = code?.text('CodeNumber') ?? null;
  const date = message.one('PromulgationInfo')?.text('PromulgationDate') ?? null;
  if (number === null || date === null) return refuseMissing('HEADER_MISSING.DocumentId');
  const notation = code?.text('CodeNotation') ?? null;
  return `${sender},${date},${notation === null ? number : `${number}/${notation}`}`;
}

function readPriority(text: string | null, notices: Notices): DocumentHeader['priority'] {
  if (text === null) return 0;
  const value = Number(text);
  if (value === 0 || value === 1 || value === 2 || value === 3 || value === 4) return value;
  notices.add(
    'PRIORITY_UNREADABLE',
    `Độ khẩn "${text.slice(0, 20)}" không đọc được; coi là thường (0).`,
    `Priority "${text.slice(0, 20)}" cannot be read; taken as normal (0).`,
  );
  return 0;
}

export function readResponseFor(fields: Fields): ResponseFor {
  return {
    organId: fields.text('OrganId'),
    code: fields.text('Code'),
    promulgationDate: fields.text('PromulgationDate'),
    documentId: fields.text('DocumentId'),
  };
}

/** Emitters write an empty ResponseFor, or one with empty children, when there is nothing to answer. */
function saysSomething(response: ResponseFor): boolean {
  return Object.values(response).some((value) => value !== null);
}

export function readStaff(fields: Fields | null): StaffInfo | null {
  if (!fields) return null;
  const staff: StaffInfo = {
    department: fields.text('Department'),
    staff: fields.text('Staff'),
    mobile: fields.text('Mobile'),
    email: fields.text('Email'),
  };
  return Object.values(staff).some((value) => value !== null) ? staff : null;
}

function readBussiness(fields: Fields): Bussiness {
  const info = fields.one('BussinessDocumentInfo');
  return {
    documentId: fields.text('DocumentId'),
    docType: readDocType(fields.one('BussinessDocType')),
    reason: fields.text('BussinessDocReason'),
    paper: fields.text('Paper'),
    documentInfo: info?.text('DocumentInfo') ?? null,
    documentReceiver: info?.text('DocumentReceiver') ?? null,
    receivers: (info?.one('ReceiverList')?.all('Receiver') ?? []).flatMap((receiver) => {
      const organId = receiver.text('OrganId');
      const change = receiver.text('ReceiverType') === '0' ? ('removed' as const) : ('added' as const);
      return organId === null ? [] : [{ organId, change }];
    }),
    replacements: (fields.one('ReplacementInfoList')?.all('ReplacementInfo') ?? []).flatMap((info) => {
      const documentId = info.text('DocumentId');
      const organIds = info.one('OrganIdList')?.texts('OrganId') ?? [];
      return documentId === null ? [] : [{ documentId, organIds }];
    }),
    staff: readStaff(fields.one('StaffInfo')),
  };
}

function readDocType(field: Fields | null): DocType {
  const text = field?.own() ?? '0';
  const value = Number(text);
  if (value === 0 || value === 1 || value === 2 || value === 3) return value;
  throw edxmlError('HEADER_INVALID.BussinessDocType', { value: text.slice(0, 40), line: field?.line ?? 0 });
}

export function readManifest(manifest: Fields | null): ManifestReference[] {
  return (manifest?.all('Reference') ?? []).map((reference) => ({
    contentId: stripCid(reference.text('ContentId') ?? ''),
    contentType: reference.text('ContentType'),
    name: reference.text('AttachmentName'),
    description: reference.text('Description'),
  }));
}

export function refuseMissing(code: Parameters<typeof edxmlError>[0]): never {
  throw edxmlError(code);
}
