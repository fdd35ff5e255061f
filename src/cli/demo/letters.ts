import type { DocumentInput, OrganizationInput, StatusCode, StatusInput } from '../../edxml/index.ts';
import { timestampInVietnam, todayInVietnam } from './numbers.ts';
import { PLACES, type PlaceKey } from './province.ts';

/** What a scene decides about a document; everything else is filled in as an office would. */
export interface LetterPlan {
  readonly from: PlaceKey;
  readonly to: readonly (PlaceKey | { readonly code: string; readonly name: string })[];
  readonly number: number;
  readonly subject: string;
  readonly typeName?: string;
  readonly priority?: 0 | 1 | 2 | 3 | 4;
  readonly sphere?: string;
  /** `yyyy/MM/dd`. */
  readonly dueDate?: string;
  readonly bussiness?: Partial<NonNullable<DocumentInput['bussiness']>>;
  readonly responseFor?: DocumentInput['responseFor'];
  /** Number of the dossier that it is of, as a một cửa system writes it. */
  readonly dossier?: string;
  /** Of an earlier document: a recall and an update carry the identity of what they concern. */
  readonly same?: Letter;
}

/** A document before it is written: header and identity. */
export interface Letter {
  readonly header: DocumentInput;
  readonly uid: string;
  /** `101/UBND-VX`. */
  readonly code: string;
  readonly from: PlaceKey;
  readonly promulgationDate: string;
}

const NOTATIONS: Readonly<Partial<Record<PlaceKey, string>>> = {
  government: 'VPCP-KSTT',
  committee: 'UBND-VX',
  office: 'VPUB-HC',
  interior: 'SNV-CCHC',
  finance: 'STC-NS',
  district: 'UBND-VP',
};

/** Who signs for each agency that writes. */
export const LEADERS = {
  government: { competence: 'KT. BỘ TRƯỞNG, CHỦ NHIỆM', position: 'PHÓ CHỦ NHIỆM', signerName: 'Trịnh Bảo Khang' },
  committee: { competence: 'TM. ỦY BAN NHÂN DÂN', position: 'CHỦ TỊCH', signerName: 'Lạc Minh Đăng' },
  office: { competence: 'CHÁNH VĂN PHÒNG', position: 'CHÁNH VĂN PHÒNG', signerName: 'Âu Thị Hải Yến' },
  interior: { competence: 'KT. GIÁM ĐỐC', position: 'PHÓ GIÁM ĐỐC', signerName: 'Hồng Quốc Thái' },
  finance: { competence: 'GIÁM ĐỐC', position: 'GIÁM ĐỐC', signerName: 'Mạc Thu Giang' },
  district: { competence: 'TM. ỦY BAN NHÂN DÂN', position: 'CHỦ TỊCH', signerName: 'Sầm Văn Bình' },
  ward: { competence: 'TM. ỦY BAN NHÂN DÂN', position: 'CHỦ TỊCH', signerName: 'Kim Thị Thanh Trà' },
} as const satisfies Partial<Record<PlaceKey, { competence: string; position: string; signerName: string }>>;

export function leaderOf(place: PlaceKey) {
  return Object.hasOwn(LEADERS, place) ? LEADERS[place as keyof typeof LEADERS] : undefined;
}

const STAFF = {
  department: 'Phòng Hành chính',
  staff: 'Văn thư Đinh Thị Mơ',
  mobile: null,
  email: 'vanthu@lachong.example',
};

export function writeLetter(plan: LetterPlan): Letter {
  const { from, number } = plan;
  const notation = NOTATIONS[from] ?? 'CV';
  const date = todayInVietnam();
  const code = plan.same?.code ?? `${number}/${notation}`;
  const uid = plan.same?.uid ?? `${PLACES[from].code},${date},${code}`;
  const { docType = 0, reason = 'Văn bản điện tử mới', ...rest } = plan.bussiness ?? {};
  const header: DocumentInput = {
    from: organization(from),
    to: plan.to.map((one) =>
      typeof one === 'string' ? organization(one) : { organId: one.code, organName: one.name },
    ),
    documentId: uid,
    codeNumber: code.slice(0, code.indexOf('/')),
    codeNotation: code.slice(code.indexOf('/') + 1),
    place: 'Lạc Hồng',
    promulgationDate: date,
    type: '1',
    typeDetail: '0',
    typeName: plan.typeName ?? 'Công văn',
    subject: plan.subject,
    content: plan.subject,
    ...leaderOf(from),
    dueDate: plan.dueDate ?? null,
    toPlaces: ['Như trên', 'Lưu: VT'],
    priority: plan.priority ?? 0,
    sphereOfPromulgation: plan.sphere ?? null,
    typerNotation: 'ĐTM',
    promulgationAmount: '1',
    pageAmount: '1',
    appendixes: [],
    responseFor: plan.responseFor ?? [],
    steeringType: '1',
    ...(plan.dossier && { referenceCodes: plan.dossier, applicationType: 'MCDT_DT' }),
    trace: [{ organId: PLACES[from].code, timestamp: timestampInVietnam() }],
    bussiness: { docType, reason, paper: '0', staff: STAFF, ...rest },
  };
  return { header, uid, code, from, promulgationDate: date };
}

/** A status message as a recipient's own system writes it; for 13 the sender asks the recipient named in `about`. */
export function writeStatus(
  from: PlaceKey,
  about: Letter,
  code: StatusCode,
  description: string,
  asked?: PlaceKey,
): StatusInput {
  return {
    from: organization(from),
    responseFor: {
      organId: PLACES[asked ?? about.from].code,
      code: about.code,
      promulgationDate: about.promulgationDate,
      documentId: about.uid,
    },
    staff: STAFF,
    statusCode: code,
    description,
    timestamp: timestampInVietnam(),
  };
}

function organization(key: PlaceKey): OrganizationInput {
  const place = PLACES[key];
  return {
    organId: place.code,
    organizationInCharge: key === 'government' ? 'Chính phủ' : PLACES.committee.name,
    organName: place.name,
    organAdd: place.address,
    email: `${place.code.toLowerCase()}@lachong.example`,
    telephone: '0900 000 000',
    fax: null,
    website: 'lachong.example',
  };
}
