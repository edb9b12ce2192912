/**
 * Builds protobuf by field number for tests: what today's encoder library cannot write (newer fields, broken bytes) can
 * be written too, and nothing of the reader is used to check the reader.
 */
export type Field = readonly [number: number, value: FieldValue];

/** A number is a varint (negative in ten bytes), a text is UTF-8, `{ float }` is fixed32, an array is a message. */
export type FieldValue = number | bigint | string | Uint8Array | { readonly float: number } | readonly Field[];

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

function tag(field: number, type: number): number[] {
  return varint(BigInt(field * 8 + type));
}

/** The bytes of a message. */
export function encode(fields: readonly Field[]): Buffer {
  const parts = fields.map(([field, value]) => {
    if (typeof value === 'number' || typeof value === 'bigint') return Buffer.from([...tag(field, 0), ...varint(BigInt(value))]);
    if (typeof value === 'object' && 'float' in value) {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(value.float);
      return Buffer.concat([Buffer.from(tag(field, 5)), bytes]);
    }
    const body = typeof value === 'string' ? Buffer.from(value) : value instanceof Uint8Array ? value : encode(value);
    return Buffer.concat([Buffer.from([...tag(field, 2), ...varint(BigInt(body.length))]), body]);
  });
  return Buffer.concat(parts);
}

/** 2026-03-02T08:00:00+08:00 in epoch seconds: when the messages of tests are made. */
export const MADE_AT = 1_772_409_600;

/** A FeedMessage of the entities given (their fields). */
export function feedMessage(entities: readonly (readonly Field[] | Uint8Array)[], header: readonly Field[] = [[1, '2.0'], [3, MADE_AT]]): Buffer {
  return encode([[1, header], ...entities.map((entity): Field => [2, entity])]);
}
