import { vxp } from '../../../src/wire/index.ts';
import { RECIPIENTS, type Stage } from '../stage.ts';

export interface ListTime {
  readonly list: string;
  readonly ms: number;
  readonly items: number;
}

/**
 * Puts so many documents of one sender into the list of one recipient, by SQL: handing them in would take minutes and
 * is measured elsewhere.
 */
export async function seedPending({ tools }: Stage, count: number): Promise<void> {
  await tools.owner.pool.query(
    `with base as (
       select d.*, v.handover_id, v.agency_id from document d join delivery v on v.document_id = d.id
       where v.addressed_code = $2 limit 1
     ), made as (
       select uuid7, delivery7, base.* from base, lateral (
         select overlay(base.id::text placing lpad(to_hex(n), 8, '0') from 29)::uuid as uuid7,
           overlay(base.id::text placing 'd' || lpad(to_hex(n), 7, '0') from 29)::uuid as delivery7
         from generate_series(1, $1::integer) n) ids
     ), documents as (
       insert into document (id, submission_id, kind, sender_id, document_uid, header, content_digest, verdict, accepted_at,
         rank_at, subject)
       select uuid7, submission_id, kind, sender_id, uuid7::text, header, content_digest, verdict, accepted_at, rank_at,
         subject from made
     )
     insert into delivery (id, document_id, addressed_code, agency_id, handover_id, channel, lead_id, members, state, kind,
       urgent, rank_at)
     select delivery7, uuid7, $2, agency_id, handover_id, 'pull', delivery7, array[delivery7], 'available', kind, false,
       rank_at from made`,
    [count, RECIPIENTS[0]],
  );
  await tools.owner.pool.query('analyze document, delivery');
}

type Call = (endpoint: vxp.Endpoint, parameters: Record<string, string>) => Promise<Buffer>;

/** The best of three for each page; the first one reads cold. */
export async function timeLists(receiver: Call, sender: Call, deepest: number): Promise<ListTime[]> {
  const kinds = { servicetype: 'eDoc', messagetype: 'edoc' };
  const page = (index: number) => ({ ...kinds, pageSize: '100', pageIndex: String(index) });
  const asked: [string, Call, vxp.Endpoint, Record<string, string>][] = [
    ['received, first page', receiver, 'getReceivedEdocList', page(1)],
    ['received, page 100', receiver, 'getReceivedEdocList', page(100)],
    [`received, page ${deepest}`, receiver, 'getReceivedEdocList', page(deepest)],
    ['received, done', receiver, 'getReceivedEdocList', { ...page(1), status: 'done' }],
    ['sent, first page', sender, 'getSentEdocList', page(1)],
    ['sent, page 100', sender, 'getSentEdocList', page(100)],
    ['sent, failed', sender, 'getSentEdocList', { ...page(1), status: 'fail' }],
    ['count', receiver, 'countReceiveEdoc', {}],
  ];
  const times: ListTime[] = [];
  for (const [list, call, endpoint, parameters] of asked) {
    let best = Number.POSITIVE_INFINITY;
    let items = 0;
    for (let time = 0; time < 3; time += 1) {
      const since = performance.now();
      const answer = vxp.readAnswer((await call(endpoint, parameters)).toString());
      best = Math.min(best, performance.now() - since);
      if (!answer?.ok) throw new Error(`${list}: ${answer?.description}`);
      items = answer.count ?? (answer.data as unknown[]).length;
    }
    times.push({ list, ms: best, items });
  }
  return times;
}
