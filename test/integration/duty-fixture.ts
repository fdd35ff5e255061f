import type { Config } from '../../src/platform/config.ts';
import { clerks, deliveryTo } from '../support/clerks.ts';
import { testHub } from '../support/hub.ts';
import { type LetterOptions, letter, statusMessage } from '../support/letters.ts';
import { CODES, settleProvince } from '../support/province.ts';

export type DutyGround = Awaited<ReturnType<typeof dutyGround>>;

/** A province on a hub; by default without housekeeping: what is due is moved by hand, so that every test sees its own rounds. */
export async function dutyGround(changes: Partial<Config> = { role: 'api' }) {
  const it = await testHub(changes);
  const province = await settleProvince(it.database.owner, it.hub.database);
  const office = clerks(it, province);
  const query = async (text: string, values: unknown[] = []) => (await it.database.owner.pool.query(text, values)).rows;
  return {
    province,
    office,
    query,
    clear: () => query('truncate duty, board_fact, board_due, board_day, board_period, alert, alert_contact'),
    close: () => it.close(),
    /** A letter of Văn phòng for its UBND, accepted. */
    async send(to: readonly string[], more: Partial<LetterOptions> = {}) {
      const made = letter({ from: CODES.committee, to, ...more });
      const answer = await office.accepted(CODES.office, made.xml);
      return { letter: made, documentId: answer.documentId, delivery: (code: string) => deliveryTo(answer, code).id };
    },
    report: (code: '01' | '02' | '03' | '04' | '05' | '06', by: string, about: { letter: ReturnType<typeof letter> }) =>
      office.accepted(by, statusMessage(code, by, { organId: CODES.committee, letter: about.letter })),
    askBack: (recipient: string, about: { letter: ReturnType<typeof letter> }) =>
      office.accepted(CODES.office, statusMessage('13', CODES.committee, { organId: recipient, letter: about.letter })),
  };
}
