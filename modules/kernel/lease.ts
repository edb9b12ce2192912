import type { Connection } from 'mongoose';
import { inClear, type StoredCollection } from './crypto/levels.js';
import { isDuplicate } from './db.js';

/** What stands here, at which level. */
export const leasesStored: StoredCollection = { collection: 'leases', fields: inClear('internal', '_id', 'holder', 'until') };

interface Lease {
  _id: string;
  holder: string;
  until: Date;
}

/**
 * Takes a named right for a time, or prolongs it: one process holds it, and another gets it once it has run out. It keeps
 * work from being done twice; what must not be done twice needs a unique index besides, for a holder may be stopped and wake late.
 * @param holder names the process
 * @param forMs how long, from `now` (epoch ms of the system clock)
 * @returns whether `holder` has it now
 */
export async function takeLease(connection: Connection, name: string, holder: string, forMs: number, now: number): Promise<boolean> {
  try {
    await connection.collection<Lease>('leases').updateOne(
      { _id: name, $or: [{ until: { $lte: new Date(now) } }, { holder }] },
      { $set: { holder, until: new Date(now + forMs) } },
      { upsert: true, writeConcern: { w: 'majority' } },
    );
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false; // the name is there and somebody else's
    throw error;
  }
}

/** Gives a lease back before its time. */
export async function endLease(connection: Connection, name: string, holder: string): Promise<void> {
  await connection.collection<Lease>('leases').deleteOne({ _id: name, holder });
}
