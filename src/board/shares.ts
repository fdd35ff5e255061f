import { type Counts, countOf } from './counts.ts';
import { FIGURES, type FigureKey, type FigureSpec } from './figures.ts';

/** A share as it is shown; without a denominator there is none, and never 100 %. */
export interface Share {
  readonly part: number;
  readonly whole: number;
  /** Cut, not rounded, to a tenth: 99.96 % is not 100 %. */
  readonly percent: number | null;
}

export function shareOf(part: number, whole: number): Share {
  return { part, whole, percent: whole === 0 ? null : Math.floor((1_000 * part) / whole) / 10 };
}

export const NO_SHARE = shareOf(0, 0);

/** What stands beside the counts: states, and what agencies declare. */
export interface Standing {
  readonly agencyCertificates: Share;
  readonly leaderCertificates: Share;
  readonly electronic: Share;
  readonly users: Share;
}

export type Shares = Readonly<Record<FigureKey, Share>>;

/** All shares of one agency, or of several together, as `figures.ts` defines them. */
export function sharesOf(counts: Counts, standing: Standing): Shares {
  return {
    electronic: standing.electronic,
    agencyCertificates: standing.agencyCertificates,
    leaderCertificates: standing.leaderCertificates,
    signatures: countedShare(counts, FIGURES.signatures),
    notice: countedShare(counts, FIGURES.notice),
    registration: countedShare(counts, FIGURES.registration),
    sending: countedShare(counts, FIGURES.sending),
    processing: countedShare(counts, FIGURES.processing),
    portal: countedShare(counts, FIGURES.portal),
    users: standing.users,
  };
}

function countedShare(counts: Counts, { facts }: Pick<FigureSpec, 'facts'>): Share {
  const { figure, good, bad } = facts!;
  const sum = (outcomes: readonly string[]) =>
    outcomes.reduce((total, outcome) => total + countOf(counts, `${figure}.${outcome}`), 0);
  return shareOf(sum(good), sum(good) + sum(bad));
}

export function addShares(shares: readonly Share[]): Share {
  const sum = (of: (one: Share) => number) => shares.reduce((total, one) => total + of(one), 0);
  return shareOf(
    sum((one) => one.part),
    sum((one) => one.whole),
  );
}

const DUTIES = ['notice', 'registration', 'sending', 'processing'] as const;

/** How much of what fell due was not done in time: the order of those that lag behind. */
export function behind(counts: Counts): number {
  return DUTIES.reduce(
    (sum, duty) => sum + ['late', 'open', 'missed'].reduce((all, how) => all + countOf(counts, `${duty}.${how}`), 0),
    0,
  );
}

/** Overdue by DueDate and still open. */
export function overdue(counts: Counts): number {
  return countOf(counts, 'processing.open');
}
