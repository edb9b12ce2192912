/** Bytes that are not a protobuf message: a length that runs past the end, an endless varint, a type where another belongs. */
export class WireError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WireError';
  }
}

/** Protobuf wire types (encoding guide, “Message structure”). */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const GROUP_START = 3;
const GROUP_END = 4;
const FIXED32 = 5;

/** Nesting of groups that is still skipped; nobody sends any, so deep ones are an attack. */
const DEEPEST_GROUP = 16;

/** Up to this many bytes a text is built character by character. */
const SHORT_TEXT = 32;
const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

const TWO_32 = 4_294_967_296;

/**
 * Reads protobuf's wire format, one field after another, without building generic objects: a feed of thousands of stop
 * updates becomes our own types in one pass, and a message is left at its end whatever it held.
 *
 * ```ts
 * for (let field = reader.next(); field !== 0; field = reader.next()) {
 *   if (field === 1) id = reader.string(64);
 *   else reader.skip();
 * }
 * ```
 */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;
  #end: number;
  #type = VARINT;
  #field = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.byteLength;
  }

  /** Number of the next field, or 0 at the end of the message. Throws WireError. */
  next(): number {
    if (this.#at >= this.#end) return 0;
    const tag = this.#varint();
    if (tag < 8 || tag >= TWO_32) throw new WireError('a field number is out of range');
    const field = tag >>> 3;
    this.#type = tag & 7;
    return (this.#field = field);
  }

  /** Steps into the message that is the field's value; hand what it returns to {@link leave}. Throws WireError. */
  enter(): number {
    const length = this.#length();
    const outer = this.#end;
    this.#end = this.#at + length;
    return outer;
  }

  /** Steps out of a message, to its end wherever the reading of it stopped. */
  leave(outer: number): void {
    this.#at = this.#end;
    this.#end = outer;
  }

  /** An unsigned number (uint32, uint64, bool, enum). Above 2^53 it is rounded. Throws WireError. */
  unsigned(): number {
    this.#expect(VARINT);
    return this.#varint();
  }

  /** An int32. A negative one comes in ten bytes (the standard) or in five (older encoders). Throws WireError. */
  int32(): number {
    return this.int64() | 0;
  }

  /** An int64 in two's complement. Beyond ±2^53 it is rounded. Throws WireError. */
  int64(): number {
    this.#expect(VARINT);
    return this.#varint(true);
  }

  /** A float. Throws WireError. */
  float(): number {
    this.#expect(FIXED32);
    this.#need(4);
    const value = this.#bytes.readFloatLE(this.#at);
    this.#at += 4;
    return value;
  }

  /** A text, cut after `most` bytes where told to cut; undefined where it is longer and may not be cut. Throws WireError. */
  string(most: number, cut: 'cut' | 'whole' = 'whole'): string | undefined {
    const length = this.#length();
    const from = this.#at;
    this.#at += length;
    if (length > most && cut === 'whole') return undefined;
    const text = this.#text(from, from + Math.min(length, most));
    // A cut may halve the last character, which then reads as U+FFFD.
    return length > most ? `${text.replace(/\uFFFD+$/, '')}…` : text;
  }

  /** Ids are short and ASCII: built here they cost half of what the call into the runtime's decoder does. */
  #text(from: number, to: number): string {
    if (to - from > SHORT_TEXT) return this.#bytes.toString('utf8', from, to);
    let text = '';
    for (let at = from; at < to; at++) {
      const byte = this.#bytes[at] ?? 0;
      if (byte >= 0x80) return this.#bytes.toString('utf8', from, to);
      text += ASCII[byte];
    }
    return text;
  }

  /** The field's bytes as they are, not copied: a message to be read by a reader of its own. Throws WireError. */
  bytes(): Uint8Array {
    const length = this.#length();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Passes over the field's value. Throws WireError. */
  skip(): void {
    if (this.#type !== GROUP_START) return this.#skipPlain();
    const open = [this.#field];
    while (open.length > 0) {
      if (this.next() === 0) throw new WireError('a group has no end');
      if (this.#type === GROUP_START) {
        if (open.push(this.#field) > DEEPEST_GROUP) throw new WireError('groups are nested too deep');
      } else if (this.#type === GROUP_END) {
        if (open.pop() !== this.#field) throw new WireError('a group ends that was not begun');
      } else {
        this.#skipPlain();
      }
    }
  }

  #skipPlain(): void {
    if (this.#type === VARINT) {
      this.#varint();
    } else if (this.#type === BYTES) {
      // Apart, because `+=` would take the place from before the length was read.
      const length = this.#length();
      this.#at += length;
    } else {
      const width = this.#type === FIXED64 ? 8 : this.#type === FIXED32 ? 4 : -1;
      if (width < 0) throw new WireError('an unknown wire type');
      this.#need(width);
      this.#at += width;
    }
  }

  #expect(type: number): void {
    if (this.#type !== type) throw new WireError(`field ${this.#field} has another type than it should`);
  }

  #need(count: number): void {
    if (count > this.#end - this.#at) throw new WireError('a value runs past the end of its message');
  }

  #length(): number {
    this.#expect(BYTES);
    const length = this.#varint();
    this.#need(length);
    return length;
  }

  /** Most numbers end within four bytes; they are read without leaving small integers. */
  #varint(signed = false): number {
    const bytes = this.#bytes;
    const stop = this.#end - this.#at < 4 ? this.#end : this.#at + 4;
    let low = 0;
    let shift = 0;
    for (let at = this.#at; at < stop; shift += 7) {
      const byte = bytes[at++] ?? 0;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.#at = at;
        return low;
      }
    }
    this.#at = stop;
    return this.#longVarint(low, shift, signed);
  }

  #longVarint(first: number, from: number, signed: boolean): number {
    let low = first;
    let high = 0;
    for (let shift = from; shift < 70; shift += 7) {
      if (this.#at >= this.#end) throw new WireError('a number runs past the end of its message');
      const byte = this.#bytes[this.#at++] ?? 0;
      const bits = byte & 0x7f;
      if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte >= 0x80) continue;
      return (signed ? high | 0 : high >>> 0) * TWO_32 + (low >>> 0);
    }
    throw new WireError('a number has more than ten bytes');
  }
}
