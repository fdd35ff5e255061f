import type { AgencyRow } from '../../registry/index.ts';

/** Lạc Hồng and Hồng Bàng do not exist: H98 and H97 have the shape of provinces' codes but belong to none. */
export type Side = 'national' | 'lacHong' | 'hongBang';

export interface Place {
  readonly code: string;
  readonly name: string;
  readonly side: Side;
}

export const GOVERNMENT: Place = { code: '000.00.00.G22', name: 'Văn phòng Chính phủ', side: 'national' };

const OFFICES = [
  ['01', 'Văn phòng Ủy ban nhân dân'],
  ['02', 'Sở Nội vụ'],
  ['03', 'Sở Tài chính'],
  ['04', 'Sở Xây dựng'],
  ['05', 'Sở Y tế'],
  ['06', 'Sở Tư pháp'],
] as const;
const COMMUNES = ['Vĩnh An', 'Hà Trung', 'Đông Khê', 'Bình Sa'] as const;

function province(letter: string, name: string, side: Side): Place[] {
  const offices = OFFICES.map(([number, office]) => ({
    code: `000.00.${number}.${letter}`,
    name: `${office} ${name}`,
    side,
  }));
  const communes = COMMUNES.map((commune, n) => ({
    code: `${letter}.${151 + n}`,
    name: `Ủy ban nhân dân xã ${commune}, ${name}`,
    side,
  }));
  return [...offices, ...communes];
}

export const LAC_HONG = province('H98', 'tỉnh Lạc Hồng', 'lacHong');
export const HONG_BANG = province('H97', 'tỉnh Hồng Bàng', 'hongBang');
export const PLACES: readonly Place[] = [GOVERNMENT, ...LAC_HONG, ...HONG_BANG];

/** How the provinces call the national hub. */
export const AXIS = 'quoc-gia';

/** The directory as one hub has it: for a province, everybody outside is behind the national axis. */
export function directoryOf(side: Side): AgencyRow[] {
  return PLACES.map((place, index) => ({
    line: index + 1,
    code: place.code,
    name: place.name,
    level: place === GOVERNMENT ? '1' : '2',
    // Envelopes are not signed here; the other demonstration shows signatures.
    signature_policy: 'verify-if-present',
    ...(side !== 'national' && place.side !== side && { axis: AXIS }),
  }));
}
