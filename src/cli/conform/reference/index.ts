import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from '../person.ts';
import type { Seat } from '../seat.ts';
import { Clerk } from './clerk.ts';
import { type Link, openRestLink, persist, type Waiting } from './link.ts';
import { Mailroom } from './mailroom.ts';
import type { Quirk } from './quirks.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { openVxpLink } from './vxp-link.ts';

export type { Link } from './link.ts';
export type { Quirk } from './quirks.ts';
export { writeReport } from './status.ts';

/** A small document system with its clerk, that keeps every rule, or all but those that its quirks name. */
export interface Reference {
  readonly webhookUrl: string;
  /** Starts to work at its seat over a link to the hub; gives whoever works there. */
  connect(seat: Seat, link: Link): Person;
  close(): Promise<void>;
}

/** Between two looks at the inbox or at what became of what was sent. */
const LOOK_MS = 150;
const WATCH_MS = 2_000;

export async function openReference(ownCode: string, quirks: readonly Quirk[] = []): Promise<Reference> {
  const odd = new Set(quirks);
  const mailroom = new Mailroom(ownCode, odd);
  const stop = new AbortController();
  const running: Promise<void>[] = [];
  let secret = '';
  let link: Link | null = null;
  let clerk: Clerk | null = null;

  async function takeIn(deliveryId: string, bytes: Buffer): Promise<void> {
    const entry = await mailroom.takeIn(deliveryId, bytes);
    if (entry && odd.has('accepts-by-itself')) {
      persist(() => link!.report(entry, '03', 'Máy tự tiếp nhận')).catch(() => {});
    }
  }

  async function fetchMail(): Promise<void> {
    // One that cannot be fetched or confirmed stays at the hub; the others go on.
    for (const one of await link!.waiting()) await fetchOne(one).catch(() => {});
  }

  async function fetchOne(one: Waiting): Promise<void> {
    const bytes = await one.fetch();
    try {
      await takeIn(one.deliveryId, bytes);
    } catch (problem) {
      if (!odd.has('never-complains')) await one.complain(String(problem).slice(0, 300));
      return;
    }
    await one.acknowledge();
  }

  async function repeat(work: () => Promise<void>, everyMs: number): Promise<void> {
    while (!stop.signal.aborted) {
      await work().catch(() => {});
      await pause(everyMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  }

  const receiver: Receiver = await startReceiver(() => secret, takeIn, odd);
  return {
    webhookUrl: receiver.url,
    connect(seat, opened) {
      link = opened;
      secret = seat.access.webhookSecret ?? '';
      const works = new Clerk(seat, link, mailroom, odd);
      clerk = works;
      if (seat.target !== 'webhook') running.push(repeat(fetchMail, LOOK_MS));
      running.push(repeat(() => works.watch(), WATCH_MS));
      return works;
    },
    async close() {
      stop.abort();
      await receiver.close();
      await link?.close();
      await clerk?.close();
      await Promise.all(running);
      await mailroom.close();
    },
  };
}

/** The way to the hub that a system of this target takes. */
export function openLink({ target, access, wire, place }: Seat, vxpBasePath: string): Link {
  if (target === 'vxp') return openVxpLink(wire.url + vxpBasePath, access.vxp!, place.code);
  return openRestLink(wire.url, access.apiKey);
}
