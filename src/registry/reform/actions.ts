import { levelOf } from '../codes.ts';
import { type Action, type ReformLine, reasons } from './lines.ts';
import type { NewOrder } from './new-order.ts';
import type { Known } from './plan.ts';

type Judge = (one: ReformLine, order: NewOrder, agency: Known) => void;

/** What each action does to an agency that the directory has. */
export const JUDGES: Readonly<Record<Exclude<Action, 'open'>, Judge>> = {
  reopen,
  close: end,
  merge: end,
  split: end,
  rename,
  recode,
  move,
  contact,
  channel,
};

/** A new agency: all that is said of it stands on one line. */
export function open(one: ReformLine, order: NewOrder): void {
  const { line, code, name } = one;
  const id = order.openedId(code);
  const level = one.level ?? levelOf(code);
  if (level === null) order.refuse(line, reasons.missing('level', 'open'));
  order.claim(line, code, id);
  const parentId = order.named(line, 'parent_code', one.parent);
  const contactPointId = order.named(line, 'contact_point_code', one.contactPoint);
  order.changes.opened.push({ line, id, code, name, level: level ?? 4, parentId, contactPointId });
  if (one.system || one.axis) channel(one, order, { id });
}

function reopen({ line, code }: ReformLine, order: NewOrder, { id, closed }: Known): void {
  if (!closed) order.refuse(line, reasons.open(code));
  order.changes.reopened.push({ line, id });
}

/** Closed with no successor, one, or several, of whom one may be the heir. */
function end({ line, action, targets, heir }: ReformLine, order: NewOrder, { id }: Known): void {
  const successors = targets.flatMap((target) => {
    const successorId = order.named(line, 'target_codes', target);
    if (successorId === id) order.refuse(line, reasons.itself('target_codes'));
    return successorId === null ? [] : [{ id: successorId, heir: target === heir || action === 'merge' }];
  });
  if (new Set(successors.map((to) => to.id)).size < successors.length) order.refuse(line, reasons.same());
  order.changes.closed.push({ line, id, successors });
}

function rename({ line, name }: ReformLine, order: NewOrder, { id }: Known): void {
  order.changes.renamed.push({ line, id, name });
}

function recode({ line, newCode }: ReformLine, order: NewOrder, { id }: Known): void {
  order.claim(line, newCode, id);
  order.changes.recoded.push({ line, id, code: newCode });
}

function move({ line, parent }: ReformLine, order: NewOrder, { id }: Known): void {
  const parentId = order.named(line, 'parent_code', parent);
  if (parentId === id) order.refuse(line, reasons.itself('parent_code'));
  if (parentId !== null) order.changes.moved.push({ line, id, parentId });
}

function contact({ line, contactPoint }: ReformLine, order: NewOrder, { id }: Known): void {
  const contactPointId = order.named(line, 'contact_point_code', contactPoint);
  if (contactPointId === id) order.refuse(line, reasons.itself('contact_point_code'));
  order.changes.contacts.push({ line, id, contactPointId });
}

function channel({ line, system, axis }: ReformLine, order: NewOrder, { id }: Pick<Known, 'id'>): void {
  const { systems, axes } = order.directory;
  const systemId = systems.get(system) ?? null;
  if (system !== '' && systemId === null) order.refuse(line, reasons.unknown('system', system));
  if (axis !== '' && !axes.has(axis)) order.refuse(line, reasons.unknown('axis', axis));
  order.changes.channels.push({ line, id, systemId, axis: axis || null });
}
