import type { PlannedDelivery } from '../delivery/index.ts';
import type { Notice } from '../edxml/index.ts';
import type { Reader } from '../platform/database.ts';
import { findAgencies, normaliseCode, receptions, resolveAgencies } from '../registry/index.ts';
import { routingError } from './errors.ts';

/** One address of a document and what becomes of mail to it today. */
export type Recipient = Omit<PlannedDelivery, 'predecessors'>;

/** Looks up every code in a fixed number of queries, whatever their form; an agency named twice counts once. */
export async function resolveRecipients(reader: Reader, codes: readonly string[]): Promise<Recipient[]> {
  const agencies = await resolveAgencies(reader, codes);
  const found = await receptions(reader, [...new Set(agencies.values())]);
  const seen = new Set<string>();
  const recipients: Recipient[] = [];
  for (const code of codes) {
    const agency = agencies.get(code);
    const key = agency?.id ?? normaliseCode(code);
    if (seen.has(key)) continue;
    seen.add(key);
    recipients.push({
      addressedCode: code,
      agencyId: agency?.id ?? null,
      reception: (agency && found.get(agency.id)) ?? { outcome: 'unknown' },
    });
  }
  return recipients;
}

/** It is served now, or will be once somebody has decided who takes over from a split agency. */
export function isServable({ reception }: Recipient): boolean {
  return reception.outcome === 'open' || reception.outcome === 'undecided';
}

/**
 * What the sender is told in the answer of recipients that are closed: who receives in their place. The date is as people
 * write it (NĐ 30/2020 Phụ lục I, II.4).
 */
export function successionNotices(recipients: readonly Recipient[]): Notice[] {
  return recipients.flatMap(({ addressedCode: old, reception }) => {
    if (reception.outcome !== 'open' || !reception.succeeded) return [];
    const { by, since } = reception.succeeded;
    const [name, day] = [`${by.name} (${by.code})`, since.split('-').reverse().join('/')];
    return [
      {
        code: 'RECIPIENT_SUCCEEDED',
        vi: `Văn bản gửi ${old} được chuyển đến cơ quan kế thừa ${name} từ ngày ${day}.`,
        en: `What is sent to ${old} goes to its successor ${name} since ${day}.`,
      },
    ];
  });
}

/**
 * Leaves out whom the sender's own axis serves: it has the document, and what came from an axis is never relayed back
 * to it.
 */
export async function withoutOrigin(
  reader: Reader,
  senderId: string,
  recipients: readonly Recipient[],
): Promise<readonly Recipient[]> {
  if (recipients.every((one) => axisOf(one) === null)) return recipients;
  const origin = (await findAgencies(reader, [senderId])).get(senderId)?.axis ?? null;
  return recipients.filter((one) => origin === null || axisOf(one) !== origin);
}

/** Which of these codes name agencies that this axis serves itself. */
export async function codesBehind(reader: Reader, axis: string, codes: readonly string[]): Promise<Set<string>> {
  const recipients = await resolveRecipients(reader, codes);
  return new Set(recipients.filter((one) => axisOf(one) === axis).map((one) => one.addressedCode));
}

function axisOf({ reception }: Recipient): string | null {
  return reception.outcome === 'open' && reception.channel.kind === 'axis' ? reception.channel.axis : null;
}

/**
 * The addressed codes as the document has them, or those of them that an axis asks for, by any code of the same agency.
 * @throws RECIPIENT_NOT_ON_DOCUMENT
 */
export async function chooseAddresses(
  reader: Reader,
  addressed: readonly string[],
  asked: readonly string[] | undefined,
): Promise<readonly string[]> {
  if (!asked) return addressed;
  const agencies = await resolveAgencies(reader, [...addressed, ...asked]);
  const keyOf = (code: string) => agencies.get(code)?.id ?? normaliseCode(code);
  const wanted = new Set(asked.map(keyOf));
  const chosen = addressed.filter((code) => wanted.has(keyOf(code)));
  const named = new Set(chosen.map(keyOf));
  const strangers = asked.filter((code) => !named.has(keyOf(code)));
  if (strangers.length > 0) throw routingError('RECIPIENT_NOT_ON_DOCUMENT', { recipients: strangers.join(', ') });
  return chosen;
}

/**
 * Some bad recipients fail alone and the rest go out; the document is refused only when nobody can be served, or when
 * its system asked for all or nothing.
 */
export function requireRecipients(recipients: readonly Recipient[], allOrNothing: boolean): void {
  const bad = recipients.filter((one) => !isServable(one));
  if (bad.length === 0 && recipients.length > 0) return;
  const named = { recipients: bad.map((one) => `${one.addressedCode} (${one.reception.outcome})`).join(', ') || '–' };
  if (bad.length === recipients.length) {
    const known = bad.length > 0 && bad.every((one) => one.reception.outcome !== 'unknown');
    throw routingError(known ? 'NO_RECIPIENT.closed' : 'NO_RECIPIENT', named);
  }
  if (allOrNothing) throw routingError('RECIPIENTS_REFUSED', named);
}
