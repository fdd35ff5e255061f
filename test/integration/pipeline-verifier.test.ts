import { Readable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findSubmission } from '../../src/intake/index.ts';
import { resumeParked } from '../../src/jobs/index.ts';
import { submit } from '../../src/pipeline.ts';
import { openLog } from '../../src/platform/log.ts';
import { openVerifier, type Verifier } from '../../src/trust/index.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { greedyLetter, letter, PATIENT, ROOMY_LIMITS } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

let it: TestHub;
let province: Province;
let verifier: Verifier;

beforeAll(async () => {
  it = await testHub({ role: 'api' });
  province = await settleProvince(it.database.owner, it.database.database);
  verifier = openVerifier({ limits: ROOMY_LIMITS, threads: 2, log: openLog('silent'), maxHeapMb: 40, budget: PATIENT });
});
afterAll(async () => {
  await verifier.close();
  await it.close();
});

test('a package that ends its verifier thread is tried once more and then refused for good; others do not wait', async () => {
  const hub = { ...it.hub, verifier };
  const { db } = it.database.owner;
  const principal = await province.principal(CODES.office);
  const send = (xml: Buffer) =>
    submit(hub, { door: 'rest', principal, mediaType: 'application/xml', body: Readable.from([xml]) });
  const honest = () => send(letter({ from: CODES.committee, to: [CODES.home] }).xml);

  const first = send(greedyLetter(CODES.committee, CODES.home));
  expect((await honest()).state).toBe('accepted');
  const answer = await first;
  expect(answer).toMatchObject({ state: 'parked', code: 'VERIFIER_RESTARTED' });

  await db.execute(sql`update submission set retry_at = now() where id = ${answer.submissionId}`);
  const [, meanwhile] = await Promise.all([resumeParked(hub), honest()]);
  expect(meanwhile.state).toBe('accepted');
  expect(await findSubmission(db, answer.submissionId)).toMatchObject({ state: 'rejected', code: 'VERIFIER_LOST' });
  const receipts = await db.execute(sql`select type from receipt where submission_id = ${answer.submissionId}`);
  expect(receipts.rows).toEqual([{ type: 'SubmissionRejection' }]);

  await resumeParked(hub);
  const { rows } = await db.execute(
    sql`select type from event where submission_id = ${answer.submissionId} order by id`,
  );
  expect(rows.map(({ type }) => type)).toEqual(['submission.received', 'submission.parked', 'submission.rejected']);
  expect((await honest()).state).toBe('accepted');
});

test('a package that waited for something else first may end the verifier once like any other', async () => {
  const hub = { ...it.hub, verifier };
  const { db } = it.database.owner;
  const principal = await province.principal(CODES.office);
  const xml = greedyLetter(CODES.committee, CODES.home);
  const body = Readable.from([xml]);
  const first = await submit(hub, { door: 'rest', principal, mediaType: 'application/xml', body });
  expect(first).toMatchObject({ state: 'parked' });
  // As if what parked it had been a revocation that could not be learnt.
  await db.execute(sql`update submission set code = 'REVOCATION_UNAVAILABLE', verifier_losses = 0, retry_at = now()
    where id = ${first.submissionId}`);
  await resumeParked(hub);
  expect(await findSubmission(db, first.submissionId)).toMatchObject({ state: 'parked', code: 'VERIFIER_RESTARTED' });
});
