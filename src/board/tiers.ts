import { plainName } from '../registry/index.ts';

/** Levels of administration by which figures are read; a code's own level says nothing since districts have gone. */
export const TIERS = ['tinh', 'so', 'huyen', 'xa', 'unit'] as const;
export type Tier = (typeof TIERS)[number];

export const TIER_WORDS: Readonly<Record<Tier, Readonly<Record<'vi' | 'en', string>>>> = {
  tinh: { vi: 'Cấp tỉnh', en: 'Province' },
  so: { vi: 'Sở, ban, ngành', en: 'Departments' },
  huyen: { vi: 'Cấp huyện', en: 'Districts' },
  xa: { vi: 'Cấp xã', en: 'Communes' },
  unit: { vi: 'Đơn vị trực thuộc', en: 'Sub-units' },
};

const COMMITTEE = '(?:uy ban nhan dan|hoi dong nhan dan|van phong hoi dong nhan dan va uy ban nhan dan) ';
const COMMUNE = new RegExp(`^${COMMITTEE}(xa|phuong|thi tran|dac khu)\\b`);
const DISTRICT = new RegExp(`^${COMMITTEE}(huyen|quan|thi xa|thanh pho)\\b`);

/** By its name, as people know it; what stands below a department is a unit of it. */
export function tierOf({ name, level }: { readonly name: string; readonly level: number }): Tier {
  const plain = plainName(name);
  if (COMMUNE.test(plain)) return 'xa';
  if (level === 1) return 'tinh';
  if (DISTRICT.test(plain)) return 'huyen';
  return level === 2 ? 'so' : 'unit';
}
