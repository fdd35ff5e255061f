import type {
  Bussiness,
  DocumentHeader,
  ManifestReference,
  Organization,
  ResponseFor,
  StaffInfo,
  StatusHeader,
} from './model.ts';
import { EDXML_NS } from './names.ts';
import { EdxmlWriter } from './writer.ts';

type Given<T, Required extends keyof T> = Partial<T> & Pick<T, Required>;
export type OrganizationInput = Given<Organization, 'organId'>;
export type BussinessInput = Given<Bussiness, 'docType'>;

/** A header as the builder takes it: what is left out is not written. A `DocumentHeader` that was read fits as it is. */
export type DocumentInput = Omit<Partial<DocumentHeader>, 'kind' | 'from' | 'to' | 'bussiness' | 'manifest'> &
  Pick<DocumentHeader, 'documentId' | 'subject'> & {
    readonly from: OrganizationInput;
    readonly to: readonly OrganizationInput[];
    readonly bussiness?: BussinessInput | null;
  };

export type StatusInput = Omit<Partial<StatusHeader>, 'kind' | 'from' | 'responseFor' | 'staff'> &
  Pick<StatusHeader, 'statusCode'> & {
    readonly from: OrganizationInput;
    readonly responseFor: Partial<ResponseFor>;
    readonly staff?: Partial<StaffInfo> | null;
  };

const PREFIX = ` xmlns:edXML="${EDXML_NS}"`;

/** Id attributes let a signature refer to each block, so that hops may append their TraceHeader without breaking it. */
export function writeEnvelope(header: DocumentInput, references: readonly ManifestReference[]): string {
  const w = new EdxmlWriter(1);
  const body = () => {
    w.block('edXMLHeader', () => {
      w.block('MessageHeader', () => messageHeader(w, header), ' Id="MessageHeader"');
      w.block('TraceHeaderList', () => {
        for (const hop of header.trace ?? []) {
          w.block('TraceHeader', () => {
            w.value('OrganId', hop.organId);
            w.value('Timestamp', hop.timestamp);
          });
        }
        if (header.bussiness) bussiness(w, header.bussiness);
      });
    });
    w.block('edXMLBody', () =>
      w.block('edXMLManifest', () => manifest(w, references), ' version="1.0" Id="edXMLManifest"'),
    );
  };
  w.block('edXMLEnvelope', body, PREFIX);
  return w.xml;
}

function messageHeader(w: EdxmlWriter, h: DocumentInput): void {
  organization(w, 'From', h.from);
  for (const to of h.to) organization(w, 'To', to);
  w.value('DocumentId', h.documentId);
  some(w, 'Code', [
    ['CodeNumber', h.codeNumber],
    ['CodeNotation', h.codeNotation],
  ]);
  some(w, 'PromulgationInfo', [
    ['Place', h.place],
    ['PromulgationDate', h.promulgationDate],
  ]);
  some(w, 'DocumentType', [
    ['Type', h.type],
    ['TypeDetail', h.typeDetail],
    ['TypeName', h.typeName],
  ]);
  w.value('Subject', h.subject);
  w.value('Content', h.content);
  some(w, 'SignerInfo', [
    ['Competence', h.competence],
    ['Position', h.position],
    ['FullName', h.signerName],
  ]);
  w.value('DueDate', h.dueDate);
  const places = h.toPlaces ?? [];
  if (places.length > 0) w.block('ToPlaces', () => w.values('Place', places));
  w.block('OtherInfo', () => {
    w.value('Priority', h.priority ?? 0);
    w.value('SphereOfPromulgation', h.sphereOfPromulgation);
    w.value('TyperNotation', h.typerNotation);
    w.value('PromulgationAmount', h.promulgationAmount);
    w.value('PageAmount', h.pageAmount);
    w.value('Direction', h.direction);
    w.value('ReplyFors', h.replyFors);
    w.value('ReferenceCodes', h.referenceCodes);
    const appendixes = h.appendixes ?? [];
    if (appendixes.length > 0) w.block('Appendixes', () => w.values('Appendix', appendixes));
  });
  for (const response of h.responseFor ?? []) responseFor(w, response);
  w.value('SteeringType', h.steeringType);
  const tasks = h.taskCodes ?? [];
  if (tasks.length > 0) w.block('ResponseForTask', () => w.values('TaskCode', tasks));
  w.value('ApplicationType', h.applicationType);
}

function organization(w: EdxmlWriter, name: 'From' | 'To', o: OrganizationInput): void {
  some(w, name, [
    ['OrganId', o.organId],
    ['OrganizationInCharge', o.organizationInCharge],
    ['OrganName', o.organName],
    ['OrganAdd', o.organAdd],
    ['Email', o.email],
    ['Telephone', o.telephone],
    ['Fax', o.fax],
    ['Website', o.website],
  ]);
}

function responseFor(w: EdxmlWriter, r: Partial<ResponseFor>): void {
  some(w, 'ResponseFor', [
    ['OrganId', r.organId],
    ['Code', r.code],
    ['PromulgationDate', r.promulgationDate],
    ['DocumentId', r.documentId],
  ]);
}

function staff(w: EdxmlWriter, s: Partial<StaffInfo> | null | undefined): void {
  if (!s) return;
  some(w, 'StaffInfo', [
    ['Department', s.department],
    ['Staff', s.staff],
    ['Mobile', s.mobile],
    ['Email', s.email],
  ]);
}

function bussiness(w: EdxmlWriter, b: BussinessInput): void {
  const body = () => {
    w.value('DocumentId', b.documentId);
    w.value('BussinessDocType', b.docType);
    w.value('BussinessDocReason', b.reason);
    w.value('Paper', b.paper);
    const receivers = b.receivers ?? [];
    if (b.documentInfo || b.documentReceiver || receivers.length > 0) {
      w.block('BussinessDocumentInfo', () => {
        w.value('DocumentInfo', b.documentInfo);
        w.value('DocumentReceiver', b.documentReceiver);
        if (receivers.length > 0) w.block('ReceiverList', () => each(receivers, (one) => receiver(w, one)));
      });
    }
    const replacements = b.replacements ?? [];
    if (replacements.length > 0) {
      w.block('ReplacementInfoList', () => each(replacements, (one) => replacement(w, one)));
    }
    staff(w, b.staff);
  };
  w.block('Bussiness', body, ' Id="Bussiness"');
}

function receiver(w: EdxmlWriter, r: Bussiness['receivers'][number]): void {
  some(w, 'Receiver', [
    ['OrganId', r.organId],
    ['ReceiverType', r.change === 'removed' ? '0' : '1'],
  ]);
}

function replacement(w: EdxmlWriter, r: Bussiness['replacements'][number]): void {
  w.block('ReplacementInfo', () => {
    w.value('DocumentId', r.documentId);
    if (r.organIds.length > 0) w.block('OrganIdList', () => w.values('OrganId', r.organIds));
  });
}

function manifest(w: EdxmlWriter, references: readonly ManifestReference[]): void {
  for (const reference of references) {
    some(w, 'Reference', [
      ['ContentId', `cid:${reference.contentId}`],
      ['ContentType', reference.contentType],
      ['Description', reference.description],
      ['AttachmentName', reference.name],
    ]);
  }
}

function each<T>(items: readonly T[], write: (item: T) => void): void {
  for (const item of items) write(item);
}

/** A block of values, left out when none of them is given. */
function some(w: EdxmlWriter, name: string, values: readonly (readonly [string, string | null | undefined])[]): void {
  if (values.every(([, text]) => text === null || text === undefined)) return;
  w.block(name, () => {
    for (const [field, text] of values) w.value(field, text);
  });
}

/** The envelope of a status message. */
export function writeStatus(input: StatusInput): string {
  const w = new EdxmlWriter(1);
  w.block(
    'edXMLEnvelope',
    () =>
      w.block('edXMLHeader', () =>
        w.block(
          'MessageHeader',
          () => {
            organization(w, 'From', input.from);
            responseFor(w, input.responseFor);
            staff(w, input.staff);
            w.value('StatusCode', input.statusCode);
            w.value('Description', input.description);
            w.value('Timestamp', input.timestamp);
          },
          ' Id="MessageHeader"',
        ),
      ),
    PREFIX,
  );
  return w.xml;
}
