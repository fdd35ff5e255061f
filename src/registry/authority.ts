import type { Principal, Scope } from './model.ts';

export const ACTS = [
  'document.send',
  'document.read',
  'document.content',
  'timeline.read',
  'receipt.read',
  'delivery.list',
  'delivery.fetch',
  'delivery.ack',
  'delivery.operate',
  'lane.operate',
  'status.report',
  'agency.read',
  'metrics.read',
  'admin',
] as const;
export type Act = (typeof ACTS)[number];

/** How a principal stands to an object: the sender's side, the recipient's side, or no part in it. */
export type Relation = 'sender' | 'recipient' | 'anyone';

/**
 * What an act is done to. A document names its sender and the agencies of all its deliveries (addressed and handing
 * over); one delivery, its timeline or its receipts name that delivery's agencies only. Acts on no document: `{}`.
 */
export interface ActObject {
  readonly senderId?: string | null;
  /** The axis through which the sender is reached; null or absent for an agency of this hub. */
  readonly senderAxis?: string | null;
  readonly recipientIds?: readonly (string | null)[];
  /** When the document was accepted: an auditor sees his period only. */
  readonly acceptedAt?: Date;
}

interface Rule {
  /** The scope that this relation needs; a relation that is not named is refused. */
  readonly scopes: Readonly<Partial<Record<Relation, Scope>>>;
  /** The sides on which items of a closed predecessor count as one's own. */
  readonly inherited: boolean;
  /** The administrator's command line sees metadata and manages; content and acts of agencies are not his. */
  readonly operator: boolean;
  /** An auditor reads metadata where one of his agencies is a side and his period covers the document. */
  readonly auditor: boolean;
}

const bothSides = { sender: 'send', recipient: 'receive' } as const;

/** Who may do what: every door asks `may`, and `may` reads this and nothing else. */
export const AUTHORITY: Readonly<Record<Act, Rule>> = {
  'document.send': { scopes: { sender: 'send' }, inherited: false, operator: false, auditor: false },
  'document.read': { scopes: bothSides, inherited: true, operator: true, auditor: true },
  'document.content': { scopes: bothSides, inherited: true, operator: false, auditor: false },
  'timeline.read': { scopes: bothSides, inherited: true, operator: true, auditor: true },
  'receipt.read': { scopes: bothSides, inherited: true, operator: true, auditor: true },
  'delivery.list': { scopes: { recipient: 'receive' }, inherited: true, operator: true, auditor: false },
  'delivery.fetch': { scopes: { recipient: 'receive' }, inherited: true, operator: false, auditor: false },
  'delivery.ack': { scopes: { recipient: 'receive' }, inherited: true, operator: false, auditor: false },
  'delivery.operate': { scopes: {}, inherited: false, operator: true, auditor: false },
  'lane.operate': { scopes: {}, inherited: false, operator: true, auditor: false },
  'status.report': { scopes: { recipient: 'receive' }, inherited: true, operator: false, auditor: false },
  'agency.read': { scopes: { anyone: 'agency.read' }, inherited: false, operator: true, auditor: false },
  'metrics.read': { scopes: { anyone: 'metrics' }, inherited: false, operator: true, auditor: false },
  admin: { scopes: { anyone: 'admin' }, inherited: false, operator: true, auditor: false },
};

/**
 * Whether the principal may do this to that. False is answered 404 for a document or delivery (its existence is not
 * told either) and 403 for the acts that touch none.
 */
export function may(principal: Principal, act: Act, object: ActObject = {}): boolean {
  const rule = AUTHORITY[act];
  if (principal.kind === 'hub') return true;
  if (principal.kind === 'operator') return rule.operator;
  if (principal.kind === 'auditor') return rule.auditor && isMandated(principal, object);
  return relations(principal, object, rule.inherited).some((relation) => {
    const scope = rule.scopes[relation];
    return scope !== undefined && principal.scopes.includes(scope);
  });
}

function isMandated(principal: Principal, object: ActObject): boolean {
  const { mandate } = principal;
  const { acceptedAt } = object;
  if (!mandate?.inForce || !acceptedAt || acceptedAt < mandate.from || acceptedAt >= mandate.until) return false;
  return relations(principal, object, false).some((relation) => relation !== 'anyone');
}

function relations(principal: Principal, object: ActObject, inherited: boolean): Relation[] {
  const actsFor = (id: string | null | undefined) =>
    typeof id === 'string' &&
    (principal.agencyIds.has(id) || (inherited && principal.predecessorIds?.has(id) === true));
  const found: Relation[] = ['anyone'];
  if (actsFor(object.senderId) || speaksThrough(principal, object.senderAxis)) found.push('sender');
  if (object.recipientIds?.some(actsFor)) found.push('recipient');
  return found;
}

function speaksThrough(principal: Principal, axis: string | null | undefined): boolean {
  return principal.kind === 'axis' && typeof axis === 'string' && principal.actor === axisActor(axis);
}

function axisActor(name: string): string {
  return `axis:${name}`;
}

const NOBODY: ReadonlySet<string> = new Set();

/** An axis hands in for every agency that is reached through it; what it receives is pushed to it. */
export function axisPrincipal(name: string): Principal {
  return {
    kind: 'axis',
    systemId: null,
    actor: axisActor(name),
    scopes: ['send'],
    agencyIds: NOBODY,
    allOrNothing: false,
  };
}

/** The hub itself: statuses that it builds, sweeps, recalls that it settles. */
export function hubPrincipal(): Principal {
  return { kind: 'hub', systemId: null, actor: 'hub', scopes: [], agencyIds: NOBODY, allOrNothing: false };
}

/** Whoever runs the hub: at its command line (`cli:root`) or its web pages (`person:lan`). */
export function operatorPrincipal(actor: string): Principal {
  return { kind: 'operator', systemId: null, actor, scopes: [], agencyIds: NOBODY, allOrNothing: false };
}

/** Who audits these agencies by a decision: metadata of a period, and no act. */
export function auditorPrincipal(
  actor: string,
  agencyIds: readonly string[],
  mandate: NonNullable<Principal['mandate']>,
): Principal {
  return {
    kind: 'auditor',
    systemId: null,
    actor,
    scopes: [],
    agencyIds: new Set(agencyIds),
    allOrNothing: false,
    mandate,
  };
}
