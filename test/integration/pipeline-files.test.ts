import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePdf } from '../../src/cli/demo/pdf.ts';
import { tellStories } from '../../src/cli/story.ts';
import type { AcceptedAnswer } from '../../src/journey/answer.ts';
import { submit } from '../../src/pipeline.ts';
import { openLog } from '../../src/platform/log.ts';
import { bindCertificate, revokeCertificate } from '../../src/registry/index.ts';
import { limitsOf } from '../../src/settings.ts';
import { type FetchBytes, openRevocation, openVerifier, verificationReport } from '../../src/trust/index.ts';
import { elementsOf, readDer } from '../../src/trust/path/der.ts';
import { clerks } from '../support/clerks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { AUTHORITY, hasOpenssl, type Issued, makeRoot, SIGNER } from '../support/openssl-pki.ts';
import { sign, startPdf, update } from '../support/pdf-signer.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { restOf } from '../support/rest.ts';
import { makeSigner, type TestSigner } from '../support/signers.ts';

const ec = { scheme: 'ec' } as const;
const person = makeSigner('C=VN, O=UBND tỉnh Sông Lam, OU=Lãnh đạo Ủy ban, CN=Nguyễn Thị Hạ, E=ha@example.vn', ec);
const agency = makeSigner('C=VN, O=Tỉnh Sông Lam, CN=Ủy ban nhân dân tỉnh Sông Lam', ec);
const plain = startPdf(makePdf(['Cong van so 12']));
const signed = sign(sign(plain, person), agency);

let it: TestHub;
let province: Province;
let office: ReturnType<typeof clerks>;

beforeAll(async () => {
  it = await testHub({ role: 'api' });
  province = await settleProvince(it.database.owner, it.database.database);
  office = clerks(it, province);
});
afterAll(() => it.close());

let files = 0;
function withFiles(...contents: (Buffer | readonly [name: string, content: Buffer])[]): Buffer {
  const attachments = contents.map((one) => {
    const [name, content] = Buffer.isBuffer(one) ? ['cong-van.pdf', one] : one;
    return { contentId: `f-${++files}`, name, mediaType: 'application/pdf', content };
  });
  return letter({ from: CODES.finance, to: [CODES.home], attachments }).xml;
}

const send = (...contents: Parameters<typeof withFiles>) => office.accepted(CODES.finance, withFiles(...contents));
const codesOf = ({ verdict }: AcceptedAnswer, at = 0) => verdict.files![at]!.judgement.notices.map(({ code }) => code);

async function setPolicy(policy: string | null, regulation: string | null = null): Promise<void> {
  await it.database.owner.db.execute(
    sql`update agency set pdf_policy = ${policy}, pdf_regulation = ${regulation}
      where id = ${await province.agencyId(CODES.finance)}`,
  );
}

describe('the signatures inside the files of a document', () => {
  test('of a person and of an organisation are in the verdict and in the trace, with their names', async () => {
    const answer = await send(signed.bytes, ['phu-luc.docx', Buffer.from('PK\u0003\u0004 no PDF')]);
    expect(answer.verdict.files).toMatchObject([
      {
        role: 'main',
        judgement: { status: 'complete' },
        pdf: {
          signatures: [
            { state: 'intact', subject: { kind: 'person', commonName: 'Nguyễn Thị Hạ' }, agencyCode: null },
            { state: 'intact', subject: { kind: 'organisation' }, wholeFile: true, chain: { status: 'not-checked' } },
          ],
        },
      },
      { role: 'annex', type: 'other', judgement: { status: 'not-signable' } },
    ]);
    expect(answer.notices.map(({ code }) => code)).not.toContain('PDF_SIGNATURE_LACKING');
    const [story] = await tellStories(office.db, answer.documentId);
    expect(story!.files.map(({ vi }) => vi)).toEqual([
      expect.stringMatching(
        /^cong-van.pdf: Đủ chữ ký số .* Chữ ký số của người có thẩm quyền: Nguyễn Thị Hạ.* Chữ ký số của cơ quan, tổ chức: Ủy ban nhân dân tỉnh Sông Lam/,
      ),
      'phu-luc.docx: Tệp không mang chữ ký.',
    ]);
    const shown = (await restOf(it, province).get(CODES.home, `/v1/documents/${answer.documentId}`)).json();
    expect(shown.verdict.files[0]).toMatchObject({
      status: 'complete',
      words: { vi: story!.files[0]!.vi },
      signatures: [
        { subject: { commonName: 'Nguyễn Thị Hạ' }, state: 'intact', after: 'allowed', chain: 'not-checked' },
        { subject: { kind: 'organisation' } },
      ],
    });
    const report = verificationReport(answer.verdict, 'ab');
    expect(report.files).toHaveLength(2);
    expect(report.words.en.at(-2)).toContain('Digital signature of the competent person: Nguyễn Thị Hạ');
  });

  test('a file without them is for information only, and one changed after signing is told', async () => {
    const answer = await send(plain.bytes);
    expect(answer.verdict.files![0]).toMatchObject({ judgement: { status: 'incomplete' } });
    const [story] = await tellStories(office.db, answer.documentId);
    expect(story!.files[0]!.vi).toMatch(
      /Có giá trị để biết, tham khảo, không thay văn bản giấy \(QĐ 28, Điều 4 khoản 2\)\.$/,
    );
    const redrawn = update(signed, { 4: '<< /Length 8 >>\nstream\n0 0 m 1 l\nendstream' });
    expect(codesOf(await send(redrawn.bytes))).toContain('PDF_CHANGED');
    const flipped = Buffer.from(signed.bytes);
    flipped[flipped.indexOf('Cong van')] = 0x4b;
    expect(codesOf(await send(flipped))).toContain('PDF_DIGEST');
  });

  test('a certificate of the registry names its agency, and is not believed once it is revoked there', async () => {
    const agencyId = await province.agencyId(CODES.finance);
    const { sha256 } = await it.database.owner.db.transaction((tx) =>
      bindCertificate(tx, { agencyId, der: agency.certificate, addedBy: 'test' }),
    );
    const named = await send(signed.bytes);
    expect(named.verdict.files![0]!.pdf!.signatures[1]).toMatchObject({ agencyCode: CODES.finance });
    await it.database.owner.db.transaction((tx) => revokeCertificate(tx, sha256));
    const revoked = await send(signed.bytes);
    expect(revoked.verdict.files![0]).toMatchObject({
      pdf: { signatures: [{}, { chain: { status: 'untrusted', code: 'CERT_REVOKED' } }] },
      judgement: { status: 'incomplete' },
    });
    await it.database.owner.db.execute(sql`delete from certificate`);
  });

  test('a hostile PDF is reported, whatever its texts are, and the document goes on', async () => {
    const bomb = Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\nstartxref\n99999\n%%EOF\n');
    const answer = await send(bomb);
    expect(answer.verdict.files![0]).toMatchObject({ pdf: { state: 'unreadable' }, role: 'main' });
    const odd = sign(plain, person, { name: '\\000\\377x\\330', dictionary: '/Reason <FEFFD800000A0000>' });
    const accepted = await send(odd.bytes);
    expect(accepted.verdict.files![0]!.pdf!.signatures).toHaveLength(1);
    expect(JSON.stringify(accepted.verdict.files)).not.toMatch(/\\u0000|\\ud800|\\n/);
    expect(await readdir(path.join(it.dataDir, 'spool'))).toEqual([]);
  });

  test('very many of them do not make a verdict that no answer can carry', async () => {
    let many = plain;
    for (let at = 0; at < 12; at += 1) many = sign(many, person);
    const answer = await send(...Array.from({ length: 20 }, (_, at) => [`${at}.pdf`, many.bytes] as const));
    expect(answer.verdict.files).toHaveLength(20);
    expect(JSON.stringify(answer.verdict.files).length).toBeLessThan(400_000);
    expect(answer.verdict.files!.every(({ judgement }) => judgement.missing.includes('organisation'))).toBe(true);
  });
});

describe('the policy of the sending agency', () => {
  test('warned: the answer says what each file lacks; recorded: nothing more than the verdict', async () => {
    await setPolicy('warned');
    const { notices } = await send(plain.bytes);
    const notice = notices.find(({ code }) => code === 'PDF_SIGNATURE_LACKING');
    expect(notice?.vi).toMatch(/^cong-van\.pdf: Thiếu chữ ký số của người có thẩm quyền/);
    await setPolicy('recorded');
    expect((await send(plain.bytes)).notices.map(({ code }) => code)).not.toContain('PDF_SIGNATURE_LACKING');
  });

  test('required: refused with the number of the regulation and what was found', async () => {
    await setPolicy('required', '12/2026/QĐ-UBND');
    const answer = await office.hand(CODES.finance, withFiles(plain.bytes));
    expect(answer).toMatchObject({
      state: 'rejected',
      error: { code: 'PDF_SIGNATURE_REQUIRED', facts: { regulation: '12/2026/QĐ-UBND', files: 'cong-van.pdf' } },
      verdict: { files: [{ judgement: { status: 'incomplete' } }] },
    });
    const [story] = await tellStories(office.db, answer.submissionId);
    expect(story!.files[0]!.en).toContain('For information only');
  });

  test('required: without trust anchors a signature proves nobody, so the document waits', async () => {
    await setPolicy('required', '12/2026/QĐ-UBND');
    const answer = await office.hand(CODES.finance, withFiles(signed.bytes));
    expect(answer).toMatchObject({ state: 'parked', code: 'PDF_SIGNATURE_UNDECIDED' });
  });

  test('required cannot be set without a regulation', async () => {
    await expect(setPolicy('required', ' ')).rejects.toThrow();
  });
});

describe.skipIf(!hasOpenssl)('with trust anchors', () => {
  test('required: accepted from a signer whose chain holds, refused from a stranger, kept while revocation is unknown', async () => {
    await setPolicy('required', '12/2026/QĐ-UBND');
    const root = makeRoot('Gốc thử nghiệm', AUTHORITY);
    const point = 'crlDistributionPoints = URI:http://crl.example.vn/root.crl';
    const trusted = signerOf(root.issue('Ủy ban nhân dân tỉnh Sông Lam', [...SIGNER, point]));
    const list = root.crl();
    const hubWith = (fetch: FetchBytes) => {
      const log = openLog('silent');
      const verifier = openVerifier({
        limits: limitsOf(it.hub.config),
        threads: 1,
        log,
        chains: {
          anchors: { anchors: [root.der], intermediates: [] },
          revocation: openRevocation({ fetch, allow: ['crl.example.vn'], log }),
        },
        files: { scratch: it.hub.blobs.spoolDir, holders: async () => new Map() },
      });
      return { ...it.hub, verifier };
    };
    const down = hubWith(async () => Promise.reject(new Error('ECONNREFUSED')));
    const up = hubWith(async () => ({ status: 200, body: list }));
    const principal = await province.principal(CODES.finance);
    // A copy is signed by the organisation alone (NĐ 30/2020 Art 27).
    const hand = (hub: typeof up, content: Buffer) => {
      const body = Readable.from([withFiles(['cong-van (sao y).pdf', content])]);
      return submit(hub, { door: 'rest', principal, mediaType: 'application/xml', body });
    };
    try {
      const copy = sign(plain, trusted).bytes;
      expect(await hand(down, copy)).toMatchObject({ state: 'parked', code: 'PDF_SIGNATURE_UNDECIDED' });
      expect(await hand(up, copy)).toMatchObject({
        state: 'accepted',
        verdict: { files: [{ role: 'copy', pdf: { signatures: [{ chain: { status: 'trusted', code: null } }] } }] },
      });
      expect(await hand(up, sign(plain, agency).bytes)).toMatchObject({
        state: 'rejected',
        error: { code: 'PDF_SIGNATURE_REQUIRED' },
        verdict: { files: [{ pdf: { signatures: [{ chain: { status: 'untrusted', code: 'CHAIN_NOT_TRUSTED' } }] } }] },
      });
    } finally {
      await Promise.all([up.verifier.close(), down.verifier.close()]);
      root.remove();
    }
  });
});

test('files that could not be looked into leave the envelope its verdict, and under no policy are they called signed', async () => {
  await setPolicy('warned');
  const verifier = openVerifier({
    limits: limitsOf(it.hub.config),
    threads: 1,
    log: openLog('silent'),
    files: { scratch: path.join(it.dataDir, 'absent'), holders: async () => new Map() },
  });
  const principal = await province.principal(CODES.finance);
  const body = Readable.from([withFiles(signed.bytes)]);
  const answer = await submit({ ...it.hub, verifier }, { door: 'rest', principal, mediaType: 'application/xml', body });
  await verifier.close();
  expect(answer).toMatchObject({
    state: 'accepted',
    verdict: { files: [{ type: 'skipped', code: 'PDF_TIME', judgement: { status: 'not-determined' } }] },
  });
  expect((answer as AcceptedAnswer).notices.map(({ code }) => code)).toContain('PDF_SIGNATURE_LACKING');
});

/** What the signer of test PDFs needs of a certificate made by openssl: issuer and serial number as they are written. */
function signerOf({ der, keyFile }: Issued): TestSigner {
  const tbs = elementsOf(elementsOf(readDer(der))[0]!);
  const [serial, issuer] = [tbs[1]!.whole, tbs[3]!.whole];
  return { key: createPrivateKey(readFileSync(keyFile)), certificate: der, scheme: 'ec', issuer, serial };
}
