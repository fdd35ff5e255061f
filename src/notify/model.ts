import type { Language } from '../platform/errors.ts';
import type { AlertFacts, AlertKind } from './kinds.ts';

export type AlertChannel = 'email' | 'webhook';
export type AlertState = 'waiting' | 'sent' | 'failed' | 'cancelled';

export interface NewAlert {
  /** The same is told once, however often it is raised: `urgent:<delivery id>`. */
  readonly key: string;
  readonly kind: AlertKind;
  /** Whose contacts are told; null for the hub's administrators. */
  readonly agencyId: string | null;
  readonly documentId?: string | null;
  readonly deliveryId?: string | null;
  /** Number, sender, urgency, times. Never a subject, content, or a person. */
  readonly facts: AlertFacts;
  /** Told so many seconds from now; default at once. */
  readonly afterSeconds?: number;
  /** Told again after so many seconds until it is settled, but no more than so many times in all. */
  readonly repeat?: { readonly seconds: number; readonly times: number };
}

/** Minutes of the day in Vietnam time, both from 0 to 1439; over midnight when `to` is the smaller. */
export interface DutyHours {
  readonly from: number;
  readonly to: number;
}

/** A person, or a gateway that reaches persons. */
export interface AlertContact {
  readonly id: string;
  /** Null for the hub's own administrators. */
  readonly agencyId: string | null;
  readonly name: string;
  readonly channel: AlertChannel;
  readonly address: string;
  readonly language: Language;
  /** Empty for all. */
  readonly kinds: readonly AlertKind[];
  /** Null for always. */
  readonly duty: DutyHours | null;
}

/** A message as one contact gets it. */
export interface Message {
  /** Stable through every try of one round: what a receiver knows a repetition by. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly title: string;
  readonly text: string;
  readonly facts: AlertFacts;
  /** Under which the recipient finds the document in the hub. */
  readonly documentId: string | null;
  /** The web pages, where their address is known. */
  readonly link: string | null;
  readonly language: Language;
}
