import type { Frame, FrameError, TestSocket } from './socket.js';
import type { GraphQLAnswer } from './testkit.js';

/** What is compared of an error: where it is and what it is, never the request's own id or the document's lines. */
function errorOf({ message, path: where, extensions: { code, messageEn, details } }: FrameError) {
  return { message, ...(where ? { path: where } : {}), code, messageEn, ...(details ? { details } : {}) };
}

/** An answer without what differs from request to request. */
export function comparable(answer: Pick<GraphQLAnswer, 'data' | 'errors'>): object {
  // What is refused before execution has no data.
  const seen = { ...(answer.data === undefined ? {} : { data: answer.data }), ...(answer.errors ? { errors: answer.errors.map(errorOf) } : {}) };
  // The clock goes on by milliseconds between two requests.
  return JSON.parse(JSON.stringify(seen).replace(/(T\d\d:\d\d:\d\d)\.\d{3}Z/g, '$1Z')) as object; // an object went in
}

/**
 * Takes out what is not the contract's to fix: the software's version, and how wide a range is (its calibration is measured,
 * not fixed); that it lies around the expected time is.
 */
export function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
    if (key === 'version') return [key, typeof inner];
    if (key === 'earliest' && 'expectedAt' in value) return [key, String(inner) <= String(value.expectedAt) ? 'at or before expectedAt' : inner];
    if (key === 'latest' && 'expectedAt' in value) return [key, String(inner) >= String(value.expectedAt) ? 'at or after expectedAt' : inner];
    return [key, settled(inner)];
  });
  return Object.fromEntries(entries);
}

/** The first answer of a subscription, which is then ended. */
export async function firstAnswer(socket: TestSocket, payload: object): Promise<object> {
  const id = socket.subscribe(payload);
  const frame = await socket.of(id);
  if (frame.type === 'next') socket.send({ id, type: 'complete' });
  return { type: frame.type, ...seenIn(frame) };
}

function seenIn({ type, payload }: Frame): object {
  if (!payload) return {};
  return type === 'error' ? { errors: payload.map(errorOf) } : comparable(payload);
}
