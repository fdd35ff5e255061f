import type { AxisPackage, Offer, Verdict } from '../../adapters/axis/index.ts';
import { record } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import {
  type AxisPackageLine,
  documentsByAnyUid,
  findPackages,
  findSubmission,
  packageTold,
  rememberPackage,
} from '../intake/index.ts';
import { submit } from '../pipeline.ts';
import type { Db, Tx } from '../platform/database.ts';
import { axisPrincipal } from '../registry/index.ts';

/** A document of this hub that came back: dealt with, whatever the record calls it. */
const ECHO = 'AXIS_ECHO';

/** What became of those of these packages that were taken in before. */
export async function standingOf(db: Db, axis: string, offers: readonly Offer[]): Promise<Map<string, Verdict>> {
  const found = await findPackages(
    db,
    axis,
    offers.map((one) => one.transportId),
  );
  return new Map(found.map((one) => [one.transportId, verdictOf(one.state, one.code)]));
}

function verdictOf(state: AxisPackageLine['state'], code: string | null): Verdict {
  if (state === 'accepted' || code === ECHO) return 'done';
  return state === 'rejected' ? { refused: code ?? 'REJECTED' } : 'waits';
}

/** Brings a package in by the same journey as everything else, and remembers what became of it. */
export async function takeIn(hub: Hub, axis: string, offered: AxisPackage): Promise<Verdict> {
  const answer = await submit(hub, {
    door: 'axis',
    principal: axisPrincipal(axis),
    mediaType: offered.mediaType,
    body: offered.body,
    transportId: offered.transportId,
    ...(offered.kind === 'document' && offered.to !== undefined && { to: [offered.to] }),
  });
  const { transportId, kind } = offered;
  const { submissionId } = answer;
  await hub.database.db.transaction(async (tx) => {
    await rememberPackage(tx, { axis, transportId, kind, submissionId });
    if (answer.state === 'rejected' && answer.error.code === ECHO) await recordEcho(tx, axis, submissionId);
  });
  return verdictOf(answer.state, answer.state === 'rejected' ? answer.error.code : null);
}

/** The hop stands on the timeline of the document that came back, where this hub knows it. */
async function recordEcho(tx: Tx, axis: string, submissionId: string): Promise<void> {
  const echo = await findSubmission(tx, submissionId);
  const { documentUid, senderCode } = echo?.facts ?? {};
  const named = documentUid ? await documentsByAnyUid(tx, documentUid) : [];
  const document = named.find((one) => one.header.from.organId === senderCode);
  if (!document) return;
  const actor = `axis:${axis}`;
  await record(tx, [{ type: 'document.echoed', actor, submissionId, documentId: document.id, data: { axis } }]);
}

/** The other side has been told; a refusal is a stop, and stands in the log. */
export async function verdictTold(
  db: Db,
  axis: string,
  { transportId }: Offer,
  verdict: Exclude<Verdict, 'waits'>,
): Promise<void> {
  const first = await packageTold(db, axis, transportId, verdict === 'done' ? 'done' : 'fail');
  // An axis offers what it was refused again; once in the log is enough.
  if (verdict === 'done' || !first) return;
  const data = { axis, transportId, code: verdict.refused };
  await db.transaction((tx) => record(tx, [{ type: 'axis.refused', actor: 'hub', data }]));
}
