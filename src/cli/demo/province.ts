import type { AgencyRow } from '../../registry/index.ts';

/**
 * The province of the demonstration. Lạc Hồng does not exist: H98 has the shape of a province's code (QCVN 102:2016,
 * QĐ 20/2020) but belongs to none of H01 to H63. All persons are fictitious.
 */
export interface Place {
  /** How the scenes call it. */
  readonly key: PlaceKey;
  /** The code that others write. */
  readonly code: string;
  readonly otherCodes?: string;
  readonly name: string;
  readonly address: string;
  readonly contactPoint?: PlaceKey;
  readonly closedFrom?: string;
  readonly successors?: readonly PlaceKey[];
  /** Reached through this axis. */
  readonly axis?: string;
}

export const PLACE_KEYS = [
  'government',
  'committee',
  'office',
  'interior',
  'finance',
  'construction',
  'district',
  'closedDistrict',
  'communeA',
  'communeB',
  'communeC',
  'ward',
  'association',
] as const;
export type PlaceKey = (typeof PLACE_KEYS)[number];

export const AXIS = 'vpcp';

export const PLACES: Readonly<Record<PlaceKey, Place>> = {
  government: {
    key: 'government',
    code: '000.00.00.G22',
    otherCodes: 'G22',
    name: 'Văn phòng Chính phủ',
    address: 'Số 1 Hoàng Hoa Thám, Hà Nội',
    axis: AXIS,
  },
  committee: {
    key: 'committee',
    code: '000.00.00.H98',
    otherCodes: 'H98',
    name: 'Ủy ban nhân dân tỉnh Lạc Hồng',
    address: 'Số 1 đường Âu Cơ, phường Trung Tâm, tỉnh Lạc Hồng',
    contactPoint: 'office',
  },
  office: {
    key: 'office',
    code: '000.00.01.H98',
    otherCodes: 'H98.01',
    name: 'Văn phòng Ủy ban nhân dân tỉnh Lạc Hồng',
    address: 'Số 1 đường Âu Cơ, phường Trung Tâm, tỉnh Lạc Hồng',
  },
  interior: {
    key: 'interior',
    code: '000.00.02.H98',
    otherCodes: 'H98.02',
    name: 'Sở Nội vụ tỉnh Lạc Hồng',
    address: 'Số 12 đường Lạc Long Quân, tỉnh Lạc Hồng',
  },
  finance: {
    key: 'finance',
    code: '000.00.03.H98',
    otherCodes: 'H98.03',
    name: 'Sở Tài chính tỉnh Lạc Hồng',
    address: 'Số 14 đường Lạc Long Quân, tỉnh Lạc Hồng',
  },
  construction: {
    key: 'construction',
    code: '000.00.04.H98',
    otherCodes: 'H98.04',
    name: 'Sở Xây dựng tỉnh Lạc Hồng',
    address: 'Số 16 đường Lạc Long Quân, tỉnh Lạc Hồng',
  },
  district: {
    key: 'district',
    code: '000.00.21.H98',
    otherCodes: 'H98.21',
    name: 'Ủy ban nhân dân huyện Bình Sa',
    address: 'Thị trấn Bình Sa, tỉnh Lạc Hồng',
  },
  closedDistrict: {
    key: 'closedDistrict',
    code: '000.00.22.H98',
    otherCodes: 'H98.22',
    name: 'Ủy ban nhân dân huyện Vĩnh Hà',
    address: 'Thị trấn Vĩnh Hà, tỉnh Lạc Hồng',
    closedFrom: '2025-07-01',
    successors: ['communeA', 'communeB'],
  },
  communeA: {
    key: 'communeA',
    code: 'H98.151',
    otherCodes: '000.21.22.H98',
    name: 'Ủy ban nhân dân xã Vĩnh An',
    address: 'Xã Vĩnh An, tỉnh Lạc Hồng',
  },
  communeB: {
    key: 'communeB',
    code: 'H98.152',
    otherCodes: '000.22.22.H98',
    name: 'Ủy ban nhân dân xã Hà Trung',
    address: 'Xã Hà Trung, tỉnh Lạc Hồng',
  },
  communeC: {
    key: 'communeC',
    code: 'H98.153',
    name: 'Ủy ban nhân dân xã Đông Khê',
    address: 'Xã Đông Khê, tỉnh Lạc Hồng',
  },
  ward: {
    key: 'ward',
    code: 'H98.154',
    name: 'Ủy ban nhân dân phường Âu Lạc',
    address: 'Phường Âu Lạc, tỉnh Lạc Hồng',
  },
  association: {
    key: 'association',
    code: 'H98.90',
    name: 'Hội Khuyến học tỉnh Lạc Hồng',
    address: 'Số 3 đường Âu Cơ, tỉnh Lạc Hồng',
  },
};

/** A document system, and the agencies that it acts for. */
export interface SystemPlan {
  readonly name: string;
  readonly serves: readonly PlaceKey[];
}

/** The systems of the province. UBND tỉnh has none: its Văn phòng is its contact point (QĐ 28/2018 Art 7(3)). */
export const SYSTEMS = {
  office: { name: 'qlvb-vp-ubnd-tinh', serves: ['office'] },
  interior: { name: 'qlvb-so-noi-vu', serves: ['interior'] },
  finance: { name: 'qlvb-so-tai-chinh', serves: ['finance'] },
  construction: { name: 'qlvb-so-xay-dung', serves: ['construction'] },
  district: { name: 'qlvb-huyen-binh-sa', serves: ['district'] },
  communeA: { name: 'qlvb-xa-vinh-an', serves: ['communeA'] },
  communes: { name: 'qlvb-cac-xa', serves: ['communeB', 'communeC'] },
} as const satisfies Record<string, SystemPlan>;
export type SystemKey = keyof typeof SYSTEMS;

/** Whose mail the hub pushes to an address of its own; the others pull. */
export const PUSHED: PlaceKey = 'communeA';

/** Everyone who signs. */
export const SIGNERS = [
  'government',
  'committee',
  'office',
  'interior',
  'finance',
  'district',
  'ward',
] as const satisfies PlaceKey[];

/** The directory as the hub of the province sees it; for the Government Office's hub nobody is behind an axis. */
export function directory(side: 'province' | 'government'): AgencyRow[] {
  return PLACE_KEYS.map((key, index) => {
    const place = PLACES[key];
    return {
      line: index + 1,
      code: place.code,
      code_qd20: place.otherCodes ?? '',
      name: place.name,
      level: key === 'government' || key === 'committee' ? '1' : '2',
      address: place.address,
      ...(key !== 'government' && key !== 'committee' && { parent_code: PLACES.committee.code }),
      ...(place.contactPoint && { contact_point_code: PLACES[place.contactPoint].code }),
      ...(place.closedFrom && { valid_to: place.closedFrom }),
      ...(place.successors && { successor_codes: place.successors.map((one) => PLACES[one].code).join(' ') }),
      ...(side === 'province' && place.axis && { axis: place.axis }),
    };
  });
}
