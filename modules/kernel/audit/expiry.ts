import type { Connection } from 'mongoose';
import { auditCollections, LATE_MS } from './model.js';

/**
 * Deletes records whose time is over. Only sealed ones go; their hashes stay in the seals, so that the chain verifies on.
 * @param now epoch ms of the system clock
 * @returns how many went
 */
export async function expireAudit(connection: Connection, now: number): Promise<number> {
  const { records, roots } = auditCollections(connection);
  const last = await roots.findOne({}, { sort: { _id: -1 } });
  if (!last) return 0;
  const { deletedCount } = await records.deleteMany({ keepUntil: { $lt: new Date(now) }, at: { $lt: new Date(last.at.getTime() - LATE_MS) } }, { writeConcern: { w: 'majority' } });
  return deletedCount;
}
