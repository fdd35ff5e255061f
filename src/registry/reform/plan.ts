import type { Reason } from '../table-file.ts';
import { JUDGES, open } from './actions.ts';
import { type Action, type ReformLine, reasons } from './lines.ts';
import { type NewOrder, newOrder } from './new-order.ts';

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

/** Judges the lines together, and says what they do. Nothing is to be done when there is a problem. */
export function planReform(
  lines: readonly ReformLine[],
  directory: Directory,
): { changes: Changes; problems: Problems } {
  const order = newOrder(lines, directory);
  const contradicted = contradictions(lines);
  for (const one of lines) {
    const earlier = contradicted.get(one.line);
    if (earlier !== undefined) order.refuse(one.line, reasons.twice(earlier));
    else if (one.action === 'open') open(one, order);
    else judge(one, one.action, order);
  }
  return { changes: order.changes, problems: order.problems };
}

function judge(one: ReformLine, action: Exclude<Action, 'open'>, order: NewOrder): void {
  const { line, code } = one;
  const agency = order.directory.agencies.get(code);
  if (!agency) {
    order.refuse(line, reasons.unknown('code', code));
    return;
  }
  if (agency.closed && !order.reopens(agency.id)) order.refuse(line, reasons.closed('code', code));
  JUDGES[action](one, order, agency);
}

const ENDS: readonly Action[] = ['close', 'merge', 'split', 'reopen'];

/** Lines that say once more, or otherwise, what an earlier line says: by line, that earlier one. */
function contradictions(lines: readonly ReformLine[]): Map<number, number> {
  const first = new Map<string, number>();
  const found = new Map<number, number>();
  for (const { line, action, code, newCode } of lines) {
    const keys = [`${ENDS.includes(action) ? 'end' : action} ${code}`];
    if (action === 'recode') keys.push(`code ${newCode}`);
    if (action === 'open') keys.push(`code ${code}`);
    const earlier = keys.map((key) => first.get(key)).find((seen) => seen !== undefined);
    if (earlier !== undefined) found.set(line, earlier);
    for (const key of keys) first.set(key, first.get(key) ?? line);
  }
  return found;
}
