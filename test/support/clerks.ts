import { Readable } from 'node:stream';
import { expect } from 'vitest';
import { acknowledge, listInbox, releaseContent } from '../../src/delivery/index.ts';
import { readTimeline } from '../../src/evidence/index.ts';
import { submissionIdsOf } from '../../src/intake/index.ts';
import type { AcceptedAnswer, Answer } from '../../src/journey/answer.ts';
import { type HandIn, submit } from '../../src/pipeline.ts';
import type { HubError } from '../../src/platform/errors.ts';
import type { TestHub } from './hub.ts';
import type { Province } from './province.ts';

/** What offices do with a hub, without a door in between. */
export function clerks(it: Pick<TestHub, 'hub'>, province: Province) {
  const db = it.hub.database.db;

  async function hand(by: string, xml: Buffer, more: Partial<HandIn> = {}): Promise<Answer> {
    const principal = await province.principal(by);
    return submit(it.hub, {
      door: 'rest',
      principal,
      mediaType: 'application/xml',
      body: Readable.from([xml]),
      ...more,
    });
  }

  return {
    db,
    hand,
    async accepted(by: string, xml: Buffer, more: Partial<HandIn> = {}): Promise<AcceptedAnswer> {
      const answer = await hand(by, xml, more);
      expect(answer).toMatchObject({ state: 'accepted' });
      return answer as AcceptedAnswer;
    },
    async refusal(by: string, xml: Buffer, more: Partial<HandIn> = {}): Promise<HubError> {
      const answer = await hand(by, xml, more);
      expect(answer).toMatchObject({ state: 'rejected' });
      return (answer as Extract<Answer, { state: 'rejected' }>).error;
    },
    async inbox(code: string, kind: 'document' | 'status' = 'document') {
      const handoverIds = [await province.agencyId(code)];
      return (await listInbox(db, { handoverIds, kind, limit: 200 })).items;
    },
    /** Fetch, then acknowledge. */
    async take(deliveryId: string): Promise<void> {
      await db.transaction((tx) => releaseContent(tx, deliveryId, 'test'));
      await db.transaction((tx) => acknowledge(tx, deliveryId, 'test'));
    },
    async events(documentId: string): Promise<string[]> {
      const submissionIds = await submissionIdsOf(db, documentId);
      return (await readTimeline(db, { documentId, submissionIds })).map((step) => step.type);
    },
  };
}

export const deliveryTo = (answer: AcceptedAnswer, code: string) =>
  answer.deliveries.find((one) => one.addressedCode === code)!;
