import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { addTraceHop, formatTimestamp } from '../../../src/edxml/index.ts';
import { vxp } from '../../../src/wire/index.ts';
import { type Content, outcomeOfStatus, type SendContext, type SendResult } from '../../contract.ts';
import { remoteIdOf } from '../client.ts';
import { error } from '../errors.ts';
import { type Calls, shown, type VxpSettings } from './calls.ts';

/** The signal ends a call that makes no progress; this only bounds one that crawls. */
const LONGEST_MS = 3_600_000;
/** `to` stands in two headers, and servers take 16 KB of them. */
const RECIPIENTS_AT_ONCE = 200;
/** The recipient does not exist, or is locked: may be said of one recipient among many. */
const OF_A_RECIPIENT = new Set(['18', '23']);
/** A wrong key can be mended while the document waits. */
const WRONG_CREDENTIALS = '15';

/**
 * One sendEdoc whose `to` names exactly the relay's recipients; several where they do not fit into a header, or where
 * the axis refuses the lot for one of them and the halves tell for which. Each repeats the same document, which the
 * protocol promises to recognise.
 */
export async function sendEdoc(calls: Calls, settings: VxpSettings, context: SendContext): Promise<SendResult> {
  // It went to everybody the first time; what comes back of it is recognised as an echo.
  if (context.wentBefore) return { outcome: 'relayed' };
  const content = await copyFor(settings, context);
  if (!settings.honoursTo) return post(calls, settings, context, content, null);
  let result: SendResult = { outcome: 'relayed', refused: new Map() };
  for (let from = 0; from < context.recipients.length; from += RECIPIENTS_AT_ONCE) {
    const some = context.recipients.slice(from, from + RECIPIENTS_AT_ONCE);
    const next = await sendTo(calls, settings, context, content, some);
    if (next.outcome !== 'relayed') return next;
    result = merge(result, next);
  }
  return allRefused(result, context.recipients) ?? result;
}

async function sendTo(
  calls: Calls,
  settings: VxpSettings,
  context: SendContext,
  content: Content,
  recipients: readonly string[],
): Promise<SendResult> {
  const result = await post(calls, settings, context, content, recipients);
  if (result.outcome !== 'permanent' || !OF_A_RECIPIENT.has(result.code?.slice('VXP_'.length) ?? '')) return result;
  const [only, ...others] = recipients;
  if (only !== undefined && others.length === 0) {
    return { outcome: 'relayed', refused: new Map([[only, { code: result.code!, detail: result.detail! }]]) };
  }
  const half = Math.ceil(recipients.length / 2);
  const first = await sendTo(calls, settings, context, content, recipients.slice(0, half));
  if (first.outcome !== 'relayed') return first;
  const second = await sendTo(calls, settings, context, content, recipients.slice(half));
  return second.outcome === 'relayed' ? merge(first, second) : second;
}

async function post(
  calls: Calls,
  settings: VxpSettings,
  context: SendContext,
  content: Content,
  to: readonly string[] | null,
): Promise<SendResult> {
  const parameters = {
    servicetype: 'eDoc',
    messagetype: context.kind === 'status' ? 'status' : 'edoc',
    'hash-file': vxp.hashFileForms(Buffer.from(content.sha256, 'hex')).unpadded,
    from: settings.from ?? context.senderCode,
    ...(to && { to: JSON.stringify(to) }),
  };
  const request = await calls.sign('sendEdoc', parameters, context.signal);
  const answer = await context.http.request({
    ...request,
    headers: { ...request.headers, 'content-length': String(content.size + vxp.CR_LF.length) },
    body: Readable.from(vxp.fileBody(content.open()), { objectMode: false }),
    connectTimeoutMs: context.connectTimeoutMs,
    timeoutMs: LONGEST_MS,
    signal: context.signal,
  });
  const text = answer.body.toString('utf8');
  const read = answer.status === 200 ? vxp.readAnswer(text) : null;
  if (!read) {
    // Whether it was stored nobody can tell: the same document is sent again, and recognised.
    const outcome = answer.status === 200 ? 'retry' : outcomeOfStatus(answer.status);
    return { outcome, httpStatus: answer.status, code: 'AXIS_ANSWER_UNUSABLE', detail: shown(text) };
  }
  if (read.ok) {
    const remoteId = remoteIdOf(read.docId);
    return {
      outcome: 'relayed',
      httpStatus: 200,
      undecided: true,
      ...(remoteId !== undefined && { remoteId }),
    };
  }
  const passes = vxp.invitesRetry(read.code) || read.code === WRONG_CREDENTIALS;
  const detail = `${read.code} ${shown(read.description)}`.trim();
  return { outcome: passes ? 'retry' : 'permanent', httpStatus: 200, code: `VXP_${read.code}`.slice(0, 100), detail };
}

function merge(one: SendResult, other: SendResult): SendResult {
  const remoteIds = [one.remoteId, other.remoteId].filter((id) => id !== undefined);
  return {
    outcome: 'relayed',
    httpStatus: 200,
    refused: new Map([...(one.refused ?? []), ...(other.refused ?? [])]),
    ...(remoteIds.length > 0 && { remoteId: remoteIds.join(','), undecided: true }),
  };
}

/** A relay that nobody was left of was refused, not taken. */
function allRefused({ refused }: SendResult, recipients: readonly string[]): SendResult | null {
  const [first] = recipients.map((to) => refused?.get(to));
  if (!first || !recipients.every((to) => refused?.has(to))) return null;
  return { outcome: 'permanent', httpStatus: 200, code: first.code, detail: first.detail };
}

/** The bytes for this axis: as one XML file, and with this hub's own hop where the axis insists on it. */
async function copyFor(settings: VxpSettings, context: SendContext): Promise<Content> {
  const content = await context.content('inlined');
  if (!settings.insistsOnTrace || context.kind === 'status') return content;
  const facts = { axis: context.target.kind === 'axis' ? context.target.name : '' };
  if (context.signedWhole) throw error('TRACE_BREAKS_SIGNATURE', facts);
  const hop = { organId: settings.from ?? '', timestamp: formatTimestamp(new Date(context.clock.now())) };
  const hash = createHash('sha256');
  let size = 0;
  const copy = await addTraceHop(content.open(), hop);
  if (!copy) throw error('TRACE_NO_PLACE', facts);
  for await (const chunk of copy) {
    hash.update(chunk);
    size += chunk.length;
  }
  const reopen = async function* () {
    yield* (await addTraceHop(content.open(), hop))!;
  };
  return { ...content, size, sha256: hash.digest('hex'), open: () => Readable.from(reopen(), { objectMode: false }) };
}
