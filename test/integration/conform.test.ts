import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MailServer } from '../../adapters/mailbox/simulator/index.ts';
import { type IofficeSimulator, startIoffice } from '../../adapters/vnpt-ioffice/simulator/index.ts';
import { CALLERS, type Point, type Result, TARGETS, type TargetKind } from '../../src/cli/conform/model.ts';
import { personByProgram } from '../../src/cli/conform/people.ts';
import type { Person, Question, Task } from '../../src/cli/conform/person.ts';
import { underTest } from '../../src/cli/conform/places.ts';
import { POINTS, pointsFor } from '../../src/cli/conform/points/index.ts';
import { openProvince, type Province } from '../../src/cli/conform/province.ts';
import { openLink, openReference, type Quirk } from '../../src/cli/conform/reference/index.ts';
import { reportPage } from '../../src/cli/conform/report-html.ts';
import { runPoints } from '../../src/cli/conform/run.ts';
import { takeSeat } from '../../src/cli/conform/seat.ts';
import { repeat } from '../../src/links/index.ts';
import { openLog } from '../../src/platform/log.ts';
import { run } from '../support/command.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { MAIL_PASSWORD, startMailbox } from '../support/mail-server.ts';

/** Each way of doing it wrong, and exactly the points that it fails. By target, so that one run can have many. */
const WRONG = {
  webhook: {
    'believes-everybody': ['forged-call'],
    'ignores-the-clock': ['stale-call'],
    'refuses-for-good': ['forged-call', 'stale-call'],
    'newest-wins': ['late-copy'],
    'forgets-recalls': ['recall-of-unknown'],
    'wants-all-fields': ['only-required'],
    'takes-no-large-files': ['large'],
    'keeps-files-by-name': ['many-files'],
    'knows-one-code': ['both-codes'],
    'garbles-letters': ['special-characters', 'send-characters'],
    'forgets-details': ['all-fields'],
    'never-finishes': ['process'],
    'ignores-requests': ['take-back'],
    'ignores-replacements': ['replacement'],
    'calls-sent-arrived': ['four-words'],
    'hides-refusals': ['refused-shown'],
    'hides-failures': ['failure-told'],
    'believes-the-last-word': ['answers-twice'],
    'cannot-recall': ['recall-sent'],
    'new-number-when-repeating': ['send-again'],
  },
  rest: {
    'stores-twice': ['lost-answer'],
    'never-complains': ['not-taken'],
    'accepts-by-itself': ['arrived-is-not-accepted', 'refuse'],
    'adds-updates': ['update'],
    'ignores-recalls': ['recall'],
    'gives-up': ['hub-away', 'send-again'],
    'cries-failure-early': ['four-words', 'recipient-down'],
  },
} as const satisfies Partial<Record<TargetKind, Partial<Record<Quirk, readonly string[]>>>>;

let it: TestHub;
let directory: string;
let province: Province;
let seats = 0;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'lienthong-conform-test-'));
  it = await testHub({ retrySchedule: [1], retryJitterPercent: 0, folderRoots: [directory] });
  const { hub, database } = it;
  const { vxpBasePath } = hub.config;
  const ground = { url: hub.url, vxpBasePath, database: hub.database, owner: database.owner, vault: hub.vault };
  province = await openProvince(ground, directory, 'vi');
});

afterAll(async () => {
  await province?.close();
  await it?.close();
  await rm(directory, { recursive: true, force: true });
});

/** A vendor's own program in front of its system: what `--driver` calls. */
async function startDriver(person: Person) {
  const server = createServer((request, response) => {
    json(request)
      .then((body) => drive(person, body as { task?: Task; question?: Question; name: string }))
      .then((answer) => response.end(JSON.stringify(answer)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { person: personByProgram(url), close: () => server.close() };
}

async function drive(person: Person, body: { task?: Task; question?: Question; name: string }): Promise<object> {
  if (body.question) return { answer: await person.ask(body.question, body.name) };
  await person.act(body.task!);
  return {};
}

/** The kit against its reference system; what is bound to fail by waiting need not be waited for long. */
async function play(target: TargetKind, quirks: readonly Quirk[] = [], failing: readonly string[] = []) {
  const number = seats++;
  const reference = await openReference(underTest(number).code, quirks);
  const seat = await takeSeat(province, { target, number, webhookUrl: reference.webhookUrl });
  const driver = await startDriver(reference.connect(seat, openLink(seat, province.ground.vxpBasePath)));
  const tryAll = (points: readonly Point[], patienceMs: number) =>
    runPoints({ province, seat, person: driver.person, patienceMs, largestBytes: 1_000_000 }, points, { atOnce: 4 });
  const points = pointsFor(target);
  const bad = points.filter(({ id }) => failing.includes(id));
  const good = points.filter((point) => !bad.includes(point));
  // What breaks the line for everybody is in either list, so one list goes first.
  const results = [...(await tryAll(good, 45_000)), ...(await tryAll(bad, 3_000))];
  await seat.close();
  await reference.close();
  driver.close();
  return results;
}

const failed = (results: readonly Result[]) =>
  results.filter(({ outcome }) => outcome !== 'pass').map(({ id, outcome, seen }) => ({ id, outcome, seen: seen?.en }));

/** Several systems side by side, each with some thirty documents: on a machine that is busy otherwise that takes long. */
const TIMEOUT_MS = 240_000;

describe('the conformance kit', { timeout: TIMEOUT_MS }, () => {
  test.concurrent.each(CALLERS)('passes a well-behaved %s system on every point', async (target) => {
    const results = await play(target);
    expect(failed(results)).toEqual([]);
    expect(results.length).toBeGreaterThan(25);
  });

  test.concurrent('fails a system exactly where it does wrong, and says what was seen and the fix', async () => {
    const wrong = WRONG.webhook;
    const wanted = [...new Set(Object.values(wrong).flat())].sort();
    const results = await play('webhook', Object.keys(wrong) as Quirk[], wanted);
    const bad = results.filter(({ outcome }) => outcome === 'fail');
    expect(bad.map(({ id }) => id).sort(), JSON.stringify(failed(results))).toEqual(wanted);
    for (const { seen, fix } of bad) expect([seen?.vi, seen?.en, fix?.vi, fix?.en]).not.toContain(undefined);
  });

  const each = Object.entries(WRONG).flatMap(([target, wrong]) =>
    Object.entries(wrong).map(([quirk, wanted]) => ({ target: target as TargetKind, quirk: quirk as Quirk, wanted })),
  );
  test.runIf(process.env.LONG).each(each)('tells $quirk of a $target system from every other wrong', async (one) => {
    const results = await play(one.target, [one.quirk], one.wanted);
    expect(
      failed(results)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...one.wanted].sort());
  });
});

test('every point has its words in both languages, its source and a fix of its own', () => {
  const texts = POINTS.flatMap(({ title, proves, source, fix }) => [title, proves, source, fix]);
  expect(texts.filter(({ vi, en }) => !vi || !en)).toEqual([]);
  expect(new Set(POINTS.map(({ id }) => id)).size).toBe(POINTS.length);
  expect(new Set(POINTS.map(({ fix }) => fix.vi)).size).toBe(POINTS.length);
});

/** Points that iOffice can answer through its public calls: it has none for statuses. */
const RECEIVING = [
  'take-in',
  'only-required',
  'special-characters',
  'large',
  'many-files',
  'both-codes',
  'other-clock',
];

test('documents of every shape reach iOffice whole', { timeout: TIMEOUT_MS }, async () => {
  const ioffice = await startIoffice();
  const { url, account, password: secret } = ioffice;
  const connection = { adapter: 'vnpt-ioffice', settings: { url, account }, secret, address: '4207' };
  const seat = await takeSeat(province, { target: 'connection', connection, number: seats++ });
  const person = screensOf(ioffice);
  const stage = { province, seat, person, patienceMs: 45_000, largestBytes: 1_000_000 };
  const points = pointsFor('connection').filter(({ id }) => RECEIVING.includes(id));
  const results = await runPoints(stage, points, { atOnce: 4 });
  await Promise.all([seat.close(), ioffice.close()]);
  expect(failed(results)).toEqual([]);
  expect(results).toHaveLength(RECEIVING.length);
});

/** What an office reads on the screens of its iOffice; nobody is asked to do anything there. */
function screensOf({ state }: IofficeSimulator): Person {
  return {
    act: async () => {},
    async ask(question) {
      if (question.is !== 'shown-once') return null;
      const all = [...state.dossiers.values()];
      const [shown, ...others] = all.filter((one) => one.summary === question.subject);
      if (!shown || others.length > 0) return false;
      const names = shown.files.map((one) => one.fileName);
      return !question.files || names.sort().join() === [...question.files].sort().join();
    },
  };
}

test('documents of every shape reach a mailbox whole, and arrive by their link', { timeout: TIMEOUT_MS }, async () => {
  const { server, settings } = await startMailbox(directory);
  const connection = {
    adapter: 'mailbox',
    settings: { ...settings, publicUrl: `${it.hub.url}/` },
    secret: MAIL_PASSWORD,
    address: 'van-thu@xa.gov.vn',
  };
  const seat = await takeSeat(province, { target: 'connection', connection, number: seats++ });
  const office = pressLinks(server);
  const stage = { province, seat, person: readerOf(server), patienceMs: 45_000, largestBytes: 1_000_000 };
  const points = pointsFor('connection').filter(({ id }) => RECEIVING.includes(id));
  const results = await runPoints(stage, points, { atOnce: 4 });
  await office.stop();
  await Promise.all([seat.close(), server.close()]);
  expect(failed(results)).toEqual([]);
});

/** An office that opens each of its mails and presses the button behind its link. */
function pressLinks({ taken }: MailServer) {
  let read = 0;
  return repeat(openLog('silent'), 'links', 50, async () => {
    for (; read < taken.length; read += 1) {
      const link = /https?:\/\/\S+\/console\/mail\/\S+/.exec(taken[read]!.text)?.[0];
      if (link) expect((await fetch(link, { method: 'POST', redirect: 'manual' })).status).toBe(303);
    }
  });
}

/** What it finds in its mailbox. */
function readerOf({ taken }: MailServer): Person {
  return {
    act: async () => {},
    async ask(question) {
      if (question.is !== 'shown-once') return null;
      const [mail, ...others] = taken.filter((one) => edxmlIn(one).includes(question.uid));
      if (!mail || others.length > 0) return false;
      const files = mail.raw.match(/^Content-Disposition: attachment/gim)!.length - 1;
      return !question.files || question.files.length === files;
    },
  };
}

/** The edXML that a mail carries beside the files. */
function edxmlIn({ raw }: { readonly raw: string }): string {
  const part = raw.split(/^--.*$/m).find((one) => one.includes('van-ban.edxml')) ?? '';
  return Buffer.from(part.slice(part.indexOf('\r\n\r\n', 4)), 'base64').toString('utf8');
}

describe('the command', () => {
  test('lists the points of a target, and names every target that the kit knows', async () => {
    for (const target of TARGETS) {
      const listed = await run('conform', '--list', '--target', target, '--json');
      expect(listed.json<{ id: string }[]>().map(({ id }) => id)).toEqual(pointsFor(target).map(({ id }) => id));
    }
  });

  test('says what is missing before it sets anything up', async () => {
    expect((await run('conform')).stderr).toContain('--target');
    expect((await run('conform', '--target', 'webhook')).stderr).toContain('--url');
    const unknown = await run('conform', '--target', 'rest', '--only', 'take-in', 'nonsense');
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('nonsense') });
    const driver = await run('conform', '--target', 'rest', '--driver', 'nowhere');
    expect(driver).toMatchObject({ code: 2, stderr: expect.stringContaining('--driver') });
  });
});

test('the page of a report carries no letter of a title into its markup', () => {
  const words = { vi: '<b>"x"</b>', en: '<b>"x"</b>' };
  const result: Result = {
    id: 'take-in',
    side: 'receives',
    title: words,
    proves: words,
    source: words,
    outcome: 'fail',
    seen: words,
    fix: words,
    by: 'person',
    seconds: 1,
  };
  const page = reportPage({
    target: 'rest',
    agency: words.vi,
    startedAt: '2026-11-26T00:00:00Z',
    language: 'vi',
    passed: false,
    results: [result],
  });
  expect(page).not.toContain('<b>');
  expect(page).toContain('&lt;b&gt;&quot;x&quot;&lt;/b&gt;');
});
