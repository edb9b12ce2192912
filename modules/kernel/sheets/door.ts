import type { IncomingMessage } from 'node:http';
import { Fault } from '../errors.js';
import type { DoorResponse } from '../module.js';

/** A sheet as a door answers it, to be saved under its name. */
export function sheetFile(name: string, body: Buffer): DoorResponse {
  return {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', body,
    headers: { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.xlsx`)}`, 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' },
  };
}

/** The key under which a sheet is sent in: sent again, it answers the same; its rows have keys of their own. Throws Fault BAD_INPUT. */
export function sheetKey({ 'idempotency-key': key }: IncomingMessage['headers']): string {
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,100}$/.test(key)) throw new Fault('BAD_INPUT', { field: 'idempotency-key', reason: '1 to 100 printable ASCII characters' });
  return key;
}
