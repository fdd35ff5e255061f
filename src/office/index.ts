export { catalogue as officeErrors } from './errors.ts';
export type { Block, Cell, Column, Day, Line, Orientation, Row, Sheet, Table } from './model.ts';
export { MOST_LINES, writeDocument, writeWorkbook } from './write.ts';
