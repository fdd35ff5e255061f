import type { Language } from '../platform/errors.ts';

interface CatalogueSpec {
  /** As the service of the catalogues calls it. */
  readonly path: string;
  readonly level: number | null;
  readonly about: Readonly<Record<Language, string>>;
}

/** The shared catalogues that are kept here, by the name that people use for them. */
export const CATALOGUES = {
  'agencies-1': agencies(1),
  'agencies-2': agencies(2),
  'agencies-3': agencies(3),
  'agencies-4': agencies(4),
  'units-1': units(1),
  'units-2': units(2),
  'units-3': units(3),
  'legal-types': {
    path: 'maloaivanbantheoqdpl',
    level: null,
    about: { vi: 'Loại văn bản quy phạm pháp luật', en: 'Types of legal documents' },
  },
  'document-types': {
    path: 'matenvanbanhanhchinh',
    level: null,
    about: { vi: 'Tên loại văn bản hành chính', en: 'Types of administrative documents' },
  },
  urgency: { path: 'dokhanvanban', level: null, about: { vi: 'Độ khẩn văn bản', en: 'Urgency of documents' } },
} as const satisfies Record<string, CatalogueSpec>;

export type CatalogueName = keyof typeof CATALOGUES;
export const CATALOGUE_NAMES = Object.keys(CATALOGUES) as CatalogueName[];

function agencies(level: number): CatalogueSpec {
  const about = { vi: `Mã định danh cơ quan cấp ${level}`, en: `Agencies of level ${level}` };
  return { path: `qlvanbandieuhanhcap${level}`, level, about };
}

function units(level: number): CatalogueSpec {
  const about = { vi: `Đơn vị hành chính cấp ${level}`, en: `Administrative units of level ${level}` };
  return { path: `donvihanhchinhcap${level}`, level, about };
}

/** One line of a catalogue. */
export interface CatalogueRecord {
  readonly code: string;
  readonly name: string;
  readonly parentCode: string | null;
  readonly contact: Readonly<Record<string, string>>;
}

/** Where catalogues are read from, one whole list at a time. */
export interface CatalogueSource {
  read(
    catalogue: { readonly path: string; readonly level: number | null },
    signal: AbortSignal,
  ): Promise<{ readonly records: readonly CatalogueRecord[]; readonly leftOut: number }>;
}

/** A type, because the driver's rows need an index signature. */
export type Named = {
  readonly code: string;
  readonly name: string;
};

/** What one reading of a catalogue has changed here. */
export interface CatalogueReport {
  readonly added: readonly Named[];
  readonly changed: readonly (Named & { readonly before: string })[];
  readonly gone: readonly Named[];
  /** Records without code or name, or told twice. */
  readonly leftOut: number;
  /** Entries that the code list of the product does not know. */
  readonly unknown: readonly Named[];
}
