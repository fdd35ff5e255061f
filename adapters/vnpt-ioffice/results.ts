import { createHash } from 'node:crypto';
import type { Letter } from '../connector.ts';
import { recordsOf, textOf } from './answer.ts';
import { error } from './errors.ts';
import type { IofficeSettings } from './settings.ts';

/** An answer that waits in iOffice, as its list gives it. */
export interface Result {
  /** The same result always has the same one, and another result of its dossier another. */
  readonly transportId: string;
  /** The delivery that it answers. */
  readonly dossier: string;
  /** What `receive_status` names it by. */
  readonly receipt: string;
  readonly code: string;
  readonly date: string;
  readonly subject: string;
  /** Null for an empty file and for what is no base64: half of a text is not half of a file. */
  readonly files: readonly { readonly name: string; readonly content: Uint8Array | null }[];
}

/** The results on a list; records without a dossier are none. */
export function readResults(data: unknown, { codeField, dateField, receiptField }: IofficeSettings): Result[] {
  return recordsOf(data).flatMap((record) => {
    const dossier = textOf(record, 'dossierId');
    if (dossier === '') return [];
    const [code, date] = [textOf(record, codeField), textOf(record, dateField)];
    const files = recordsOf(record.files).map((file) => ({
      name: textOf(file, 'fileName'),
      data: textOf(file, 'fileData'),
    }));
    const digest = createHash('sha256').update(JSON.stringify([dossier, code, date]));
    for (const { name, data } of files) digest.update(JSON.stringify(name)).update(data);
    return {
      transportId: `${dossier.slice(0, 60)}.${digest.digest('hex').slice(0, 32)}`,
      dossier,
      receipt: textOf(record, receiptField) || dossier,
      code,
      date,
      subject: textOf(record, 'summary'),
      files: files.map(({ name, data }) => ({ name, content: octetsOf(data) })),
    };
  });
}

/** @throws IOFFICE_RESULT_INVALID for what no document can be made of */
export function letterOf({ dossier, code, date, subject, files }: Result): Letter {
  const invalid = (problem: string) => error('IOFFICE_RESULT_INVALID', { dossier, problem });
  const day = dayOf(date);
  if (!day) throw invalid(`ngayBanHanh: ${date.slice(0, 40)}`);
  if (files.length === 0) throw invalid('files: 0');
  return {
    answers: dossier,
    code,
    date: day,
    subject: subject || null,
    files: files.map(({ name, content }, index) => {
      if (!content) throw invalid(`files[${index}].fileData`);
      return {
        name: name || `van-ban-${index + 1}`,
        content: Buffer.from(content.buffer, content.byteOffset, content.length),
      };
    }),
  };
}

/** `25/11/2026`, `2026-11-25`, `2026/11/25`, each with or without a time: as `2026-11-25`; null for a day that is none. */
function dayOf(text: string): string | null {
  const [, day, month, year] = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)/.exec(text) ?? [];
  const [, y, m, d] = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?!\d)/.exec(text) ?? [];
  const written = [year ?? y ?? '', (month ?? m ?? '').padStart(2, '0'), (day ?? d ?? '').padStart(2, '0')].join('-');
  const at = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(written) ? written : null;
}

/** Node's decoder skips what is not of the alphabet: its answer is believed only when its length is the one expected. */
function octetsOf(data: string): Uint8Array | null {
  const text = /\s/.test(data) ? data.replace(/\s+/g, '') : data;
  const pads = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  if (text === '' || text.length % 4 !== 0 || /[-_]/.test(text)) return null;
  const octets = Buffer.from(text, 'base64');
  return octets.length === (text.length / 4) * 3 - pads ? octets : null;
}
