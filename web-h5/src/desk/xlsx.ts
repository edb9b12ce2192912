/** A column of a sheet: its heading and what stands in it. */
export interface SheetColumn<Row> {
  readonly title: string;
  /** In signs; 16 if left out. */
  readonly width?: number;
  readonly of: (row: Row) => string;
}

const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/** Columns are named by one letter: lists of the desk have fewer than 26. */
const A = 65;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_none, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Characters that XML 1.0 has no way to write are left out. */
const escape = (text: string): string => text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function sheetXml(rows: readonly (readonly string[])[], widths: readonly number[]): string {
  const columns = widths.map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`).join('');
  const body = rows.map((cells, index) => `<row r="${index + 1}">${cells.map((text, column) => `<c r="${String.fromCharCode(A + column)}${index + 1}" t="inlineStr"><is><t xml:space="preserve">${escape(text)}</t></is></c>`).join('')}</row>`).join('');
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns}</cols><sheetData>${body}</sheetData></worksheet>`;
}

function partsOf(sheet: string): [name: string, xml: string][] {
  return [
    ['[Content_Types].xml', `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`],
    ['_rels/.rels', `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
    ['xl/workbook.xml', `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`],
    ['xl/worksheets/sheet1.xml', sheet],
  ];
}

function header(signature: number, fields: readonly (readonly [bytes: 2 | 4, value: number])[], name: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + fields.reduce((sum, [size]) => sum + size, 0) + name.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signature, true);
  let at = 4;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  bytes.set(name, at);
  return bytes;
}

/** A ZIP archive of stored entries (APPNOTE 6.3), names and texts in UTF-8. */
function zip(entries: readonly (readonly [name: string, text: string])[]): Uint8Array {
  const encoder = new TextEncoder();
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const [name, text] of entries) {
    const [title, data] = [encoder.encode(name), encoder.encode(text)];
    // Flag 0x0800: the name is UTF-8. 0x21 is 1980-01-01, as ZIP has no “no date”.
    const common = [[2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x21], [4, crc32(data)], [4, data.length], [4, data.length], [2, title.length], [2, 0]] as const;
    local.push(header(0x04034b50, common, title), data);
    central.push(header(0x02014b50, [[2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]], title));
    offset += 30 + title.length + data.length;
  }
  const size = central.reduce((sum, { length }) => sum + length, 0);
  const end = header(0x06054b50, [[2, 0], [2, 0], [2, entries.length], [2, entries.length], [4, size], [4, offset], [2, 0]], new Uint8Array());
  const parts = [...local, ...central, end];
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
  return bytes;
}

/**
 * Rows as an xlsx file (ECMA-376), its first line the headings. Everything is text: a case's number is no sum, and what
 * begins with `=` is no formula. Written here because the libraries for it pack in a worker of their own making, which the
 * pages' security policy forbids.
 */
export function sheetOf<Row>(columns: readonly SheetColumn<Row>[], rows: readonly Row[]): Uint8Array {
  return zip(partsOf(sheetXml([columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ of }) => of(row)))], columns.map(({ width }) => width ?? 16))));
}

/** Saves such a file on this machine. */
export function saveSheet<Row>(fileName: string, columns: readonly SheetColumn<Row>[], rows: readonly Row[]): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(sheetOf(columns, rows))], { type: TYPE }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
