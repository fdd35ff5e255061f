import { afterAll, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/edxml/index.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openVerifier, signByReference } from '../../../src/trust/index.ts';
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
