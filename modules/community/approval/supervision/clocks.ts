import { randomUUID } from 'node:crypto';
import type { WorkingCalendar } from '../../../kernel/calendar.js';
import { withTransaction } from '../../../kernel/db.js';
import { inTurn } from '../../../kernel/in-turn.js';
import { endLease, takeLease } from '../../../kernel/lease.js';
import type { CaseDeps } from '../cases/deps.js';
import type { CaseService } from '../cases/service.js';
import { clocksOf } from '../clock.js';
import type { CaseState, Command } from '../machine/types.js';
import { owedStagesLeft } from '../owed-stages.js';

const JOB = 'community.clocks';
const EVERY_MS = 30_000;
const AT_ONCE = 100;
/** Where a case's clocks want something that its machine refuses, it is looked at again after so long, and the log says so. */
const AGAIN_MS = 3_600_000;

/** What the clocks of a case do by themselves at an instant: cards by their lights, acceptance where nobody answered in time, reminders of owed papers. Pure. */
function dueCommands(state: CaseState, calendar: WorkingCalendar, now: number): { readonly command: Command; readonly why: string }[] {
  const running = clocksOf(state, calendar, now).filter(({ stoppedAt, organisations }) => stoppedAt === null && organisations.length > 0);
  const cards = running.flatMap(({ id, light }): { command: Command; why: string }[] => (light === 'green' ? [] : [{ command: { type: 'issue-card', id: '', colour: light, clock: id }, why: light === 'red' ? '已超过期限' : '期限即将届满' }]));
  const silent = running.some(({ kind, light }) => kind === 'gaps' && light === 'red');
  const reminders = owedStagesLeft(state, calendar, now).filter(({ from }) => from <= now).map(({ stage }) => ({ command: { type: 'remind-owed', stage } as const, why: '' }));
  return [...cards, ...reminders, ...(silent ? [{ command: { type: 'deem-accepted' } as const, why: '' }] : [])];
}

/** The clocks that act by themselves. Several processes may run it: a lease keeps them out of each other's way, and the log's version keeps each act single. */
export class ClockWorker {
  readonly #deps: CaseDeps;
  readonly #cases: CaseService;
  readonly #promises: readonly (() => Promise<unknown>)[];
  readonly #holder = randomUUID();
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;
  #running: Promise<unknown> = Promise.resolve();

  /** @param promises what else has a time limit here, and tells by itself that it is late */
  constructor(deps: CaseDeps, cases: CaseService, promises: readonly (() => Promise<unknown>)[] = []) {
    this.#deps = deps;
    this.#cases = cases;
    this.#promises = promises;
  }

  start(): void {
    this.#stopping = false;
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.#turn()).catch((err: unknown) => this.#deps.logger.error({ err }, 'the clocks of cases did not run'));
    }, EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#stopping = true;
    await this.#running;
    await endLease(this.#deps.connection, JOB, this.#holder);
  }

  async #turn(): Promise<void> {
    if (!(await takeLease(this.#deps.connection, JOB, this.#holder, 3 * EVERY_MS, this.#deps.clocks.system.now()))) return;
    await inTurn([() => this.tick(), ...this.#promises]);
  }

  /** Does all that is due by now. @returns in how many cases something was done */
  async tick(): Promise<number> {
    const { collections: { cases }, clocks, logger } = this.#deps;
    const now = clocks.system.now();
    const begun = new Date(now);
    let done = 0;
    for (;;) {
      const due = await cases.find({ alarmAt: { $lte: begun } }, { projection: { _id: 1 } }).sort({ alarmAt: 1 }).limit(AT_ONCE).toArray();
      for (const { _id } of due) {
        // What is left rings in another process, or after the next start.
        if (this.#stopping) return done;
        try {
          if (await this.#ring(_id)) done += 1;
        } catch (err) {
          // One case that cannot be worked on keeps no other from its clocks.
          logger.error({ err, number: _id }, 'a case’s clocks did not run');
          await cases.updateOne({ _id, alarmAt: { $lte: begun } }, { $set: { alarmAt: new Date(now + AGAIN_MS) } });
        }
      }
      if (due.length < AT_ONCE) return done;
    }
  }

  async #ring(number: string): Promise<boolean> {
    const { connection, store, collections: { cases }, clocks, calendar } = this.#deps;
    return withTransaction(connection, async (session) => {
      const state = await store.find(number, session);
      if (!state) return false;
      const now = Math.max(clocks.system.now(), state.at);
      const done = await this.#cases.actBySystem(session, JOB, state, dueCommands(state, calendar, now));
      if (done) return true;
      await store.refresh(session, state, now);
      // Whatever rings on without anything to do rings again later.
      await cases.updateOne({ _id: number, alarmAt: { $lte: new Date(now) } }, { $set: { alarmAt: new Date(now + AGAIN_MS) } }, { session });
      return false;
    });
  }
}
