import { z } from 'zod';
import { recall, reply } from './recall-schemas.ts';
import { notice, verdict } from './verdict-schemas.ts';

const id = z.uuid().describe('UUIDv7 of the hub.');
const at = z.iso.datetime({ offset: true });
/** A sentence in both languages. */
const words = z.object({ vi: z.string(), en: z.string() });
export const problem = z
  .object({
    type: z.string().describe('Address of the page that explains the code.'),
    title: z.string().describe('What is wrong, in the language of Accept-Language (vi or en).'),
    status: z.int(),
    detail: z.string().describe('What to do about it.'),
    code: z.string().describe('Stable; act upon this one.'),
    retry: z.boolean().describe('Whether the same request may succeed later without being changed.'),
    subIndication: z.string().optional().describe('ETSI EN 319 102-1, for errors of verification.'),
    submissionId: id.optional(),
    receiptId: id.optional().describe('The signed SubmissionRejection.'),
    line: z.int().optional().describe('Line of the XML, where there is one.'),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });

export const agencyName = z.object({ code: z.string(), name: z.string() }).meta({ id: 'AgencyName' });

const WORDS = ['queued', 'sent', 'arrived', 'accepted', 'failed', 'withdrawn', 'paper'] as const;
const STATES = [
  'due',
  'claimed',
  'sending',
  'relayed',
  'left',
  'available',
  'fetched',
  'arrived',
  'failed',
  'dead',
  'cancelled',
  'held',
] as const;

export const delivery = z
  .object({
    id,
    addressedCode: z.string().describe('The code as written on the document.'),
    agencyName: z.string().nullable(),
    handoverCode: z.string().nullable().describe('Who receives: the agency, its contact point or its successor.'),
    handoverName: z.string().nullable(),
    channel: z.enum(['pull', 'webhook', 'axis', 'connection', 'none']),
    axis: z.string().nullable(),
    state: z.enum(STATES),
    word: z.enum(WORDS).describe('queued, sent, arrived and accepted are four things.'),
    words,
    businessCode: z.string().nullable().describe('Last business status, 01 to 06.'),
    businessWords: words.nullable(),
    reasonCode: z.string().nullable(),
    reason: words.nullable(),
    recall: recall.nullable().describe('Whether it was asked back, and what came of it.'),
    reply: reply.nullish().describe('For the sender: the answer (ResponseFor), or that one is awaited by DueDate.'),
  })
  .meta({ id: 'Delivery', description: 'One document to one addressed agency.' });

export const accepted = z
  .object({
    state: z.literal('accepted'),
    replay: z.boolean().describe('The same content was handed in before; this is the first answer again.'),
    submissionId: id,
    documentId: id,
    documentUid: z.string().describe('The DocumentId that the sender gave.'),
    kind: z.enum(['document', 'status']),
    acceptedAt: at,
    deliveries: z.array(delivery),
    notices: z.array(notice),
    verdict,
    receiptId: id.nullable().describe('The signed SubmissionAcceptance.'),
  })
  .meta({ id: 'Accepted', description: 'Submission, document, deliveries and events are committed.' });

export const parked = z
  .object({
    state: z.literal('parked'),
    submissionId: id,
    code: z.string(),
    reason: words.nullable(),
    retryAt: z.string(),
  })
  .meta({ id: 'Parked', description: 'Submission and bytes are committed; a verdict waits.' });

export const submission = z
  .object({
    id,
    state: z.enum(['received', 'verifying', 'parked', 'accepted', 'rejected']),
    receivedAt: at,
    decidedAt: at.nullable(),
    size: z.int(),
    sha256: z.string(),
    documentId: id.nullable(),
    code: z.string().nullable(),
    reason: z.object({ vi: words2(), en: words2() }).nullable(),
    retryAt: at.nullable(),
    receipts: z.array(z.object({ id, type: z.string(), issuedAt: at })),
  })
  .meta({ id: 'Submission' });

function words2() {
  return z.object({ title: z.string(), fix: z.string() });
}

export const attachment = z
  .object({
    position: z.int(),
    name: z.string(),
    mediaType: z.string(),
    size: z.int().describe('Octets after base64 and before any unzip.'),
    sha256: z.string(),
    zipped: z.boolean().describe('A ZIP of one entry; `?unzip=1` gives the entry.'),
  })
  .meta({ id: 'Attachment' });

/** What every list and page says of a document. */
const summary = {
  id,
  kind: z.enum(['document', 'status']),
  documentUid: z.string(),
  docType: z.int().describe('0 new, 1 recall, 2 update, 3 replacement.'),
  sender: agencyName,
  codeNumber: z.string().nullable(),
  codeNotation: z.string().nullable(),
  promulgatedOn: z.iso.date().nullable(),
  typeName: z.string().nullable(),
  subject: z.string().nullable(),
  priority: z.int().describe('0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc, 4 hỏa tốc hẹn giờ.'),
  dueOn: z.iso.date().nullable(),
  statusCode: z.string().nullable(),
  statusWords: words.nullable(),
  aboutId: id.nullable().describe('For a status: the document that it speaks of.'),
  acceptedAt: at,
};
export const documentSummary = z.object(summary).meta({ id: 'DocumentSummary' });

export const document = z
  .object({
    ...summary,
    side: z.enum(['sender', 'recipient']),
    builtByHub: z.boolean().describe('Written by the hub for a recipient that reported by REST.'),
    dossier: z.string().nullable().describe('Number of its dossier, for a party of it; `/v1/dossiers/{number}`.'),
    frozenAt: at.nullable().describe("Wholly recalled: the sender's copy is frozen (NĐ 30/2020 PL VI III.8)."),
    header: z.record(z.string(), z.unknown()).describe('The header as it was read, by the names of QCVN 102:2016.'),
    verdict,
    attachments: z.array(attachment),
    references: z.array(
      z.object({ documentId: id, refersToId: id, relation: z.enum(['answers', 'recalls', 'updates', 'replaces']) }),
    ),
    deliveries: z.array(delivery).describe('All of them for the sender; its own for a recipient.'),
  })
  .meta({ id: 'Document' });

export const step = z
  .object({
    at,
    type: z.string(),
    actor: z.string(),
    deliveryId: id.nullable(),
    agency: agencyName.nullable(),
    words,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Step' });

export const statusReport = z
  .object({
    id,
    code: z.string(),
    words,
    from: agencyName,
    description: z.string().nullable(),
    staff: z.record(z.string(), z.string().nullable()).nullable(),
    timestamp: z.string().nullable().describe('As written by the reporter.'),
    acceptedAt: at,
    builtByHub: z.boolean(),
  })
  .meta({ id: 'StatusReport' });

export const receipt = z
  .object({ id, type: z.string().describe('Named after ETSI EN 319 522.'), deliveryId: id.nullable(), issuedAt: at })
  .meta({ id: 'Receipt' });

export const inboxItem = z
  .object({
    deliveryId: id,
    state: z.enum(['available', 'fetched']),
    urgent: z.boolean(),
    addressed: z.array(z.object({ deliveryId: id, code: z.string() })),
    document: documentSummary,
  })
  .meta({ id: 'InboxItem' });

export const agency = z
  .object({
    code: z.string(),
    name: z.string(),
    level: z.int(),
    validFrom: z.iso.date().nullable(),
    validTo: z.iso.date().nullable(),
    axis: z.string().nullable(),
  })
  .meta({ id: 'Agency' });

export const agencyDetails = z
  .object({
    agency,
    open: z.boolean().describe('Whether its validity is open today.'),
    codes: z.array(
      z.object({
        code: z.string(),
        scheme: z.enum(['QCVN102', 'QD20', 'OLD']),
        isCurrent: z.boolean(),
        validFrom: z.string().nullable(),
        validTo: z.string().nullable(),
      }),
    ),
    parent: agencyName.nullable(),
    contactPoint: agencyName.nullable(),
    successors: z.array(z.object({ code: z.string(), name: z.string(), from: z.string() })),
    reception: z
      .object({
        outcome: z.enum(['open', 'closed', 'undecided', 'not-connected']),
        handover: agencyName.nullable(),
        via: z.enum(['own', 'contact-point', 'ancestor', 'successor']).nullable(),
        channel: z.enum(['pull', 'webhook', 'axis', 'connection']).nullable(),
      })
      .describe('What becomes of mail to it today.'),
  })
  .meta({ id: 'AgencyDetails' });

export const acknowledged = z
  .object({
    deliveryId: id,
    state: z.enum(STATES),
    word: z.enum(WORDS),
    words,
    arrivedAt: at.nullable(),
    recall: recall.nullable(),
  })
  .meta({ id: 'Acknowledged' });

export const reportInput = z.object({
  code: z.string().max(10).describe('01 to 06, 15, 16 (QĐ 28/2018 Art 10(2)(h)).'),
  description: z.string().max(4_000).optional().describe('Needed for 02: why it is refused.'),
  staff: z
    .object({
      department: z.string().max(500).optional(),
      staff: z.string().max(500).optional(),
      mobile: z.string().max(100).optional(),
      email: z.string().max(200).optional(),
    })
    .optional(),
});

export const page = {
  after: z.string().max(200).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable().describe('Null on the last page.') });
}

/** Every answer that is no success. */
export const problems = {
  default: {
    description: 'What went wrong, with the fix.',
    content: { 'application/problem+json': { schema: problem } },
  },
};
/** For routes whose good answer is octets: no schema of JSON then claims what `send` may be given. */
export const octetProblems: unknown = problems;
