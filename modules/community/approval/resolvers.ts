import type { Resolvers } from '../../__generated__/resolvers.js';
import type { WorkingCalendar } from '../../kernel/calendar.js';
import type { Clock } from '../../kernel/clock.js';
import { districtDate } from '../../kernel/district-time.js';
import { workingDaysLeft } from './clock.js';
import type { FollowUps } from './ratings/follow-ups.js';
import type { PublishedRatings } from './ratings/published.js';
import type { RatingService } from './ratings/service.js';
import type { VisitRatings } from './ratings/visits.js';
import type { StatisticsService } from './supervision/statistics.js';
import type { TodoService } from './todos/service.js';
import type { UnresolvedService } from './unresolved/service.js';

/** What goes with cases. */
export interface ApprovalServices {
  readonly statistics: StatisticsService;
  readonly ratings: RatingService;
  readonly visitRatings: VisitRatings;
  readonly followUps: FollowUps;
  readonly published: PublishedRatings;
  readonly unresolved: UnresolvedService;
  readonly todos: TodoService;
  readonly calendar: WorkingCalendar;
  /** By which the limits of cases go. */
  readonly clock: Clock;
}

/** Resolvers of supervision, ratings, 办不成事 and 待办; those of cases are beside them. */
export function createApprovalResolvers({ statistics, ratings, visitRatings, followUps, published, unresolved, todos, calendar, clock }: ApprovalServices) {
  const until = (day: string): number => workingDaysLeft(calendar, day, districtDate(clock.now()));
  const left = (day: string | null): number | null => (day === null ? null : until(day));
  return {
    Query: {
      caseStatistics: (_root, { from, until, by }, { caller }) => statistics.of(caller, from, until, by),
      serviceRatings: (_root, args) => published.ofServices(args),
      visitRatings: (_root, args) => published.ofVisits(args),
      visitsToRate: (_root, _args, { caller }) => visitRatings.toRate(caller),
      ratingFollowUps: (_root, args, { caller }) => followUps.list(caller, args),
      myUnresolvedReports: (_root, _args, { caller }) => unresolved.mine(caller),
      unresolvedReports: (_root, { state, ...args }, { caller }) => unresolved.list(caller, state ?? 'OPEN', args),
      staffTodos: (_root, { first }, { caller }) => todos.list(caller, first),
    },
    Mutation: {
      rateCase: (_root, { number, grade, text, idempotencyKey }, { caller }) => ratings.rate(caller, number, { grade, text: text ?? null }, idempotencyKey),
      rateCaseByNumber: (_root, { number, last4, grade, text }, { caller }) => ratings.rateByNumber(caller, number, last4, { grade, text: text ?? null }),
      rateVisit: (_root, { ticketId, grade, text, phone, idempotencyKey }, { caller }) => visitRatings.rate(caller, ticketId, { grade, text: text ?? null, phone: phone ?? null }, idempotencyKey),
      rateVisitByCode: (_root, { code, grade, text, phone }, { caller }) => visitRatings.rateByCode(caller, code, { grade, text: text ?? null, phone: phone ?? null }),
      contactRater: (_root, { id, note, idempotencyKey }, { caller }) => followUps.contact(caller, id, note, idempotencyKey),
      putRating: (_root, { id, note, idempotencyKey }, { caller }) => followUps.putRight(caller, id, note, idempotencyKey),
      reportUnresolved: (_root, { input, idempotencyKey }, { caller }) => unresolved.report(caller, input, idempotencyKey),
      answerUnresolved: (_root, { id, answer, idempotencyKey }, { caller }) => unresolved.answer(caller, id, answer, idempotencyKey),
    },
    CaseClock: { workingDaysLeft: ({ dueOn, stoppedAt }) => (stoppedAt === null ? left(dueOn) : null) },
    CaseTask: { workingDaysLeft: ({ dueOn }) => left(dueOn) },
    StaffTodo: { workingDaysLeft: ({ dueOn }) => left(dueOn) },
    RatingFollowUp: { workingDaysLeft: ({ state, contactBy, putRightBy }) => until((state === 'TO_CONTACT' ? contactBy : null) ?? putRightBy) },
    UnresolvedReport: { workingDaysLeft: ({ answerBy }) => until(answerBy) },
    RateResult: { __resolveType: ({ is }) => is },
    RateVisitResult: { __resolveType: ({ is }) => is },
    QueueTicket: { canRate: ({ id, state }, _args, { caller }) => state === 'DONE' && visitRatings.canRate(caller, id) },
  } satisfies Resolvers;
}
