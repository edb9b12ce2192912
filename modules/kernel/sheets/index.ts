export { sheetFile, sheetKey } from './door.js';
export { LARGEST_SHEET, readRows, type ReadColumn, type ReadRow, type RowError, type SheetReading } from './read.js';
export { writeRows, type WriteColumn } from './write.js';
