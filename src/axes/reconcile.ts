import type { AxisClient, Period, ReceivedLine, SentLine } from '../../adapters/axis/index.ts';
import { knownRemoteIds, type RelayLine, relaysBetween } from '../delivery/index.ts';
import { findPackages, packagesTaken } from '../intake/index.ts';
import type { Reader } from '../platform/database.ts';

/** In which way both sides differ over one recipient's copy of one package. */
export type DifferenceKind =
  | 'sent-missing'
  | 'sent-refused'
  | 'sent-taken'
  | 'sent-unknown'
  | 'received-waiting'
  | 'received-lost'
  | 'received-untold'
  | 'received-unlisted';

export interface Difference {
  readonly kind: DifferenceKind;
  /** Our delivery or submission, where there is one. */
  readonly ourId: string | null;
  /** The other side's id, where there is one. */
  readonly theirId: string | null;
  /** The recipient's code. */
  readonly to: string | null;
  /** DocumentId, or number and notation, for a person to recognise. */
  readonly about: string | null;
  readonly reason: string | null;
}

export interface Reconciliation {
  /** Recipients' copies that were compared, on either side. */
  readonly sent: number;
  readonly received: number;
  /** False where the other side has no list of what was sent to it: then only what was received is compared. */
  readonly sentCompared: boolean;
  readonly differences: readonly Difference[];
}

/** Compares what both sides say that they sent and received on these days. Changes nothing. */
export async function reconcile(
  reader: Reader,
  axis: string,
  client: AxisClient,
  period: Period,
  signal: AbortSignal,
): Promise<Reconciliation> {
  const relays = await relaysBetween(reader, axis, period);
  const known = relays.map((one) => ({ ...one, recipients: one.recipients.map(({ code }) => code) }));
  const sentLines = await collect(client.sent(period, known, signal));
  const receivedLines = await collect(client.received(period, signal));
  const sent = client.listsSent
    ? [...compareSent(relays, sentLines), ...(await unknownSent(reader, axis, relays, sentLines))]
    : [];
  const received = await compareReceived(reader, axis, client, period, receivedLines);
  return {
    sent: Math.max(
      sentLines.length,
      relays.reduce((sum, one) => sum + one.recipients.length, 0),
    ),
    received: receivedLines.length,
    sentCompared: client.listsSent,
    differences: [...sent, ...received],
  };
}

function* compareSent(relays: readonly RelayLine[], lines: readonly SentLine[]): Generator<Difference> {
  const byId = new Map<string, SentLine[]>();
  for (const line of lines) byId.set(line.remoteId, [...(byId.get(line.remoteId) ?? []), line]);
  for (const { deliveryId, remoteId, documentUid, recipients } of relays) {
    const theirs = remoteId.split(',').flatMap((id) => byId.get(id) ?? []);
    for (const { code, state } of recipients) {
      const line = theirs.find((one) => one.to === code) ?? theirs.find((one) => one.to === '');
      const ours = state === 'failed' ? 'refused' : 'taken';
      const kind = differenceOf(ours, line?.state ?? null);
      if (!kind) continue;
      yield { kind, ourId: deliveryId, theirId: remoteId, to: code, about: documentUid, reason: line?.reason ?? null };
    }
  }
}

function differenceOf(ours: 'taken' | 'refused', theirs: SentLine['state'] | null): DifferenceKind | null {
  // What they refused they need not list.
  if (theirs === null) return ours === 'taken' ? 'sent-missing' : null;
  if (theirs === 'undecided' || theirs === ours) return null;
  return theirs === 'refused' ? 'sent-refused' : 'sent-taken';
}

async function unknownSent(
  reader: Reader,
  axis: string,
  relays: readonly RelayLine[],
  lines: readonly SentLine[],
): Promise<Difference[]> {
  const ours = new Set(relays.flatMap((one) => one.remoteId.split(',')));
  const strange = lines.filter((line) => !ours.has(line.remoteId) && line.state !== 'refused');
  // Taken on another day than theirs: midnight lies between an answer and its line.
  const older = await knownRemoteIds(
    reader,
    axis,
    strange.map((line) => line.remoteId),
  );
  return strange
    .filter((line) => !older.has(line.remoteId))
    .map(({ remoteId, to, about, reason }) => ({
      kind: 'sent-unknown',
      ourId: null,
      theirId: remoteId,
      to,
      about,
      reason,
    }));
}

async function compareReceived(
  reader: Reader,
  axis: string,
  client: AxisClient,
  period: Period,
  lines: readonly ReceivedLine[],
): Promise<Difference[]> {
  const ids = lines.map((line) => line.transportId);
  const ours = new Map((await findPackages(reader, `axis:${axis}`, ids)).map((one) => [one.transportId, one]));
  const differences = lines.flatMap(({ transportId, to, acknowledged }): Difference[] => {
    const mine = ours.get(transportId);
    const common = {
      ourId: mine?.submissionId ?? null,
      theirId: transportId,
      to,
      about: null,
      reason: mine?.code ?? null,
    };
    if (!mine) return [{ ...common, kind: acknowledged ? 'received-lost' : 'received-waiting' }];
    return mine.state === 'accepted' && !acknowledged ? [{ ...common, kind: 'received-untold' }] : [];
  });
  if (!client.listsPast) return differences;
  const listed = new Set(ids);
  const unlisted = (await packagesTaken(reader, `axis:${axis}`, period)).filter(
    (one) => one.state === 'accepted' && !listed.has(one.transportId),
  );
  return [
    ...differences,
    ...unlisted.map(({ submissionId, transportId }) => ({
      kind: 'received-unlisted' as const,
      ourId: submissionId,
      theirId: transportId,
      to: null,
      about: null,
      reason: null,
    })),
  ];
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
