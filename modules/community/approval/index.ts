import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mergeResolvers } from '@graphql-tools/merge';
import { z } from 'zod';
import type { Resolvers } from '../../__generated__/resolvers.js';
import type { TodoSource } from '../../kernel/todos.js';
import type { CommunityDeps, Feature } from '../deps.js';
import type { DocumentsService } from '../documents/index.js';
import { Names, type CaseDeps, type CaseFiles, type ServiceFacts } from './cases/deps.js';
import { caseCollections, createCaseIndexes } from './cases/model.js';
import { CaseReading } from './cases/reading.js';
import { createCaseResolvers } from './cases/resolvers.js';
import { CaseService } from './cases/service.js';
import { CaseStore } from './cases/store.js';
import { approvalTemplates } from './messages.js';
import { approvalPersonalData } from './personal-data.js';
import { createPublicityIndexes } from './publicity/model.js';
import { Objections } from './publicity/objections.js';
import { createPublicityResolvers } from './publicity/resolvers.js';
import { PublicityService } from './publicity/service.js';
import { FollowUps } from './ratings/follow-ups.js';
import { RatingBook } from './ratings/giving.js';
import { createRatingIndexes } from './ratings/model.js';
import type { Visits } from './ratings/ports.js';
import { PublishedRatings } from './ratings/published.js';
import { RatingService } from './ratings/service.js';
import { VisitRatings } from './ratings/visits.js';
import { createApprovalResolvers } from './resolvers.js';
import { createSheetDoors } from './sheets/doors.js';
import { ClockWorker } from './supervision/clocks.js';
import { StatisticsService } from './supervision/statistics.js';
import { caseTodos } from './todos/case-source.js';
import { objectionTodos } from './todos/objection-source.js';
import { reportTodos } from './todos/report-source.js';
import { TodoService } from './todos/service.js';
import { createUnresolvedIndexes, UnresolvedService } from './unresolved/service.js';

/** What approval stands on of the module's other features. */
export interface ApprovalPorts {
  readonly documents: DocumentsService;
  /** A service in a published version; where none is named as of today, or as it was last where it has ended. */
  readonly services: (serviceId: string, version?: number) => ServiceFacts | null;
  /** Files that applicants hand in; of applications, which come later. */
  readonly files: CaseFiles;
  /** Visits to windows, which are rated as cases are. */
  readonly visits: Visits;
}

/** The approval feature as `modules/community/index.ts` joins it. */
export interface Approval extends Feature {
  readonly cases: CaseService;
  readonly reading: CaseReading;
  readonly clocks: ClockWorker;
  readonly statistics: StatisticsService;
  readonly ratings: RatingService;
  readonly visitRatings: VisitRatings;
  readonly followUps: FollowUps;
  readonly published: PublishedRatings;
  readonly publicity: PublicityService;
  readonly objections: Objections;
  readonly unresolved: UnresolvedService;
  readonly todos: TodoService;
}

const Supervision = z.strictObject({ supervisor: z.string().min(1) });

/** Creates the approval feature: cases, their clocks, supervision, ratings. Nothing runs before `start`. */
export function createApproval(deps: CommunityDeps, ports: ApprovalPorts): Approval {
  const collections = caseCollections(deps.connection);
  const { supervisor } = Supervision.parse(JSON.parse(readFileSync(path.join(deps.dataFolder, 'district/approval/supervision.json'), 'utf8')));
  const store = new CaseStore({ collections, cipher: deps.cipher, calendar: deps.calendar });
  const all: CaseDeps = {
    ...deps, ...ports, collections, store, supervisor, names: new Names(deps), gradesOf: (numbers) => ratings.gradesOf(numbers),
    publicity: { follow: (session, state, lines) => publicity.follow(session, state, lines), countOf: (...args) => objections.countOf(...args) },
  };
  const reading = new CaseReading(all);
  const publicity: PublicityService = new PublicityService(all);
  const objections: Objections = new Objections(all, reading);
  const cases = new CaseService(all, reading);
  const followUps = new FollowUps(all, ports.visits);
  const book = new RatingBook(all, followUps);
  const ratings: RatingService = new RatingService(all, reading, book);
  const [visitRatings, published] = [new VisitRatings(all, ports.visits, book), new PublishedRatings(all, followUps)];
  const [statistics, unresolved] = [new StatisticsService(all), new UnresolvedService(all)];
  const clocks = new ClockWorker(all, cases, [() => followUps.tellLate(), () => unresolved.tellLate()]);
  const sources: readonly TodoSource[] = [caseTodos(all, reading), objectionTodos(all, objections), reportTodos({ followUps, unresolved })];
  const todos = new TodoService(deps.authoriser, () => [...sources, ...(deps.moreTodos?.() ?? [])]);
  return {
    cases, reading, clocks, statistics, ratings, visitRatings, followUps, published, publicity, objections, unresolved, todos,
    resolvers: mergeResolvers<Resolvers, unknown>([createCaseResolvers(cases, reading), createPublicityResolvers(publicity, objections), createApprovalResolvers({ statistics, ratings, visitRatings, followUps, published, unresolved, todos, calendar: deps.calendar, clock: deps.clocks.system })]),
    routes: createSheetDoors({ cases, reading, statistics, followUps, unresolved, todos, stepTitle: (serviceId, step) => ports.services(serviceId)?.approval?.steps.find(({ id }) => id === step)?.title.zh ?? null }),
    personalData: [approvalPersonalData(all)],
    templates: approvalTemplates,
    async start() {
      await Promise.all([createCaseIndexes(deps.connection), createRatingIndexes(deps.connection), createPublicityIndexes(deps.connection), createUnresolvedIndexes(deps.connection)]);
      clocks.start();
    },
    stop: () => clocks.stop(),
  };
}
