import type { IncomingMessage } from 'node:http';
import { Fault } from '../../modules/kernel/errors.js';

/** Reads a request's body whole. Throws TOO_LARGE past `limit` bytes, BAD_INPUT where it breaks off. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = () => {
      request.removeAllListeners('data');
      // The rest is read away unseen, so that the answer can still be delivered.
      request.resume();
      reject(new Fault('TOO_LARGE', { limitBytes: limit }));
    };
    // It may have broken off while its sender was being admitted, and would never end then.
    if (request.destroyed) return reject(new Fault('BAD_INPUT', { field: 'body', reason: 'broke off' }));
    if (Number(request.headers['content-length'] ?? 0) > limit) return tooLarge();
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) tooLarge();
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once('aborted', () => reject(new Fault('BAD_INPUT', { field: 'body', reason: 'broke off' })));
    request.once('error', reject);
  });
}
