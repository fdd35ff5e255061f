import { letter } from '../../support/letters.ts';
import type { Door } from './door.ts';
import type { Effects } from './effects.ts';

export interface Handed {
  readonly documentId: string;
  /** Delivery ids by the code that was addressed. */
  readonly deliveries: ReadonlyMap<string, string>;
  /** What this one updates or recalls. */
  readonly refersTo: Handed | null;
}

/** The account that sender systems keep of what was answered to them. */
export class Book {
  readonly accepted: Handed[] = [];
  /** Codes of refusals; an update of what was wholly recalled is one. */
  readonly refused: string[] = [];
}

export type Draw = (below: number) => number;

export interface Work {
  readonly door: Door;
  readonly book: Book;
  pace(): Promise<void>;
  ended(): boolean;
}

interface Given {
  readonly documentId: string;
  readonly deliveries: { readonly id: string; readonly addressedCode: string }[];
}

/** One sender system: hands in letters, urgent ones among them, and updates and recalls of its earlier ones. */
export async function sendLetters(
  office: { readonly code: string; readonly key: string; readonly peers: readonly string[] },
  { door, draw, book, pace, ended }: Work & { readonly draw: Draw },
): Promise<void> {
  const open: { uid: string; to: readonly string[]; handed: Handed }[] = [];
  while (!ended()) {
    await pace();
    const earlier = open.length > 0 && draw(3) === 0 ? open[draw(open.length)]! : null;
    const recalls = earlier !== null && draw(3) === 0;
    const to = earlier?.to ?? pick(office.peers, 1 + draw(office.peers.length), draw);
    const written = letter({
      from: office.code,
      to,
      priority: ([0, 0, 0, 1, 3] as const)[draw(5)]!,
      ...(earlier && {
        documentId: earlier.uid,
        bussiness: recalls ? { docType: 1, reason: 'Gửi nhầm' } : { docType: 2, reason: 'Sửa trích yếu' },
      }),
    });
    const answer = await door.call(office.key, 'POST', '/v1/documents', written.xml, {
      'content-type': 'application/edxml+xml',
    });
    const handed = enter(book, answer, earlier?.handed ?? null);
    if (!handed) continue;
    if (!earlier) open.push({ uid: written.documentId, to, handed });
    else if (recalls) open.splice(open.indexOf(earlier), 1);
  }
}

/** One system that pulls: takes what is listed, acknowledges it, and reports 03 on every third. */
export async function pullLetters(
  office: { readonly key: string; readonly effects: Effects },
  { door, book, pace, ended }: Work,
): Promise<void> {
  let taken = 0;
  while (!ended()) {
    const { json } = await door.call(office.key, 'GET', '/v1/inbox?limit=50');
    const items = json.items as { deliveryId: string; document: { kind: string } }[];
    if (items.length === 0) await pace();
    for (const { deliveryId, document } of items) {
      const inbox = `/v1/inbox/${deliveryId}`;
      const content = await door.call(office.key, 'GET', `${inbox}/content`);
      // Recalled since it was listed.
      if (content.status !== 200) continue;
      office.effects.take(deliveryId);
      await door.call(office.key, 'POST', `${inbox}/ack`);
      taken += 1;
      if (document.kind !== 'document' || taken % 3 !== 0) continue;
      const status = await door.call(office.key, 'POST', `${inbox}/status`, Buffer.from('{"code":"03"}'), {
        'content-type': 'application/json',
        'idempotency-key': `tiep-nhan-${deliveryId}`,
      });
      enter(book, status, null);
    }
  }
}

function enter(book: Book, answer: { status: number; json: Record<string, unknown> }, refersTo: Handed | null) {
  if (answer.status !== 200 && answer.status !== 201) {
    book.refused.push(String(answer.json.code ?? answer.status));
    return null;
  }
  const { documentId, deliveries } = answer.json as unknown as Given;
  const handed = {
    documentId,
    deliveries: new Map(deliveries.map((one) => [one.addressedCode, one.id])),
    refersTo,
  };
  book.accepted.push(handed);
  return handed;
}

function pick<T>(from: readonly T[], count: number, draw: Draw): T[] {
  const left = [...from];
  return Array.from({ length: count }, () => left.splice(draw(left.length), 1)[0]!);
}
