import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import {
  type AttachmentInput,
  type DocumentInput,
  type Limits,
  type ReadWithDocument,
  readPackage,
  type StatusInput,
} from '../../../src/edxml/index.ts';
import { isHubError } from '../../../src/platform/errors.ts';

/** Real messages of the field, when this checkout has them beside it or FIELD_SAMPLES names their folder. */
export const FIELD_SAMPLES = process.env.FIELD_SAMPLES ?? resolve('..', 'shared', 'samples', 'edxml');
export const HAS_FIELD_SAMPLES = existsSync(FIELD_SAMPLES);
export function fieldSamples(): string[] {
  return HAS_FIELD_SAMPLES ? readdirSync(FIELD_SAMPLES).filter((name) => name.endsWith('.edxml')) : [];
}

/** Of this process, for all of its files; the run removes it. */
const folder = mkdtempSync(join(tmpdir(), 'edxml-test-'));
let files = 0;

export function newPath(): string {
  return join(folder, `${++files}.bin`);
}

export function store(bytes: Buffer | string): string {
  const path = newPath();
  writeFileSync(path, bytes);
  return path;
}

export async function read(bytes: Buffer | string, mediaType = 'application/xml', limits?: Limits) {
  const path = store(bytes);
  const found: ReadWithDocument = await readPackage({ path, mediaType }, limits);
  return { ...found, path };
}

/** The code and facts with which reading is refused; fails when it is not. */
export async function refusal(bytes: Buffer | string, mediaType = 'application/xml', limits?: Limits) {
  try {
    await read(bytes, mediaType, limits);
  } catch (error) {
    if (isHubError(error)) return { code: error.code, facts: error.facts, error };
    throw error;
  }
  throw new Error('the package was read');
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

export const PROVINCE = { organId: '000.00.00.H99', organName: 'UBND tỉnh Sông Lam' };
export const HOME = { organId: '000.00.12.H99', organName: 'Sở Nội vụ tỉnh Sông Lam' };
export const SCHOOLS = { organId: '000.00.15.H99', organName: 'Sở Giáo dục và Đào tạo tỉnh Sông Lam' };

export const letter: DocumentInput = {
  from: PROVINCE,
  to: [HOME, SCHOOLS],
  documentId: '000.00.00.H99,2025/03/04,0123/UBND-VX',
  codeNumber: '0123',
  codeNotation: 'UBND-VX',
  place: 'Sông Lam',
  promulgationDate: '2025/03/04',
  type: '1',
  typeDetail: '0',
  typeName: 'Công văn',
  subject: 'V/v rà soát <hồ sơ> & "tiến độ" năm học mới',
  content: 'V/v rà soát',
  competence: 'KT. CHỦ TỊCH',
  position: 'Phó Chủ tịch',
  signerName: 'Trần Thị Mẫu',
  dueDate: '2025/03/20',
  toPlaces: ['Như trên', 'Lưu: VT'],
  priority: 2,
  sphereOfPromulgation: 'Công khai',
  typerNotation: 'TTM',
  promulgationAmount: '2',
  pageAmount: '3',
  direction: 'false',
  replyFors: 'a',
  referenceCodes: 'H99.1-250304-0001',
  appendixes: ['Phụ lục 1'],
  responseFor: [
    { organId: HOME.organId, code: '9/SNV', promulgationDate: '2025/02/01', documentId: 'x,2025/02/01,9/SNV' },
  ],
  steeringType: '1',
  taskCodes: ['NV-1', 'NV-2'],
  applicationType: 'MCDT_DT',
  trace: [{ organId: PROVINCE.organId, timestamp: '2025/03/04 08:00:00' }],
};

export const report: StatusInput = {
  from: HOME,
  responseFor: {
    organId: PROVINCE.organId,
    code: '0123/UBND-VX',
    promulgationDate: '2025/03/04',
    documentId: '000.00.00.H99,2025/03/04,0123/UBND-VX',
  },
  staff: { department: 'Văn thư', staff: 'Lê Văn Thử', mobile: null, email: 'vanthu@example.vn' },
  statusCode: '03',
  description: 'Đã tiếp nhận',
  timestamp: '2025/03/04 09:15:00',
};

export function attachment(
  contentId: string,
  content: Buffer,
  name = `${contentId}.pdf`,
): AttachmentInput & { content: Buffer } {
  return { contentId, name, mediaType: 'application/pdf', content };
}

/** A ZIP as its format says, of any entries; `descriptor` writes sizes behind the data as Java's emitters do. */
export function zip(entries: readonly { name: string; content: Buffer }[], descriptor = true): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const data = deflateRawSync(content);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(content), 0);
    sizes.writeUInt32LE(data.length, 4);
    sizes.writeUInt32LE(content.length, 8);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(descriptor ? 0x0808 : 0x0800, 2);
    common.writeUInt16LE(8, 4);
    if (!descriptor) sizes.copy(common, 10);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const header = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), data]);
    const trailer = descriptor ? Buffer.concat([Buffer.from('PK\x07\x08', 'latin1'), sizes]) : Buffer.alloc(0);
    sizes.copy(common, 10);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, Buffer.from(name));
    local.push(header, trailer);
    offset += header.length + trailer.length;
  }
  const size = Buffer.concat(directory).length;
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, ...directory, end]);
}
