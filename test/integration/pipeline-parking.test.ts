import { Readable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDeliveries } from '../../src/answer.ts';
import { findSubmission } from '../../src/intake/index.ts';
import { resumeParked } from '../../src/jobs.ts';
import { submit } from '../../src/pipeline.ts';
import { HubError } from '../../src/platform/errors.ts';
import { clerks } from '../support/clerks.ts';
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
