import { readOnRecord } from '../../../kernel/audit/on-record.js';
import { endOfDay } from '../../../kernel/calendar.js';
import type { Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { BilingualText } from '../../../kernel/identifiers.js';
import { staffActor, supervises, type CaseDeps } from '../cases/deps.js';
import type { CaseClockKind, CaseStatisticEntity } from '../types.js';

const READ = 'community.supervision.read';
const LONGEST_DAYS = 400;
const DAY_MS = 86_400_000;

export type StatisticGroup = 'DEPARTMENT' | 'SERVICE' | 'STEP';

/** Whose clocks a line counts: of a department what it had to do; of a service the whole that was promised; of a step its own. */
const KINDS: Readonly<Record<StatisticGroup, readonly CaseClockKind[]>> = { DEPARTMENT: ['GAPS', 'STEP', 'PROMISED', 'DELIVERY'], SERVICE: ['PROMISED'], STEP: ['STEP'] };

interface Finished {
  readonly _id: string;
  readonly finished: number;
  readonly late: number;
  readonly used: number;
  readonly limit: number;
}

interface Running {
  readonly _id: string;
  readonly running: number;
  readonly yellow: number;
  readonly red: number;
}

interface Revoked {
  readonly _id: string;
  readonly revoked: number;
}

/** How limits are kept: by department, service and step. */
export class StatisticsService {
  readonly #deps: CaseDeps;

  constructor(deps: CaseDeps) {
    this.#deps = deps;
  }

  /** Lines from one day to another, with what runs now, by name. Of a post outside the supervising office its own organisation's alone. Throws BAD_INPUT, FORBIDDEN and kin. */
  async of(caller: Caller, from: string, until: string, by: StatisticGroup): Promise<CaseStatisticEntity[]> {
    const { authoriser, audit, supervisor, collections: { results, tasks, cases }, clocks } = this.#deps;
    const { organisationId } = staffActor(caller, supervisor);
    const subject = { type: 'case', id: 'statistics', organisationId };
    await authoriser.check(caller, READ, subject);
    const [begin, end] = [endOfDay(from) - DAY_MS, endOfDay(until)];
    if (end <= begin || end - begin > LONGEST_DAYS * DAY_MS) throw new Fault('BAD_INPUT', { field: 'until', reason: `from one day to a later one, at most ${LONGEST_DAYS} days` });
    const own: { readonly organisationId?: string } = supervises(caller, supervisor) ? {} : { organisationId };
    return readOnRecord(audit, caller, { action: READ, subject, purpose: 'supervision', details: { by } }, async () => {
      const key = by === 'DEPARTMENT' ? '$organisationId' : by === 'SERVICE' ? '$serviceId' : { $concat: ['$serviceId', '/', { $ifNull: ['$step', ''] }] };
      const now = new Date(clocks.system.now());
      const count = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });
      // Of a step nothing is revoked: the whole is.
      const taken = by === 'STEP' ? null : { _id: by === 'DEPARTMENT' ? '$lead' : '$serviceId', revoked: { $sum: 1 } };
      const [finished, running, revoked] = await Promise.all([
        results.aggregate<Finished>([
          { $match: { stoppedAt: { $gte: new Date(begin), $lt: new Date(end) }, kind: { $in: KINDS[by] }, ...own } },
          { $group: { _id: key, finished: { $sum: 1 }, late: count({ $eq: ['$late', true] }), used: { $avg: '$used' }, limit: { $avg: '$limit' } } },
        ]).toArray(),
        tasks.aggregate<Running>([
          { $match: { ...own, ...(by === 'STEP' ? { kind: 'STEP' } : {}) } },
          { $group: { _id: key, running: { $sum: 1 }, red: count({ $lte: ['$redAt', now] }), yellow: count({ $and: [{ $lte: ['$yellowAt', now] }, { $gt: ['$redAt', now] }] }) } },
        ]).toArray(),
        taken === null ? [] : cases.aggregate<Revoked>([{ $match: { revokedAt: { $gte: new Date(begin), $lt: new Date(end) }, ...(own.organisationId === undefined ? {} : { lead: own.organisationId }) } }, { $group: taken }]).toArray(),
      ]);
      const named = await this.#naming(by);
      const keys = [...new Set([...finished, ...running, ...revoked].map(({ _id }) => _id))].sort();
      return keys.map((each) => lineOf(each, named(each), finished.find(({ _id }) => _id === each), running.find(({ _id }) => _id === each), revoked.find(({ _id }) => _id === each)));
    });
  }

  async #naming(by: StatisticGroup): Promise<(key: string) => BilingualText> {
    const { names, services } = this.#deps;
    if (by === 'DEPARTMENT') return names.all();
    const service = (id: string): BilingualText => services(id)?.name ?? { zh: id, en: id };
    if (by === 'SERVICE') return service;
    return (key) => {
      const [id = '', step = ''] = key.split('/');
      const title = services(id)?.approval?.steps.find((each) => each.id === step)?.title ?? { zh: step, en: step };
      return { zh: `${service(id).zh} · ${title.zh}`, en: `${service(id).en} · ${title.en}` };
    };
  }
}

const rounded = (mean: number): number => Math.round(mean * 10) / 10;

function lineOf(key: string, name: BilingualText, finished: Finished | undefined, running: Running | undefined, revoked: Revoked | undefined): CaseStatisticEntity {
  return {
    key, name, finished: finished?.finished ?? 0, late: finished?.late ?? 0, meanWorkingDays: finished ? rounded(finished.used) : null, meanLimit: finished ? rounded(finished.limit) : null,
    running: running?.running ?? 0, yellow: running?.yellow ?? 0, red: running?.red ?? 0, revoked: revoked?.revoked ?? 0,
  };
}
