import type { ClientSession } from 'mongoose';
import { readOnRecord } from '../../../kernel/audit/on-record.js';
import type { Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import { personIdsOf } from '../../holder.js';
import { staffActor, type CaseDeps } from '../cases/deps.js';
import type { CaseReading } from '../cases/reading.js';
import { isAside } from '../machine/apply.js';
import { said } from '../machine/rule.js';
import type { CaseState, StaffActor } from '../machine/types.js';
import { objectionContext, publicityCollections, type ObjectionDocument } from './model.js';
import type { CaseObjectionEntity } from './types.js';

const READ = 'community.cases.read';
const LOOK = 'community.publicity.look-into';
/** So many are shown, what nobody has looked into before the rest. */
const MOST_OBJECTIONS = 200;
/** Steps with open objections, at most: a district has few that are made public at a time. */
const MOST_STEPS = 1000;
const LONGEST_FINDINGS = 2000;

/** Objections to one step that wait to be looked into. */
export interface OpenObjections {
  readonly number: string;
  readonly step: string;
  readonly count: number;
  /** Of the oldest, epoch ms. */
  readonly since: number;
}

/** What people object to a 公示, for the departments that run it: each is looked into, and none is left out at the end. */
export class Objections {
  readonly #deps: CaseDeps;
  readonly #reading: CaseReading;

  constructor(deps: CaseDeps, reading: CaseReading) {
    this.#deps = deps;
    this.#reading = reading;
  }

  /**
   * What was objected in a case, the oldest first, for those who work on it or watch its clocks; recorded. Whoever takes no part in it
   * is shown none: an applicant may work there. Throws NOT_FOUND, FORBIDDEN and kin.
   */
  async ofCase(caller: Caller, number: string): Promise<CaseObjectionEntity[]> {
    const { audit, connection, store, supervisor } = this.#deps;
    await this.#reading.staffCase(caller, number);
    const [by, state] = [staffActor(caller, supervisor), await store.find(number)];
    const found = !state || isAside(state, by.personId) ? [] : await publicityCollections(connection).objections.find({ number }).sort({ open: -1, at: 1, _id: 1 }).limit(MOST_OBJECTIONS).toArray();
    found.sort((a, b) => a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : 1));
    return readOnRecord(audit, caller, { action: READ, subject: { type: 'case', id: number, personIds: personIdsOf(...found.map(({ by: who }) => who)) }, purpose: 'service' }, async () => this.#views(found, state, by));
  }

  /** Says what was found of an objection, once, while its step is made public; for an organisation that runs it, and never by who objects. Throws NOT_FOUND, CONFLICT (somebody has, or it is over), BAD_INPUT, FORBIDDEN and kin. */
  async lookInto(caller: Caller, id: string, findings: string, key: string): Promise<CaseObjectionEntity> {
    const { authoriser, mutations, audit, cipher, clocks, connection, store, supervisor } = this.#deps;
    const { objections } = publicityCollections(connection);
    await authoriser.check(caller, LOOK, { type: 'objection', id });
    if (!said(findings) || findings.length > LONGEST_FINDINGS) throw new Fault('BAD_INPUT', { field: 'findings', reason: `1 to ${LONGEST_FINDINGS} characters` });
    const by = staffActor(caller, supervisor);
    const state = await mutations.run(caller, { action: LOOK, key, input: { id, findings } }, async (session) => {
      const doc = await objections.findOne({ _id: id }, { session });
      const found = doc && (await store.find(doc.number, session));
      if (!doc || !found) throw new Fault('NOT_FOUND', { id });
      if (!runs(found, doc.step, by) || doc.by === by.personId) throw new Fault('FORBIDDEN');
      if (!doc.open || !isRunning(found, doc.step)) throw new Fault('CONFLICT', { id });
      await objections.updateOne({ _id: id, open: true }, { $set: { open: false, lookedAt: new Date(clocks.system.now()), findingsSealed: cipher.seal(findings, objectionContext(id, 'findings')), lookedBy: by.personId } }, { session });
      await audit.write(session, caller, { action: LOOK, subject: { type: 'objection', id, personIds: personIdsOf(doc.by) }, purpose: 'service', details: { number: doc.number, step: doc.step } });
      return { number: doc.number };
    });
    const [doc, after] = await Promise.all([objections.findOne({ _id: id }), store.find(state.number)]);
    const [view] = doc ? await this.#views([doc], after, by) : [];
    if (!view) throw new Fault('NOT_FOUND', { id });
    return view;
  }

  /** How many objected to a step that is made public, and how many of them wait to be looked into; in a transaction. */
  async countOf(session: ClientSession, number: string, step: string): Promise<{ readonly handedIn: number; readonly open: number }> {
    const { objections } = publicityCollections(this.#deps.connection);
    const handedIn = await objections.countDocuments({ number, step }, { session });
    return { handedIn, open: await objections.countDocuments({ number, step, open: true }, { session }) };
  }

  /** Steps with objections that wait to be looked into, those that have waited longest first. */
  async open(): Promise<OpenObjections[]> {
    const found = await publicityCollections(this.#deps.connection).objections.aggregate<{ _id: Pick<OpenObjections, 'number' | 'step'>; count: number; since: Date }>([
      { $match: { open: true } }, { $group: { _id: { number: '$number', step: '$step' }, count: { $sum: 1 }, since: { $min: '$at' } } }, { $sort: { since: 1, _id: 1 } }, { $limit: MOST_STEPS },
    ]).toArray();
    return found.map(({ _id: { number, step }, count, since }) => ({ number, step, count, since: since.getTime() }));
  }

  async #views(found: readonly ObjectionDocument[], state: CaseState | null, by: StaffActor): Promise<CaseObjectionEntity[]> {
    const { cipher, people } = this.#deps;
    const names = await people.namesOf([...new Set(found.flatMap((doc) => [...personIdsOf(doc.by), ...(doc.lookedBy ? [doc.lookedBy] : [])]))]);
    return found.map((doc) => ({
      id: doc._id, step: doc.step, at: doc.at.getTime(), name: names.get(doc.by ?? '') ?? null, reasons: cipher.open(doc.reasonsSealed, objectionContext(doc._id, 'reasons')),
      lookedAt: doc.lookedAt?.getTime() ?? null, findings: doc.findingsSealed ? cipher.open(doc.findingsSealed, objectionContext(doc._id, 'findings')) : null, lookedBy: names.get(doc.lookedBy ?? '') ?? null,
      canLookInto: state !== null && doc.open && doc.by !== by.personId && isRunning(state, doc.step) && runs(state, doc.step, by),
    }));
  }
}

/** Whether a step is made public still: neither ended nor its case over. */
function isRunning({ phase, steps }: CaseState, id: string): boolean {
  const step = steps.find((each) => each.id === id);
  return phase === 'reviewing' && step?.publicity?.endedAt === null;
}

/** Whether somebody works for an organisation that runs a step, and takes part in the case. */
function runs(state: CaseState, id: string, by: StaffActor): boolean {
  return !isAside(state, by.personId) && by.role !== 'dispatcher' && (state.steps.find((each) => each.id === id)?.organisations.includes(by.organisationId) ?? false);
}
