import type { ClientSession } from 'mongoose';
import type { WorkingCalendar } from '../../../kernel/calendar.js';
import type { FieldCipher } from '../../../kernel/crypto/types.js';
import { Fault } from '../../../kernel/errors.js';
import type { CaseEvent, CaseState, EventBody } from '../machine/types.js';
import { eventContext, stateContext, type CaseCollections, type CaseDocument, type CaseEventDocument } from './model.js';
import { lineOf, resultsOf, tasksOf } from './projection.js';

/** What the store of cases stands on. */
export interface CaseStoreDeps {
  readonly collections: CaseCollections;
  readonly cipher: FieldCipher;
  readonly calendar: WorkingCalendar;
}

/** The log of each case, and what follows from it. Decides no rights and writes no audit. */
export class CaseStore {
  readonly #deps: CaseStoreDeps;

  constructor(deps: CaseStoreDeps) {
    this.#deps = deps;
  }

  /** A case as it stands; null where there is none. */
  async find(number: string, session?: ClientSession): Promise<CaseState | null> {
    const doc = await this.#deps.collections.cases.findOne({ _id: number }, { ...(session && { session }), projection: { stateSealed: 1 } });
    return doc && this.opened(doc);
  }

  /** The state within a stored case. */
  opened({ _id, stateSealed }: Pick<CaseDocument, '_id' | 'stateSealed'>): CaseState {
    return JSON.parse(this.#deps.cipher.open(stateSealed, stateContext(_id))) as CaseState; // sealed by `append` alone
  }

  /** The log of a case, the oldest line first. */
  async log(number: string): Promise<readonly CaseEvent[]> {
    return (await this.logs([number])).get(number) ?? [];
  }

  /** The logs of several cases, by number; a number that no case has is left out. */
  async logs(numbers: readonly string[]): Promise<ReadonlyMap<string, readonly CaseEvent[]>> {
    const docs = await this.#deps.collections.events.find({ number: { $in: [...numbers] } }).sort({ number: 1, seq: 1 }).toArray();
    const logs = new Map<string, CaseEvent[]>();
    for (const doc of docs) {
      const log = logs.get(doc.number) ?? [];
      log.push(this.#line(doc));
      logs.set(doc.number, log);
    }
    return logs;
  }

  #line({ _id, seq, at, by, bodySealed }: CaseEventDocument): CaseEvent {
    const body = JSON.parse(this.#deps.cipher.open(bodySealed, eventContext(_id))) as EventBody & Pick<CaseEvent, 'why'>; // sealed by `append` alone
    return { ...body, seq, at: at.getTime(), by } as CaseEvent; // a body of any type with the envelope is an event of that type
  }

  /** Begins a log. Throws what MongoDB throws for a number that is there. */
  async begin(session: ClientSession, state: CaseState, lines: readonly CaseEvent[], last4: string): Promise<void> {
    const { collections: { cases }, calendar, cipher } = this.#deps;
    await this.#write(session, state.number, lines);
    await cases.insertOne({ ...lineOf(state, calendar, state.at), papers: [], last4: cipher.token('case.last4', `${state.number}:${last4}`), stateSealed: this.#sealed(state) }, { session });
    await this.#follow(session, null, state);
  }

  /**
   * Adds lines to a log that stood as `before` says.
   * @param papers issued with them
   * @throws Fault CONFLICT where it does not stand so any more
   */
  async append(session: ClientSession, before: CaseState, after: CaseState, lines: readonly CaseEvent[], papers: CaseDocument['papers'] = []): Promise<void> {
    const { collections: { cases }, calendar } = this.#deps;
    const { _id, ...line } = lineOf(after, calendar, after.at);
    const { matchedCount } = await cases.updateOne({ _id, seq: before.seq }, { $set: { ...line, stateSealed: this.#sealed(after) }, $push: { papers: { $each: papers } } }, { session });
    if (matchedCount === 0) throw new Fault('CONFLICT', { number: _id });
    await this.#write(session, _id, lines);
    await this.#follow(session, before, after);
  }

  /** Writes anew what lists know of a case whose log has not changed: time alone did. */
  async refresh(session: ClientSession, state: CaseState, now: number): Promise<void> {
    const { collections: { cases, tasks }, calendar } = this.#deps;
    const { _id, ...line } = lineOf(state, calendar, now);
    await cases.updateOne({ _id, seq: state.seq }, { $set: line }, { session });
    for (const task of tasksOf(state, calendar, now)) await tasks.replaceOne({ _id: task._id }, task, { upsert: true, session });
  }

  /** Whether number and last four characters belong together. */
  async matches(number: string, last4: string): Promise<boolean> {
    const { collections: { cases }, cipher } = this.#deps;
    const doc = await cases.findOne({ _id: number }, { projection: { last4: 1 } });
    return doc !== null && cipher.tokens('case.last4', `${number}:${last4}`).includes(doc.last4);
  }

  #sealed(state: CaseState): string {
    return this.#deps.cipher.seal(JSON.stringify(state), stateContext(state.number));
  }

  async #write(session: ClientSession, number: string, lines: readonly CaseEvent[]): Promise<void> {
    const { collections: { events }, cipher } = this.#deps;
    await events.insertMany(lines.map(({ seq, at, by, ...body }): CaseEventDocument => {
      const _id = `${number}:${seq}`;
      return { _id, number, seq, at: new Date(at), type: body.type, by, bodySealed: cipher.seal(JSON.stringify(body), eventContext(_id)) };
    }), { session });
  }

  /** What follows from the log: who has to do what, and how the clocks ended that ran before. */
  async #follow(session: ClientSession, before: CaseState | null, after: CaseState): Promise<void> {
    const { collections: { tasks, results }, calendar } = this.#deps;
    const [now, ended] = [tasksOf(after, calendar, after.at), resultsOf(before, after, calendar, after.at)];
    if (before !== null) await tasks.deleteMany({ number: after.number, _id: { $nin: now.map(({ _id }) => _id) } }, { session });
    if (now.length > 0) await tasks.bulkWrite(now.map((task) => ({ replaceOne: { filter: { _id: task._id }, replacement: task, upsert: true } })), { session });
    if (ended.length > 0) await results.bulkWrite(ended.map((result) => ({ replaceOne: { filter: { _id: result._id }, replacement: result, upsert: true } })), { session });
  }
}
