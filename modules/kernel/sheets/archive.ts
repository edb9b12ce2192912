import { crc32, inflateRawSync } from 'node:zlib';

/** What stands in an archive that cannot be unpacked, or comes to more than it may. */
export class BadArchive extends Error {
  /** Whether it comes to more than it may; else it is no archive. */
  readonly tooLarge: boolean;

  constructor(tooLarge: boolean, cause?: unknown) {
    super(tooLarge ? 'the archive unpacks to too much' : 'is no archive', { cause });
    this.tooLarge = tooLarge;
  }
}

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const [STORED, DEFLATED] = [0, 8];

/**
 * The parts of a zip archive by its central directory (APPNOTE 6.3.10, §4.3), unpacked: what it says of their sizes is not believed.
 * @param most bytes that all parts may come to
 * @throws BadArchive
 */
export function unpacked(bytes: Buffer, most: number): Map<string, Buffer> {
  try {
    const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    const parts = new Map<string, Buffer>();
    let [at, left] = [bytes.readUInt32LE(end + 16), most];
    for (let count = bytes.readUInt16LE(end + 10); count > 0; count -= 1) {
      if (bytes.readUInt32LE(at) !== CENTRAL) throw new BadArchive(false);
      const nameEnds = at + 46 + bytes.readUInt16LE(at + 28);
      const part = partAt(bytes, bytes.readUInt32LE(at + 42), bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), left);
      left -= part.length;
      parts.set(bytes.toString('utf8', at + 46, nameEnds), part);
      at = nameEnds + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    }
    return parts;
  } catch (cause) {
    throw cause instanceof BadArchive ? cause : new BadArchive((cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE', cause); // a fault of zlib or of reading beyond the end
  }
}

function partAt(bytes: Buffer, at: number, method: number, size: number, left: number): Buffer {
  if (bytes.readUInt32LE(at) !== LOCAL || (method !== STORED && method !== DEFLATED)) throw new BadArchive(false);
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  const packed = bytes.subarray(start, start + size);
  if (method === DEFLATED && left > 0) return inflateRawSync(packed, { maxOutputLength: left });
  if (method === DEFLATED || packed.length > left) throw new BadArchive(true);
  return packed;
}

/** A zip archive of these parts as they are, so that whoever reads it by another of its lists reads the same. */
export function packed(parts: ReadonlyMap<string, Buffer>): Buffer {
  const [files, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, part] of parts) {
    const title = Buffer.from(name);
    // Version 2.0, names in UTF-8, stored, no time, its sum and sizes.
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt32LE(crc32(part), 10);
    fields.writeUInt32LE(part.length, 14);
    fields.writeUInt32LE(part.length, 18);
    fields.writeUInt16LE(title.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    files.push(word(LOCAL), fields, title, part);
    directory.push(word(CENTRAL), Buffer.from([20, 0]), fields, place, title);
    offset += 30 + title.length + part.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.size, 4);
  end.writeUInt16LE(parts.size, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, list, word(END), end]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
