import type { SendResult } from '../../adapters/contract.ts';
import { vietnamTime } from '../platform/clock.ts';
import type { HubError } from '../platform/errors.ts';
import { error, reasonOf } from './errors.ts';
import type { Delivery, DeliveryReason, DeliveryState } from './model.ts';
import type { ProvenStep } from './proof.ts';

/**
 * How a try ended; `lost`: nobody knows, because a lease ran out (a crash, a stalled process) or, with the code, because
 * PostgreSQL did not take what is known.
 */
export type TryResult = SendResult | { readonly outcome: 'lost'; readonly code?: 'RESULT_NOT_WRITTEN' };

/** What becomes of a group, decided from its result alone. */
export type GroupFate = 'arrived' | 'relayed' | 'left' | 'dead' | 'due';

/** A temporary failure at or after the deadline was the last one. */
export function fateOf(result: TryResult, pastDeadline: boolean): GroupFate {
  switch (result.outcome) {
    case 'delivered':
      return 'arrived';
    case 'relayed':
    case 'left':
      return result.outcome;
    case 'permanent':
      return 'dead';
    case 'retry':
    case 'lost':
      return pastDeadline ? 'dead' : 'due';
  }
}

/** What becomes of one member, with what the log and its receipt say. */
export interface MemberFate {
  readonly id: string;
  readonly state: DeliveryState;
  readonly reasonCode: string | null;
  readonly reason: DeliveryReason | null;
  readonly step: ProvenStep;
}

export function memberFate(member: Delivery, fate: GroupFate, result: TryResult, dueAt: Date | null): MemberFate {
  const plain = { id: member.id, reasonCode: null, reason: null };
  switch (fate) {
    case 'arrived':
      return {
        ...plain,
        state: 'arrived',
        step: { delivery: member, type: 'delivery.arrived', receipt: 'ContentHandover' },
      };
    case 'relayed': {
      const refused = 'refused' in result ? result.refused?.get(member.addressedCode) : undefined;
      if (refused) return refusedByAxis(member, refused);
      const step = { delivery: member, type: 'delivery.relayed', receipt: 'RelayAcceptance' } as const;
      return { ...plain, state: 'relayed', step: { ...step, data: { axis: member.axis ?? '' } } };
    }
    case 'left':
      return { ...plain, state: 'left', step: { delivery: member, type: 'delivery.left' } };
    case 'due': {
      const data = { code: codeOf(result), dueAt: dueAt ? vietnamTime(dueAt) : '', number: member.attempts };
      return { ...plain, state: 'due', step: { delivery: member, type: 'delivery.retry', data } };
    }
    case 'dead':
      return ended(member, 'dead', deathOf(member, result));
  }
}

/** What was left with a carrier came back: the recipient cannot be reached that way. */
export function deathOfLeft(member: Delivery, came: { code: string; detail: string }): MemberFate {
  return ended(member, 'dead', error('DELIVERY_REFUSED', { detail: came.detail }), came.code);
}

/** The other side took the document, or seemed to, but not for this recipient. */
export function refusedByAxis(member: Delivery, refused: { code: string; detail: string }): MemberFate {
  const facts = { axis: member.axis ?? '', code: member.addressedCode, detail: refused.detail };
  return ended(member, 'failed', error('RELAY_REFUSED', facts), refused.code);
}

function ended(member: Delivery, state: 'dead' | 'failed', problem: HubError, code = problem.code): MemberFate {
  const data = { code, addressedCode: member.addressedCode };
  const type = state === 'dead' ? 'delivery.dead' : 'delivery.failed';
  const receipt = member.channel === 'axis' ? 'RelayFailure' : 'ContentHandoverFailure';
  return {
    id: member.id,
    state,
    reasonCode: code,
    reason: reasonOf(problem),
    step: { delivery: member, type, receipt, data },
  };
}

function deathOf(member: Delivery, result: TryResult): HubError {
  const detail = ('detail' in result ? result.detail : undefined) ?? codeOf(result);
  return result.outcome === 'permanent'
    ? error('DELIVERY_REFUSED', { detail })
    : error('DELIVERY_EXPIRED', { attempts: member.attempts, detail });
}

function codeOf(result: TryResult): string {
  return result.code ?? (result.outcome === 'lost' ? 'LEASE_LOST' : result.outcome.toUpperCase());
}
