import { inflateSync } from 'node:zlib';
import QRCode from 'qrcode';

/** Objects of a PDF that is written object by object, as ours are: by number, the dictionary and what its stream unpacks to. */
function objectsOf(pdf: Buffer): Map<number, { readonly head: string; readonly stream: Buffer | null }> {
  const text = pdf.toString('latin1');
  return new Map([...text.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)].map((match) => {
    const start = match.index + match[0].length;
    const whole = text.slice(start, text.indexOf('endobj', start));
    const at = whole.search(/stream\r?\n/);
    const begin = at < 0 ? 0 : start + at + (whole.slice(at).startsWith('stream\r') ? 8 : 7);
    const length = Number(/\/Length (\d+)/.exec(whole)?.[1] ?? 0);
    const bytes = at < 0 ? null : pdf.subarray(begin, begin + length);
    return [Number(match[1]), { head: at < 0 ? whole : whole.slice(0, at), stream: bytes && whole.includes('/FlateDecode') ? inflateSync(bytes) : bytes }];
  }));
}

/** What a paper says, as a reader would copy it: glyphs by each font's own table (ToUnicode). One line for each piece of text. */
export function paperText(pdf: Buffer): string {
  const objects = objectsOf(pdf);
  const all = [...objects.values()];
  const fonts = new Map(all.flatMap(({ head }) => [...head.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', number]): [string, Map<number, string>] => {
    const table = objects.get(Number(/\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(number))?.head ?? '')?.[1]))?.stream?.toString('latin1') ?? '';
    return [name, glyphsOf(table)];
  })));
  return all.filter(({ stream }) => stream && /\bBT\b/.test(stream.toString('latin1'))).flatMap(({ stream }) => {
    let glyphs = new Map<number, string>();
    return [...(stream?.toString('latin1') ?? '').matchAll(/\/(F\d+) [\d.]+ Tf|\[(.*?)\] TJ/g)].flatMap(([, font, pieces]) => {
      if (font !== undefined) glyphs = fonts.get(font) ?? new Map<number, string>();
      return pieces === undefined ? [] : [[...pieces.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []).map((code) => glyphs.get(Number.parseInt(code, 16)) ?? '�').join('')];
    });
  }).join('\n');
}

function glyphsOf(table: string): Map<number, string> {
  return new Map([...table.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[(.*?)\]/gs)].flatMap(([, first = '', list = '']) =>
    [...list.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = ''], index): [number, string] => [Number.parseInt(first, 16) + index, Buffer.from(hex, 'hex').swap16().toString('utf16le')])));
}

/** Whether the picture on a paper is the QR code of a text: compared module by module with what the text encodes to. */
export function showsQr(pdf: Buffer, text: string): boolean {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const image = [...objectsOf(pdf).values()].find(({ head }) => head.includes('/Subtype /Image') && head.includes('/DeviceRGB'));
  const width = Number(/\/Width (\d+)/.exec(image?.head ?? '')?.[1] ?? 0);
  if (!image?.stream || width === 0) return false;
  const pixels = image.stream;
  // A quiet zone of one module stands around it.
  const place = (module: number): number => Math.floor(((module + 1.5) * width) / (modules.size + 2));
  return Array.from({ length: modules.size ** 2 }, (_, index) => index).every((index) => {
    const [row, column] = [Math.floor(index / modules.size), index % modules.size];
    return ((pixels[(place(row) * width + place(column)) * 3] ?? 255) < 128) === (modules.get(row, column) === 1);
  });
}
