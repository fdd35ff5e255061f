import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { HubClient } from './hub-client.ts';
import type { Glance } from './peek.ts';

/** A package as it lies on the recipient's desk. */
export interface Parcel extends Glance {
  readonly deliveryId: string;
  /** Hex SHA-256 of the bytes as they arrived. */
  readonly sha256: string;
  readonly size: number;
}

/** Something that did not come in this time is a failed outcome, not a wait without end. */
const PATIENCE_MS = 60_000;
const RETRY_MS = 500;

/** A recipient's desk: what has arrived, and those who wait for it. */
export class Desk {
  /** What last went wrong with fetching the mail. */
  trouble: string | null = null;
  readonly #parcels: Parcel[] = [];
  readonly #waiting = new Set<() => void>();

  readonly put = (parcel: Parcel): void => {
    if (this.#parcels.some((one) => one.deliveryId === parcel.deliveryId)) return;
    this.#parcels.push(parcel);
    for (const look of [...this.#waiting]) look();
  };

  /** Gives the first parcel that fits, now or when it comes. */
  wait(what: string, fits: (parcel: Parcel) => boolean): Promise<Parcel> {
    const { promise, resolve, reject } = deferred<Parcel>();
    const giveUp = () => {
      const trouble = this.trouble === null ? '' : ` (${this.trouble})`;
      finish(() => reject(new Error(`${what}: not within ${PATIENCE_MS / 1_000} s${trouble}`)));
    };
    const late = setTimeout(giveUp, PATIENCE_MS);
    const finish = (settle: () => void) => {
      clearTimeout(late);
      this.#waiting.delete(look);
      settle();
    };
    late.unref();
    const look = () => {
      const found = this.#parcels.find(fits);
      if (found) finish(() => resolve(found));
    };
    this.#waiting.add(look);
    look();
    return promise;
  }

  /** The parcel of exactly these bytes. */
  bytes(sha256: string): Promise<Parcel> {
    return this.wait(`package ${sha256}`, (one) => one.sha256 === sha256);
  }

  document(uid: string, docType = '0'): Promise<Parcel> {
    return this.wait(`document ${uid}`, (one) => one.kind === 'document' && one.uid === uid && one.code === docType);
  }

  status(uid: string, code: string, from?: string): Promise<Parcel> {
    return this.wait(
      `status ${code} on ${uid}`,
      (one) => one.kind === 'status' && one.uid === uid && one.code === code && (!from || one.from === from),
    );
  }
}

/** A document system at work: takes everything that comes, acknowledges it, puts it on the desk. */
export class Office {
  readonly client: HubClient;
  readonly desk = new Desk();
  #working: Promise<void> = Promise.resolve();

  constructor(client: HubClient) {
    this.client = client;
  }

  /** Asks for mail from now on, by long poll, as a connected system does. */
  open(): void {
    this.#working = this.#work();
  }

  async close(): Promise<void> {
    await this.client.end();
    await this.#working;
  }

  /** Takes these documents only; for a system that asks now and then. */
  async collect(uids: readonly string[]): Promise<void> {
    for (const item of await this.client.inbox()) if (uids.includes(item.document.documentUid)) await this.#take(item);
  }

  async #work(): Promise<void> {
    while (!this.client.ended) {
      try {
        for (const item of await this.client.inbox({ wait: 20 })) await this.#take(item);
      } catch (problem) {
        if (this.client.ended) return;
        this.desk.trouble = problem instanceof Error ? problem.message : String(problem);
        await pause(RETRY_MS);
      }
    }
  }

  async #take(item: Awaited<ReturnType<HubClient['inbox']>>[number]): Promise<void> {
    const { bytes } = await this.client.content(item.deliveryId);
    // Acknowledged only once the bytes are ours: what is lost before is offered again.
    await this.client.acknowledge(item.deliveryId);
    const { kind, documentUid, docType, statusCode, sender } = item.document;
    this.desk.put({
      deliveryId: item.deliveryId,
      kind,
      uid: documentUid,
      code: statusCode ?? String(docType),
      from: sender.code,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      size: bytes.length,
    });
  }
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (problem: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
