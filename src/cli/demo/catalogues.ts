import { type DmdcSimulator, startDmdcSimulator } from '../../../adapters/dmdc/simulator/index.ts';
import type { RunningHub } from '../../app.ts';
import { catalogueSource } from '../../catalogue-source.ts';
import {
  type AgencyDifferences,
  CATALOGUE_NAMES,
  CATALOGUES,
  type CatalogueLine,
  type CatalogueName,
  compareAgencies,
  listCatalogues,
  synchroniseCatalogues,
} from '../../catalogues/index.ts';
import { PLACES, type PlaceKey } from './province.ts';

/** In the State's catalogue and not in the province's directory. */
export const NEW_AGENCY = { code: '000.00.05.H98', name: 'Sở Khoa học và Công nghệ tỉnh Lạc Hồng' };
/** Whom the catalogue calls by another name than the directory. */
export const RENAMED = { place: 'construction', name: 'Sở Xây dựng và Giao thông tỉnh Lạc Hồng' } as const;
/** An urgency that no law knows. */
export const ODD_URGENCY = 'Đặc biệt khẩn';

const OFFICES = ['office', 'interior', 'finance', 'district', 'communeA', 'communeB', 'communeC', 'ward'] as const;

/** The shared catalogues of the State, as one service of the province gives them out. */
export async function openCatalogues(): Promise<DmdcSimulator> {
  const service = await startDmdcSimulator();
  const level2 = (code: string, name: string) => ({ MaDinhDanhCap2: code, TenDonVi: name });
  const unit = (level: number, code: string, name: string) => ({
    [`MaDonViHanhChinhCap${level}`]: code,
    TenDonVi: name,
  });
  const named = (...names: string[]) => names.map((Ten, index) => ({ Ma: String(index + 1), Ten }));
  const placeName = (key: PlaceKey) => PLACES[key].name.replace('Ủy ban nhân dân ', '');
  const lists: Readonly<Record<CatalogueName, readonly Record<string, unknown>[]>> = {
    'agencies-1': [{ MaDinhDanhCap1: PLACES.committee.code, TenDonVi: PLACES.committee.name }],
    'agencies-2': [
      ...OFFICES.map((key) => level2(PLACES[key].code, PLACES[key].name)),
      level2(PLACES[RENAMED.place].code, RENAMED.name),
      level2(NEW_AGENCY.code, NEW_AGENCY.name),
    ],
    'agencies-3': [{ MaDinhDanhCap3: '000.01.02.H98', TenDonVi: 'Chi cục Văn thư - Lưu trữ tỉnh Lạc Hồng' }],
    'agencies-4': [{ MaDinhDanhCap4: '001.01.02.H98', TenDonVi: 'Trung tâm Lưu trữ lịch sử tỉnh Lạc Hồng' }],
    'units-1': [unit(1, '98', 'Tỉnh Lạc Hồng')],
    'units-2': [unit(2, '980', placeName('district'))],
    'units-3': (['communeA', 'communeB', 'communeC', 'ward'] as const).map((key, index) =>
      unit(3, `9800${index + 1}`, placeName(key)),
    ),
    'legal-types': named('Hiến pháp', 'Luật', 'Nghị quyết', 'Nghị định', 'Thông tư'),
    'document-types': named(
      'Chỉ thị',
      'Thông báo',
      'Kế hoạch',
      'Báo cáo',
      'Tờ trình',
      'Công văn',
      'Công điện',
      'Giấy mời',
    ),
    urgency: named('Khẩn', 'Thượng khẩn', 'Hỏa tốc', ODD_URGENCY),
  };
  for (const name of CATALOGUE_NAMES) service.lists.set(CATALOGUES[name].path, lists[name]);
  return service;
}

/** What the scene asks of the hub, as its administrator does by `lienthong catalogue`. */
export interface CatalogueDesk {
  synchronise(): Promise<void>;
  standing(): Promise<readonly CatalogueLine[]>;
  differences(): Promise<AgencyDifferences>;
}

export function openCatalogueDesk({ config, outbound, database: { db } }: RunningHub): CatalogueDesk {
  const source = catalogueSource(config, outbound)!;
  return {
    async synchronise() {
      const reading = { actor: 'cli:demo', signal: AbortSignal.timeout(20_000) };
      await synchroniseCatalogues(db, source, CATALOGUE_NAMES, reading);
    },
    standing: () => listCatalogues(db, config.catalogueEveryHours),
    differences: () => compareAgencies(db),
  };
}
