import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf } from '../../src/axes/client.ts';
import { type Reconciliation, reconcile } from '../../src/axes/reconcile.ts';
import { vietnamTime } from '../../src/platform/clock.ts';
import { until } from '../integration/delivery-fixture.ts';
import { type AxisHub, axisHub } from '../support/axis-hub.ts';
import { letter } from '../support/letters.ts';
import { CODES } from '../support/province.ts';

let one: AxisHub;
beforeAll(async () => {
  one = await axisHub();
});
afterAll(() => one.close());

const database = () => one.it.database.database;

async function send(): Promise<string> {
  const sent = letter({ from: CODES.committee, to: [CODES.government] });
  const { documentId } = await one.office.accepted(CODES.office, sent.xml);
  await until(database(), sql`exists (select 1 from delivery where document_id = ${documentId} and state = 'relayed')`);
  return sent.documentId;
}

async function compare(): Promise<Reconciliation> {
  const { client } = await clientOf({ ...one.it.hub, reader: database().db }, 'vpcp');
  const day = (ms: number) => vietnamTime(new Date(Date.now() + ms)).slice(0, 10);
  // Around midnight both sides may name another day.
  const period = { from: day(-86_400_000), to: day(86_400_000) };
  return reconcile(database().db, 'vpcp', client, period, new AbortController().signal);
}

test('both sides agree, and then every way in which they differ is found, and nothing else', async () => {
  const uids = [await send(), await send(), await send()];
  const mail = letter({ from: CODES.government, to: [CODES.home] });
  const docId = one.state.offer({ messageType: 'edoc', from: CODES.government, to: CODES.home, bytes: mail.xml });
  await until(database(), sql`exists (select 1 from offered_package where transport_id = ${docId} and told = 'done')`);
  expect(await compare()).toEqual({ sent: 3, received: 1, sentCompared: true, differences: [] });

  const [lost] = one.state.taken.splice(0, 1);
  one.state.take({
    messageType: 'edoc',
    from: CODES.committee,
    to: [CODES.government],
    bytes: Buffer.from('of nobody'),
  });
  const stolen = one.state.offer({ messageType: 'edoc', from: CODES.government, to: CODES.home, bytes: mail.xml });
  one.state.find(stolen)!.status = 'DONE';
  one.state.waiting.splice(one.state.waiting.indexOf(one.state.find(docId)!), 1);
  const { differences } = await compare();
  expect(differences.map(({ kind, about, theirId }) => ({ kind, about, theirId }))).toEqual([
    { kind: 'sent-missing', about: uids[0], theirId: lost!.docId },
    { kind: 'sent-unknown', about: null, theirId: one.state.taken.at(-1)!.docId },
    { kind: 'received-lost', about: null, theirId: stolen },
    { kind: 'received-unlisted', about: null, theirId: docId },
  ]);
});

test('a refusal that the sender has not heard of is a difference until it is followed', async () => {
  one.state.misbehaviour = { undecided: true };
  await send();
  one.state.misbehaviour = { refuseLater: { [CODES.government]: 'đơn vị đã giải thể' } };
  const found = (await compare()).differences.filter((line) => line.kind === 'sent-refused');
  expect(found.length).toBeGreaterThan(0);
  expect(found[0]).toMatchObject({ to: CODES.government, reason: 'đơn vị đã giải thể' });
  await database().db.execute(sql`update relay set follow_at = now() where follow_at is not null`);
  await until(database(), sql`exists (select 1 from delivery where state = 'failed' and reason_code = 'VXP_FAIL')`);
});
