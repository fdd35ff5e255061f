import type { Readable } from 'node:stream';
import { createDeliveries, type Delivery, type PlannedDelivery } from './delivery/index.ts';
import { admitRecipients, joinDossier, threadOf } from './dossier/index.ts';
import type { StatusHeader } from './edxml/index.ts';
import { issueReceipts, transactionTime } from './evidence/index.ts';
import type { Hub } from './hub.ts';
import * as intake from './intake/index.ts';
import { type Answer, acceptedAnswer } from './journey/answer.ts';
import { inlinedSize } from './journey/content.ts';
import { answerKnown } from './journey/known-request.ts';
import { referencesOf, waitForOriginal } from './journey/originals.ts';
import {
  type Case,
  countAnswer,
  recordStop,
  recordStored,
  refuse,
  type Stored,
  transportScope,
} from './journey/outcome.ts';
import { keepSenderBook } from './journey/sender-book.ts';
import { followSender } from './journey/sender-duties.ts';
import { keepSenderPortal } from './journey/sender-portal.ts';
import { requireUnrevoked } from './journey/unrevoked.ts';
import type { Tx } from './platform/database.ts';
import { newId } from './platform/ids.ts';
import { verification } from './platform/metrics.ts';
import type { Agency, Principal } from './registry/index.ts';
import * as routing from './routing/index.ts';
import { indexDocument } from './search/index.ts';
import { deadlineOf } from './settings.ts';
import { type About, applyStatus, requireUnchanged, resolveStatus, type Seen } from './status/index.ts';
import { decideFiles, refusalError, type VerifiedPackage } from './trust/index.ts';

/** What a door hands over: who speaks, and the bytes. */
export interface HandIn {
  readonly door: intake.Door;
  readonly principal: Principal;
  /** Content-Type as given. */
  readonly mediaType: string;
  readonly body: Readable;
  /** Content-Length, when one was announced. */
  readonly announcedLength?: number | undefined;
  /** The sender's own id of this request; the same id and bytes get the same answer. */
  readonly transportId?: string | undefined;
  /** Only these of the document's recipients: how an axis names its Relay. */
  readonly to?: readonly string[] | undefined;
  /** The hub wrote the message, for a recipient that reported by REST or the web page. */
  readonly builtByHub?: boolean;
  /** Id of the delivery that such a message reports on; others may have the same DocumentId. */
  readonly reportsOn?: string | undefined;
  /** What the person who reports had on his screen. */
  readonly seen?: Seen | undefined;
}

/**
 * The journey of a document: receive, verify, store, route, deliver, report.
 * `accepted` is returned when submission, document, deliveries, events and receipt are committed together; `parked`
 * when the bytes are and a verdict waits; `rejected` with the code and the record of it.
 * Throws for what stops before there is a submission: an upload over its limit or cut short, a full disk.
 */
export async function submit(hub: Hub, handIn: HandIn): Promise<Answer> {
  const it = await receive(hub, handIn).catch((error) => recordStop(hub, handIn, error));
  const answer = (await answerKnown(hub, it)) ?? (await judge(hub, it));
  countAnswer(handIn.door, answer);
  return answer;
}

/** Tries a parked submission again; the same journey from `verify` on. */
export async function judge(hub: Hub, it: Case): Promise<Answer> {
  try {
    const checked = await verify(hub, it);
    const size = await inlinedSize(it.spool, checked.verified.attachments);
    const answer = await hub.database.db.transaction(async (tx) => {
      const stored = await store(tx, it, checked, hub.config.dossierApplications);
      const plans = await route(tx, it, stored);
      const deliveries = await deliver(tx, it, stored, plans, { size, deadlineSeconds: deadlineOf(hub.config) });
      await admitRecipients(tx, stored.thread, deliveries);
      if (!stored.replay) await indexDocument(tx, stored.document, deliveries);
      return report(tx, it, stored, plans, deliveries);
    });
    if (answer.replay) await hub.blobs.remove(it.id);
    hub.delivery.nudge();
    return answer;
  } catch (error) {
    return refuse(hub, it, error);
  }
}

/** Bytes first: streamed to disk while they are hashed, named by the submission's id, not looked into. */
async function receive(hub: Hub, handIn: HandIn): Promise<Case> {
  const id = newId(hub.clock.now());
  const spool = await intake.receive(hub.blobs, id, handIn.body, handIn.mediaType, {
    maxBytes: hub.config.maxMessageBytes,
    reserveBytes: hub.diskReserve,
    announcedLength: handIn.announcedLength,
  });
  await hub.blobs.put(id, spool.path);
  return {
    id,
    door: handIn.door,
    principal: handIn.principal,
    transportId: handIn.transportId ?? null,
    to: handIn.to,
    builtByHub: handIn.builtByHub ?? false,
    reportsOn: handIn.reportsOn,
    seen: handIn.seen,
    spool: { ...spool, path: hub.blobs.path(id) },
    tries: 0,
    verifierLosses: 0,
    receivedAt: null,
    overdue: false,
    known: {},
  };
}

interface Checked {
  readonly sender: Agency;
  readonly verified: VerifiedPackage;
}

/** Reads, verifies and names the signer, in a worker thread; the registry is asked once who may say so. */
async function verify(hub: Hub, it: Case): Promise<Checked> {
  let sender: Agency | undefined;
  const endTimer = verification.startTimer();
  const verified = await hub.verifier.verify(it.spool, async (question) => {
    // Before anything else can refuse it: no other refusal may keep the bytes of a state secret.
    if (intake.carriesSecrecyMark(question.header)) {
      it.known = { facts: { senderCode: question.senderCode } };
      throw intake.intakeError('SECRET_NOT_ALLOWED');
    }
    it.known = { facts: intake.headerFacts(question.header) };
    const admitted = await intake.admitSender(hub.database.db, it.door, it.principal, question);
    sender = admitted.sender;
    return admitted.facts;
  });
  endTimer();
  const { header, verdict } = verified;
  it.known = { senderId: sender!.id, facts: intake.headerFacts(header), verdict };
  if (verdict.refusal !== null) throw refusalError(verdict);
  const policy = it.builtByHub ? 'recorded' : (sender!.pdfPolicy ?? 'recorded');
  const rule = { policy, regulation: sender!.pdfRegulation };
  const { notices, error } = decideFiles(rule, verdict.files ?? []);
  if (error) throw error;
  return { sender: sender!, verified: { ...verified, notices: [...verified.notices, ...notices] } };
}

async function store(
  tx: Tx,
  it: Case,
  { sender, verified }: Checked,
  applications: readonly string[],
): Promise<Stored> {
  await requireUnrevoked(tx, it, verified.verdict);
  const { header } = verified;
  const key = intake.duplicateKey(verified);
  const copy = await intake.claimKey(tx, sender.id, key, it.id);
  const { transportId } = it;
  const again =
    transportId && (await intake.rememberTransportId(tx, transportScope(it), { ...it, transportId }, header));
  const holder = copy ?? again;
  if (holder) {
    const first = await intake.findSubmission(tx, holder);
    const { document, references } = await routing.lockStored(tx, first!.documentId!);
    const thread = await threadOf(tx, document.id);
    const stored = { document, replay: true, references, about: null, thread, notices: [] };
    await recordStored(tx, it, stored);
    return stored;
  }
  await waitForOriginal(tx, it, sender, header);
  const about = header.kind === 'status' ? await resolveStatus(tx, sender, header, it.reportsOn) : null;
  if (about && it.seen) requireUnchanged(about, it.seen);
  const references = header.kind === 'document' ? await referencesOf(tx, it, sender, header) : [];
  const notices = [
    ...verified.notices,
    ...intake.secrecyNotices(header),
    ...(await intake.duplicateNumberNotices(tx, intake.warningKey(sender.id, header), key.documentUid)),
  ];
  const document = await intake.insertDocument(tx, {
    submissionId: it.id,
    senderId: sender.id,
    key,
    verified,
    builtByHub: it.builtByHub,
    aboutId: about?.document.id ?? null,
    acceptedAt: await transactionTime(tx),
  });
  await intake.insertReferences(
    tx,
    document.id,
    references.map((one) => ({ id: one.document.id, relation: one.relation })),
  );
  const { thread, notices: odd } = await joinDossier(
    tx,
    document,
    references.map((one) => one.document.id),
    { actor: it.principal.actor, applications },
  );
  const stored = { document, replay: false, references, about, thread, notices: [...notices, ...odd] };
  await recordStored(tx, it, stored);
  await followSender(tx, it, sender, document, references);
  await keepSenderBook(tx, sender, document, references);
  await keepSenderPortal(tx, it, sender, stored);
  return stored;
}

/** Addresses to deliveries: unknown and closed agencies fail alone, contact points and successors take over. */
async function route(tx: Tx, it: Case, stored: Stored): Promise<PlannedDelivery[]> {
  const { document, about } = stored;
  const { header } = document;
  if (header.kind === 'status') return about ? routeStatus(tx, it, stored, about) : [];
  const codes = await routing.chooseAddresses(tx, routing.addressedCodes(header), it.to);
  const recipients = await routing.withoutOrigin(tx, document.senderId, await routing.resolveRecipients(tx, codes));
  const { actor } = it.principal;
  if (stored.replay) return routing.planAgain(tx, document, recipients, stored.references, actor);
  routing.requireUnfrozen(stored.references);
  // An update may do nothing but take recipients off the list.
  if (recipients.length > 0 || routing.removedCodes(header).length === 0) {
    routing.requireRecipients(recipients, it.principal.allOrNothing);
  }
  const waited = document.docType !== 1 && it.receivedAt;
  const wanted = waited ? await routing.planWaited(tx, document, recipients, waited) : recipients;
  return routing.planRoute(tx, document, wanted, stored.references, actor);
}

/** A status takes its effect here and travels to the other side; 13 never overtakes what it asks back. */
async function routeStatus(tx: Tx, it: Case, { document }: Stored, about: About): Promise<PlannedDelivery[]> {
  const { forward } = await applyStatus(tx, about, document.header as StatusHeader, it.principal.actor);
  if (!forward) return [];
  const recipients = await routing.resolveRecipients(tx, [about.destinationCode]);
  if (document.statusCode !== '13') return recipients.map((one) => ({ ...one, predecessors: [] }));
  const [asked] = recipients;
  if (asked && (await routing.translateRequest(tx, document, asked, about.deliveries))) return [];
  return recipients.map((one) => ({ ...one, predecessors: about.deliveries.map(({ id }) => id) }));
}

/** Pull deliveries are available when this commits; push deliveries wait in their lanes for the dispatcher. */
async function deliver(
  tx: Tx,
  it: Case,
  { document, replay }: Stored,
  plans: readonly PlannedDelivery[],
  push: { readonly size: number; readonly deadlineSeconds: number },
): Promise<Delivery[]> {
  const { mediaType, sha256 } = it.spool;
  return createDeliveries(
    tx,
    {
      id: document.id,
      submissionId: document.submissionId,
      kind: document.kind,
      size: it.spool.size,
      inlinedSize: push.size,
      priority: document.priority,
      rankAt: document.rankAt,
      senderId: document.senderId,
      ...(!replay && { fresh: { documentUid: document.documentUid, mediaType, sha256 } }),
    },
    plans,
    it.principal.actor,
    push.deadlineSeconds,
  );
}

/** The sender's answer with its signed evidence; a repeated sending gets the first receipt again. */
async function report(
  tx: Tx,
  it: Case,
  stored: Stored,
  plans: readonly PlannedDelivery[],
  deliveries: readonly Delivery[],
) {
  const { document, replay } = stored;
  const notices = [...stored.notices, ...routing.successionNotices(plans)];
  await intake.acceptSubmission(tx, it, { ...it.known, documentId: document.id, hasBytes: !replay });
  if (replay) return acceptedAnswer(tx, document, { submissionId: it.id, replay, notices });
  const [receiptId = null] = await issueReceipts(tx, [
    {
      type: 'SubmissionAcceptance',
      submissionId: it.id,
      documentId: document.id,
      facts: {
        SubmissionId: it.id,
        DocumentUid: document.documentUid,
        SenderCode: it.known.facts?.senderCode ?? null,
        Kind: document.kind,
        DocumentType: document.docType,
        Sha256: it.spool.sha256,
        ContentDigest: document.contentDigest.toString('hex'),
        Size: it.spool.size,
      },
    },
  ]);
  return acceptedAnswer(tx, document, { submissionId: it.id, replay, notices, made: { deliveries, receiptId } });
}
