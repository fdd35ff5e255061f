/** One line of a shared catalogue, whatever its fields are called there. */
export interface CatalogueRecord {
  readonly code: string;
  readonly name: string;
  readonly parentCode: string | null;
  readonly contact: Readonly<Record<string, string>>;
}

const CONTACT = {
  address: 'DiaChi',
  email: 'Email',
  telephone: 'SoDienThoai',
  fax: 'Fax',
  website: 'Website',
} as const;
const LONGEST = 500;

/**
 * Reads a record of a catalogue. Of agencies and units several codes may stand in it, each with its level; elsewhere there
 * is one.
 * @param level 1 to 4, or null where the catalogue has none.
 * @returns null for what has no code or no name
 */
export function readRecord(given: unknown, level: number | null): CatalogueRecord | null {
  if (typeof given !== 'object' || given === null) return null;
  const fields = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), textOf(value)]));
  const first = (matches: (name: string) => boolean) =>
    [...fields].find(([name, value]) => matches(name) && value)?.[1];
  const codeAt = (of: number) => first((name) => name.startsWith('ma') && name.endsWith(`cap${of}`));
  const code = (level !== null && codeAt(level)) || first((name) => name.startsWith('ma') && !/cap\d$/.test(name));
  const name = first((one) => one.startsWith('ten'));
  if (!code || !name) return null;
  const contact = Object.entries(CONTACT).flatMap(([field, there]) => {
    const value = fields.get(there.toLowerCase());
    return value ? [[field, value] as const] : [];
  });
  return {
    code,
    name,
    parentCode: (level !== null && level > 1 && codeAt(level - 1)) || null,
    contact: Object.fromEntries(contact),
  };
}

function textOf(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return String(value).normalize('NFC').replaceAll('\0', '').replace(/\s+/g, ' ').trim().slice(0, LONGEST);
}
