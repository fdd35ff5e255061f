import {
  type AttachmentInput,
  type BussinessInput,
  buildDocument,
  buildStatus,
  DEFAULT_LIMITS,
  type Limits,
  type StatusCode,
} from '../../src/edxml/index.ts';
import { vietnamTime } from '../../src/platform/clock.ts';

let numbers = 100;

export interface LetterOptions {
  readonly from: string;
  readonly to: readonly string[];
  readonly number?: string;
  readonly documentId?: string;
  readonly subject?: string;
  readonly priority?: 0 | 1 | 2 | 3 | 4;
  readonly sphere?: string;
  /** `yyyy/MM/dd`; default today. */
  readonly signedOn?: string;
  readonly dueDate?: string;
  readonly bussiness?: BussinessInput;
  readonly referenceCodes?: string;
  readonly applicationType?: string;
  readonly responseFor?: { organId: string; code: string; promulgationDate: string; documentId: string };
  readonly attachments?: readonly (AttachmentInput & { readonly content: Buffer })[];
}

export interface Letter {
  readonly xml: Buffer;
  readonly documentId: string;
  /** `105/UBND-VX`. */
  readonly code: string;
}

/** Signed today, so that it is sent in time. */
export const DAY = vietnamTime(new Date()).slice(0, 10).replaceAll('-', '/');

/** A complete unsigned document with one small PDF; every letter has a number of its own unless one is given. */
export function letter(options: LetterOptions): Letter {
  const number = options.number ?? String(++numbers);
  const code = `${number}/UBND-VX`;
  const day = options.signedOn ?? DAY;
  const documentId = options.documentId ?? `${options.from},${day},${code}`;
  const xml = buildDocument(
    {
      from: { organId: options.from, organName: options.from },
      to: options.to.map((organId) => ({ organId, organName: organId })),
      documentId,
      codeNumber: number,
      codeNotation: 'UBND-VX',
      promulgationDate: day,
      place: 'Thử Nghiệm',
      type: '1',
      typeName: 'Công văn',
      subject: options.subject ?? 'V/v kiểm tra công tác văn thư',
      signerName: 'Trần Văn Mẫu',
      priority: options.priority ?? 0,
      ...(options.dueDate && { dueDate: options.dueDate }),
      sphereOfPromulgation: options.sphere ?? 'Công khai',
      bussiness: options.bussiness ?? { docType: 0, reason: 'Văn bản điện tử mới' },
      referenceCodes: options.referenceCodes ?? null,
      applicationType: options.applicationType ?? null,
      ...(options.responseFor && { responseFor: [options.responseFor] }),
    },
    options.attachments ?? [
      {
        contentId: `file-${number}`,
        name: `${number}.pdf`,
        mediaType: 'application/pdf',
        content: Buffer.from(`%PDF-1.4\n% ${number}\n%%EOF\n`),
      },
    ],
  );
  return { xml, documentId, code };
}

export function statusMessage(
  statusCode: StatusCode,
  from: string,
  about: { readonly organId: string; readonly letter: Letter },
  text: { readonly description?: string; readonly timestamp?: string } = {},
): Buffer {
  return buildStatus({
    statusCode,
    from: { organId: from, organName: from },
    responseFor: {
      organId: about.organId,
      code: about.letter.code,
      promulgationDate: DAY,
      documentId: about.letter.documentId,
    },
    staff: { department: 'Văn thư', staff: 'Lê Thị Thử', mobile: '0900000000', email: 'vanthu@thunghiem.example' },
    description: text.description ?? 'Văn thư cập nhật trạng thái',
    timestamp: text.timestamp ?? '2026/11/20 09:00:00',
  });
}

/** A packet of before QCVN 102 (eDoc v1): SOAP as the first part of a MIME message, attachments behind it. */
export const PREDECESSOR = Buffer.from(
  [
    '----Boundary',
    'Content-Type: text/xml; charset=utf-8',
    'Content-ID: <Start>',
    '',
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Header>' +
      '<edXML:MessageHeader xmlns:edXML="http://www.e-doc.vn/Schema/"/></SOAP-ENV:Header><SOAP-ENV:Body/></SOAP-ENV:Envelope>',
    '----Boundary',
    'Content-Type: application/pdf',
    'Content-ID: <tep1>',
    '',
    '%PDF-1.4',
    '----Boundary--',
    '',
  ].join('\r\n'),
);

/** Limits of an operator who lets envelopes grow: what is read whole may then need more than a thread has. */
export const ROOMY_LIMITS: Limits = { ...DEFAULT_LIMITS, envelopeBytes: 64 * 1_048_576 };

/** A well-formed letter of 9 MB whose extension has a million attributes: a tree of several hundred MB. */
export function greedyLetter(from: string, to = '000.00.12.H99'): Buffer {
  const attributes = Array.from({ length: 30 }, (_, index) => `a${index}=""`).join(' ');
  const extension = `<x xmlns="urn:x">${`<a ${attributes}/>`.repeat(40_000)}</x>`;
  const { xml } = letter({ from, to: [to] });
  return Buffer.from(xml.toString().replace('<edXML:TraceHeaderList>', () => `${extension}<edXML:TraceHeaderList>`));
}

/** Time enough that a thread dies of what it reads, not of the clock. */
export const PATIENT = { baseMs: 60_000, perMbMs: 0 };
