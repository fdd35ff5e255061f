import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { openDice } from './dice.ts';
import { todayInVietnam } from './numbers.ts';
import type { Office } from './office.ts';
import type { PlaceKey, SystemKey } from './province.ts';
import { type Stage, write } from './stage.ts';
import { TOPICS, type Topic } from './topics.ts';

/** Letters that come at once, so that no page is empty; then the province goes on at its rate. */
const AT_FIRST = 12;
/** Between two letters, and how long one lies on a desk: at least, and at most. */
const LETTER_MS = [10_000, 25_000] as const;
const DESK_MS = [5_000, 60_000] as const;
const ONE_IN_SO_MANY_REFUSED = 12;
const DAY_MS = 86_400_000;

/** Who writes, and the system that hands it in. */
const SENDERS: readonly (readonly [PlaceKey, SystemKey])[] = [
  ['committee', 'office'],
  ['office', 'office'],
  ['interior', 'interior'],
  ['finance', 'finance'],
  ['district', 'district'],
];

/** Who receives, and the system whose staff accepts. The ward's mail waits for whoever is at its web page. */
const READERS: readonly (readonly [PlaceKey, SystemKey | null])[] = [
  ['ward', null],
  ['interior', 'interior'],
  ['finance', 'finance'],
  ['district', 'district'],
  ['communeB', 'communes'],
  ['communeC', 'communes'],
];

/** A province that goes on working after the scenes: what is sent is accepted after a while, now and then refused. */
export class Robot {
  readonly #stage: Stage;
  readonly #dice: ReturnType<typeof openDice>;
  readonly #stop = new AbortController();
  readonly #working: Promise<void>;

  /** The same run writes the same letters. */
  constructor(stage: Stage) {
    this.#stage = stage;
    // Every document on a desk waits by it.
    setMaxListeners(0, this.#stop.signal);
    this.#dice = openDice(stage.numbers.run);
    this.#working = this.#work();
  }

  /** What still lies on a desk stays there. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let letters = 1; !this.#stop.signal.aborted; letters++) {
      // A hub that does not answer for a moment is no reason to stop: the next letter comes.
      await this.#send().catch(() => {});
      if (letters >= AT_FIRST) await this.#pass(LETTER_MS).catch(() => {});
    }
  }

  async #send(): Promise<void> {
    const [from, system] = this.#dice.pick(SENDERS);
    const readers = this.#readersOf(from);
    const to = readers.map(([place]) => place);
    const written = await write(this.#stage, { from, to, ...plan(this.#dice.pick(TOPICS)) });
    const { accepted } = await this.#stage.offices[system].client.send({ body: written.bytes });
    if (!accepted) return;
    for (const [, reader] of readers)
      if (reader) this.#handle(this.#stage.offices[reader], written.uid).catch(() => {});
  }

  /** One to three neighbours in the list, and the ward as often as not. */
  #readersOf(from: PlaceKey): (typeof READERS)[number][] {
    const others = READERS.filter(([place]) => place !== from && place !== 'ward');
    const first = this.#dice.below(others.length);
    const some = [...others, ...others].slice(first, first + 1 + this.#dice.below(3));
    return this.#dice.below(2) === 0 ? [READERS[0]!, ...some] : some;
  }

  /** On the desk of an agency whose system fetched it: a clerk of the same agency may have been faster at the web page. */
  async #handle({ desk, client }: Office, uid: string): Promise<void> {
    const { deliveryId } = await desk.document(uid);
    await this.#pass(DESK_MS);
    if (this.#dice.below(ONE_IN_SO_MANY_REFUSED) === 0) {
      await client.report(deliveryId, '02', 'Gửi sai nơi nhận');
      return;
    }
    await client.report(deliveryId, '03', 'Văn thư đã tiếp nhận, vào sổ văn bản đến');
    await this.#pass(DESK_MS);
    await client.report(deliveryId, '06', 'Đã xử lý xong');
  }

  #pass([least, most]: readonly [number, number]): Promise<void> {
    return pause(least + this.#dice.below(most - least), undefined, { signal: this.#stop.signal });
  }
}

function plan({ dueInDays, ...topic }: Topic) {
  return { ...topic, ...(dueInDays && { dueDate: todayInVietnam(new Date(Date.now() + dueInDays * DAY_MS)) }) };
}
