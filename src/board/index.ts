export { addUp, recount } from './add-up.ts';
export { addCounts, type Counts, countOf, percentile } from './counts.ts';
export { boardCsv } from './csv.ts';
export { type Declaration, declareMonth, listDeclarations, sentOf } from './declarations.ts';
export { type CountedDocument, type CountedFigure, countedDocuments } from './documents.ts';
export { type DutyFigures, dutyFigures } from './duty-figures.ts';
export { boardErrors } from './errors.ts';
export { factsOf, noteArrivals, noteFacts, noteRefusals, noteSent } from './facts.ts';
export { COUNTED, FIGURE_KEYS, FIGURES, type FigureKey, type FigureSpec, OTHER_FIGURES } from './figures.ts';
export { boardPage } from './page.ts';
export {
  PERIOD_KINDS,
  type Period,
  type PeriodKind,
  periodAround,
  periodInWords,
  periodsUpTo,
  readPeriod,
} from './periods.ts';
export { type BoardLine, type BoardQuery, laggards, readBoard, readHistory, sumLines } from './read.ts';
export { REASONS, type Reason } from './reasons.ts';
export { type ReportSubject, reportBlocks, reportSheets } from './report.ts';
export { type Share, type Shares, sharesOf } from './shares.ts';
export { TIER_WORDS, TIERS, type Tier } from './tiers.ts';
export { NO_FIGURE, OUTCOME_WORDS, REASON_WORDS, shareInWords, timeInWords } from './words.ts';
