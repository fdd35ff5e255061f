import { afterAll, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/edxml/index.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openVerifier, signByReference } from '../../../src/trust/index.ts';
import { greedyLetter, PATIENT, ROOMY_LIMITS } from '../../support/letters.ts';
import { factsOf, key, plain, SENDER, spool, swap } from './fixtures.ts';

const log = openLog('silent');
const verifier = openVerifier({ limits: DEFAULT_LIMITS, threads: 1, log });
afterAll(() => verifier.close());
const signed = await signByReference(plain, key);

test('a verified package carries its header, views, digest and verdict out of the thread; the registry is asked once', async () => {
  const questions: unknown[] = [];
  const found = await verifier.verify(spool(signed), async (question) => {
    questions.push(question);
    return factsOf(key);
  });
  expect(found.verdict.indication).toBe('TOTAL_PASSED');
  expect(found.header.from.organId).toBe(SENDER);
  expect(found.attachments[0]?.contentId).toBe('f7');
  expect(found).not.toHaveProperty('envelope');
  expect(questions).toEqual([
    { header: found.header, senderCode: SENDER, kind: 'document', certificateSha256: found.verdict.signer?.sha256 },
  ]);
});

test('a signature problem is a verdict, a package that cannot be read is an error with its facts', async () => {
  const tampered = swap(signed, 'công tác văn thư', 'việc khác');
  const { verdict } = await verifier.verify(spool(tampered), async () => factsOf(key));
  expect(verdict.refusal).toBe('DIGEST_MISMATCH');
  const unread = verifier.verify(spool('<a><b></a>'), async () => factsOf(key));
  await expect(unread).rejects.toMatchObject({ name: 'HubError', code: expect.stringMatching(/^(XML_|NOT_)/) });
});

test('what the registry refuses is told as it is', async () => {
  const refused = verifier.verify(spool(signed), async () => {
    throw new Error('not this sender');
  });
  await expect(refused).rejects.toThrow('not this sender');
});

test('a package that outlives its budget is stopped and told as a timeout that may be tried again', async () => {
  const hasty = openVerifier({ limits: DEFAULT_LIMITS, threads: 1, log, budget: { baseMs: 0, perMbMs: 0 } });
  const recipients = '<edXML:To><edXML:OrganId>000.00.99.H99</edXML:OrganId></edXML:To>'.repeat(4_000);
  const long = swap(signed, '<edXML:DocumentId>', `${recipients}<edXML:DocumentId>`);
  const late = hasty.verify(spool(long), async () => factsOf(key));
  await expect(late).rejects.toMatchObject({ code: 'VERIFICATION_TIMEOUT', spec: { retry: true } });
  await hasty.close();
});

test('a package that ends its thread is told as such; others are verified meanwhile, and both threads serve after', async () => {
  const small = openVerifier({ limits: ROOMY_LIMITS, threads: 2, log, maxHeapMb: 40, budget: PATIENT });
  const verify = (xml: Buffer | string) => small.verify(spool(xml), async () => factsOf(key));
  const both = () => Promise.all([verify(signed), verify(signed)]);
  await both();
  let ended = false;
  const greedy = verify(greedyLetter(SENDER)).finally(() => {
    ended = true;
  });
  greedy.catch(() => {});
  for (let i = 0; i < 3; i++) expect((await verify(signed)).verdict.indication).toBe('TOTAL_PASSED');
  expect(ended).toBe(false);
  await expect(greedy).rejects.toMatchObject({ code: 'VERIFIER_RESTARTED', spec: { retry: true } });
  expect((await both()).map(({ verdict }) => verdict.indication)).toEqual(['TOTAL_PASSED', 'TOTAL_PASSED']);
  await small.close();
});

test('a thread that does not come back in time is ended and replaced; the others are not held up', async () => {
  // By its announced size each package gets its time: none for the long one, a minute for the other.
  const limits = ROOMY_LIMITS;
  const strict = openVerifier({ limits, threads: 2, log, budget: { baseMs: 0, perMbMs: 60_000 } });
  const verify = (xml: Buffer, size: number) =>
    strict.verify({ ...spool(xml), size }, async () => factsOf(null, { policy: 'verify-if-present' }));
  const late = verify(greedyLetter(SENDER), 0);
  late.catch(() => {});
  const meanwhile = await verify(plain, 1_048_576);
  expect(meanwhile.verdict.indication).toBe('NOT_SIGNED');
  await expect(late).rejects.toMatchObject({ code: 'VERIFICATION_TIMEOUT' });
  const after = await Promise.all([verify(plain, 1_048_576), verify(plain, 1_048_576)]);
  expect(after.map(({ verdict }) => verdict.refusal)).toEqual([null, null]);
  await strict.close();
});
