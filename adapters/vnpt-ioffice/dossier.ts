import { Readable } from 'node:stream';
import { type DocumentHeader, encodeBase64, STATUS_WORDS, type StatusHeader } from '../../src/edxml/index.ts';
import type { DocumentFile, SendContext, Unpacked } from '../contract.ts';
import type { IofficeSettings } from './settings.ts';

/** The words that a change carries in front of its subject: `doc/create` has no field for what a document does to another. */
const CHANGE_WORDS = { 0: '', 1: '[Thu hồi] ', 2: '[Cập nhật] ', 3: '[Thay thế] ' } as const;

/** A dossier to be created, as `doc/create` takes it, with its files still to be encoded. */
export interface Dossier {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly files: readonly DocumentFile[];
}

/** The dossier has the delivery's id: made twice, it is the same one. */
export function dossierOf(context: SendContext, { header, files }: Unpacked, settings: IofficeSettings): Dossier {
  const { target, deliveryId } = context;
  if (target.kind !== 'connection') throw new Error(`iOffice cannot serve a ${target.kind}`);
  const { signer, creator, book } = settings;
  const about = header.kind === 'document' ? aboutDocument(header, settings) : aboutStatus(header, settings);
  return {
    facts: {
      dossierId: deliveryId,
      ...about,
      maNguoiKy: signer,
      maNguoiTao: creator,
      noiNhan: `${target.address ?? target.agencyCode}|${target.agencyCode}`,
      noiNhanNgoai: '',
      maCongVanSo: book,
    },
    files,
  };
}

function aboutDocument(header: DocumentHeader, { typeIds, codeField, dateField, senderField }: IofficeSettings) {
  const { subject, typeName, codeNumber, codeNotation, promulgationDate, from, bussiness } = header;
  return {
    summary: `${CHANGE_WORDS[bussiness?.docType ?? 0]}${subject}`,
    documentType: typeName ?? '',
    loaiVBId: idOf(typeIds, typeName ?? ''),
    [codeField]: [codeNumber, codeNotation].filter(Boolean).join('/'),
    [dateField]: promulgationDate ?? '',
    ...(senderField !== '' && { [senderField]: from.organName ?? from.organId }),
  };
}

function aboutStatus(header: StatusHeader, { codeField, dateField, senderField }: IofficeSettings) {
  const { statusCode, responseFor, description, from } = header;
  const name = from.organName ?? from.organId;
  const what = `${name} – ${STATUS_WORDS[statusCode].vi}: văn bản số ${responseFor.code ?? responseFor.documentId}`;
  return {
    summary: description ? `${what}. ${description}` : what,
    documentType: '',
    loaiVBId: '',
    [codeField]: responseFor.code ?? '',
    [dateField]: responseFor.promulgationDate ?? '',
    ...(senderField !== '' && { [senderField]: name }),
  };
}

/** `Công văn=1;Quyết định=2`. */
function idOf(typeIds: string, typeName: string): string {
  const pairs = typeIds.split(';').map((pair) => pair.split('=').map((part) => part.normalize('NFC').trim()));
  return pairs.find(([name]) => name?.toLowerCase() === typeName.toLowerCase())?.[1] ?? '';
}

/** The JSON of a dossier: base64 is written as the files are read, at flat memory and a known length. */
export function writeDossier({ facts, files }: Dossier): { readonly length: number; readonly body: Readable } {
  const start = Buffer.from(`${JSON.stringify(facts).slice(0, -1)},"files":[`);
  const end = Buffer.from(']}');
  const [after, between] = [Buffer.from('"}'), Buffer.from(',')];
  const heads = files.map((file, index) => headOf(file, `${facts.dossierId}-${index + 1}`));
  async function* pieces() {
    yield start;
    for (const [index, file] of files.entries()) {
      if (index > 0) yield between;
      yield heads[index]!;
      yield* encodeBase64(file.open());
      yield after;
    }
    yield end;
  }
  const written = files.map(({ size }, index) => heads[index]!.length + 4 * Math.ceil(size / 3) + after.length);
  const commas = Math.max(0, files.length - 1);
  const length = start.length + written.reduce((sum, one) => sum + one, 0) + commas + end.length;
  return { length, body: Readable.from(pieces(), { objectMode: false }) };
}

/** Everything of a file up to its base64. */
function headOf({ name, size }: DocumentFile, fileId: string): Buffer {
  const fileType = /\.(\w{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const facts = { fileId, fileName: name, fileType, fileSize: size, soTrang: 0, fileData: '' };
  return Buffer.from(JSON.stringify(facts).slice(0, -'"}'.length));
}
