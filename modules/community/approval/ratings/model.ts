import type { Connection } from 'mongoose';
import { inClear, sealed, type StoredCollection } from '../../../kernel/crypto/levels.js';
import { OPEN_FOLLOW_UPS, type FollowUpState, type RatingGrade } from '../types.js';

/** What was visited, where no case was rated but a window. */
export interface RatedVisit {
  readonly businessId: string;
  /** The number of that day, `A017`. */
  readonly number: string;
}

/** A rating as stored: one a case, one a visit to a window. What was said is sealed; what was put right is published. */
export interface RatingDocument {
  /** The application's number; of a visit `visit:` with its ticket's id. */
  _id: string;
  /** A case's service; null for a visit. */
  serviceId: string | null;
  /** Absent for a case. */
  visit?: RatedVisit;
  /** The lead of a case, the centre of a visit: who answers for it. */
  organisationId: string;
  /** Whose case, or whose number; null where nobody knows (a slip of paper). */
  applicantId: string | null;
  /** Given by what stands on a paper alone, not from an account; absent: from an account. */
  byNumber?: boolean;
  grade: RatingGrade;
  textSealed: string | null;
  /** Left with a slip's rating by whoever wants to be called back; gone when all is put right. */
  phoneSealed?: string | null;
  at: Date;
  channel: string;
  /** Person ids of those who worked on the case, or served at the window: they never learn who rated it. */
  workedBy: string[];
  /** Null for what is no 差评. */
  state: FollowUpState | null;
  /** When the time to contact, and to put right, is over; nobody to contact, no time for it. */
  contactBy: Date | null;
  putRightBy: Date | null;
  /** The earlier of the two that nobody was told of yet; null where nothing is to come. */
  alarmAt: Date | null;
  contactedAt: Date | null;
  contactSealed: string | null;
  putRightAt: Date | null;
  putRight: string | null;
}

export const ratingContext = (id: string, what: 'text' | 'contact' | 'phone'): string => `rating.${what}:${id}`;

/** What stands here, at which level. */
export const ratingsStored: StoredCollection = {
  collection: 'community_ratings',
  fields: {
    ...inClear('internal', '_id', 'serviceId', 'visit.businessId', 'visit.number', 'organisationId', 'byNumber', 'grade', 'at', 'channel', 'state', 'contactBy', 'putRightBy', 'alarmAt', 'contactedAt', 'putRightAt'), ...inClear('personal', 'applicantId', 'workedBy'), ...inClear('public', 'putRight'),
    textSealed: sealed('sensitive', ({ _id }) => ratingContext(String(_id), 'text')), contactSealed: sealed('sensitive', ({ _id }) => ratingContext(String(_id), 'contact')), phoneSealed: sealed('sensitive', ({ _id }) => ratingContext(String(_id), 'phone')),
  },
};

export const ratingCollection = (connection: Connection) => connection.collection<RatingDocument>('community_ratings');

/** Makes the indexes; safe to run again. */
export async function createRatingIndexes(connection: Connection): Promise<void> {
  await ratingCollection(connection).createIndexes([
    { key: { serviceId: 1, organisationId: 1, grade: 1, state: 1 } },
    { key: { organisationId: 1, at: 1, _id: 1 }, partialFilterExpression: { state: { $in: [...OPEN_FOLLOW_UPS] } }, name: 'follow_ups_of_organisation' },
    { key: { at: 1, _id: 1 }, partialFilterExpression: { state: { $in: [...OPEN_FOLLOW_UPS] } }, name: 'follow_ups' },
    { key: { applicantId: 1 } },
    { key: { alarmAt: 1 }, partialFilterExpression: { alarmAt: { $type: 'date' } } },
  ]);
}
