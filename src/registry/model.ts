import type { PdfPolicy, SignaturePolicy } from '../trust/index.ts';

export type CodeScheme = 'QCVN102' | 'QD20' | 'OLD';

export interface AgencyCode {
  readonly code: string;
  readonly scheme: CodeScheme;
  readonly isCurrent: boolean;
  /** Vietnam dates `yyyy-mm-dd`, half open; null is unbounded. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

/** Written into edXML that the hub builds for the agency. */
export interface Contact {
  readonly address?: string;
  readonly email?: string;
  readonly telephone?: string;
  readonly fax?: string;
  readonly website?: string;
  readonly inCharge?: string;
}

export interface Agency {
  readonly id: string;
  /** The current code. */
  readonly code: string;
  readonly name: string;
  readonly level: number;
  readonly parentId: string | null;
  readonly contactPointId: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** Name of the axis through which it is reached; null for an agency of this hub. */
  readonly axis: string | null;
  readonly signaturePolicy: SignaturePolicy | null;
  /** Of the files that it sends; null is `recorded`. */
  readonly pdfPolicy: PdfPolicy | null;
  /** Number of the province's regulation; always there with `required`. */
  readonly pdfRegulation: string | null;
  readonly contact: Contact;
}

/** How an agency receives today. */
export type Channel =
  | { readonly kind: 'pull'; readonly maxBytes: number | null }
  | {
      readonly kind: 'webhook';
      readonly maxBytes: number | null;
      readonly url: string;
      /** Concurrent sends. */
      readonly cap: number;
      /** Sends per minute; null for no limit. */
      readonly rate: number | null;
    }
  | {
      /** In a document system that the hub calls. */
      readonly kind: 'connection';
      readonly connection: string;
      /** Where the agency is found there; null where its code says it. */
      readonly address: string | null;
      readonly maxBytes: number | null;
      readonly cap: number;
      readonly rate: number | null;
    }
  | { readonly kind: 'axis'; readonly axis: string };

/** The hub brings mail there by itself, into the agency's own lane. */
export function isPushed(channel: Channel): channel is Extract<Channel, { kind: 'webhook' | 'connection' }> {
  return channel.kind === 'webhook' || channel.kind === 'connection';
}

/** What becomes of mail to an agency today. */
export type Reception =
  | {
      readonly outcome: 'open';
      readonly handover: Agency;
      readonly channel: Channel;
      readonly via: 'own' | 'contact-point' | 'ancestor' | 'successor';
      /** For a closed agency: who has taken over from it, at the end of the chain, and the day on which it closed. */
      readonly succeeded?: { readonly by: Agency; readonly since: string };
    }
  /**
   * Closed, and nobody takes its mail. `since` is the first day without reception; for an agency that opens later, the
   * day on which it opens.
   */
  | { readonly outcome: 'closed'; readonly since: string }
  /** Closed and split: several follow it, none of them is its heir, and somebody must decide who takes its mail. */
  | { readonly outcome: 'undecided'; readonly since: string; readonly successors: readonly Agency[] }
  /** Open, but neither it nor anyone for it is connected. */
  | { readonly outcome: 'not-connected' };

export const SCOPES = ['send', 'receive', 'agency.read', 'admin', 'metrics'] as const;
export type Scope = (typeof SCOPES)[number];

/** Which form of recall a system obeys: packages of BussinessDocType 1, status 13, or either as it comes. */
export const OBEYED_RECALLS = ['package', 'status13', 'both'] as const;
export type ObeyedRecall = (typeof OBEYED_RECALLS)[number];

/** Who speaks at a door. */
export interface Principal {
  readonly kind:
    | 'system'
    | 'person'
    | 'axis'
    | 'hub'
    | 'operator'
    | 'auditor'
    | 'statistics'
    | 'branch'
    | 'administrator';
  /** The system's id; null for a person, the hub itself and the command line. */
  readonly systemId: string | null;
  /** `system:qlvb-so-noi-vu`, `person:lan.nguyen`, `axis:vpcp`, `hub`, `cli:root`: how the log names it. */
  readonly actor: string;
  readonly scopes: readonly Scope[];
  /** Agencies it acts for today: those assigned to it, and those without a system whose contact point is one of them. */
  readonly agencyIds: ReadonlySet<string>;
  /** Closed agencies whose heir it acts for: their items may be read, nothing may be sent in their name. */
  readonly predecessorIds?: ReadonlySet<string>;
  readonly allOrNothing: boolean;
  /** Of an auditor: the decision's number; documents accepted at or after, and before; whether it still holds. */
  readonly mandate?: {
    readonly decision: string;
    readonly from: Date;
    readonly until: Date;
    readonly inForce: boolean;
  };
}
