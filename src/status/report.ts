import { buildStatus, formatTimestamp, STATUS_CODES, type StatusCode } from '../edxml/index.ts';
import type { DocumentRow } from '../intake/index.ts';
import type { Reader } from '../platform/database.ts';
import { type Agency, findAgencies } from '../registry/index.ts';
import { statusError } from './errors.ts';

/** Who in the office reports, as edXML's StaffInfo has it. */
export interface ReportStaff {
  readonly department?: string | undefined;
  readonly staff?: string | undefined;
  readonly mobile?: string | undefined;
  readonly email?: string | undefined;
}

export interface StatusReport {
  /** What is reported on. */
  readonly document: DocumentRow;
  /** The recipient that reports. */
  readonly reporter: Agency;
  /** As given by the reporter; `3` is `03`. */
  readonly code: string;
  readonly description?: string | undefined;
  readonly staff?: ReportStaff | undefined;
  readonly now: Date;
}

/**
 * Writes the edXML status message of a recipient that reports without edXML.
 * @throws STATUS_CODE_UNKNOWN, STATUS_NOT_SENDER for 13, STATUS_REASON_MISSING for 02 without a description
 */
export async function buildStatusReport(reader: Reader, report: StatusReport): Promise<Buffer> {
  const { document, reporter, staff, now } = report;
  const statusCode = checkCode(report);
  if (document.header.kind !== 'document') throw statusError('STATUS_DOCUMENT_UNKNOWN', { document: document.id });
  const sender = (await findAgencies(reader, [document.senderId])).get(document.senderId);
  const { codeNumber, codeNotation, promulgationDate, from } = document.header;
  return buildStatus({
    from: organizationOf(reporter),
    responseFor: {
      organId: sender?.code ?? from.organId,
      code: [codeNumber, codeNotation].filter(Boolean).join('/') || null,
      promulgationDate,
      documentId: document.documentUid,
    },
    staff: staff ? { department: null, staff: null, mobile: null, email: null, ...staff } : null,
    statusCode,
    description: report.description?.trim() || null,
    timestamp: formatTimestamp(now),
  });
}

/** The sender's request to take a document back (13), as the hub writes it for a system that obeys no other form. */
export function buildRecallRequest(request: {
  readonly document: DocumentRow;
  readonly sender: Agency;
  /** Code of the recipient that is asked; in a 13 it stands in ResponseFor. */
  readonly to: string;
  readonly reason: string;
  readonly now: Date;
}): Buffer {
  const { document, sender, to, reason, now } = request;
  const { codeNumber, codeNotation } = document;
  const promulgationDate = document.header.kind === 'document' ? document.header.promulgationDate : null;
  return buildStatus({
    from: organizationOf(sender),
    responseFor: {
      organId: to,
      code: [codeNumber, codeNotation].filter(Boolean).join('/') || null,
      promulgationDate,
      documentId: document.documentUid,
    },
    statusCode: '13',
    description: reason,
    timestamp: formatTimestamp(now),
  });
}

function organizationOf({ code, name, contact }: Agency) {
  return {
    organId: code,
    organName: name,
    organizationInCharge: contact.inCharge ?? null,
    organAdd: contact.address ?? null,
    email: contact.email ?? null,
    telephone: contact.telephone ?? null,
    fax: contact.fax ?? null,
    website: contact.website ?? null,
  };
}

function checkCode({ code, description, reporter }: StatusReport): StatusCode {
  const known = STATUS_CODES.find((one) => one === code.trim().padStart(2, '0'));
  if (!known) throw statusError('STATUS_CODE_UNKNOWN', { code: code.slice(0, 10) });
  // A recipient answers a request to take back (15, 16); asking is the sender's.
  if (known === '13') throw statusError('STATUS_NOT_SENDER', { code: reporter.code });
  if (known === '02' && !description?.trim()) throw statusError('STATUS_REASON_MISSING');
  return known;
}
