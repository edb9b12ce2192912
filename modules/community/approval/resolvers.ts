import type { Resolvers } from '../../__generated__/resolvers.js';
import type { WorkingCalendar } from '../../kernel/calendar.js';
import type { Clock } from '../../kernel/clock.js';
import { districtDate } from '../../kernel/district-time.js';
import { workingDaysLeft } from './clock.js';
import type { RatingService } from './ratings/service.js';
import type { StatisticsService } from './supervision/statistics.js';
import type { TodoService } from './todos/service.js';
import type { UnresolvedService } from './unresolved/service.js';

/** What goes with cases. */
export interface ApprovalServices {
  readonly statistics: StatisticsService;
  readonly ratings: RatingService;
  readonly unresolved: UnresolvedService;
  readonly todos: TodoService;
  readonly calendar: WorkingCalendar;
  /** By which the limits of cases go. */
  readonly clock: Clock;
}

/** Resolvers of supervision, ratings, 办不成事 and 待办; those of cases are beside them. */
export function createApprovalResolvers({ statistics, ratings, unresolved, todos, calendar, clock }: ApprovalServices) {
  const until = (day: string): number => workingDaysLeft(calendar, day, districtDate(clock.now()));
  const left = (day: string | null): number | null => (day === null ? null : until(day));
  return {
    Query: {
      caseStatistics: (_root, { from, until, by }, { caller }) => statistics.of(caller, from, until, by),
      serviceRatings: (_root, args) => ratings.published(args),
      ratingFollowUps: (_root, args, { caller }) => ratings.followUps(caller, args),
      myUnresolvedReports: (_root, _args, { caller }) => unresolved.mine(caller),
      unresolvedReports: (_root, { state, ...args }, { caller }) => unresolved.list(caller, state ?? 'OPEN', args),
      staffTodos: (_root, { first }, { caller }) => todos.list(caller, first),
    },
    Mutation: {
      rateCase: (_root, { number, grade, text, idempotencyKey }, { caller }) => ratings.rate(caller, number, grade, text ?? null, idempotencyKey),
      rateCaseByNumber: (_root, { number, last4, grade, text }, { caller }) => ratings.rateByNumber(caller, number, last4, grade, text ?? null),
      contactRater: (_root, { id, note, idempotencyKey }, { caller }) => ratings.contact(caller, id, note, idempotencyKey),
      putRating: (_root, { id, note, idempotencyKey }, { caller }) => ratings.putRight(caller, id, note, idempotencyKey),
      reportUnresolved: (_root, { input, idempotencyKey }, { caller }) => unresolved.report(caller, input, idempotencyKey),
      answerUnresolved: (_root, { id, answer, idempotencyKey }, { caller }) => unresolved.answer(caller, id, answer, idempotencyKey),
    },
    CaseClock: { workingDaysLeft: ({ dueOn, stoppedAt }) => (stoppedAt === null ? left(dueOn) : null) },
    CaseTask: { workingDaysLeft: ({ dueOn }) => left(dueOn) },
    StaffTodo: { workingDaysLeft: ({ dueOn }) => left(dueOn) },
    RatingFollowUp: { workingDaysLeft: ({ state, contactBy, putRightBy }) => until(state === 'TO_CONTACT' ? contactBy : putRightBy) },
    UnresolvedReport: { workingDaysLeft: ({ answerBy }) => until(answerBy) },
    RateResult: { __resolveType: ({ is }) => is },
  } satisfies Resolvers;
}
