/** NĐ 30/2020, Phụ lục I: Times New Roman, 13 to 14 points; tables of ten columns are set smaller so that they fit. */
export const TYPEFACE = 'Times New Roman';
export const LARGEST_FONT = 14;
export const TEXT_FONT = 13;
export const PLAIN_FONT = 12;
/** So that six lines fit into 35 mm. */
export const STAMP_FONT = 9;
