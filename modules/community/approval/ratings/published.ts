import type { CaseDeps } from '../cases/deps.js';
import { RATING_GRADES, type RatingGrade, type RatingSummaryEntity, type VisitRatingSummaryEntity } from '../types.js';
import type { FollowUps } from './follow-ups.js';
import { ratingCollection, type RatingDocument } from './model.js';

/** What was put right, as many as are shown of each line. */
const IMPROVEMENTS = 10;
/** Anybody may ask, as often as they like: all ratings are counted once in so long. */
export const PUBLISHED_LASTS_MS = 30_000;

/** What a line stands for. */
type Of = Pick<RatingDocument, 'organisationId' | 'serviceId'> & { readonly businessId?: string | null };
type Line = { readonly _id: Of; readonly count: number; readonly putRight: number; readonly byNumber: number; readonly unreachable: number } & Readonly<Record<RatingGrade, number>>;
type Improved = Pick<Line, '_id'> & { readonly last: readonly string[] };
/** What cases' lines and visits' lines have in common. */
type Counted = Pick<RatingSummaryEntity, 'count' | 'grades' | 'satisfied' | 'putRight' | 'byNumber' | 'improvements'>;

const GROUP = { serviceId: '$serviceId', organisationId: '$organisationId', businessId: '$visit.businessId' };
/** How many of a group have a value in a field. */
const counted = (field: string, value: string | boolean) => ({ $sum: { $cond: [{ $eq: [field, value] }, 1, 0] } });
/** Those of them that are bad and whose givers left nothing to be contacted by. */
const UNREACHABLE = { $sum: { $cond: [{ $and: [{ $in: ['$grade', ['POOR', 'VERY_POOR']] }, { $eq: ['$contactBy', null] }] }, 1, 0] } };
const keyOf = ({ serviceId, organisationId, businessId }: Of): string => `${serviceId ?? ''} ${organisationId} ${businessId ?? ''}`;

interface Published {
  readonly cases: readonly RatingSummaryEntity[];
  readonly visits: readonly VisitRatingSummaryEntity[];
}

/**
 * What people say of services and of windows, as it is published. Anybody may read it: it is counted over all ratings, kept whole
 * for {@link PUBLISHED_LASTS_MS} and narrowed in memory, so that neither a burst of calls nor ever new filters cost more than one
 * counting. Its size is that of what there is to rate.
 */
export class PublishedRatings {
  readonly #deps: CaseDeps;
  readonly #followUps: Pick<FollowUps, 'nameOf'>;
  #kept: { readonly at: number; readonly all: Promise<Published> } | null = null;

  constructor(deps: CaseDeps, followUps: Pick<FollowUps, 'nameOf'>) {
    this.#deps = deps;
    this.#followUps = followUps;
  }

  /** Of cases, by service and the organisation that closed them. */
  async ofServices({ serviceId, organisationId }: { readonly serviceId?: string | null | undefined; readonly organisationId?: string | null | undefined }): Promise<RatingSummaryEntity[]> {
    return (await this.#all()).cases.filter((line) => (!serviceId || line.serviceId === serviceId) && (!organisationId || line.organisationId === organisationId));
  }

  /** Of visits, by centre and business. */
  async ofVisits({ centreId, businessId }: { readonly centreId?: string | null | undefined; readonly businessId?: string | null | undefined }): Promise<VisitRatingSummaryEntity[]> {
    return (await this.#all()).visits.filter((line) => (!centreId || line.centreId === centreId) && (!businessId || line.businessId === businessId));
  }

  #all(): Promise<Published> {
    const now = this.#deps.clocks.system.now();
    if (this.#kept && Math.abs(now - this.#kept.at) < PUBLISHED_LASTS_MS) return this.#kept.all;
    const all = this.#count();
    this.#kept = { at: now, all };
    all.catch(() => (this.#kept = null));
    return all;
  }

  async #count(): Promise<Published> {
    const ratings = ratingCollection(this.#deps.connection);
    const [lines, improved, nameOf] = await Promise.all([
      ratings.aggregate<Line>([
        { $group: { _id: GROUP, count: { $sum: 1 }, putRight: counted('$state', 'PUT_RIGHT'), byNumber: counted('$byNumber', true), unreachable: UNREACHABLE, ...Object.fromEntries(RATING_GRADES.map((grade) => [grade, counted('$grade', grade)])) } },
        { $sort: { '_id.serviceId': 1, '_id.organisationId': 1, '_id.businessId': 1 } },
      ]).toArray(),
      ratings.aggregate<Improved>([
        { $match: { state: 'PUT_RIGHT' } },
        { $group: { _id: GROUP, last: { $topN: { n: IMPROVEMENTS, sortBy: { putRightAt: -1, _id: 1 }, output: '$putRight' } } } },
      ]).toArray(),
      this.#deps.names.all(),
    ]);
    const improvements = new Map(improved.map(({ _id, last }) => [keyOf(_id), last]));
    const [cases, visits]: [RatingSummaryEntity[], VisitRatingSummaryEntity[]] = [[], []];
    for (const { _id, count, putRight, byNumber, unreachable, ...grades } of lines) {
      const { organisationId, serviceId, businessId } = _id;
      const what: Counted = { count, grades: RATING_GRADES.map((grade) => grades[grade]), satisfied: (count - grades.POOR - grades.VERY_POOR) / count, putRight, byNumber, improvements: improvements.get(keyOf(_id)) ?? [] };
      if (serviceId !== null) cases.push({ ...what, serviceId, organisationId, organisation: nameOf(organisationId), serviceName: await this.#followUps.nameOf({ serviceId, organisationId }) });
      else if (businessId) visits.push({ ...what, unreachable, centreId: organisationId, businessId, centre: nameOf(organisationId), business: await this.#followUps.nameOf({ serviceId, organisationId, visit: { businessId, number: '' } }) });
    }
    return { cases, visits };
  }
}
