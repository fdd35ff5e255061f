import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { clerks } from '../support/clerks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { CODES, settleProvince } from '../support/province.ts';
import { restOf } from '../support/rest.ts';

let stage: TestHub;
let rest: ReturnType<typeof restOf>;
let office: ReturnType<typeof clerks>;

beforeAll(async () => {
  stage = await testHub({ role: 'api' });
  const province = await settleProvince(stage.database.owner, stage.database.database);
  rest = restOf(stage, province);
  office = clerks(stage, province);
});
afterAll(() => stage?.close());

it('a recipient finds its own steps behind those of thousands of others', async () => {
  const sent = letter({ from: CODES.home, to: [CODES.finance, CODES.communeA] });
  const { documentId, deliveries } = await office.accepted(CODES.home, sent.xml);
  const others = Array.from({ length: 10_001 }, () => newId());
  await office.db.execute(sql`
    insert into event (id, type, actor, document_id, delivery_id, salt)
    select id, 'delivery.fetched', 'test', ${documentId}::uuid, ${deliveries[1]!.id}::uuid, decode(repeat('00', 16), 'hex')
    from unnest(${sql.param(others)}::uuid[]) as new(id)`);
  await office.take(deliveries[0]!.id);
  const answer = await rest.get(CODES.finance, `/v1/documents/${documentId}/timeline`);
  const types = (answer.json() as { items: { type: string }[] }).items.map((one) => one.type);
  expect(types).toEqual([
    'submission.received',
    'document.accepted',
    'delivery.available',
    'delivery.fetched',
    'delivery.arrived',
  ]);
});
