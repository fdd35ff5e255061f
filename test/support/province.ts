import type { Database } from '../../src/platform/database.ts';
import {
  type AgencyRow,
  authenticate,
  createSystem,
  importAgencies,
  type Principal,
  resolveAgencies,
  type Scope,
} from '../../src/registry/index.ts';

/** A small fictitious province; the codes have real shapes, the province letter is nobody's. */
export const CODES = {
  committee: '000.00.00.H98',
  office: '000.00.01.H98',
  home: '000.00.11.H98',
  finance: '000.00.12.H98',
  archives: '000.05.11.H98',
  openDistrict: '000.00.31.H98',
  splitDistrict: '000.00.32.H98',
  mergedDistrict: '000.00.33.H98',
  closedBoard: '000.00.41.H98',
  communeA: 'H98.101',
  communeB: 'H98.102',
  offline: '000.00.40.H98',
  government: '000.00.00.G22',
} as const;

const rows: Omit<AgencyRow, 'line'>[] = [
  { code: CODES.committee, name: 'UBND tỉnh Thử Nghiệm', level: '1', contact_point_code: CODES.office },
  { code: CODES.office, name: 'Văn phòng UBND tỉnh Thử Nghiệm', level: '2', code_qd20: 'H98.01' },
  { code: CODES.home, name: 'Sở Nội vụ', level: '2' },
  { code: CODES.finance, name: 'Sở Tài chính', level: '2' },
  { code: CODES.archives, name: 'Phòng Lưu trữ', level: '3', parent_code: CODES.home },
  { code: CODES.openDistrict, name: 'UBND huyện Sông Mới', level: '2' },
  {
    code: CODES.splitDistrict,
    name: 'UBND huyện Đồi Cũ',
    level: '2',
    valid_to: '2025-07-01',
    successor_codes: `${CODES.communeA} ${CODES.communeB}`,
    successor_from: '2025-07-01',
  },
  {
    code: CODES.mergedDistrict,
    name: 'UBND huyện Bến Cũ',
    level: '2',
    valid_to: '2025-07-01',
    successor_codes: CODES.communeA,
    successor_from: '2025-07-01',
  },
  { code: CODES.closedBoard, name: 'Ban Quản lý dự án đã giải thể', level: '2', valid_to: '2025-07-01' },
  { code: CODES.communeA, name: 'UBND xã Đồi Thông', level: '2' },
  { code: CODES.communeB, name: 'UBND xã Đồi Sim', level: '2' },
  { code: CODES.offline, name: 'Trung tâm chưa kết nối', level: '2' },
  { code: CODES.government, name: 'Văn phòng Chính phủ', level: '1', axis: 'vpcp' },
];

export interface Province {
  /** API key of the system that serves an agency. */
  key(code: string): string;
  principal(code: string): Promise<Principal>;
  agencyId(code: string): Promise<string>;
}

const SCOPES: readonly Scope[] = ['send', 'receive', 'agency.read'];
const CONNECTED = [
  CODES.office,
  CODES.home,
  CODES.finance,
  CODES.openDistrict,
  CODES.communeA,
  CODES.communeB,
] as const;

/** Imports the agencies and gives each connected one a system of its own; senders need no envelope signature. */
export async function settleProvince(owner: Database, database: Database): Promise<Province> {
  await importAgencies(owner, withLines(), () => {});
  await owner.pool.query(`update agency set signature_policy = 'verify-if-present'`);
  const keys = new Map<string, string>();
  for (const code of CONNECTED) {
    const agencyId = (await resolveAgencies(database.db, [code])).get(code)!.id;
    const { apiKey } = await database.db.transaction((tx) =>
      createSystem(tx, { name: `qlvb ${code}`, agencyIds: [agencyId], scopes: SCOPES }),
    );
    keys.set(code, apiKey);
  }
  return {
    key: (code) => keys.get(code)!,
    principal: async (code) => (await authenticate(database.db, keys.get(code)!))!,
    agencyId: async (code) => (await resolveAgencies(database.db, [code])).get(code)!.id,
  };
}

async function* withLines(): AsyncGenerator<AgencyRow> {
  let line = 1;
  for (const row of rows) yield { ...row, line: ++line } as AgencyRow;
}
