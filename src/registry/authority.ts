import type { Principal, Scope } from './model.ts';

export const ACTS = [
  'document.send',
  'document.read',
  'document.content',
  'content.inspect',
  'timeline.read',
  'receipt.read',
  'dossier.read',
  'dossier.report',
  'delivery.list',
  'delivery.fetch',
  'delivery.ack',
  'delivery.follow',
  'delivery.operate',
  'lane.operate',
  'status.report',
  'agency.read',
  'registry.read',
  'agency.contact',
  'inventory.read',
  'metrics.read',
  'figures.read',
  'figures.declare',
  'register.read',
  'register.keep',
  'register.start',
  'publication.decide',
  'account.branch',
  'account.manage',
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
  /** Why content is opened that is not one's own, as the log has it. */
  readonly reason?: string;
  /** Of an account: each of its agencies with everything above it. */
  readonly lines?: readonly (readonly string[])[];
}

/** Who stands to an object by his office and not by being its sender or recipient. */
export type Office = Extract<Principal['kind'], 'operator' | 'administrator' | 'auditor' | 'statistics' | 'branch'>;

interface Rule {
  /** The scope that this relation needs; a relation that is not named is refused. */
  readonly scopes: Readonly<Partial<Record<Relation, Scope>>>;
  /** The sides on which items of a closed predecessor count as one's own. */
  readonly inherited: boolean;
  /**
   * Which offices may. An operator and an administrator: whatever the object is, and never content or an act of an
   * agency. An auditor: where one of his agencies, or a predecessor, is a side and his period covers the document. A branch's
   * administrator: accounts and figures of agencies at or below his. Statistics: figures, and nothing of a document.
   */
  readonly offices: readonly Office[];
  /** Only with a reason that is on record. */
  readonly withReason?: true;
}

const bothSides = { sender: 'send', recipient: 'receive' } as const;
const RUNNING = ['operator', 'administrator'] as const;
const LOOKING = [...RUNNING, 'auditor'] as const;

/** Who may do what: every door asks `may`, and `may` reads this and nothing else. */
export const AUTHORITY: Readonly<Record<Act, Rule>> = {
  'document.send': { scopes: { sender: 'send' }, inherited: false, offices: [] },
  'document.read': { scopes: bothSides, inherited: true, offices: LOOKING },
  'document.content': { scopes: bothSides, inherited: true, offices: [] },
  'content.inspect': { scopes: {}, inherited: false, offices: ['auditor'], withReason: true },
  'timeline.read': { scopes: bothSides, inherited: true, offices: LOOKING },
  'receipt.read': { scopes: bothSides, inherited: true, offices: LOOKING },
  // The object names one party of the dossier, as both its sides.
  'dossier.read': { scopes: bothSides, inherited: true, offices: [...LOOKING, 'branch'] },
  'dossier.report': { scopes: bothSides, inherited: true, offices: [] },
  'delivery.list': { scopes: { recipient: 'receive' }, inherited: true, offices: RUNNING },
  'delivery.fetch': { scopes: { recipient: 'receive' }, inherited: true, offices: [] },
  'delivery.ack': { scopes: { recipient: 'receive' }, inherited: true, offices: [] },
  // Đôn đốc, and what was sent on paper instead.
  'delivery.follow': { scopes: { sender: 'send' }, inherited: true, offices: [] },
  'delivery.operate': { scopes: {}, inherited: false, offices: RUNNING },
  'lane.operate': { scopes: {}, inherited: false, offices: RUNNING },
  'status.report': { scopes: { recipient: 'receive' }, inherited: true, offices: [] },
  'agency.read': { scopes: { anyone: 'agency.read' }, inherited: false, offices: RUNNING },
  // Everything that the registry says of an agency; a branch's administrator of those at or below his.
  'registry.read': { scopes: {}, inherited: false, offices: ['administrator', 'branch'] },
  // How an agency is reached, and who sends and receives for it.
  'agency.contact': { scopes: {}, inherited: false, offices: ['administrator', 'branch'] },
  // Systems, links and certificates with their dates, and no secret of any.
  'inventory.read': { scopes: {}, inherited: false, offices: RUNNING },
  'metrics.read': { scopes: { anyone: 'metrics' }, inherited: false, offices: RUNNING },
  // Counts and shares: of its own agencies for a clerk or a system, of everything for the board.
  'figures.read': { scopes: { recipient: 'receive' }, inherited: false, offices: [...RUNNING, 'statistics', 'branch'] },
  // What only the agency knows of itself.
  'figures.declare': { scopes: { recipient: 'receive' }, inherited: false, offices: ['branch'] },
  // An agency's books: its clerks keep them; the number with which one goes on is its administrators' to set too.
  'register.read': { scopes: { recipient: 'receive' }, inherited: true, offices: [] },
  'register.keep': { scopes: { recipient: 'receive' }, inherited: false, offices: [] },
  'register.start': { scopes: { recipient: 'receive' }, inherited: false, offices: ['administrator', 'branch'] },
  // What an agency has on the portal: its clerks decide, or whoever administers it.
  'publication.decide': { scopes: { sender: 'send' }, inherited: true, offices: ['administrator', 'branch'] },
  // Clerks and administrators of a branch; every other account is the hub administrator's.
  'account.branch': { scopes: {}, inherited: false, offices: ['administrator', 'branch'] },
  'account.manage': { scopes: {}, inherited: false, offices: ['administrator'] },
  admin: { scopes: { anyone: 'admin' }, inherited: false, offices: ['administrator'] },
};

/**
 * Whether the principal may do this to that. False is answered 404 for a document or delivery (its existence is not
 * told either) and 403 for the acts that touch none.
 */
export function may(principal: Principal, act: Act, object: ActObject = {}): boolean {
  const rule = AUTHORITY[act];
  if (principal.kind === 'hub') return true;
  if (rule.withReason && !object.reason) return false;
  if (isOffice(principal.kind))
    return rule.offices.includes(principal.kind) && REACHES[principal.kind](principal, object);
  return relations(principal, object, rule.inherited).some((relation) => {
    const scope = rule.scopes[relation];
    return scope !== undefined && principal.scopes.includes(scope);
  });
}

const everything = () => true;

/** How far an office goes among the objects of the acts that it may do. */
const REACHES: Readonly<Record<Office, (principal: Principal, object: ActObject) => boolean>> = {
  operator: everything,
  administrator: everything,
  statistics: everything,
  auditor: isMandated,
  branch: isWithinBranch,
};

function isOffice(kind: Principal['kind']): kind is Office {
  return Object.hasOwn(REACHES, kind);
}

/** An object of no agency belongs to no branch. */
function isWithinBranch({ agencyIds }: Principal, { lines = [] }: ActObject): boolean {
  return lines.length > 0 && lines.every((line) => line.some((id) => agencyIds.has(id)));
}

function isMandated(principal: Principal, object: ActObject): boolean {
  const { mandate } = principal;
  const { acceptedAt } = object;
  if (!mandate?.inForce || !acceptedAt || acceptedAt < mandate.from || acceptedAt >= mandate.until) return false;
  return relations(principal, object, true).some((relation) => relation !== 'anyone');
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

/** Whoever keeps deliveries moving, at the web pages. */
export function operatorPrincipal(actor: string): Principal {
  return officePrincipal('operator', actor);
}

/** Whoever runs the hub: at its command line (`cli:root`) or its web pages (`person:lan`). */
export function administratorPrincipal(actor: string): Principal {
  return officePrincipal('administrator', actor);
}

/** Who reads the figures of all agencies, and no document. */
export function statisticsPrincipal(actor: string): Principal {
  return officePrincipal('statistics', actor);
}

/** Who keeps the accounts of these agencies and of everything below them. */
export function branchPrincipal(actor: string, agencyIds: readonly string[]): Principal {
  return { ...officePrincipal('branch', actor), agencyIds: new Set(agencyIds) };
}

function officePrincipal(kind: Office, actor: string): Principal {
  return { kind, systemId: null, actor, scopes: [], agencyIds: NOBODY, allOrNothing: false };
}

/** Who audits these agencies, and what they have taken over, by a decision: what is of its period, and no act. */
export function auditorPrincipal(
  actor: string,
  agencyIds: readonly string[],
  mandate: NonNullable<Principal['mandate']>,
  predecessorIds: readonly string[] = [],
): Principal {
  const agencies = { agencyIds: new Set(agencyIds), predecessorIds: new Set(predecessorIds) };
  return { ...officePrincipal('auditor', actor), ...agencies, mandate };
}
