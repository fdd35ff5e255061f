import type { Delivery } from '../../../src/delivery/index.ts';
import { STATUS_TRANSITIONS } from '../../../src/status/index.ts';

/** How a recipient gets its mail: pushed to, fetching with a system of its own, or by the hub's own inbox alone. */
export type Way = 'push' | 'pull' | 'web';

/** One delivery as it should be. `claimed` is a state of its own here; the tables keep it on the dispatch row. */
export interface Expected {
  readonly id: string;
  readonly way: Way;
  readonly recipient: number;
  /** Whoever receives for it: two recipients may share one. */
  readonly door: number;
  readonly document: number;
  readonly before: readonly string[];
  state: Delivery['state'];
  attempts: number;
  epoch: number;
  attemptId: string | null;
  /** A try ended without an answer: it may have brought the document. */
  inDoubt: boolean;
  business: string | null;
  recall: Delivery['recallState'];
  form: Delivery['recallForm'];
}

export interface ExpectedDocument {
  readonly id: string;
  readonly docType: 0 | 1 | 2 | 3;
  /** The document that it changes; its own number for a new one. */
  readonly root: number;
}

const SETTLED = new Set(['arrived', 'failed', 'dead', 'cancelled']);
const ACCEPTED = new Set(['03', '04', '05', '06']);

/** The recipient whose mail goes to another's door, and that door. */
export const SHARING = 4;
const SHARED_DOOR = 0;

/** The rules of model.md, Moving, written down a second time and more simply: what the tables must agree with. */
export class Model {
  readonly documents: ExpectedDocument[] = [];
  readonly deliveries = new Map<string, Expected>();
  /** First time that each delivery took effect at its recipient, in order. */
  readonly effects: string[] = [];

  all(): Expected[] {
    return [...this.deliveries.values()];
  }

  waits(one: Expected): boolean {
    return one.before.some((id) => !SETTLED.has(this.deliveries.get(id)!.state));
  }

  takesEffect(one: Expected): void {
    if (!this.effects.includes(one.id)) this.effects.push(one.id);
  }

  released(one: Expected): boolean {
    return one.attempts > 0 || ['sending', 'fetched', 'arrived'].includes(one.state);
  }

  /** The documents that a change of this one refers to: itself and its updates. */
  meant(root: number): number[] {
    return this.documents.flatMap((one, index) =>
      one.root === root && (index === root || one.docType === 2) ? [index] : [],
    );
  }

  /** It was taken back before it could be with its recipient. */
  neverHad(one: Expected): boolean {
    return one.state === 'cancelled' && (one.recall === null || one.recall === 'withdrawn');
  }

  /** Deliveries of these documents to one recipient that it has or may get. */
  earlier(documents: readonly number[], recipient: number): Expected[] {
    return this.atDoor(documents, this.doorOf(recipient)).filter((one) => one.recipient === recipient);
  }

  atDoor(documents: readonly number[], door: number): Expected[] {
    return this.all().filter((one) => documents.includes(one.document) && one.door === door && !this.neverHad(one));
  }

  doorOf(recipient: number): number {
    return recipient === SHARING ? SHARED_DOOR : recipient;
  }

  /** The recall's table. Gives those of whom the recipient must be told. */
  takeBack(deliveries: readonly Expected[], form: NonNullable<Delivery['recallForm']>): Expected[] {
    const asked: Expected[] = [];
    for (const one of deliveries) {
      if (this.neverHad(one) || one.recall === 'confirmed') continue;
      const isHere = ['due', 'claimed', 'available', 'dead', 'held'].includes(one.state);
      if (isHere) one.state = 'cancelled';
      if (isHere && !one.inDoubt) {
        Object.assign(one, { recall: 'withdrawn', form });
      } else if (one.way === 'web' && !ACCEPTED.has(one.business ?? '')) {
        Object.assign(one, { state: 'arrived', recall: 'confirmed', form });
      } else {
        const stronger = one.recall !== 'asked' || (form === 'package' && one.form === 'status13');
        if (stronger) Object.assign(one, { recall: 'asked', form });
        asked.push(one);
      }
    }
    return asked;
  }

  report(one: Expected, code: string): void {
    if (code === '15' || code === '02') {
      if (one.recall === 'asked') one.recall = 'confirmed';
    } else if (code === '16' && one.recall === 'asked' && one.form === 'status13') one.recall = 'refused';
    if (code < '10') {
      const next: readonly string[] = STATUS_TRANSITIONS[(one.business ?? 'start') as keyof typeof STATUS_TRANSITIONS];
      if (next.includes(code)) one.business = code;
    }
    const pushed = one.way === 'push' && one.attempts > 0;
    if (one.state === 'fetched' || (pushed && ['due', 'claimed', 'sending', 'dead'].includes(one.state))) {
      one.state = 'arrived';
    }
  }

  /** What follows a dead letter and is with its recipient, or on the way there. */
  superseded(one: Expected): boolean {
    return this.all().some((later) => later.before.includes(one.id) && later.state !== 'dead' && this.released(later));
  }

  /** Sent again; claims of what follows it are void. */
  redrive(one: Expected): void {
    one.state = 'due';
    for (const later of this.all()) {
      if (later.before.includes(one.id) && later.state === 'claimed') later.state = 'due';
    }
  }
}
