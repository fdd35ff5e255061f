import { newId } from '../platform/ids.ts';
import { ancestorCodes, levelOf, normaliseCode, schemeOf } from './codes.ts';
import type { CodeScheme, Contact } from './model.ts';
import { plainName, searchVector } from './plain.ts';
import { codesIn, type Reason, type TableRow } from './table-file.ts';

/** Columns of a directory file. Only code and name are needed; a column that is absent leaves what the directory holds. */
export const COLUMNS = [
  'code',
  'name',
  'level',
  'parent_code',
  'contact_point_code',
  'code_qd20',
  'code_old',
  'valid_from',
  'valid_to',
  'successor_codes',
  'successor_from',
  'axis',
  'signature_policy',
  'pdf_policy',
  'pdf_regulation',
  'address',
  'email',
  'telephone',
  'fax',
  'website',
  'in_charge',
] as const;
export type Column = (typeof COLUMNS)[number];

/** One row as written. */
export type AgencyRow = TableRow<Column>;

/** What another row or the directory must know: a parent, a contact point, a successor. */
export interface Reference {
  readonly role: 'parent' | 'ancestor' | 'contact' | 'successor';
  readonly code: string;
  readonly rank: number;
  readonly from: string | null;
}

/** A row that is good in itself. */
export interface Candidate {
  readonly line: number;
  /** Used when no agency of the directory has any of its codes. */
  readonly newId: string;
  readonly name: string;
  readonly namePlain: string;
  readonly search: string;
  readonly level: number;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly axis: string | null;
  readonly policy: string | null;
  readonly pdfPolicy: string | null;
  readonly pdfRegulation: string | null;
  /** Changes to the contact; null clears. */
  readonly contact: Readonly<Partial<Record<keyof Contact, string | null>>>;
  /** Optional columns that the row has. */
  readonly given: readonly Column[];
  readonly codes: readonly { readonly code: string; readonly scheme: CodeScheme; readonly isCurrent: boolean }[];
  readonly references: readonly Reference[];
}

const reason = (vi: string, en: string): Reason => ({ vi, en });

export const reasons = {
  json: () => reason('không phải là một đối tượng JSON', 'is not a JSON object'),
  missing: (column: Column) => reason(`thiếu ${column}`, `${column} is missing`),
  value: (column: Column, value: string) =>
    reason(`${column} không hợp lệ: ${value}`, `${column} is not valid: ${value}`),
  level: () => reason('thiếu level, và mã không cho biết cấp', 'level is missing, and the code does not tell it'),
  regulation: () =>
    reason(
      'pdf_policy là required thì phải có pdf_regulation: số quy chế của tỉnh',
      "pdf_policy required needs pdf_regulation: the number of the province's regulation",
    ),
  period: () => reason('valid_to không sau valid_from', 'valid_to is not after valid_from'),
  successorFrom: () =>
    reason(
      'có successor_codes nhưng thiếu successor_from và valid_to',
      'successor_codes needs successor_from or valid_to',
    ),
  itself: (column: Column) => reason(`${column} là chính cơ quan đó`, `${column} is the agency itself`),
  repeated: (code: string, line: number) =>
    reason(`mã ${code} đã có ở dòng ${line}`, `the code ${code} stands on line ${line} already`),
  unknown: (role: string, code: string) =>
    reason(`${role}: không có cơ quan nào mang mã ${code}`, `${role}: no agency has the code ${code}`),
  several: (codes: string) =>
    reason(`các mã thuộc về nhiều cơ quan khác nhau: ${codes}`, `its codes belong to several agencies: ${codes}`),
  ring: () =>
    reason(
      'cơ quan kế thừa nối thành vòng, không văn bản nào đến được đâu',
      'its successors lead back to itself, and mail would arrive nowhere',
    ),
  sameAgency: (line: number) => reason(`cùng một cơ quan với dòng ${line}`, `is the same agency as line ${line}`),
};

const LONGEST = { code: 50, name: 500, regulation: 200 } as const;
const POLICIES = ['require', 'verify-if-present', 'legacy'];
const PDF_POLICIES = ['recorded', 'warned', 'required'];
const CONTACT: Readonly<Partial<Record<Column, keyof Contact>>> = {
  address: 'address',
  email: 'email',
  telephone: 'telephone',
  fax: 'fax',
  website: 'website',
  in_charge: 'inCharge',
};

/** Judges one row by itself; whether the codes that it names exist is judged when all rows are known. */
export function readRow(row: AgencyRow): Candidate | Reason {
  if (row.problem) return row.problem;
  const cell = (column: Column) => (row[column] ?? '').normalize('NFC').trim();
  const code = normaliseCode(cell('code'));
  const name = cell('name').replace(/\s+/g, ' ');
  if (code === '') return reasons.missing('code');
  if (name === '') return reasons.missing('name');
  if (code.length > LONGEST.code || /\s/.test(code)) return reasons.value('code', code);
  if (name.length > LONGEST.name) return reasons.value('name', `${name.slice(0, 40)}…`);
  const aliases = [...codesIn(cell('code_qd20')), ...codesIn(cell('code_old'))];
  const codes = [...new Set([code, ...aliases])];
  const level =
    cell('level') === '' ? (codes.map(levelOf).find((known) => known !== null) ?? null) : Number(cell('level'));
  if (level === null) return reasons.level();
  if (![1, 2, 3, 4].includes(level)) return reasons.value('level', cell('level'));
  const dates: Record<'valid_from' | 'valid_to' | 'successor_from', string | null> = {
    valid_from: null,
    valid_to: null,
    successor_from: null,
  };
  for (const column of ['valid_from', 'valid_to', 'successor_from'] as const) {
    if (cell(column) === '') continue;
    dates[column] = readDate(cell(column));
    if (dates[column] === null) return reasons.value(column, cell(column));
  }
  if (dates.valid_from && dates.valid_to && dates.valid_to <= dates.valid_from) return reasons.period();
  const policy = cell('signature_policy');
  if (policy !== '' && !POLICIES.includes(policy)) return reasons.value('signature_policy', policy);
  const [pdfPolicy, regulation] = [cell('pdf_policy'), cell('pdf_regulation')];
  if (pdfPolicy !== '' && !PDF_POLICIES.includes(pdfPolicy)) return reasons.value('pdf_policy', pdfPolicy);
  if (pdfPolicy === 'required' && regulation === '') return reasons.regulation();
  // The two are one setting: a regulation alone would say nothing.
  if (pdfPolicy === '' && regulation !== '') return reasons.missing('pdf_policy');
  if (regulation.length > LONGEST.regulation) return reasons.value('pdf_regulation', `${regulation.slice(0, 40)}…`);
  const successors = codesIn(cell('successor_codes'));
  const successorFrom = dates.successor_from ?? dates.valid_to;
  if (successors.length > 0 && successorFrom === null) return reasons.successorFrom();
  for (const column of ['parent_code', 'contact_point_code', 'successor_codes'] as const) {
    if (codesIn(cell(column)).some((other) => codes.includes(other))) return reasons.itself(column);
  }
  const parent = normaliseCode(cell('parent_code'));
  const contactPoint = normaliseCode(cell('contact_point_code'));
  return {
    line: row.line,
    newId: newId(),
    name,
    namePlain: plainName(name),
    search: searchVector(name, codes),
    level,
    validFrom: dates.valid_from,
    validTo: dates.valid_to,
    axis: cell('axis') || null,
    policy: policy || null,
    pdfPolicy: pdfPolicy || null,
    pdfRegulation: regulation || null,
    contact: Object.fromEntries(
      COLUMNS.flatMap((column) => {
        const key = CONTACT[column];
        return key && row[column] !== undefined ? [[key, cell(column) || null]] : [];
      }),
    ),
    given: COLUMNS.filter((column) => row[column] !== undefined),
    codes: codes.map((one) => ({ code: one, scheme: schemeOf(one), isCurrent: one === code })),
    references: [
      ...(parent
        ? [{ role: 'parent' as const, code: parent, rank: 0, from: null }]
        : ancestorCodes(code).map((above, rank) => ({ role: 'ancestor' as const, code: above, rank, from: null }))),
      ...(contactPoint ? [{ role: 'contact' as const, code: contactPoint, rank: 0, from: null }] : []),
      ...successors.map((one, rank) => ({ role: 'successor' as const, code: one, rank, from: successorFrom })),
    ],
  };
}

/** `2025-07-01` or `01/07/2025`, as a day that exists. */
export function readDate(text: string): string | null {
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : text.replace(/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, toIso);
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null;
}

function toIso(_: string, day: string, month: string, year: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
