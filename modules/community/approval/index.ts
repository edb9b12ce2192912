import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Resolvers } from '../../__generated__/resolvers.js';
import type { CommunityDeps, Feature } from '../deps.js';
import type { DocumentsService } from '../documents/index.js';
import { Names, type CaseDeps, type ServiceFacts } from './cases/deps.js';
import { caseTemplates } from './cases/messages.js';
import { caseCollections, createCaseIndexes } from './cases/model.js';
import { CaseReading } from './cases/reading.js';
import { createCaseResolvers } from './cases/resolvers.js';
import { CaseService } from './cases/service.js';
import { CaseStore } from './cases/store.js';
import { ClockWorker } from './supervision/clocks.js';
import { StatisticsService } from './supervision/statistics.js';

/** What approval stands on of the module's other features. */
export interface ApprovalPorts {
  readonly documents: DocumentsService;
  /** A service in a published version, or as of today where none is named. */
  readonly services: (serviceId: string, version?: number) => ServiceFacts | null;
}

/** The approval feature as `modules/community/index.ts` joins it. */
export interface Approval extends Feature {
  readonly cases: CaseService;
  readonly reading: CaseReading;
  readonly clocks: ClockWorker;
  readonly statistics: StatisticsService;
}

const Supervision = z.strictObject({ supervisor: z.string().min(1) });

/** Creates the approval feature: cases, their clocks, supervision, ratings. Nothing runs before `start`. */
export function createApproval(deps: CommunityDeps, ports: ApprovalPorts): Approval {
  const collections = caseCollections(deps.connection);
  const { supervisor } = Supervision.parse(JSON.parse(readFileSync(path.join(deps.dataFolder, 'district/approval/supervision.json'), 'utf8')));
  const store = new CaseStore({ collections, cipher: deps.cipher, calendar: deps.calendar });
  const all: CaseDeps = { ...deps, ...ports, collections, store, supervisor, names: new Names(deps), ratingOf: async () => null };
  const reading = new CaseReading(all);
  const cases = new CaseService(all, reading);
  const [clocks, statistics] = [new ClockWorker(all, cases), new StatisticsService(all)];
  return {
    cases, reading, clocks, statistics,
    resolvers: createCaseResolvers(cases, reading) satisfies Resolvers,
    routes: [],
    personalData: [],
    templates: caseTemplates,
    async start() {
      await createCaseIndexes(deps.connection);
      clocks.start();
    },
    stop: () => clocks.stop(),
  };
}
