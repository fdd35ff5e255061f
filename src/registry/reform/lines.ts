import { normaliseCode } from '../codes.ts';
import { codesIn, type Reason, type TableRow } from '../table-file.ts';

export const REFORM_COLUMNS = [
  'action',
  'code',
  'name',
  'level',
  'parent_code',
  'contact_point_code',
  'target_codes',
  'heir_code',
  'new_code',
  'system',
  'axis',
] as const;
export type ReformColumn = (typeof REFORM_COLUMNS)[number];
export type ReformRow = TableRow<ReformColumn>;

/** What a line may do, the columns that it needs and those that it may have, besides `action` and `code`. */
const ACTIONS = {
  open: { needs: ['name'], may: ['level', 'parent_code', 'contact_point_code', 'system', 'axis'] },
  reopen: { needs: [], may: [] },
  close: { needs: [], may: [] },
  merge: { needs: ['target_codes'], may: [] },
  split: { needs: ['target_codes'], may: ['heir_code'] },
  rename: { needs: ['name'], may: [] },
  recode: { needs: ['new_code'], may: [] },
  move: { needs: ['parent_code'], may: [] },
  contact: { needs: [], may: ['contact_point_code'] },
  channel: { needs: [], may: ['system', 'axis'] },
} as const satisfies Record<string, { needs: readonly ReformColumn[]; may: readonly ReformColumn[] }>;
export type Action = keyof typeof ACTIONS;

/** A line that is good in itself. */
export interface ReformLine {
  readonly line: number;
  readonly action: Action;
  /** Codes are normalised; what a line does not have is empty. */
  readonly code: string;
  readonly name: string;
  readonly level: number | null;
  readonly parent: string;
  readonly contactPoint: string;
  readonly targets: readonly string[];
  readonly heir: string;
  readonly newCode: string;
  readonly system: string;
  readonly axis: string;
}

const reason = (vi: string, en: string): Reason => ({ vi, en });

export const reasons = {
  action: (text: string) =>
    reason(
      `action không hợp lệ: ${text}; chọn ${Object.keys(ACTIONS).join(', ')}`,
      `action is not valid: ${text}; choose ${Object.keys(ACTIONS).join(', ')}`,
    ),
  missing: (column: ReformColumn, action: string) => reason(`${action} cần ${column}`, `${action} needs ${column}`),
  surplus: (column: ReformColumn, action: string) =>
    reason(`${action} không dùng ${column}`, `${action} takes no ${column}`),
  value: (column: ReformColumn, text: string) =>
    reason(`${column} không hợp lệ: ${text}`, `${column} is not valid: ${text}`),
  count: (action: string, wanted: string, got: number) =>
    reason(
      `${action} cần ${wanted} cơ quan trong target_codes, có ${got}`,
      `${action} needs ${wanted} target_codes, has ${got}`,
    ),
  heir: (code: string) =>
    reason(`heir_code ${code} không có trong target_codes`, `heir_code ${code} is none of the target_codes`),
  oneChannel: () => reason('channel cần đúng một trong system và axis', 'channel needs exactly one of system and axis'),
  unknown: (column: ReformColumn, code: string) =>
    reason(`${column}: không có ${code}`, `${column}: there is no ${code}`),
  closed: (column: ReformColumn, code: string) =>
    reason(`${column}: cơ quan ${code} đã ngừng hoạt động`, `${column}: agency ${code} is closed`),
  open: (code: string) => reason(`cơ quan ${code} đang hoạt động`, `agency ${code} is open`),
  taken: (code: string) => reason(`mã ${code} đang thuộc cơ quan khác`, `the code ${code} belongs to another agency`),
  twice: (line: number) => reason(`mâu thuẫn với dòng ${line}`, `contradicts line ${line}`),
  itself: (column: ReformColumn) => reason(`${column} là chính cơ quan đó`, `${column} is the agency itself`),
  same: () => reason('hai mã trong target_codes là một cơ quan', 'two of the target_codes name one agency'),
  ring: () => reason('cơ quan kế thừa nối thành vòng', 'its successors lead back to itself'),
};

const LONGEST = { code: 50, name: 500 };

/** Judges one row by itself. */
export function readReformRow(row: ReformRow): ReformLine | Reason {
  if (row.problem) return row.problem;
  const cell = (column: ReformColumn) => (row[column] ?? '').normalize('NFC').trim();
  const action = cell('action').toLowerCase();
  if (!isAction(action)) return reasons.action(cell('action').slice(0, 40));
  const { needs, may }: { needs: readonly ReformColumn[]; may: readonly ReformColumn[] } = ACTIONS[action];
  const missing = (['code', ...needs] as const).find((column) => cell(column) === '');
  if (missing) return reasons.missing(missing, action);
  const allowed = new Set<ReformColumn>(['action', 'code', ...needs, ...may]);
  const surplus = REFORM_COLUMNS.find((column) => !allowed.has(column) && cell(column) !== '');
  if (surplus) return reasons.surplus(surplus, action);
  for (const column of ['code', 'new_code'] as const) {
    if (cell(column).length > LONGEST.code || /\s/.test(cell(column)))
      return reasons.value(column, cell(column).slice(0, 40));
  }
  if (cell('name').length > LONGEST.name) return reasons.value('name', `${cell('name').slice(0, 40)}…`);
  if (cell('level') !== '' && !/^[1-4]$/.test(cell('level'))) return reasons.value('level', cell('level').slice(0, 40));
  const targets = [...new Set(codesIn(cell('target_codes')))];
  if (action === 'merge' && targets.length !== 1) return reasons.count(action, '1', targets.length);
  if (action === 'split' && targets.length < 2) return reasons.count(action, '≥ 2', targets.length);
  const heir = normaliseCode(cell('heir_code'));
  if (heir !== '' && !targets.includes(heir)) return reasons.heir(heir);
  const channels = Number(cell('system') !== '') + Number(cell('axis') !== '');
  if (channels > 1 || (action === 'channel' && channels === 0)) return reasons.oneChannel();
  return {
    line: row.line,
    action,
    code: normaliseCode(cell('code')),
    name: cell('name').replace(/\s+/g, ' '),
    level: cell('level') === '' ? null : Number(cell('level')),
    parent: normaliseCode(cell('parent_code')),
    contactPoint: normaliseCode(cell('contact_point_code')),
    targets,
    heir,
    newCode: normaliseCode(cell('new_code')),
    system: cell('system'),
    axis: cell('axis'),
  };
}

function isAction(text: string): text is Action {
  return Object.hasOwn(ACTIONS, text);
}
