import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findSubmission } from '../../src/intake/index.ts';
import { resumeParked } from '../../src/jobs/index.ts';
import { readDeliveries } from '../../src/journey/answer.ts';
import { submit } from '../../src/pipeline.ts';
import { HubError } from '../../src/platform/errors.ts';
import { clerks, deliveryTo } from '../support/clerks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import type { Province } from '../support/province.ts';
import { CODES, settleProvince } from '../support/province.ts';

let it: TestHub;
let province: Province;
let office: ReturnType<typeof clerks>;

beforeAll(async () => {
  it = await testHub({ role: 'api' });
  province = await settleProvince(it.database.owner, it.database.database);
  office = clerks(it, province);
});
afterAll(() => it.close());

/** A verifier that fails as a lost worker does, as often as told, then works. */
function losingVerifier(times: number): TestHub['hub'] {
  let left = times;
  const lost = { status: 202, retry: true, vi: { title: '', fix: '' }, en: { title: '', fix: '' } };
  return {
    ...it.hub,
    verifier: {
      ...it.hub.verifier,
      verify: async (spool, ask) => {
        if (left-- > 0) throw new HubError('VERIFIER_RESTARTED', lost);
        return it.hub.verifier.verify(spool, ask);
      },
    },
  };
}

async function parked(hub: TestHub['hub'], xml: Buffer): Promise<string> {
  const principal = await province.principal(CODES.office);
  const answer = await submit(hub, {
    door: 'rest',
    principal,
    mediaType: 'application/xml',
    body: Readable.from([xml]),
  });
  if (answer.state !== 'parked') throw new Error(`expected parked, got ${answer.state}`);
  await it.database.owner.db.execute(sql`update submission set retry_at = now() where id = ${answer.submissionId}`);
  return answer.submissionId;
}

test('a package whose verdict waits is verified again and delivered', async () => {
  const hub = losingVerifier(1);
  const id = await parked(hub, letter({ from: CODES.committee, to: [CODES.home] }).xml);
  await resumeParked(hub);
  const row = await findSubmission(office.db, id);
  expect(row?.state).toBe('accepted');
  expect(await office.events(row!.documentId!)).toEqual([
    'submission.received',
    'submission.parked',
    'document.accepted',
    'delivery.available',
  ]);
});

test('a package that ends two verifiers is refused for good', async () => {
  const hub = losingVerifier(2);
  const id = await parked(hub, letter({ from: CODES.committee, to: [CODES.home] }).xml);
  await resumeParked(hub);
  expect(await findSubmission(office.db, id)).toMatchObject({ state: 'rejected', code: 'VERIFIER_LOST' });
});

test('a document that was recalled while its verdict waited does not go out after its recall', async () => {
  const hub = losingVerifier(2);
  const recall = (documentId: string, to: readonly string[]) =>
    letter({ from: CODES.committee, to, documentId, bussiness: { docType: 1, reason: 'Gửi nhầm' } }).xml;
  const whole = letter({ from: CODES.committee, to: [CODES.home] });
  const partly = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
  const [first, second] = [await parked(hub, whole.xml), await parked(hub, partly.xml)];
  await office.accepted(CODES.office, recall(whole.documentId, [CODES.home]));
  await office.accepted(CODES.office, recall(partly.documentId, [CODES.finance]));
  await resumeParked(hub);
  expect(await findSubmission(office.db, first)).toMatchObject({ state: 'rejected', code: 'RECALLED_WHILE_WAITING' });
  const { documentId } = (await findSubmission(office.db, second))!;
  expect((await readDeliveries(office.db, documentId!)).map((one) => one.addressedCode)).toEqual([CODES.home]);
});

/** A verifier that cannot learn the revocation of the signers of these packages, as often as told, then can. */
function unsureVerifier(hub: TestHub['hub'], unsure: ReadonlySet<Buffer>): TestHub['hub'] {
  const digests = new Set([...unsure].map((xml) => createHash('sha256').update(xml).digest('hex')));
  return {
    ...hub,
    verifier: {
      ...hub.verifier,
      verify: async (spool, ask) => {
        const verified = await hub.verifier.verify(spool, ask);
        if (!digests.delete(spool.sha256)) return verified;
        return { ...verified, verdict: { ...verified.verdict, refusal: 'REVOCATION_UNAVAILABLE' } };
      },
    },
  };
}

describe('what changes a document whose verdict waits', () => {
  const update = (documentId: string, to: readonly string[]) =>
    letter({ from: CODES.committee, to, documentId, bussiness: { docType: 2, reason: 'Sửa trích yếu' } });
  const replacement = (replaced: string, to: readonly string[]) =>
    letter({
      from: CODES.committee,
      to,
      bussiness: { docType: 3, reason: 'Thay thế', replacements: [{ documentId: replaced, organIds: [...to] }] },
    });
  const order = async (code: string, ids: readonly string[]) => {
    const found: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      for (const item of await office.inbox(code)) {
        if (!ids.includes(item.documentId)) continue;
        found.push(item.documentId);
        await office.take(item.deliveryId);
      }
    }
    return found;
  };

  test.each([['update', update] as const, ['replacement', replacement] as const])(
    'an %s waits with it, and arrives after it',
    async (_, change) => {
      const original = letter({ from: CODES.committee, to: [CODES.home] });
      const hub = unsureVerifier(it.hub, new Set([original.xml]));
      const first = await parked(hub, original.xml);
      const second = await parked(hub, change(original.documentId, [CODES.home]).xml);
      expect(await findSubmission(office.db, second)).toMatchObject({ state: 'parked', code: 'ORIGINAL_PARKED' });
      await resumeParked(hub);
      const ids = await Promise.all(
        [first, second].map(async (id) => (await findSubmission(office.db, id))!.documentId!),
      );
      expect(await order(CODES.home, ids)).toEqual(ids);
    },
  );

  test('an update that went ahead of a document nobody could read yet is held back for it', async () => {
    const original = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    const hub = losingVerifier(1);
    const first = await parked(hub, original.xml);
    const changed = await office.accepted(CODES.office, update(original.documentId, [CODES.home, CODES.finance]).xml);
    await office.take(deliveryTo(changed, CODES.finance).id);
    await resumeParked(hub);
    const { documentId } = (await findSubmission(office.db, first))!;
    // Finance has the update already: the original would overtake it.
    expect((await readDeliveries(office.db, documentId!)).map((one) => one.addressedCode)).toEqual([CODES.home]);
    expect(await order(CODES.home, [documentId!, changed.documentId])).toEqual([documentId, changed.documentId]);
    expect(await office.events(documentId!)).toContain('document.passed-over');
  });

  test('a document whose recipients all have its replacement is not sent after it', async () => {
    const original = letter({ from: CODES.committee, to: [CODES.home] });
    const hub = losingVerifier(1);
    const first = await parked(hub, original.xml);
    const changed = await office.accepted(CODES.office, replacement(original.documentId, [CODES.home]).xml);
    await office.take(deliveryTo(changed, CODES.home).id);
    await resumeParked(hub);
    expect(await findSubmission(office.db, first)).toMatchObject({
      state: 'rejected',
      code: 'SUPERSEDED_WHILE_WAITING',
    });
  });

  test('two updates of a waiting document keep their order among themselves', async () => {
    const original = letter({ from: CODES.committee, to: [CODES.home] });
    const hub = unsureVerifier(it.hub, new Set([original.xml]));
    const submissions = [
      await parked(hub, original.xml),
      await parked(hub, update(original.documentId, [CODES.home]).xml),
      await parked(hub, update(original.documentId, [CODES.home]).xml),
    ];
    // Whoever is tried first: the last one, twice, before the others.
    for (const id of [...submissions, ...submissions].reverse()) {
      await it.database.owner.db.execute(
        sql`update submission set retry_at = now() where id = ${id} and state = 'parked'`,
      );
      await resumeParked(hub);
    }
    const ids = await Promise.all(submissions.map(async (id) => (await findSubmission(office.db, id))!.documentId!));
    expect(await order(CODES.home, ids)).toEqual(ids);
  });
});
