export { readRows, type ReadColumn, type ReadRow, type RowError, type SheetReading } from './read.js';
export { writeRows, type WriteColumn } from './write.js';
