import { setTimeout as pause } from 'node:timers/promises';
import type { StatusCode } from '../../../edxml/index.ts';
import { HubClient } from '../../demo/hub-client.ts';
import type { Entry } from './mailroom.ts';

/** What waits for the system at the hub, whatever the way there. */
export interface Waiting {
  readonly deliveryId: string;
  fetch(): Promise<Buffer>;
  acknowledge(): Promise<void>;
  /** It could not be taken in. */
  complain(reason: string): Promise<void>;
}

/** How the reference system speaks to the hub. Every call may throw; `persist` repeats it. */
export interface Link {
  waiting(): Promise<readonly Waiting[]>;
  report(entry: Entry, code: StatusCode, description: string): Promise<void>;
  /** Confirms a recall (15); `recallId` is the delivery of the recall itself. */
  confirmRecall(entry: Entry | null, recallId: string | null): Promise<void>;
  /** Gives the id by which the hub is asked later. Throws `Refused` for what no repetition mends. */
  send(bytes: Buffer): Promise<string>;
  /** The transport word of a sent document. */
  word(id: string): Promise<string>;
  close(): Promise<void>;
}

/** The hub said no, and will say it again. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

const PAUSE_MS = 100;
const TRIES = 100;

/** Repeats a call until it is answered, as long as the answer may become another one. */
export async function persist<T>(call: () => Promise<T>, tries = TRIES): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await call();
    } catch (problem) {
      if (left <= 1 || problem instanceof Refused) throw problem;
      await pause(PAUSE_MS);
    }
  }
}

const LONG_POLL_SECONDS = 5;

/** By REST: what a `rest` and a `webhook` system use. */
export function openRestLink(url: string, apiKey: string): Link {
  const client = new HubClient('hệ thống mẫu', url, apiKey, 'vi');
  return {
    async waiting() {
      const items = await client.inbox({ wait: LONG_POLL_SECONDS });
      return items.map(({ deliveryId }) => ({
        deliveryId,
        fetch: async () => (await client.content(deliveryId)).bytes,
        acknowledge: () => client.acknowledge(deliveryId),
        complain: (reason) => client.complain(deliveryId, reason),
      }));
    },
    async report({ deliveryId }, code, description) {
      await client.report(deliveryId, code, description);
    },
    async confirmRecall(entry, recallId) {
      await client.confirmRecall(entry?.deliveryId ?? recallId!);
    },
    async send(bytes) {
      const { accepted, problem } = await client.send({ body: bytes });
      if (accepted) return accepted.documentId;
      throw problem.retry ? new Error(problem.code) : new Refused(problem.code);
    },
    async word(id) {
      const { deliveries } = await client.document(id);
      return deliveries[0]?.word ?? 'queued';
    },
    close: () => client.end(),
  };
}
