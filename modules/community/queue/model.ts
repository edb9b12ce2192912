import type { Connection } from 'mongoose';
import { bookingsStored } from '../../kernel/booking/index.js';
import { hashed, inClear, sealedAsWritten, type StoredCollection } from '../../kernel/crypto/levels.js';
import type { Centre, Ticket } from './types.js';

/** What centres that were stored earlier may lack. */
type Later = 'version' | 'closures' | 'formerBusinesses' | 'streets' | 'fallback';

/** A centre as stored. */
export interface CentreDocument extends Omit<Centre, 'id' | Later>, Partial<Pick<Centre, Later>> {
  _id: string;
  /** Until when somebody may still book by how the centre was before its last change, and what such residents are told. */
  settling?: { readonly until: Date; readonly whyZh: string; readonly whyEn: string };
}

/** A window that a clerk has opened. */
export interface OpenWindow {
  readonly number: number;
  readonly postId: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** A hall's day: every change of its queue writes here, so that two at once get into each other's way and one follows the other. */
export interface HallDocument {
  /** `centre|day` */
  _id: string;
  /** The last number of each letter. */
  numbers: Record<string, number>;
  calls: number;
  streak: number;
  /** Windows that are open, by whose post, since when. */
  windows: OpenWindow[];
  /** The version of its centre when that was last changed on this day; absent: it was not. Whoever knows an older one reads it anew. */
  centreVersion?: number;
  /** Which change wrote last. Whoever still holds the numbers of that change need not read them. */
  mark: string;
  keepUntil: Date;
}

/** A number as stored. */
export interface TicketDocument extends Omit<Ticket, 'id'> {
  _id: string;
  keepUntil: Date;
}

/** A number machine as stored: of its token only the keyed hash. One that was revoked is gone, what was done stands in the audit. */
export interface MachineDocument {
  _id: string;
  centreId: string;
  name: string;
  tokenHash: string;
  enrolledAt: Date;
  lastSeenAt: Date;
  /** MongoDB deletes it then. */
  endsAt: Date;
}

/** Numbers and halls are kept for three months: for complaints and for what is learned of a week. */
export const KEPT_MS = 92 * 86_400_000;
/** Appointments: longer than no-shows are counted. */
export const APPOINTMENTS_KEPT_MS = 92 * 86_400_000;
/** Prefix of the appointments' collections. */
export const APPOINTMENTS = 'queue';

/** What stands here, at which level. By what right somebody comes first is sealed, and gone with the service: the window sees the paper. */
export const queueStored: readonly StoredCollection[] = [
  { collection: 'queue_centres', fields: inClear('public', '_id', 'nameZh', 'nameEn', 'address', 'hours', 'everyDay', 'businesses', 'windows', 'slotMinutes', 'seatsPerWindow', 'bookableDays', 'version', 'closures', 'formerBusinesses', 'streets', 'fallback', 'settling') },
  { collection: 'queue_halls', fields: inClear('internal', '_id', 'numbers', 'calls', 'streak', 'windows', 'centreVersion', 'mark', 'keepUntil') },
  {
    collection: 'queue_tickets',
    fields: {
      ...inClear('personal', 'holder', 'servedBy', 'groundRefused'), sealedGround: sealedAsWritten('sensitive'),
      ...inClear('internal', '_id', 'centreId', 'day', 'businessId', 'number', 'state', 'priority', 'appointmentId', 'appointmentAt', 'queuedAt', 'afterCall', 'returned', 'window', 'onlyWindow', 'transfers', 'calls', 'calledAt', 'begunAt', 'endedAt', 'toldClosed', 'keepUntil'),
    },
  },
  { collection: 'queue_machines', fields: { tokenHash: hashed('sensitive'), ...inClear('internal', '_id', 'centreId', 'name', 'enrolledAt', 'lastSeenAt', 'endsAt') } },
  ...bookingsStored(APPOINTMENTS),
];

/** The collections of queues. */
export function queueCollections(connection: Connection) {
  return {
    centres: connection.collection<CentreDocument>('queue_centres'),
    halls: connection.collection<HallDocument>('queue_halls'),
    tickets: connection.collection<TicketDocument>('queue_tickets'),
    machines: connection.collection<MachineDocument>('queue_machines'),
  };
}

/** Collections and indexes; safe to run again. A number of a day is there once, and so is the number of an appointment. */
export async function createQueueIndexes(connection: Connection): Promise<void> {
  const { halls, tickets, machines } = queueCollections(connection);
  await tickets.createIndexes([
    { key: { centreId: 1, day: 1, number: 1 }, unique: true },
    { key: { appointmentId: 1 }, unique: true, partialFilterExpression: { appointmentId: { $type: 'string' } } },
    { key: { holder: 1, queuedAt: -1 } },
    { key: { calledAt: 1 }, partialFilterExpression: { state: 'CALLED' } },
    { key: { keepUntil: 1 }, expireAfterSeconds: 0 },
  ]);
  await halls.createIndexes([{ key: { keepUntil: 1 }, expireAfterSeconds: 0 }]);
  await machines.createIndexes([{ key: { centreId: 1, enrolledAt: -1 } }, { key: { endsAt: 1 }, expireAfterSeconds: 0 }]);
}

/** As the rules have it. Centres that were stored before they said so serve the street that they are named after. */
export function toCentre({ _id: id, settling: _settling, version = 0, closures = [], formerBusinesses = [], streets = [id.replace(/^centre-/, '')], fallback = false, ...rest }: CentreDocument): Centre {
  return { id, version, closures, formerBusinesses, streets, fallback, ...rest };
}

/** As the rules have it. */
export function toTicket({ _id, keepUntil: _keepUntil, ...rest }: TicketDocument): Ticket {
  // Numbers that were taken before grounds could be refused have none that was.
  return { id: _id, ...rest, groundRefused: rest.groundRefused ?? null };
}
