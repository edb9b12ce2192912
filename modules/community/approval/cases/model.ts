import type { Connection } from 'mongoose';
import { inClear, sealed, token, type StoredCollection } from '../../../kernel/crypto/levels.js';
import type { CaseClockKind, CaseTaskKind } from '../types.js';
import type { Actor, EventType, Phase } from '../machine/types.js';

/** A case as stored: what lists are narrowed and ordered by, and its state sealed. The log is the truth; this follows from it. */
export interface CaseDocument {
  /** The application's number. */
  _id: string;
  /** Of the log's last line: whoever writes says which one was read. */
  seq: number;
  serviceId: string;
  applicantId: string;
  phase: Phase;
  lead: string;
  /** All organisations that take part. */
  organisations: string[];
  /** Those by whose clock it waits. */
  waitsFor: string[];
  receivedAt: Date;
  closedAt: Date | null;
  /** The nearest limit of all running clocks, and the nearest warning; {@link NEVER} where none runs. */
  redAt: Date;
  yellowAt: Date;
  /** When the clocks have to do something by themselves; null: nothing to come. */
  alarmAt: Date | null;
  /** When its result was revoked (撤销), and since when its applicant may not commit for the service again; null: neither. */
  revokedAt: Date | null;
  barredSince: Date | null;
  /** Papers that were issued, by the line of the log that they go with. */
  papers: { seq: number; type: EventType; code: string }[];
  /** Keyed token of number and last four characters of the applicant's identity number. */
  last4: string;
  stateSealed: string;
}

/** A line of a case's log as stored. */
export interface CaseEventDocument {
  /** `number:seq` */
  _id: string;
  number: string;
  seq: number;
  at: Date;
  type: EventType;
  by: Actor;
  /** What the event adds, and why, as JSON. */
  bodySealed: string;
}

/** What an organisation has to do in a case, as stored; it follows from the state. */
export interface CaseTaskDocument {
  /** `number:what:organisation` */
  _id: string;
  number: string;
  organisationId: string;
  kind: CaseTaskKind;
  serviceId: string;
  step: string | null;
  title: { zh: string; en: string };
  since: Date;
  /** {@link NEVER} where the clock stands still or there is none. */
  yellowAt: Date;
  redAt: Date;
  /** Papers that are still owed in the case (容缺): their last day and light. Absent: none. */
  owed?: { until: string; yellowAt: Date; redAt: Date };
  /** Its result was revoked. Absent: it was not. */
  revoked?: true;
  /** Person id; empty: anybody's of the organisation. A text always, so that the index alone can say whose it is. */
  assignee: string;
}

/** How a clock ended, for statistics. */
export interface ClockResultDocument {
  /** `number:clock:startedAt:organisation` */
  _id: string;
  organisationId: string;
  serviceId: string;
  step: string | null;
  kind: CaseClockKind;
  stoppedAt: Date;
  limit: number;
  used: number;
  late: boolean;
}

/** Wrong tries at a number without an account, by hour. */
export interface ProgressTriesDocument {
  /** `number:hour` */
  _id: string;
  count: number;
  expiresAt: Date;
}

/** Stands for a limit that does not come: it sorts last. */
export const NEVER = new Date('9999-12-31T00:00:00Z');

export const stateContext = (number: string): string => `case.state:${number}`;
export const eventContext = (id: string): string => `case.event:${id}`;

/** What stands here, at which level. Opinions, reasons and what the form says are sealed. */
export const casesStored: readonly StoredCollection[] = [
  {
    collection: 'community_cases',
    fields: {
      ...inClear('internal', '_id', 'seq', 'serviceId', 'phase', 'lead', 'organisations', 'waitsFor', 'receivedAt', 'closedAt', 'redAt', 'yellowAt', 'alarmAt', 'revokedAt', 'barredSince', 'papers.$.seq', 'papers.$.type', 'papers.$.code'), ...inClear('personal', 'applicantId'),
      last4: token('sensitive'), stateSealed: sealed('sensitive', ({ _id }) => stateContext(String(_id))),
    },
  },
  {
    collection: 'community_case_events',
    fields: {
      ...inClear('internal', '_id', 'number', 'seq', 'at', 'type', 'by.kind', 'by.job', 'by.postId', 'by.organisationId', 'by.role', 'by.supervises'), ...inClear('personal', 'by.accountId', 'by.personId'),
      bodySealed: sealed('sensitive', ({ _id }) => eventContext(String(_id))),
    },
  },
  { collection: 'community_case_tasks', fields: { ...inClear('internal', '_id', 'number', 'organisationId', 'kind', 'serviceId', 'step', 'title.zh', 'title.en', 'since', 'yellowAt', 'redAt', 'owed.until', 'owed.yellowAt', 'owed.redAt', 'revoked'), ...inClear('personal', 'assignee') } },
  { collection: 'community_clock_results', fields: inClear('internal', '_id', 'organisationId', 'serviceId', 'step', 'kind', 'stoppedAt', 'limit', 'used', 'late') },
  { collection: 'community_progress_tries', fields: inClear('internal', '_id', 'count', 'expiresAt') },
];

/** The collections of cases. */
export function caseCollections(connection: Connection) {
  return {
    cases: connection.collection<CaseDocument>('community_cases'),
    events: connection.collection<CaseEventDocument>('community_case_events'),
    tasks: connection.collection<CaseTaskDocument>('community_case_tasks'),
    results: connection.collection<ClockResultDocument>('community_clock_results'),
    tries: connection.collection<ProgressTriesDocument>('community_progress_tries'),
  };
}
export type CaseCollections = ReturnType<typeof caseCollections>;

/** Makes collections and indexes; safe to run again. One line has one number: of two that write at once the second finds it taken. */
export async function createCaseIndexes(connection: Connection): Promise<void> {
  const { cases, events, tasks, results, tries } = caseCollections(connection);
  await cases.createIndexes([
    { key: { applicantId: 1, receivedAt: -1, _id: -1 } },
    { key: { redAt: 1, _id: 1 } },
    { key: { waitsFor: 1, redAt: 1, _id: 1 } },
    { key: { alarmAt: 1 } },
    { key: { revokedAt: 1 }, partialFilterExpression: { revokedAt: { $type: 'date' } } },
  ]);
  await events.createIndexes([{ key: { number: 1, seq: 1 }, unique: true }]);
  await tasks.createIndexes([
    { key: { number: 1 } },
    { key: { organisationId: 1, redAt: 1, _id: 1, yellowAt: 1, assignee: 1 } },
    { key: { organisationId: 1, kind: 1, redAt: 1, _id: 1 } },
    { key: { organisationId: 1, serviceId: 1, redAt: 1, _id: 1 } },
    { key: { assignee: 1, redAt: 1, _id: 1 }, partialFilterExpression: { assignee: { $gt: '' } } },
  ]);
  await results.createIndexes([{ key: { stoppedAt: 1 } }, { key: { organisationId: 1, stoppedAt: 1 } }]);
  await tries.createIndexes([{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }]);
}
