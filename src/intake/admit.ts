import { dayInWords } from '../platform/clock.ts';
import type { Reader } from '../platform/database.ts';
import { type Agency, may, openAgencies, type Principal, resolveAgencies, signerFacts } from '../registry/index.ts';
import type { SignaturePolicy, SignerFacts, SignerQuestion } from '../trust/index.ts';
import { intakeError } from './errors.ts';

/** Where a package came in; each door has its default for the envelope's signature. */
export type Door = 'rest' | 'web' | 'vxp' | 'axis' | 'connection' | 'hub';

const POLICY_OF_DOOR: Readonly<Record<Door, SignaturePolicy>> = {
  rest: 'require',
  web: 'require',
  vxp: 'verify-if-present',
  axis: 'verify-if-present',
  connection: 'verify-if-present',
  hub: 'verify-if-present',
};

/**
 * Asked once the header is read: is the claimed sender known and open, may this principal send for it, and which
 * certificates speak for it? A status has no signature of its own in QCVN 102; the system's credentials prove it.
 */
export async function admitSender(
  reader: Reader,
  door: Door,
  principal: Principal,
  question: SignerQuestion,
): Promise<{ sender: Agency; facts: SignerFacts }> {
  const { senderCode, kind } = question;
  const sender = await knownSender(reader, senderCode);
  if (door === 'axis') refuseLoops(principal, sender, question);
  await requireSender(reader, principal, sender, question);
  const doorDefault = kind === 'status' ? 'verify-if-present' : POLICY_OF_DOOR[door];
  const facts = await signerFacts(reader, sender, question.certificateSha256, doorDefault);
  // What the hub writes carries no signature of the agency either.
  const unsigned = kind === 'status' || principal.kind === 'hub';
  const policy = unsigned && facts.policy === 'require' ? 'verify-if-present' : facts.policy;
  return { sender, facts: { ...facts, policy } };
}

/**
 * The agency of this code, if it is open and the principal may send for it: what a door may ask before it takes bytes.
 * @throws SENDER_UNKNOWN, SENDER_NOT_ALLOWED, SENDER_CLOSED
 */
export async function findSender(
  reader: Reader,
  principal: Principal,
  question: Pick<SignerQuestion, 'senderCode' | 'kind'>,
): Promise<Agency> {
  const sender = await knownSender(reader, question.senderCode);
  await requireSender(reader, principal, sender, question);
  return sender;
}

async function knownSender(reader: Reader, code: string): Promise<Agency> {
  const sender = (await resolveAgencies(reader, [code])).get(code);
  if (!sender) throw intakeError('SENDER_UNKNOWN', { code });
  return sender;
}

async function requireSender(
  reader: Reader,
  principal: Principal,
  sender: Agency,
  { senderCode: code, kind }: Pick<SignerQuestion, 'senderCode' | 'kind'>,
): Promise<void> {
  if (!mayHandIn(principal, sender, kind)) throw intakeError('SENDER_NOT_ALLOWED', { code });
  if (!(await openAgencies(reader, [sender.id])).has(sender.id)) {
    const since = sender.validTo ?? sender.validFrom;
    throw intakeError('SENDER_CLOSED', { code, since: since === null ? '?' : dayInWords(since) });
  }
}

/** A document passes so many axes at most: whoever sends in circles is stopped even where nobody keeps a record. */
const MOST_HOPS = 8;

/** What an agency of this hub sent has come back, or has passed more axes than there can be. */
function refuseLoops(principal: Principal, sender: Agency, { header, senderCode }: SignerQuestion): void {
  if (sender.axis === null) throw intakeError('AXIS_ECHO', { code: senderCode, actor: principal.actor });
  const hops = header.kind === 'document' ? header.trace.length : 0;
  if (hops > MOST_HOPS) throw intakeError('TOO_MANY_HOPS', { hops, limit: MOST_HOPS });
}

/** A recipient may report what it received with no right to send; 13 is the sender's own. */
function mayHandIn(principal: Principal, sender: Agency, kind: SignerQuestion['kind']): boolean {
  const maySend = may(principal, 'document.send', { senderId: sender.id, senderAxis: sender.axis });
  return maySend || (kind === 'status' && may(principal, 'status.report', { recipientIds: [sender.id] }));
}
