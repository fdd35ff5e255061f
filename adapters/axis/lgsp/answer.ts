import { vxp } from '../../../src/wire/index.ts';
import { type HttpAnswer, outcomeOfStatus, type SendResult } from '../../contract.ts';
import { remoteIdOf } from '../client.ts';

/** An answer as far as it can be read. */
export interface Answer {
  readonly ok: boolean;
  /** A code of the family (`0` to `23`), or the HTTP status where the gateway answered. */
  readonly code: string;
  readonly description: string;
  readonly docId: string | undefined;
  readonly data: unknown;
}

/** Wrong credentials can be mended while the document waits. */
const WRONG_CREDENTIALS = '15';

/**
 * The gateways of this family wrap one answer in fields that each spells its own way; an object without a code counts as
 * good, since some only answer with what was asked for. Null for what is no JSON.
 */
export function readAnswer(text: string): Answer | null {
  const body = objectOf(text);
  if (body === null) return null;
  if (Array.isArray(body)) return { ok: true, code: '0', description: '', docId: undefined, data: body };
  const code = textOf(body, ['ErrorCode', 'errorCode', 'code']) ?? '0';
  const inner = typeof body.data === 'object' && body.data !== null ? (body.data as Record<string, unknown>) : {};
  return {
    ok: code === '0' || code === '200',
    code,
    description: textOf(body, ['ErrorDesc', 'errorDesc', 'message']) ?? '',
    docId: remoteIdOf(textOf(body, ['DocId', 'docId']) ?? textOf(inner, ['DocId', 'docId'])),
    data: body.data ?? body,
  };
}

/** What an answer to a sent document means for the next try: only 20 and a wrong key invite one. */
export function resultOf(answer: HttpAnswer): SendResult {
  const text = answer.body.toString('utf8');
  const read = answer.status < 300 ? readAnswer(text) : null;
  if (!read) {
    // Whether it was stored nobody can tell: the same document is sent again, and recognised.
    const outcome = answer.status < 300 ? 'retry' : outcomeOfStatus(answer.status);
    return { outcome, httpStatus: answer.status, code: 'AXIS_ANSWER_UNUSABLE', detail: firstWords(text) };
  }
  if (read.ok) {
    return { outcome: 'relayed', httpStatus: answer.status, ...(read.docId && { remoteId: read.docId }) };
  }
  const passes = vxp.invitesRetry(read.code) || read.code === WRONG_CREDENTIALS;
  return {
    outcome: passes ? 'retry' : 'permanent',
    httpStatus: answer.status,
    code: `LGSP_${read.code}`.slice(0, 100),
    detail: `${read.code} ${firstWords(read.description)}`.trim(),
  };
}

/** The items of a list, wherever the gateway puts it. */
export function itemsOf(data: unknown): Record<string, unknown>[] {
  const lists = [data, ...Object.values((data as object | null) ?? {})];
  const list = lists.find(Array.isArray) ?? [];
  return (list as unknown[]).filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null);
}

/** The first of these fields that has a text or a number. */
export function textOf(item: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = item[name];
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
  }
  return undefined;
}

/** The beginning of what came, for a person to read. */
export function firstWords(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 120);
}

function objectOf(text: string): Record<string, unknown> | unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
