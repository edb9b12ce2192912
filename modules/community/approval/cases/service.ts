import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import { principalOf, systemCaller, type Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { Cases, CommitmentBar, OpenCase, OwedHandedIn, SupplementedCase } from '../../affairs/applications/ports.js';
import { COMMITMENT_BASIS } from '../limits.js';
import { asLines, carryOut } from '../machine/log.js';
import { isAside, replay } from '../machine/apply.js';
import type { Actor, CaseEvent, CaseState, Command, Refusal, StaffActor } from '../machine/types.js';
import type { AffairCaseEntity, CaseActionOutcome, CaseActionRefusedEntity } from '../types.js';
import { staffActor, supervises, workersOf, type CaseDeps } from './deps.js';
import type { CaseDocument } from './model.js';
import { noticesOf } from './notices.js';
import { paperOf } from './papers.js';
import type { CaseReading } from './reading.js';
import { organisationsOf } from './projection.js';
import { askedName, serviceNameOf } from './view.js';
import { OPEN_OBJECTIONS, REFUSALS } from './words.js';

/** Topic that says which case has changed, to every process. */
export const CASE_CHANGED = 'community.case';
/** What a policy is asked for actions of staff. */
export const WORK = 'community.cases.work';
export const DECIDE = 'community.cases.decide';
export const SUPERVISE = 'community.cases.supervise';
const WITHDRAW = 'community.cases.withdraw';
const ANSWER = 'community.cases.answer-finding';
const LONGEST_WORDS = 2000;
const MOST_GAPS = 50;
const MOST_WORKING_DAYS = 400;
const OBJECTIONS = 'objections';
/** Why a 公示 is not ended: the objections are beside the log, so that its machine knows none. */
const OBJECTIONS_LEFT: Refusal = { code: 'INCOMPLETE', details: [OBJECTIONS] };

/** An action of a member of staff. */
export interface CaseAct {
  readonly number: string;
  /** Of the case as it was looked at. */
  readonly version: number;
  readonly command: Command;
  readonly why?: string | null | undefined;
}

/** How an action ended, as it is kept under its key. */
type Kept = { readonly done: number } | { readonly changed: true } | { readonly refused: Refusal };

/** Opening, working on and ending cases: each action is decided by the machine and written as lines of the log, or not at all. */
export class CaseService implements Cases {
  readonly #deps: CaseDeps;
  readonly #reading: CaseReading;

  constructor(deps: CaseDeps, reading: CaseReading) {
    this.#deps = deps;
    this.#reading = reading;
  }

  /** Opens a case in the submission's transaction. */
  async open(session: ClientSession, input: OpenCase): Promise<void> {
    const { store, people } = this.#deps;
    const { number, serviceId, serviceVersion, plan, applicant, centreId, values, committed, toFollow, hash, by, enteredBy } = input;
    const person = await people.find(applicant);
    if (!person) throw new Fault('NOT_PROOFED');
    const actor: Actor = { kind: 'applicant', accountId: by.accountId, personId: by.personId ?? applicant };
    const lines = asLines(null, [{
      type: 'received', number, serviceId, serviceVersion, plan, applicantId: applicant, centreId, values, papers: input.papers.map(({ inputId }) => inputId), toFollow, committed, hash,
      ...(enteredBy === null ? representativeOf(by, applicant) : {}),
    }], { by: actor, at: this.#now(), why: null });
    const state = replay(lines);
    await store.begin(session, state, lines, person.identifier.slice(-4).toUpperCase());
    await this.#tell(session, state, lines);
  }

  /** Takes in what was asked for, in its transaction. @throws Fault CONFLICT where nothing was asked for */
  async supplement(session: ClientSession, { number, version, hash, values, papers, by, atCounter = false }: SupplementedCase): Promise<void> {
    await this.#byApplicant(session, number, by, ({ applicantId }) => ({ type: 'supplement', version, hash, values, papers: papers.map(({ inputId }) => inputId), ...(atCounter ? {} : representativeOf(by, applicantId)) }));
  }

  /** Takes in papers that were to follow, in their transaction. @throws Fault CONFLICT where one of them is not owed */
  async receiveOwed(session: ClientSession, { number, by, inputs }: OwedHandedIn): Promise<void> {
    await this.#byApplicant(session, number, by, () => ({ type: 'receive-owed', inputs }));
  }

  async #byApplicant(session: ClientSession, number: string, by: OpenCase['by'], commandFor: (state: CaseState) => Command): Promise<void> {
    const state = await this.#deps.store.find(number, session);
    if (!state) throw new Fault('NOT_FOUND', { number });
    const actor: Actor = { kind: 'applicant', accountId: by.accountId, personId: by.personId ?? state.applicantId };
    const step = carryOut(state, commandFor(state), { by: actor, at: Math.max(this.#now(), state.at), why: null, calendar: this.#deps.calendar });
    if (!step.ok) throw new Fault('CONFLICT', { number, reason: step.refusal.code });
    await this.#write(session, state, step.state, step.lines);
  }

  /** Whether somebody may not commit (告知承诺) for a service, and by which case; null: they may. */
  async barredFrom(personId: string, serviceId: string, session?: ClientSession): Promise<CommitmentBar | null> {
    const found = await this.#deps.collections.cases.findOne({ applicantId: personId, serviceId, barredSince: { $ne: null } }, { ...(session && { session }), sort: { receivedAt: -1 }, projection: { barredSince: 1 } });
    return found?.barredSince ? { number: found._id, since: found.barredSince.getTime(), basis: COMMITMENT_BASIS } : null;
  }

  /** Whether a member of staff works on a case, or watches its clocks, in the post they act in; never who stepped aside. */
  async worksOn(caller: Caller, number: string): Promise<boolean> {
    const { collections: { cases }, supervisor, store } = this.#deps;
    if (!caller.post) return false;
    const doc = await cases.findOne({ _id: number }, { projection: { organisations: 1, stateSealed: 1 } });
    if (!doc || isAside(store.opened(doc), caller.personId ?? '')) return false;
    return doc.organisations.includes(caller.post.organisationId) || supervises(caller, supervisor);
  }

  /**
   * Carries out an action of a member of staff, once for its key.
   * @returns the case after it; why it is not carried out; or the case as it stands, where somebody else was first
   * @throws Fault NOT_FOUND, FORBIDDEN, BAD_INPUT and kin
   */
  async act(caller: Caller, action: string, { number, version, command, why = null }: CaseAct, key: string): Promise<CaseActionOutcome> {
    const { authoriser, mutations, audit, store, supervisor, calendar } = this.#deps;
    await authoriser.check(caller, action, { type: 'case', id: number });
    const by = staffActor(caller, supervisor);
    await this.#sane(by, command, why);
    // Whatever goes where nobody works would lie there.
    if ((command.type === 'consult' || command.type === 'hand-over') && (await workersOf(this.#deps.directory, command.to)).length === 0) return refusalOf({ code: 'NOBODY_THERE', details: [command.to] });
    const kept = await mutations.run<Kept>(caller, { action: `${action}:${command.type}`, key, input: { number, version, command, why } }, async (session) => {
      const state = await store.find(number, session);
      if (!state) throw new Fault('NOT_FOUND', { number });
      if (!by.supervises && !organisationsOf(state).includes(by.organisationId)) throw new Fault('FORBIDDEN');
      if (state.seq !== version) return { changed: true };
      this.#asksForWhatIsThere(state, command);
      const step = (await this.#leavesObjections(session, number, command))
        ? { ok: false as const, refusal: OBJECTIONS_LEFT }
        : carryOut(state, identified(command), { by, at: Math.max(this.#now(), state.at), why, calendar });
      const subject = { type: 'case', id: number, personIds: [state.applicantId] };
      await audit.write(session, caller, { action, subject, purpose: 'service', outcome: step.ok ? 'done' : 'denied', details: { command: command.type, ...(step.ok ? { version: step.state.seq } : { refused: step.refusal.code }) } });
      if (!step.ok) return { refused: step.refusal };
      await this.#write(session, state, step.state, step.lines);
      return { done: step.state.seq };
    });
    if ('refused' in kept) return refusalOf(kept.refused);
    const entity = await this.#reading.forStaff(caller, number, by);
    return 'changed' in kept ? { is: 'CaseChanged', case: entity } : entity;
  }

  /** Takes back an application before it is decided. Throws NOT_FOUND, FORBIDDEN and kin. */
  async withdraw(caller: Caller, number: string, why: string | null, key: string): Promise<AffairCaseEntity | CaseActionRefusedEntity> {
    return this.#byOwner(caller, WITHDRAW, number, { type: 'withdraw' }, why, key);
  }

  /** Answers what was found untrue of a commitment (陈述、申辩), with papers where there are some. Throws NOT_FOUND, FORBIDDEN, BAD_INPUT (a file that is not one's own) and kin. */
  async answerFinding(caller: Caller, number: string, text: string, fileIds: readonly string[], key: string): Promise<AffairCaseEntity | CaseActionRefusedEntity> {
    return this.#byOwner(caller, ANSWER, number, { type: 'answer-finding', text: text.trim() }, null, key, fileIds);
  }

  /** What an applicant, or who acts for them, does in a case themselves. */
  async #byOwner(caller: Caller, action: string, number: string, command: Command, why: string | null, key: string, fileIds: readonly string[] = []): Promise<AffairCaseEntity | CaseActionRefusedEntity> {
    const { authoriser, mutations, audit, store, calendar, files } = this.#deps;
    const personId = principalOf(caller) ?? '';
    const subject = { type: 'case', id: number, personIds: [personId] };
    await authoriser.check(caller, action, subject);
    if ([why, ...Object.values(command)].some((words) => (words?.length ?? 0) > LONGEST_WORDS)) throw new Fault('BAD_INPUT', { field: command.type === 'withdraw' ? 'why' : 'text', reason: `at most ${LONGEST_WORDS} characters` });
    const input = { number, personId, command, why, ...(fileIds.length > 0 ? { fileIds } : {}) };
    const kept = await mutations.run<Kept>(caller, { action, key, input }, async (session) => {
      const state = await store.find(number, session);
      if (state?.applicantId !== personId) throw new Fault('NOT_FOUND', { number });
      const said: Command = command.type === 'answer-finding' && fileIds.length > 0 ? { ...command, files: await files.frozen(personId, fileIds) } : command;
      const step = carryOut(state, said, { by: { kind: 'applicant', accountId: caller.accountId ?? '', personId: caller.personId ?? personId }, at: Math.max(this.#now(), state.at), why, calendar });
      await audit.write(session, caller, { action, subject, purpose: 'self', outcome: step.ok ? 'done' : 'denied' });
      if (!step.ok) return { refused: step.refusal };
      if (fileIds.length > 0) await files.keep(session, number, personId, fileIds);
      await this.#write(session, state, step.state, step.lines);
      return { done: step.state.seq };
    });
    return 'refused' in kept ? refusalOf(kept.refused) : this.#reading.own(caller, number);
  }

  /**
   * What a job does in a case, with its audit: for the clocks, which ask nobody. Nothing happens where the machine says no:
   * somebody was first.
   * @returns whether something was done
   */
  async actBySystem(session: ClientSession, job: string, state: CaseState, commands: readonly { readonly command: Command; readonly why: string }[]): Promise<boolean> {
    const { audit, calendar } = this.#deps;
    const by: Actor = { kind: 'system', job };
    const at = Math.max(this.#now(), state.at);
    let after = state;
    const lines: CaseEvent[] = [];
    for (const { command, why } of commands) {
      const step = carryOut(after, identified(command), { by, at, why, calendar });
      if (!step.ok) continue;
      after = step.state;
      lines.push(...step.lines);
    }
    if (lines.length === 0) return false;
    await this.#write(session, state, after, lines);
    await audit.write(session, systemCaller(job), { action: 'community.cases.clocks', subject: { type: 'case', id: state.number, personIds: [state.applicantId] }, purpose: 'supervision', details: { did: lines.map(({ type }) => type).join(' ') } });
    return true;
  }

  /** Writes lines with all that goes with them: papers, notices, what lists know. */
  async #write(session: ClientSession, before: CaseState, after: CaseState, lines: readonly CaseEvent[]): Promise<void> {
    await this.#deps.store.append(session, before, after, lines, await this.#issue(session, after, lines));
    if (lines.some(({ type }) => type === 'result-revoked')) await this.#takeBack(session, after);
    await this.#deps.publicity.follow(session, after, lines);
    await this.#tell(session, after, lines);
  }

  /** Issues what the law wants in writing. */
  async #issue(session: ClientSession, state: CaseState, lines: readonly CaseEvent[]): Promise<CaseDocument['papers']> {
    const { people, services, calendar, names, documents } = this.#deps;
    const person = await people.find(state.applicantId);
    if (!person) return [];
    const nameOf = await names.all();
    const papers: CaseDocument['papers'] = [];
    for (const event of lines) {
      const issuer = nameOf(event.by.kind === 'staff' ? event.by.organisationId : state.acceptor).zh;
      const paper = paperOf(event, { state, person, service: services(state.serviceId, state.serviceVersion), calendar, issuer });
      if (paper) papers.push({ seq: event.seq, type: event.type, code: await documents.issue(session, paper) });
    }
    return papers;
  }

  /** The decision no longer holds: whoever looks it up by its code sees that. */
  async #takeBack(session: ClientSession, { number, at }: CaseState): Promise<void> {
    const { collections: { cases }, documents } = this.#deps;
    const found = await cases.findOne({ _id: number }, { session, projection: { papers: 1 } });
    for (const { type, code } of found?.papers ?? []) if (type === 'decided') await documents.revoke(session, code, at);
  }

  async #tell(session: ClientSession, state: CaseState, lines: readonly CaseEvent[]): Promise<void> {
    const { notifier, services, events, names } = this.#deps;
    const service = serviceNameOf(state, services(state.serviceId, state.serviceVersion));
    for (const notice of await noticesOf(state, lines, service, { ...this.#deps, nameOf: await names.all() })) await notifier.notify(session, notice);
    // Watchers look once it is there: before that they would read it as it was.
    session.once('ended', () => events.publish(CASE_CHANGED, { number: state.number }));
  }

  /** Refuses words that are too long, and people and organisations that are none. */
  async #sane(by: StaffActor, command: Command, why: string | null): Promise<void> {
    const { directory } = this.#deps;
    const texts = [why, ...Object.values(command).filter((value) => typeof value === 'string'), ...(command.type === 'tell-gaps' ? command.gaps.flatMap(({ input, what }) => [input, what]) : [])];
    if (texts.some((text) => (text?.length ?? 0) > LONGEST_WORDS)) throw new Fault('BAD_INPUT', { field: 'text', reason: `at most ${LONGEST_WORDS} characters` });
    if (command.type === 'tell-gaps' && command.gaps.length > MOST_GAPS) throw new Fault('BAD_INPUT', { field: 'gaps', reason: `at most ${MOST_GAPS}` });
    if (command.type === 'end-publicity' && command.objections < 0) throw new Fault('BAD_INPUT', { field: 'objections', reason: '0 or more' });
    if (command.type === 'begin-procedure' && command.workingDays > MOST_WORKING_DAYS) throw new Fault('BAD_INPUT', { field: 'workingDays', reason: `at most ${MOST_WORKING_DAYS}` });
    if ((command.type === 'consult' || command.type === 'hand-over') && !(await directory.find(command.to))) throw new Fault('BAD_INPUT', { field: 'to', reason: 'is no organisation of the district' });
    if (command.type !== 'reassign') return;
    if (!(await workersOf(directory, by.organisationId)).includes(command.toPersonId)) throw new Fault('BAD_INPUT', { field: 'toPersonId', reason: 'holds no post in this organisation' });
  }

  /** What is sent back once cannot be put right later: each entry names something that the applicant can bring or mend. @throws Fault BAD_INPUT */
  #asksForWhatIsThere({ serviceId, serviceVersion }: CaseState, command: Command): void {
    if (command.type !== 'tell-gaps') return;
    const service = this.#deps.services(serviceId, serviceVersion);
    const strange = command.gaps.findIndex(({ input }) => askedName(input, service) === null);
    if (strange >= 0) throw new Fault('BAD_INPUT', { field: `gaps.${strange}.input`, reason: `${JSON.stringify(command.gaps[strange]?.input)} is neither a paper nor a field of the application` });
  }

  /** Whether somebody would end a 公示 with objections that nobody has looked into. Throws BAD_INPUT where some of those handed in are left out. */
  async #leavesObjections(session: ClientSession, number: string, command: Command): Promise<boolean> {
    if (command.type !== 'end-publicity') return false;
    const { handedIn, open } = await this.#deps.publicity.countOf(session, number, command.step);
    if (command.objections < handedIn) throw new Fault('BAD_INPUT', { field: 'objections', reason: `at least ${handedIn}: so many were handed in` });
    return open > 0;
  }

  #now(): number {
    return this.#deps.clocks.system.now();
  }
}

/** Who handed in for the applicant, where somebody did. */
function representativeOf({ personId }: OpenCase['by'], applicantId: string): { readonly representativeId?: string } {
  return personId === null || personId === applicantId ? {} : { representativeId: personId };
}

/** Cards and questions get their id here: a double under the same key does not come this far. */
function identified(command: Command): Command {
  return command.type === 'consult' || command.type === 'issue-card' ? { ...command, id: randomUUID() } : command;
}

function refusalOf({ code, details }: Refusal): CaseActionRefusedEntity {
  return { is: 'CaseActionRefused', code, details, text: details.includes(OBJECTIONS) ? OPEN_OBJECTIONS : REFUSALS[code] };
}
