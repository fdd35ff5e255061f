/** A calendar day, `2026-11-25`: a real date in a workbook, `25/11/2026` in a document. */
export interface Day {
  readonly day: string;
}

/** What one cell of a table says; null is an empty one. Text is always text: no cell is ever a formula. */
export type Cell = string | number | Day | null;
export type Row = readonly Cell[];

export interface Column {
  readonly header: string;
  /** In characters; in a document, its share of the page's width. */
  readonly width: number;
  /** Default left. */
  readonly align?: 'left' | 'center' | 'right';
}

export interface Table {
  readonly columns: readonly Column[];
  /** A second line of the header, "(1) (2) (3) …", as the forms of NĐ 30/2020, Phụ lục IV have it. */
  readonly numbered?: boolean;
  readonly rows: readonly Row[];
}

export type Orientation = 'portrait' | 'landscape';

/** One sheet of a workbook: lines of heading, and below them a table whose header is repeated on every printed page. */
export interface Sheet extends Table {
  /** On its tab, unlike those of the other sheets; at most 31 characters stay, and none of `[ ] : * ? / \`. */
  readonly name: string;
  /** The first is the title, the others are said below it. */
  readonly heading: readonly string[];
  /** Default portrait. */
  readonly orientation?: Orientation;
}

/** A piece of a document, in the order of reading. */
export type Block =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'subtitle'; readonly text: string }
  | {
      readonly kind: 'paragraph';
      readonly text: string;
      readonly bold?: boolean;
      readonly italic?: boolean;
      readonly align?: Column['align'];
    }
  /** The two halves of an official letter's head: the issuer, and the State's title with place and date. */
  | { readonly kind: 'letterhead'; readonly left: readonly Line[]; readonly right: readonly Line[] }
  /** A frame of 35 by 50 mm: its first two lines in the middle, the others from the left. */
  | { readonly kind: 'stamp'; readonly lines: readonly Line[] }
  | { readonly kind: 'page-break' }
  | ({ readonly kind: 'table' } & Table);

export interface Line {
  readonly text: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
}

export type OfficeTask =
  | { readonly make: 'workbook'; readonly sheets: readonly Sheet[] }
  | { readonly make: 'document'; readonly blocks: readonly Block[]; readonly orientation: Orientation };
