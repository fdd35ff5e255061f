import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findSubmission } from '../../src/intake/index.ts';
import { resumeParked } from '../../src/jobs/index.ts';
import { submit } from '../../src/pipeline.ts';
import { openLog } from '../../src/platform/log.ts';
import { bindCertificate, resolveAgencies, revokeCertificate } from '../../src/registry/index.ts';
import { limitsOf } from '../../src/settings.ts';
import { type FetchBytes, openRevocation, openVerifier, signByReference, type Verdict } from '../../src/trust/index.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { AUTHORITY, hasOpenssl, makeRoot, SIGNER } from '../support/openssl-pki.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

if (!hasOpenssl) console.warn('PARKING FOR REVOCATION NOT TESTED: there is no openssl command');

describe.skipIf(!hasOpenssl)('a hub with trust anchors', () => {
  const closing: (() => Promise<void> | void)[] = [];
  let it: TestHub;
  let province: Province;

  beforeAll(async () => {
    it = await testHub({ role: 'api' });
    closing.push(() => it.close());
    province = await settleProvince(it.database.owner, it.database.database);
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  function withNetwork(fetch: FetchBytes, anchors: readonly Buffer[]): TestHub['hub'] {
    const log = openLog('silent');
    const revocation = openRevocation({ fetch, allow: ['crl.example.vn'], log });
    const chains = { anchors: { anchors, intermediates: [] }, revocation };
    const verifier = openVerifier({ limits: limitsOf(it.hub.config), threads: 1, log, chains });
    closing.push(() => verifier.close());
    return { ...it.hub, verifier };
  }

  /** Signed by a certificate that is bound to its sender and whose CRL is at this address. */
  async function signedLetter(crl: string) {
    const root = makeRoot('Gốc thử nghiệm', AUTHORITY);
    closing.push(() => root.remove());
    const signer = root.issue('UBND tỉnh Sông Lam', [...SIGNER, `crlDistributionPoints = URI:${crl}`], { rsa: true });
    const sender = (await resolveAgencies(it.database.database.db, [CODES.committee])).get(CODES.committee)!;
    const { sha256 } = await it.database.owner.db.transaction((tx) =>
      bindCertificate(tx, { agencyId: sender.id, der: signer.der, addedBy: 'test' }),
    );
    const key = { privateKeyPem: readFileSync(signer.keyFile, 'utf8'), certificatePem: signer.pem };
    const xml = await signByReference(letter({ from: CODES.committee, to: [CODES.home] }).xml, key);
    const principal = await province.principal(CODES.office);
    const handIn = { door: 'rest', principal, mediaType: 'application/xml', body: Readable.from([xml]) } as const;
    return { root, sha256, handIn };
  }

  test('keeps a package whose revocation cannot be learnt, and accepts it with the evidence once it can', async () => {
    const { root, handIn } = await signedLetter('http://crl.example.vn/root.crl');
    const { db } = it.database.database;
    const down = withNetwork(async () => Promise.reject(new Error('ECONNREFUSED')), [root.der]);
    const answer = await submit(down, handIn);
    expect(answer).toMatchObject({ state: 'parked', code: 'REVOCATION_UNAVAILABLE' });

    await it.database.owner.db.execute(sql`update submission set retry_at = now() where id = ${answer.submissionId}`);
    const list = root.crl();
    await resumeParked(withNetwork(async () => ({ status: 200, body: list }), [root.der]));
    const row = await findSubmission(db, answer.submissionId);
    expect(row?.state).toBe('accepted');
    const stored = await it.database.owner.db.execute<{ verdict: Verdict }>(
      sql`select verdict from document where id = ${row!.documentId}`,
    );
    const { verdict } = stored.rows[0]!;
    expect(verdict).toMatchObject({ signature: 'valid-trusted', chain: { status: 'valid' } });
    expect(verdict.chain?.chain.at(-1)?.revocation).toMatchObject({ status: 'good', source: 'crl' });
  });

  test('refuses a package whose certificate the registry revokes while its list is being fetched', async () => {
    const { root, sha256, handIn } = await signedLetter('http://crl.example.vn/root.crl');
    const list = root.crl();
    const revoking: FetchBytes = async () => {
      await it.database.owner.db.transaction((tx) => revokeCertificate(tx, sha256));
      return { status: 200, body: list };
    };
    const answer = await submit(withNetwork(revoking, [root.der]), handIn);
    expect(answer).toMatchObject({ state: 'rejected', error: { code: 'CERT_REVOKED' } });
    const row = await findSubmission(it.database.database.db, answer.submissionId);
    expect(row?.verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'REVOKED', covered: [] });
  });
});
