import type { Inbox, Offer, Verdict } from '../../adapters/connector.ts';
import { recallError } from '../catalogue.ts';
import { deliveriesOfDocuments } from '../delivery/index.ts';
import { record } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import {
  documentsByAnyUid,
  findPackages,
  findSubmission,
  type OfferedPackageLine,
  packageTold,
  rememberPackage,
} from '../intake/index.ts';
import { submit } from '../pipeline.ts';
import type { Reader, Tx } from '../platform/database.ts';
import type { HubError, Language } from '../platform/errors.ts';
import { type LinkName, type Principal, resolveAgencies } from '../registry/index.ts';
import { codesBehind } from '../routing/index.ts';
import { linkAnswered, linkSilent } from './health.ts';
import { type OfferedPackage, type PollOptions, pollInbox } from './poll.ts';
import type { Link } from './supervise.ts';

type Refusal = Exclude<Verdict, string>;

/** A document of this hub that came back: dealt with, whatever the record calls it. */
const ECHO = 'AXIS_ECHO';

const ELSEWHERE = 'RECIPIENT_ELSEWHERE';
const MOVED = 'RECIPIENT_MOVED_HERE';

/** A side whose packages come in by the same journey as everything else. */
export interface Side {
  readonly link: LinkName;
  /** In whose name it hands in, as that stands at this moment. */
  readonly principal: () => Promise<Principal>;
}

/** Fetches what the side has for this hub until it is stopped; whether it answers is kept with the link. */
export function startPolling(
  hub: Hub,
  side: Side,
  inbox: Inbox,
  { log, mayPoll, intervalMs }: Pick<PollOptions, 'log' | 'mayPoll' | 'intervalMs'>,
): Link {
  // Once for each start of the link: what its settings misread is read anew when they are saved.
  const refused = new Set<string>();
  const refuseOnce = async ({ transportId }: Offer, code: string) => {
    if (refused.has(transportId)) return;
    await hub.database.db.transaction((tx) => recordRefusal(tx, side, transportId, code));
    refused.add(transportId);
  };
  return pollInbox({
    inbox,
    log,
    mayPoll,
    ...(intervalMs !== undefined && { intervalMs }),
    standing: async (offers) => {
      const elsewhere = await offersElsewhere(hub.database.db, side, offers);
      for (const offer of elsewhere.keys()) await refuseOnce(offer, ELSEWHERE);
      const verdicts = [...elsewhere].map(([offer, verdict]) => [offer.transportId, verdict] as const);
      return new Map([...verdicts, ...(await standingOf(hub, side, offers))]);
    },
    onPackage: (offered) => takeIn(hub, side, offered),
    onUnusable: (offer, { code }) => refuseOnce(offer, code),
    onTold: (offer, verdict) => verdictTold(hub, side, offer, verdict),
    onAnswered: () => linkAnswered(hub, side.link),
    onSilent: (problem) => linkSilent(hub, side.link, problem),
  });
}

/**
 * What became of those of these packages that were taken in before. One that the other side has not given out is fetched
 * all the same: an operator there sends it again after it was refused, or the other hub was restored from a backup.
 */
async function standingOf(hub: Hub, side: Side, offers: readonly Offer[]): Promise<Map<string, Verdict>> {
  const ungiven = new Set(offers.filter((one) => one.ungiven).map((one) => one.transportId));
  const ids = offers.map((one) => one.transportId);
  const found = await findPackages(hub.database.db, keyOf(side), ids);
  const addressed = new Map(offers.map((one) => [one.transportId, one.to ?? []]));
  const verdicts = found.map(({ transportId, state, code, reason, told }): [string, Verdict] => [
    transportId,
    // An echo that was told as failed: its recipient had moved here.
    code === ECHO && told === 'fail'
      ? movedHere(side, addressed.get(transportId)!)
      : verdictOf(state, code === null ? null : recallError(code, reason ?? {})),
  ]);
  return new Map(verdicts.filter(([transportId, verdict]) => verdict === 'waits' || !ungiven.has(transportId)));
}

function verdictOf(state: OfferedPackageLine['state'], error: HubError | null): Verdict {
  if (state === 'accepted' || error?.code === ECHO) return 'done';
  return state === 'rejected' ? refusal(error) : 'waits';
}

function refusal(error: HubError | null): Refusal {
  const said = (language: Language) => `${error!.title(language)} ${error!.fix(language)}`;
  return { refused: error?.code ?? 'REJECTED', ...(error && { reason: { vi: said('vi'), en: said('en') } }) };
}

function movedHere({ link }: Side, codes: readonly string[]): Refusal {
  return refusal(recallError(MOVED, { code: codes.join(', '), axis: link.name }));
}

/** Packages for agencies that the axis serves itself: to acknowledge one would tell it that the agency has it. */
async function offersElsewhere(reader: Reader, { link }: Side, offers: readonly Offer[]): Promise<Map<Offer, Refusal>> {
  const named = offers.flatMap((one) => one.to ?? []);
  if (link.kind !== 'axis' || named.length === 0) return new Map();
  const behind = await codesBehind(reader, link.name, named);
  const refused = offers.filter(({ to = [] }) => to.length > 0 && to.every((code) => behind.has(code)));
  return new Map(
    refused.map((one) => [one, refusal(recallError(ELSEWHERE, { code: one.to!.join(', '), axis: link.name }))]),
  );
}

/** Brings a package in, and remembers what became of it. */
async function takeIn(hub: Hub, side: Side, offered: OfferedPackage): Promise<Verdict> {
  const { transportId, kind } = offered;
  const answer = await submit(hub, {
    door: side.link.kind,
    principal: await side.principal(),
    mediaType: offered.mediaType,
    body: offered.body,
    transportId,
    ...(kind === 'document' && offered.to !== undefined && { to: offered.to }),
  });
  const { submissionId } = answer;
  const isEcho = answer.state === 'rejected' && answer.error.code === ECHO;
  return hub.database.db.transaction(async (tx) => {
    const moved = isEcho ? await recordEcho(tx, side.link.name, submissionId, offered.to ?? []) : [];
    await rememberPackage(tx, { link: keyOf(side), transportId, kind, submissionId });
    if (moved.length > 0) {
      // In one transaction: a process that dies here must not acknowledge it as an echo later.
      await packageTold(tx, keyOf(side), transportId, 'fail');
      await recordRefusal(tx, side, transportId, MOVED);
      return movedHere(side, moved);
    }
    return verdictOf(answer.state, answer.state === 'rejected' ? answer.error : null);
  });
}

/**
 * The hop stands on the timeline of the document that came back, where this hub knows it. Gives for whom it came back
 * although it has it by this axis alone: an agency that was behind the axis when the document went out.
 */
async function recordEcho(tx: Tx, axis: string, submissionId: string, to: readonly string[]): Promise<string[]> {
  const echo = await findSubmission(tx, submissionId);
  const { documentUid, senderCode } = echo?.facts ?? {};
  const named = documentUid ? await documentsByAnyUid(tx, documentUid) : [];
  const document = named.find((one) => one.header.from.organId === senderCode);
  if (!document) return [];
  const actor = `axis:${axis}`;
  await record(tx, [{ type: 'document.echoed', actor, submissionId, documentId: document.id, data: { axis } }]);
  const agencies = await resolveAgencies(tx, to);
  const relayed = (await deliveriesOfDocuments(tx, [document.id])).filter((one) => one.state === 'relayed');
  return to.filter((code) => relayed.some((one) => one.axis === axis && one.agencyId === agencies.get(code)?.id));
}

/** The other side has been told; a refusal is a stop, and stands in the log. */
async function verdictTold(
  hub: Hub,
  side: Side,
  { transportId }: Offer,
  verdict: Exclude<Verdict, 'waits'>,
): Promise<void> {
  const { db } = hub.database;
  const first = await packageTold(db, keyOf(side), transportId, verdict === 'done' ? 'done' : 'fail');
  // Some sides offer what they were refused again; once in the log is enough.
  if (verdict === 'done' || !first) return;
  await db.transaction((tx) => recordRefusal(tx, side, transportId, verdict.refused));
}

async function recordRefusal(tx: Tx, { link: { kind, name } }: Side, transportId: string, code: string): Promise<void> {
  await record(tx, [{ type: `${kind}.refused`, actor: 'hub', data: { [kind]: name, transportId, code } }]);
}

function keyOf({ link: { kind, name } }: Side): string {
  return `${kind}:${name}`;
}
