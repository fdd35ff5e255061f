import { type Delivery, findDelivery } from '../../src/delivery/index.ts';
import type { AcceptedAnswer } from '../../src/journey/answer.ts';
import type { Tx } from '../../src/platform/database.ts';
import { clerks, deliveryTo } from '../support/clerks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { type Letter, letter, statusMessage } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

export interface Sent {
  readonly letter: Letter;
  readonly answer: AcceptedAnswer;
  readonly id: string;
}

/** A hub, a province, and what offices do around a recall. */
export async function recallGround() {
  const it: TestHub = await testHub({ role: 'api' });
  const province: Province = await settleProvince(it.database.owner, it.database.database);
  const office = clerks(it, province);
  return {
    it,
    province,
    office,
    inTx: <T>(run: (tx: Tx) => Promise<T>): Promise<T> => office.db.transaction(run),
    now: async (id: string): Promise<Delivery> => (await findDelivery(office.db, id))!,
    async send(to: string): Promise<Sent> {
      const sent = letter({ from: CODES.committee, to: [to] });
      const answer = await office.accepted(CODES.office, sent.xml);
      return { letter: sent, answer, id: deliveryTo(answer, to).id };
    },
    report: (code: '03' | '15' | '16' | '02', from: string, about: Letter): Promise<AcceptedAnswer> =>
      office.accepted(from, statusMessage(code, from, { organId: CODES.committee, letter: about })),
  };
}

export function recallOf(documentId: string, to: readonly string[], more = {}): Letter {
  return letter({ from: CODES.committee, to, documentId, bussiness: { docType: 1, reason: 'Gửi nhầm', ...more } });
}
