import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, readPackage } from '../../../../src/edxml/index.ts';
import {
  ATTACHMENT_LIMITS,
  type CertificateKnowledge,
  type ChainReport,
  inspectAttachments,
  judgePdfFile,
  type PdfReport,
  reportFiles,
  settlePdf,
} from '../../../../src/trust/pdf/index.ts';
import { makeStamp } from '../../../support/cms-signer.ts';
import { letter } from '../../../support/letters.ts';
import { type EditedPdf, sign, update } from '../../../support/pdf-signer.ts';
import { makeSigner, type SignerOptions } from '../../../support/signers.ts';
import { zip as zipEntries } from '../../edxml/fixtures.ts';
import { agency, byBoth, byPerson, folder, inspect, person, plain } from './fixtures.ts';

/** Keys of elliptic curves are made at once, those of RSA are not. */
const ecSigner = (subject: string, options: SignerOptions = {}) => makeSigner(subject, { scheme: 'ec', ...options });

const knowledge: CertificateKnowledge = {
  agencyOf: async () => null,
  now: () => new Date('2026-06-01T00:00:00Z'),
};

const report = (pdf: EditedPdf): Promise<PdfReport> => settlePdf(inspect(pdf), knowledge);
const codes = (found: { notices: readonly { code: string }[] }) =>
  found.notices.map(({ code }) => code).filter((code) => code !== 'PDF_CHAIN_NOT_CHECKED');

describe('what a file has to carry (NĐ 30 Phụ lục I)', () => {
  test('the main document: person, then organisation', async () => {
    expect(judgePdfFile('main', await report(byBoth))).toMatchObject({ status: 'complete', missing: [] });
    const lacking = judgePdfFile('main', await report(byPerson));
    expect(lacking).toMatchObject({ status: 'incomplete', missing: ['organisation'] });
    expect(lacking.notices.map(({ vi }) => vi)).toEqual([
      expect.stringMatching(
        /^Chữ ký số của người có thẩm quyền: Nguyễn Thị Hạ, Lãnh đạo Ủy ban, UBND tỉnh Sông Lam, người ký khai/,
      ),
      'Chưa kiểm đường dẫn chứng thư số của người ký.',
      'Thiếu chữ ký số của cơ quan, tổ chức (NĐ 30/2020/NĐ-CP, Phụ lục I).',
      'Có giá trị để biết, tham khảo, không thay văn bản giấy (QĐ 28, Điều 4 khoản 2).',
    ]);
    expect(codes(judgePdfFile('main', await report(plain)))).toEqual([
      'PDF_PERSON_MISSING',
      'PDF_ORGANISATION_MISSING',
      'PDF_REFERENCE_ONLY',
    ]);
  });

  test('an organisation that signed before the person is said', async () => {
    const wrongWay = sign(sign(plain, agency), person);
    const judged = judgePdfFile('main', await report(wrongWay));
    expect(judged.status).toBe('complete');
    expect(codes(judged)).toContain('PDF_ORDER');
  });

  test('an annex of its own and a copy: the organisation only', async () => {
    const byAgency = await report(sign(plain, agency));
    expect(judgePdfFile('annex', byAgency)).toMatchObject({ status: 'complete' });
    expect(judgePdfFile('copy', byAgency)).toMatchObject({ status: 'complete' });
    expect(judgePdfFile('annex', await report(byPerson))).toMatchObject({ missing: ['organisation'] });
  });

  test('a joint document carries several of each', async () => {
    const second = ecSigner('CN=Sở Nội vụ, O=Tỉnh Sông Lam, C=VN');
    const joint = sign(sign(byPerson, ecSigner('CN=Trần Văn Bình, OU=Ban Giám đốc, O=Sở Nội vụ, C=VN')), agency);
    expect(judgePdfFile('main', await report(sign(joint, second)))).toMatchObject({ status: 'complete' });
  });

  test('a signature that is weak, or whose file was changed, counts as none', async () => {
    const weak = judgePdfFile('annex', await report(sign(plain, agency, { digest: 'sha1' })));
    expect(codes(weak)).toEqual(['PDF_LEGACY_ALGORITHM', 'PDF_ORGANISATION_MISSING', 'PDF_REFERENCE_ONLY']);
    const changed = update(byBoth, { 4: '<< /Length 0 >>\nstream\n\nendstream' });
    const judged = judgePdfFile('main', await report(changed));
    expect(judged).toMatchObject({ status: 'incomplete', missing: ['person', 'organisation'] });
    expect(judged.notices.find(({ code }) => code === 'PDF_CHANGED')!.vi).toBe(
      'Tệp bị thay đổi sau chữ ký của Nguyễn Thị Hạ: chữ ký, nội dung.',
    );
  });
});

describe('whose a signature is', () => {
  test.each([
    ['CN=CỤC THUẾ, O=BỘ TÀI CHÍNH, C=VN', 'organisation'],
    ['CN=Văn phòng UBND tỉnh, OU=UBND tỉnh, O=Tỉnh Sông Lam, C=VN', 'organisation'],
    ['E=an@example.vn, CN=Lê Văn An, OU=Phòng Hành chính, O=ỦY BAN NHÂN DÂN TỈNH SÔNG LAM, C=VN', 'person'],
    ['UID=CCCD:001234567890, CN=Võ Thị Bốn, C=VN', 'person'],
    ['UID=MST:0100000000, CN=Nhà máy Năm, C=VN', 'organisation'],
    ['CN=Đặng Sáu, C=VN', 'unknown'],
  ])('%s', (subject, kind) => {
    expect(inspect(sign(plain, ecSigner(subject))).signatures[0]!.subject?.kind).toBe(kind);
  });

  test('the registry decides where the subject does not tell, and names the agency', async () => {
    const pdf = sign(plain, ecSigner('CN=Đặng Sáu, C=VN'));
    const asked: string[] = [];
    const agencyOf = async (sha256: string) => {
      asked.push(sha256);
      return '000.00.12.H99';
    };
    const known = await settlePdf(inspect(pdf), { ...knowledge, agencyOf });
    expect(asked).toEqual([known.signatures[0]!.signer!.sha256]);
    expect(judgePdfFile('annex', known).status).toBe('complete');
    expect(judgePdfFile('annex', await report(pdf)).status).toBe('incomplete');
  });

  test("a certificate that the registry binds to a person never counts as the organisation's", async () => {
    const bound = { ...knowledge, agencyOf: async () => '000.00.12.H99', isPerson: () => true };
    const known = await settlePdf(inspect(sign(plain, ecSigner('CN=Đặng Sáu, O=Đặng Sáu, C=VN'))), bound);
    expect(judgePdfFile('main', known).missing).toEqual(['organisation']);
    expect(judgePdfFile('annex', known).missing).toEqual(['organisation']);
  });
});

describe('the chain', () => {
  const validated = async (pdf: EditedPdf, answer: (purpose: string) => ChainReport['status']) => {
    const times: string[] = [];
    const settled = await settlePdf(inspect(pdf), {
      ...knowledge,
      async validate(certificates, time, purpose) {
        times.push(`${purpose} ${time.toISOString()} ${certificates.length}`);
        return { status: answer(purpose), code: null };
      },
    });
    return { times, settled };
  };

  test('is asked for at the time of a trusted time-stamp, else of the check', async () => {
    const time = new Date('2026-03-04T05:06:07Z');
    const tsa = ecSigner('CN=TSA', { stamps: 'critical', validFrom: new Date('2026-01-01T00:00:00Z') });
    const stamped = sign(plain, agency, { stamp: (value) => makeStamp(value, tsa, { time }) });
    expect((await validated(stamped, () => 'trusted')).times).toEqual([
      'timestamp 2026-03-04T05:06:07.000Z 1',
      'signature 2026-03-04T05:06:07.000Z 1',
    ]);
    const untrusted = await validated(stamped, (purpose) => (purpose === 'timestamp' ? 'untrusted' : 'trusted'));
    expect(untrusted.times[1]).toBe('signature 2026-06-01T00:00:00.000Z 1');
  });

  test('decides: untrusted counts as none, unknown leaves it open', async () => {
    const judged = async (status: ChainReport['status']) =>
      judgePdfFile('main', (await validated(byBoth, () => status)).settled);
    expect(await judged('trusted')).toMatchObject({ status: 'complete' });
    expect(await judged('untrusted')).toMatchObject({ status: 'incomplete', missing: ['person', 'organisation'] });
    expect(await judged('unknown')).toMatchObject({ status: 'not-determined' });
  });
});

const zip = (content: Buffer) => zipEntries([{ name: '01234567-89ab-4cde-8f01-23456789abcd.pdf', content }]);

test('a right signature of a stranger behind the others is no allowed change', async () => {
  const stranger = sign(byBoth, ecSigner('CN=Người lạ, OU=Không rõ'));
  const known = new Set(inspect(byBoth).signatures.map(({ signer }) => signer!.sha256));
  const settled = await settlePdf(inspect(stranger), {
    ...knowledge,
    async validate([der]) {
      const sha256 = createHash('sha256').update(der!).digest('hex');
      return { status: known.has(sha256) ? 'trusted' : 'untrusted', code: null };
    },
  });
  expect(settled.signatures.map(({ after }) => after)).toEqual(['changed-afterwards', 'changed-afterwards', 'nothing']);
  expect(judgePdfFile('main', settled).status).toBe('incomplete');
});

test('a later signature whose chain is not known yet leaves open whether it was an allowed change', async () => {
  const later = sign(byBoth, ecSigner('CN=Người lạ, OU=Không rõ'));
  const known = new Set(inspect(byBoth).signatures.map(({ signer }) => signer!.sha256));
  const settled = await settlePdf(inspect(later), {
    ...knowledge,
    async validate([der]) {
      const sha256 = createHash('sha256').update(der!).digest('hex');
      return { status: known.has(sha256) ? 'trusted' : 'unknown', code: null };
    },
  });
  expect(settled.signatures.map(({ after }) => after)).toEqual(['not-determined', 'not-determined', 'nothing']);
  expect(judgePdfFile('main', settled).status).toBe('not-determined');
});

describe('the files of a package', () => {
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch, { recursive: true });

  let packages = 0;

  const handIn = async (
    files: readonly { name: string; content: Buffer }[],
    hints = { typeName: null, codeNotation: null },
  ) => {
    const { xml } = letter({
      from: '000.00.00.H99',
      to: ['000.00.12.H99'],
      number: '7',
      attachments: files.map((file, index) => ({
        ...file,
        contentId: `f${index}`,
        mediaType: 'application/octet-stream',
      })),
    });
    const path = join(folder, `package-${++packages}.xml`);
    writeFileSync(path, xml);
    const spool = { path, size: xml.length, sha256: '', mediaType: 'application/xml' };
    const { attachments } = await readPackage(spool, DEFAULT_LIMITS);
    const found = await inspectAttachments(path, attachments, scratch);
    expect(readdirSync(scratch)).toEqual([]);
    return { path, attachments, reports: await reportFiles(found, hints, knowledge) };
  };

  test('are found by their octets, inside base64 and inside a ZIP, and judged by their part', async () => {
    const { reports } = await handIn([
      { name: 'CV 12.pdf', content: byBoth.bytes },
      { name: 'Phụ lục 1.dat', content: zip(sign(plain, agency).bytes) },
      { name: 'Phụ lục 2.docx', content: Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(2_000)]) },
      { name: 'Phụ lục 3.pdf', content: byPerson.bytes },
    ]);
    expect(reports.map(({ role, type, judgement }) => `${role} ${type} ${judgement.status}`)).toEqual([
      'main pdf complete',
      'annex pdf complete',
      'annex other not-signable',
      'annex pdf incomplete',
    ]);
    expect(reports[2]!.judgement.notices[0]!.vi).toBe('Tệp không mang chữ ký.');
    expect(JSON.parse(JSON.stringify(reports))).toEqual(reports);
  });

  test('raw in a multipart package they are read where they lie', async () => {
    const path = join(folder, 'raw.bin');
    writeFileSync(path, Buffer.concat([Buffer.alloc(777, 65), byBoth.bytes, Buffer.alloc(99, 66)]));
    const length = byBoth.bytes.length;
    const view = { position: 0, contentId: 'a', name: 'a.pdf', mediaType: '', offset: 777, length, octets: length };
    const found = await inspectAttachments(path, [{ ...view, encoding: 'raw', sha256: '', zipped: false }], scratch);
    expect(found[0]!.pdf!.signatures.map(({ state }) => state)).toEqual(['intact', 'intact']);
  });

  test('beyond the number or the time are reported as skipped', async () => {
    const { path, attachments } = await handIn([
      { name: '1.pdf', content: plain.bytes },
      { name: '2.pdf', content: plain.bytes },
    ]);
    const codesWith = async (limits: object) =>
      (await inspectAttachments(path, attachments, scratch, { ...ATTACHMENT_LIMITS, ...limits })).map(
        ({ code }) => code,
      );
    expect(await codesWith({ files: 1 })).toEqual([null, 'PDF_TOO_MANY_FILES']);
    expect(await codesWith({ ms: 0 })).toEqual(['PDF_TIME', 'PDF_TIME']);
  });

  test('a ZIP that grows beyond its ratio, or is broken, is no reason to stop', async () => {
    const { reports } = await handIn([
      { name: 'a.pdf', content: zip(Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(3_000_000)])) },
    ]);
    expect(reports[0]).toMatchObject({ type: 'skipped', code: 'PDF_UNPACK', judgement: { status: 'not-determined' } });
  });
});
