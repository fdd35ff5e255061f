import type { SendContext, SendResult } from '../../adapters/contract.ts';
import {
  type FallbackMail,
  openRepresentations,
  planFallbacks,
  settleFallback,
  takeFallback,
} from '../delivery/index.ts';
import type { Hub } from '../hub.ts';
import { inlineDocument, unpackDocument } from '../journey/content.ts';
import { type Link, repeat } from '../links/index.ts';
import { isHubError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import { findAgencies, type SavedConnection } from '../registry/index.ts';
import { connectionOf } from './open.ts';

/** Ends before the lease of a mail does. */
const LONGEST_MS = 240_000;
const CONNECT_MS = 10_000;

/** Sends what its recipients have not taken in time to their mailboxes as well. Safe in several processes at once. */
export function startFallbacks(hub: Hub, everyMs: number): Link {
  const { db } = hub.database;
  return repeat(hub.log, 'fallback', everyMs, async (signal) => {
    await planFallbacks(db);
    while (!signal.aborted) {
      const mail = await db.transaction(takeFallback);
      if (!mail) return;
      const result = await send(hub, mail, AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]));
      await db.transaction((tx) => settleFallback(tx, mail, result));
    }
  });
}

async function send(hub: Hub, mail: FallbackMail, signal: AbortSignal): Promise<SendResult> {
  try {
    const { connection, saved } = await connectionOf({ ...hub, reader: hub.database.db }, mail.connection);
    return await connection.deliver(await contextOf(hub, mail, saved, signal));
  } catch (problem) {
    hub.log.warn({ deliveryId: mail.delivery.id, problem: String(problem) }, 'fallback.send');
    if (!isHubError(problem)) return { outcome: 'retry', code: signal.aborted ? 'SEND_TIMEOUT' : 'SEND_FAILED' };
    return { outcome: problem.spec.retry ? 'retry' : 'permanent', code: problem.code };
  }
}

/** As a worker gives it. */
async function contextOf(
  hub: Hub,
  { delivery, document, recipients, address, number }: FallbackMail,
  { name, adapter, settings, secret }: SavedConnection,
  signal: AbortSignal,
): Promise<SendContext> {
  const { database, blobs, outbound, clock, log } = hub;
  const handoverId = delivery.handoverId!;
  const agency = (await findAgencies(database.db, [handoverId])).get(handoverId)!;
  const representations = openRepresentations(blobs, (one) => inlineDocument(database.db, blobs, one));
  return {
    deliveryId: delivery.id,
    attempt: newId(),
    number,
    predecessorIds: [],
    documentId: document.id,
    documentUid: document.documentUid,
    kind: document.kind,
    signedWhole: document.signedWhole,
    wentBefore: false,
    senderCode: document.senderCode,
    recipients,
    content: (form) => representations.open(document, form),
    unpack: () => unpackDocument(database.db, blobs, document.id),
    target: { kind: 'connection', name, adapter, settings, secret, address, agencyCode: agency.code },
    http: outbound,
    clock,
    log,
    signal,
    connectTimeoutMs: CONNECT_MS,
  };
}
