import { buildDocument, buildStatus, type DocumentInput } from '../../edxml/index.ts';
import { type SigningKey, signByReference } from '../../trust/index.ts';
import { timestampInVietnam, todayInVietnam } from '../demo/numbers.ts';
import { makePdf } from '../demo/pdf.ts';
import { OFFICE } from './places.ts';

export interface LetterFile {
  readonly name: string;
  readonly content: Buffer;
}

export interface LetterPlan {
  /** Codes as they are to be written. */
  readonly to: readonly string[];
  /** The sender's code as it is to be written; its QCVN 102 form by default. */
  readonly from?: string;
  readonly subject: string;
  readonly files?: readonly LetterFile[];
  readonly header?: Partial<DocumentInput>;
  /** An earlier letter whose identity this one carries: an update, a recall. */
  readonly same?: Letter;
}

/** A signed document of the province's office. */
export interface Letter {
  readonly uid: string;
  /** `1001/UBND-VX`. */
  readonly code: string;
  readonly subject: string;
  readonly bytes: Buffer;
}

/** What every office writes; a point changes or takes away what it is about. */
export async function writeLetter(key: SigningKey, number: number, plan: LetterPlan): Promise<Letter> {
  const { to, from = OFFICE.code, subject, same } = plan;
  const date = todayInVietnam();
  const code = same?.code ?? `${number}/UBND-VX`;
  const uid = same?.uid ?? `${OFFICE.code},${date},${code}`;
  const header: DocumentInput = {
    from: { organId: from, organName: OFFICE.name },
    to: to.map((organId) => ({ organId })),
    documentId: uid,
    codeNumber: code.slice(0, code.indexOf('/')),
    codeNotation: code.slice(code.indexOf('/') + 1),
    place: 'Lạc Hồng',
    promulgationDate: date,
    type: '1',
    typeName: 'Công văn',
    subject,
    signerName: 'Lạc Minh Đăng',
    trace: [{ organId: from, timestamp: timestampInVietnam() }],
    bussiness: { docType: 0, reason: 'Văn bản điện tử mới' },
    ...plan.header,
  };
  const files = plan.files ?? [{ name: `${code.replace('/', '-')}.pdf`, content: makePdf([OFFICE.name, subject]) }];
  const bytes = await signByReference(buildDocument(header, files.map(attachment)), key);
  return { uid, code, subject, bytes };
}

/** Only what the hub needs to route: who, to whom, which document, about what. */
export async function writeBareLetter(key: SigningKey, number: number, to: string, subject: string): Promise<Letter> {
  const code = `${number}/UBND-VX`;
  const uid = `${OFFICE.code},${todayInVietnam()},${code}`;
  const header = { from: { organId: OFFICE.code }, to: [{ organId: to }], documentId: uid, subject };
  return { uid, code, subject, bytes: await signByReference(buildDocument(header, []), key) };
}

/** The request to take a document back (13): its sender asks the recipient. */
export function writeTakeBack(letter: Letter, asked: string): Buffer {
  return buildStatus({
    from: { organId: OFFICE.code, organName: OFFICE.name },
    responseFor: { organId: asked, code: letter.code, promulgationDate: todayInVietnam(), documentId: letter.uid },
    staff: { department: 'Phòng Hành chính', staff: 'Văn thư Đinh Thị Mơ' },
    statusCode: '13',
    description: 'Đề nghị trả lại để chỉnh lý',
    timestamp: timestampInVietnam(),
  });
}

/** The original's identity with another subject, as an office changes what it has sent (BussinessDocType 2). */
export function updateOf(first: Letter, subject: string): Omit<LetterPlan, 'to'> {
  const bussiness = { docType: 2, reason: 'Cập nhật nội dung', documentId: first.uid } as const;
  return { subject, same: first, header: { bussiness: { ...bussiness, documentInfo: '1', documentReceiver: '0' } } };
}

/** The original's identity as a recall, thu hồi (BussinessDocType 1). */
export function recallOf(first: Letter): Omit<LetterPlan, 'to'> {
  const bussiness = { docType: 1, reason: 'Gửi nhầm bản dự thảo', documentId: first.uid } as const;
  return { subject: first.subject, same: first, header: { bussiness } };
}

function attachment({ name, content }: LetterFile, index: number) {
  return { contentId: `tep-${index + 1}`, name, mediaType: 'application/pdf', content };
}
