import { newId } from '../../platform/ids.ts';
import { levelOf } from '../codes.ts';
import type { Reason } from '../table-file.ts';
import { type ReformColumn, type ReformLine, reasons } from './lines.ts';

/** An agency as the directory has it on the day before. */
export interface Known {
  readonly id: string;
  /** Its current code. */
  readonly code: string;
  readonly closed: boolean;
}

/** Everything that the lines name, by what they name it with. */
export interface Directory {
  /** By any code, normalised. */
  readonly agencies: ReadonlyMap<string, Known>;
  /** Ids by name. */
  readonly systems: ReadonlyMap<string, string>;
  readonly axes: ReadonlySet<string>;
}

interface Of {
  readonly line: number;
  readonly id: string;
}

/** What a reform does, agency by agency. */
export interface Changes {
  readonly opened: (Of & {
    readonly code: string;
    readonly name: string;
    readonly level: number;
    readonly parentId: string | null;
    readonly contactPointId: string | null;
  })[];
  readonly reopened: Of[];
  readonly closed: (Of & { readonly successors: readonly { readonly id: string; readonly heir: boolean }[] })[];
  readonly renamed: (Of & { readonly name: string })[];
  readonly recoded: (Of & { readonly code: string })[];
  readonly moved: (Of & { readonly parentId: string })[];
  readonly contacts: (Of & { readonly contactPointId: string | null })[];
  readonly channels: (Of & { readonly systemId: string | null; readonly axis: string | null })[];
  /** Codes that pass to another agency: their holders lose them on the day. */
  readonly passed: { readonly code: string; readonly id: string }[];
}

export type Problems = Map<number, Reason>;

const ENDS = ['close', 'merge', 'split', 'reopen'];

/** Judges the lines together, and says what they do. Nothing is to be done when there is a problem. */
export function planReform(
  lines: readonly ReformLine[],
  directory: Directory,
): { changes: Changes; problems: Problems } {
  const problems: Problems = new Map();
  const refuse = (line: number, why: Reason) => void (problems.has(line) || problems.set(line, why));
  const changes: Changes = {
    opened: [],
    reopened: [],
    closed: [],
    renamed: [],
    recoded: [],
    moved: [],
    contacts: [],
    channels: [],
    passed: [],
  };
  const idOf = (code: string) => directory.agencies.get(code);
  const linesOf = (actions: readonly string[]) => lines.filter((one) => actions.includes(one.action));
  const ending = new Set(linesOf(['close', 'merge', 'split']).flatMap((one) => idOf(one.code)?.id ?? []));
  const reopening = new Set(linesOf(['reopen']).flatMap((one) => idOf(one.code)?.id ?? []));
  const recoding = new Set(linesOf(['recode']).flatMap((one) => idOf(one.code)?.id ?? []));
  const opening = new Map(linesOf(['open']).map((one) => [one.code, newId()]));
  const newCodes = new Map(
    linesOf(['recode']).flatMap((one) => (idOf(one.code) ? [[one.newCode, idOf(one.code)!.id]] : [])),
  );

  /** An agency of the new order, by a code of the new or the old one. */
  function named(line: number, column: ReformColumn, code: string): string | null {
    if (code === '') return null;
    const fresh = opening.get(code) ?? newCodes.get(code);
    if (fresh) return fresh;
    const known = idOf(code);
    if (!known) refuse(line, reasons.unknown(column, code));
    else if ((known.closed && !reopening.has(known.id)) || (ending.has(known.id) && column !== 'target_codes')) {
      refuse(line, reasons.closed(column, code));
    }
    return known?.id ?? null;
  }

  /** A code that begins to name an agency must be free, or become free by this very file. */
  function claim(line: number, code: string, id: string): void {
    const holder = idOf(code);
    if (!holder || holder.id === id) return;
    const leaves = holder.closed || ending.has(holder.id) || (recoding.has(holder.id) && holder.code === code);
    if (!leaves || reopening.has(holder.id)) refuse(line, reasons.taken(code));
    else changes.passed.push({ code, id: holder.id });
  }

  const first = new Map<string, number>();
  for (const one of lines) {
    const { line, action, code } = one;
    const keys = [
      `${ENDS.includes(action) ? 'end' : action} ${code}`,
      ...(action === 'recode' ? [`code ${one.newCode}`] : []),
      ...(action === 'open' ? [`code ${code}`] : []),
    ];
    const before = keys.map((key) => first.get(key)).find((seen) => seen !== undefined);
    for (const key of keys) first.set(key, first.get(key) ?? line);
    if (before !== undefined) {
      refuse(line, reasons.twice(before));
      continue;
    }
    if (action === 'open') {
      const id = opening.get(code)!;
      const level = one.level ?? levelOf(code);
      if (level === null) refuse(line, reasons.missing('level', action));
      claim(line, code, id);
      const [parentId, contactPointId] = [
        named(line, 'parent_code', one.parent),
        named(line, 'contact_point_code', one.contactPoint),
      ];
      changes.opened.push({ line, id, code, name: one.name, level: level ?? 4, parentId, contactPointId });
      if (one.system || one.axis) changes.channels.push(channelOf(one, id));
      continue;
    }
    const known = idOf(code);
    if (!known) {
      refuse(line, reasons.unknown('code', code));
      continue;
    }
    const { id } = known;
    if (action === 'reopen') {
      if (!known.closed) refuse(line, reasons.open(code));
      changes.reopened.push({ line, id });
      continue;
    }
    if (known.closed && !reopening.has(id)) refuse(line, reasons.closed('code', code));
    if (action === 'close' || action === 'merge' || action === 'split') {
      const successors = one.targets.flatMap((target) => {
        const heirId = named(line, 'target_codes', target);
        if (heirId === id) refuse(line, reasons.itself('target_codes'));
        return heirId === null ? [] : [{ id: heirId, heir: target === one.heir || action === 'merge' }];
      });
      if (new Set(successors.map((to) => to.id)).size < successors.length) refuse(line, reasons.same());
      changes.closed.push({ line, id, successors });
    } else if (action === 'rename') changes.renamed.push({ line, id, name: one.name });
    else if (action === 'recode') {
      claim(line, one.newCode, id);
      changes.recoded.push({ line, id, code: one.newCode });
    } else if (action === 'move') {
      const parentId = named(line, 'parent_code', one.parent);
      if (parentId === id) refuse(line, reasons.itself('parent_code'));
      if (parentId !== null) changes.moved.push({ line, id, parentId });
    } else if (action === 'contact') {
      const contactPointId = named(line, 'contact_point_code', one.contactPoint);
      if (contactPointId === id) refuse(line, reasons.itself('contact_point_code'));
      changes.contacts.push({ line, id, contactPointId });
    } else changes.channels.push(channelOf(one, id));
  }

  function channelOf({ line, system, axis }: ReformLine, id: string) {
    const systemId = directory.systems.get(system) ?? null;
    if (system !== '' && systemId === null) refuse(line, reasons.unknown('system', system));
    if (axis !== '' && !directory.axes.has(axis)) refuse(line, reasons.unknown('axis', axis));
    return { line, id, systemId, axis: axis || null };
  }
  return { changes, problems };
}
