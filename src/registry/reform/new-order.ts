import { newId } from '../../platform/ids.ts';
import type { Reason } from '../table-file.ts';
import { type ReformColumn, type ReformLine, reasons } from './lines.ts';
import type { Changes, Directory, Problems } from './plan.ts';

/** The lines of one file seen together, and what was found of them so far. */
export interface NewOrder {
  readonly directory: Directory;
  readonly changes: Changes;
  readonly problems: Problems;
  /** The first problem of a line is told. */
  refuse(line: number, why: Reason): void;
  /** Id of the agency that the file opens under this code. */
  openedId(code: string): string;
  /** Whether the file opens this closed agency again. */
  reopens(id: string): boolean;
  /** An agency of the new order, by a code of the new or the old one; null where none is named. */
  named(line: number, column: ReformColumn, code: string): string | null;
  /** Takes a code for an agency: it must be free, or become free by this very file. */
  claim(line: number, code: string, id: string): void;
}

export function newOrder(lines: readonly ReformLine[], directory: Directory): NewOrder {
  const { agencies } = directory;
  const problems: Problems = new Map();
  const changes = noChanges();
  const linesOf = (...actions: ReformLine['action'][]) => lines.filter((one) => actions.includes(one.action));
  const idsOf = (...actions: ReformLine['action'][]) =>
    new Set(linesOf(...actions).flatMap((one) => agencies.get(one.code)?.id ?? []));
  const ending = idsOf('close', 'merge', 'split');
  const reopening = idsOf('reopen');
  const recoding = idsOf('recode');
  const opened = new Map(linesOf('open').map((one) => [one.code, newId()]));
  const recoded = new Map(linesOf('recode').map((one) => [one.newCode, agencies.get(one.code)?.id]));

  function refuse(line: number, why: Reason): void {
    if (!problems.has(line)) problems.set(line, why);
  }

  return {
    directory,
    changes,
    problems,
    refuse,
    openedId: (code) => opened.get(code)!,
    reopens: (id) => reopening.has(id),
    named(line, column, code) {
      if (code === '') return null;
      const fresh = opened.get(code) ?? recoded.get(code);
      if (fresh) return fresh;
      const known = agencies.get(code);
      if (!known) refuse(line, reasons.unknown(column, code));
      else if ((known.closed && !reopening.has(known.id)) || (ending.has(known.id) && column !== 'target_codes')) {
        refuse(line, reasons.closed(column, code));
      }
      return known?.id ?? null;
    },
    claim(line, code, id) {
      const holder = agencies.get(code);
      if (!holder || holder.id === id) return;
      const leaves = holder.closed || ending.has(holder.id) || (recoding.has(holder.id) && holder.code === code);
      if (!leaves || reopening.has(holder.id)) refuse(line, reasons.taken(code));
      else changes.passed.push({ code, id: holder.id });
    },
  };
}

function noChanges(): Changes {
  return {
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
}
