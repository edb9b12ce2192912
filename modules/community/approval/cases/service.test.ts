import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { withTransaction } from '../../../kernel/db.js';
import { paperText } from '../../../kernel/documents/testing.js';
import { EVENTS_MISSED } from '../../../kernel/events.js';
import { callerOf, LI, WANG } from '../../affairs/testing.js';
import { approvalWorld, clerkOf, head, supervisor, type ApprovalWorld } from '../testing.js';
import { DocumentsService } from '../../documents/service.js';
import { replay } from '../machine/apply.js';
import type { Command } from '../machine/types.js';
import type { CaseActionOutcome } from '../types.js';
import type { Caller } from '../../../kernel/caller.js';
import { caseCollections } from './model.js';
import { CASE_CHANGED, DECIDE, SUPERVISE, WORK } from './service.js';
import { CaseStore } from './store.js';

let world: ApprovalWorld;
const start = Date.parse('2026-11-23T12:00:00+08:00');
const centre = clerkOf('centre-yueyang');
const bureau = head('dept-scjgj');
beforeAll(async () => {
  world = await approvalWorld('cases');
});
beforeEach(() => void (world.time.now = start));
afterAll(() => world.close());

const on = (day: string): void => void (world.time.now = Date.parse(`2026-${day}T10:00:00+08:00`));
const act = async (caller: Caller, number: string, command: Command, { why = null, action = WORK, version, key = world.key() }: { why?: string | null; action?: string; version?: number; key?: string } = {}): Promise<CaseActionOutcome> =>
  world.approval.cases.act(caller, action, { number, version: version ?? (await world.look(number)).version, command, why }, key);
/** A refusal's code, or what it was. */
const said = (outcome: { readonly is: string; readonly code?: string }): string => outcome.code ?? outcome.is;
const noticesOf = (number: string): string[] => world.notices.filter(({ key, personId }) => key.startsWith(`case:${number}:`) && personId === WANG.id).map(({ template }) => template.replace('community.case-', ''));
const catering = { category: 'catering' };
const opinion = (step: string, verdict: 'agree' | 'object' = 'agree'): Command => ({ type: 'give-opinion', step, verdict, text: '符合条件' });

describe('papers that are to follow', () => {
  it('are told with their last day; the applicant hands them in alone, and whoever decides is told', async () => {
    const number = await world.open('food-licence', catering, { papers: ['layout'], toFollow: ['health-certificates'] });
    const handIn = (inputs: readonly string[]) => withTransaction(world.connection, (session) => world.approval.cases.receiveOwed(session, { number, by: { accountId: 'account', personId: WANG.id }, inputs }));
    await expect(handIn(['health-certificates'])).rejects.toMatchObject({ code: 'CONFLICT' });
    await act(centre, number, { type: 'accept' });
    expect(world.notices.find(({ key }) => key === `case:${number}:1`)).toMatchObject({ template: 'community.case-accepted-owing', params: { until: '2026-11-30' } });
    await expect(handIn(['layout'])).rejects.toMatchObject({ code: 'CONFLICT' });
    await handIn(['health-certificates']);
    expect(await world.approval.reading.own(callerOf(WANG), number)).toMatchObject({ owed: [], timeline: [{}, {}, { type: 'OWED_RECEIVED' }] });
    expect(world.notices.filter(({ key }) => key.startsWith(`case:${number}:2`)).map(({ personId, template }) => `${personId} ${template}`)).toEqual([`${WANG.id} community.case-owed-received`, 'person-dept-scjgj-approver community.case-owed-came']);
  });
});

describe('a licence', () => {
  it('goes from receipt to delivery: departments side by side, one joint visit, a signed decision, each change told once', async () => {
    const number = await world.open('food-licence', catering, { papers: ['layout'], toFollow: ['health-certificates'] });
    expect(said(await act(bureau, number, opinion('papers')))).toBe('NOT_NOW');
    on('11-24');
    const accepted = await act(centre, number, { type: 'accept' });
    expect(accepted).toMatchObject({ is: 'StaffCase', phase: 'REVIEWING', owed: [{ input: 'health-certificates', name: { zh: '从业人员健康证明' } }] });
    // Both departments have it at once; the visit waits for the papers.
    expect((await world.look(number)).steps.map(({ id, state }) => `${id} ${state}`)).toEqual(['papers OPEN', 'environment OPEN', 'visit WAITING']);
    await act(head('dept-cgj'), number, opinion('environment'));
    await act(bureau, number, opinion('papers'));
    const side = (await world.look(number)).steps[1]!; // there are three
    expect(side.opinions.map(({ organisationId, verdict }) => [organisationId, verdict])).toEqual([['dept-lhsrj', null], ['dept-cgj', 'AGREE']]);
    await act(head('dept-lhsrj'), number, opinion('environment'));
    expect(said(await act(bureau, number, opinion('visit')))).toBe('INCOMPLETE');
    await act(bureau, number, { type: 'set-visit', step: 'visit', on: '2026-11-26' });
    expect(said(await act(bureau, number, { type: 'hold-visit', step: 'visit', findings: '符合' }))).toBe('TOO_EARLY');
    on('11-26');
    await act(bureau, number, { type: 'hold-visit', step: 'visit', findings: '布局与图纸一致' });
    await act(bureau, number, opinion('visit'));
    await act(head('dept-cgj'), number, opinion('visit'));
    expect(said(await act(bureau, number, { type: 'decide', outcome: 'granted' }, { action: DECIDE }))).toBe('INCOMPLETE');
    await act(bureau, number, { type: 'receive-owed', inputs: ['health-certificates'] });
    const decided = await act(bureau, number, { type: 'decide', outcome: 'granted' }, { action: DECIDE });
    expect(decided).toMatchObject({ phase: 'DECIDED', decision: { outcome: 'GRANTED', remedies: [] } });
    await act(centre, number, { type: 'deliver', by: 'electronic' });
    const own = await world.approval.reading.own(callerOf(WANG), number);
    expect(own).toMatchObject({ phase: 'CLOSED', ending: 'GRANTED', status: { zh: '已办结：准予' }, canWithdraw: false, canRate: true });
    expect(own.timeline.map(({ type }) => type)).toEqual(['RECEIVED', 'ACCEPTED', 'OPINION_GIVEN', 'OPINION_GIVEN', 'OPINION_GIVEN', 'VISIT_SET', 'VISIT_HELD', 'OPINION_GIVEN', 'OPINION_GIVEN', 'OWED_RECEIVED', 'DECIDED', 'DELIVERED']);
    expect(noticesOf(number)).toEqual(['received', 'accepted-owing', 'visit', 'owed-received', 'granted', 'delivered']);
    // Whoever holds the paper can look it up.
    const { documentCode } = own.decision!; // decided above
    expect(own.timeline.filter((entry) => entry.documentCode !== null).map(({ type }) => type)).toEqual(['ACCEPTED', 'DECIDED']);
    expect(await new DocumentsService(world).verify(documentCode!)).toMatchObject({ kind: 'DECISION', number, title: '食品经营许可准予决定书', issuer: '名称dept-scjgj', holder: '王**', genuine: true });
  });

  it('is sent back once with the whole list, in writing, and a refusal says why and where to turn', async () => {
    const number = await world.open('food-licence', { category: 'sale' });
    await act(centre, number, { type: 'tell-gaps', gaps: [{ input: 'layout', what: '缺布局图' }, { input: 'rules', what: '未盖章' }] });
    expect(await world.approval.reading.own(callerOf(WANG), number)).toMatchObject({ phase: 'SUPPLEMENTING', gaps: [{ name: { zh: '经营场所布局和操作流程图' }, what: '缺布局图' }, { what: '未盖章' }] });
    await withTransaction(world.connection, (session) => world.approval.cases.supplement(session, { number, version: 2, hash: '01', by: { accountId: 'a', personId: WANG.id }, values: { category: 'sale' }, papers: [{ inputId: 'layout', fileIds: ['f'] }], at: world.time.now }));
    expect(said(await act(centre, number, { type: 'tell-gaps', gaps: [{ input: 'premises', what: '再补租赁合同' }] }))).toBe('ALREADY_DONE');
    await act(centre, number, { type: 'accept' });
    await act(bureau, number, opinion('papers', 'object'));
    expect(said(await act(bureau, number, { type: 'decide', outcome: 'refused' }, { action: DECIDE }))).toBe('WORDS_NEEDED');
    await act(bureau, number, { type: 'decide', outcome: 'refused' }, { action: DECIDE, why: '布局图与现场不符' });
    const { decision } = await world.approval.reading.own(callerOf(WANG), number);
    expect(decision).toMatchObject({ outcome: 'REFUSED', reasons: '布局图与现场不符', remedies: [{ kind: 'RECONSIDERATION' }, { kind: 'LITIGATION' }] });
    expect(noticesOf(number)).toEqual(['received', 'gaps', 'supplemented', 'accepted', 'refused']);
    await expect(withTransaction(world.connection, (session) => world.approval.cases.supplement(session, { number, version: 3, hash: '02', by: { accountId: 'a', personId: WANG.id }, values: {}, papers: [], at: world.time.now }))).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('what is missing', () => {
  it('asked for again reads as it was asked the last time, and the form is called by its name, on the page and in the letter', async () => {
    const number = await world.open('food-licence', { category: 'sale' });
    const supplied = (version: number) => withTransaction(world.connection, (session) => world.approval.cases.supplement(session, { number, version, hash: '01', by: { accountId: 'a', personId: WANG.id }, values: { category: 'sale' }, papers: [], at: world.time.now }));
    await act(centre, number, { type: 'tell-gaps', gaps: [{ input: 'layout', what: '缺布局图' }, { input: 'rules', what: '未盖章' }, { input: 'form', what: '电话少一位' }] });
    const { gaps: first, timeline } = await world.approval.reading.own(callerOf(WANG), number);
    expect(first).toMatchObject([{}, {}, { name: { zh: '申请表内容' }, what: '电话少一位' }]);
    const { bytes } = await new DocumentsService(world).paper(callerOf(WANG), timeline.at(-1)?.documentCode ?? '');
    expect(await paperText(bytes)).toMatch(/申请表内容\s*电话少一位/);
    await supplied(2);
    await act(centre, number, { type: 'tell-gaps', gaps: [{ input: 'rules', what: '印章看不清' }] });
    const [own, staff] = [await world.approval.reading.own(callerOf(WANG), number), await world.approval.reading.staffCase(centre, number)];
    for (const { gaps } of [own, staff]) expect(gaps).toEqual([{ input: 'rules', what: '印章看不清', name: expect.anything() }]);
    // Of all that was told at first each may still be asked for.
    await supplied(3);
    expect(said(await act(centre, number, { type: 'tell-gaps', gaps: [{ input: 'premises', what: '租赁合同' }] }))).toBe('ALREADY_DONE');
    expect(said(await act(centre, number, { type: 'tell-gaps', gaps: [{ input: 'layout', what: '布局图' }] }))).toBe('StaffCase');
  });

  it('and reasons are words that somebody can read', async () => {
    const number = await world.open('food-licence', { category: 'sale' });
    await act(centre, number, { type: 'accept' });
    await act(bureau, number, opinion('papers', 'object'));
    expect(said(await act(bureau, number, { type: 'decide', outcome: 'refused' }, { action: DECIDE, why: '\u200b\u200b \u2060' }))).toBe('WORDS_NEEDED');
  });
});

describe('two at once', () => {
  it('one of two clerks wins, the other is told and sees the case as it stands', async () => {
    const number = await world.open('dog-registration');
    const { version } = await world.look(number);
    const [first, second] = [world.approval, world.other].map(({ cases }, index) => cases.act(index === 0 ? centre : head('centre-yueyang'), WORK, { number, version, command: { type: 'accept' } }, world.key()));
    const outcomes = await Promise.all([first!, second!]); // there are two
    expect(outcomes.map(({ is }) => is).sort()).toEqual(['CaseChanged', 'StaffCase']);
    expect(outcomes.find(({ is }) => is === 'CaseChanged')).toMatchObject({ case: { phase: 'REVIEWING', version: 1 } });
    expect(noticesOf(number)).toEqual(['received', 'accepted']);
  });

  it('the same key again answers the same and does nothing; with another input it is refused', async () => {
    const number = await world.open('dog-registration');
    const once = await act(centre, number, { type: 'accept' }, { key: 'again', version: 0 });
    const twice = await act(centre, number, { type: 'accept' }, { key: 'again', version: 0 });
    expect([once.is, twice]).toEqual(['StaffCase', once]);
    expect(await world.connection.collection('community_case_events').countDocuments({ number })).toBe(2);
    await expect(act(centre, number, { type: 'accept' }, { key: 'again', version: 1 })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('a number has one case, and what fails after the log leaves nothing', async () => {
    const number = await world.open('dog-registration');
    const { plan } = (await storeOf().find(number))!; // just opened
    const again = { number, serviceId: 'dog-registration', serviceVersion: 1, plan, applicant: WANG.id, by: { accountId: 'a', personId: WANG.id }, enteredBy: null, centreId: 'centre-yueyang', values: {}, papers: [], committed: false, toFollow: [], hash: '', receivedAt: 0 };
    await expect(withTransaction(world.connection, (session) => world.approval.cases.open(session, again))).rejects.toThrow('E11000');
    await expect(withTransaction(world.connection, async (session) => {
      await world.approval.cases.open(session, { ...again, number: '31019920261123999999' });
      throw new Error('the submission fails');
    })).rejects.toThrow('the submission fails');
    expect(await storeOf().find('31019920261123999999')).toBeNull();
  });
});

const storeOf = (): CaseStore => new CaseStore({ collections: caseCollections(world.connection), cipher: world.cipher, calendar: world.calendar });

describe('the log', () => {
  it('replayed is the case, says who, when and why, and no instant comes from outside', async () => {
    const number = await world.open('temporary-relief', { amount: 1000 });
    on('11-25');
    await act(centre, number, { type: 'accept' });
    await act(centre, number, opinion('visit'));
    const store = storeOf();
    const log = await store.log(number);
    expect(replay(log)).toEqual(await store.find(number));
    expect(log.map(({ seq, at }) => [seq, new Date(at).toISOString()])).toEqual([[0, '2026-11-23T04:00:00.000Z'], [1, '2026-11-25T02:00:00.000Z'], [2, '2026-11-25T02:00:00.000Z']]);
    expect(log.map(({ by, why }) => [by.kind === 'system' ? by.job : by.personId, why.length > 0])).toEqual([[WANG.id, true], ['person-centre-yueyang-clerk', true], ['person-centre-yueyang-clerk', true]]);
    // A machine whose clock is behind goes on from the last line.
    on('11-24');
    await act(centre, number, { type: 'recuse' }, { why: '申请人是亲属' });
    expect((await store.log(number)).at(-1)).toMatchObject({ type: 'recused', at: Date.parse('2026-11-25T02:00:00Z') });
    expect(said(await act(centre, number, opinion('street')))).toBe('RECUSED');
  });

  it('stands sealed: neither opinions nor values nor reasons can be read without the keys', async () => {
    const number = await world.open('dog-registration', { planted: '种下的词' });
    await act(centre, number, { type: 'refuse-acceptance' }, { why: '不属于本区的秘密理由' });
    const stored = JSON.stringify(await Promise.all(['community_cases', 'community_case_events', 'community_case_tasks'].map((name) => world.connection.collection(name).find({ $or: [{ _id: number as never }, { number }] }).toArray()))); // the driver's types want an ObjectId
    expect(stored).toContain(number);
    expect(stored).not.toMatch(/种下的词|秘密理由/);
  });
});

describe('who may', () => {
  it('organisations that take part, each its own steps; the office that watches sees all; nobody decides their own case', async () => {
    const number = await world.open('dog-registration');
    await expect(act(head('dept-mzj'), number, { type: 'accept' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(world.approval.reading.staffCase(head('dept-mzj'), number)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(act({ ...bureau, assurance: 'ordinary' }, number, { type: 'decide', outcome: 'granted' }, { action: DECIDE })).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    expect(said(await act(head('dept-gafj'), number, { type: 'accept' }))).toBe('NOT_YOURS');
    expect(said(await act({ ...centre, personId: WANG.id }, number, { type: 'accept' }))).toBe('RECUSED');
    expect(said(await act(centre, number, { type: 'urge', clock: 'gaps' }, { why: '快', action: WORK }))).toBe('NOT_YOURS');
    expect(await act(supervisor, number, { type: 'urge', clock: 'gaps' }, { why: '请抓紧', action: SUPERVISE })).toMatchObject({ urged: 1 });
    expect(world.notices.at(-1)).toMatchObject({ template: 'community.case-urged', personId: 'person-centre-yueyang-approver' });
    expect((await world.approval.reading.staffCase(centre, number)).allowed.map(({ action }) => action)).toEqual(['ACCEPT', 'SEND_BACK', 'REFUSE_ACCEPTANCE', 'RECUSE']);
    await expect(act(head('centre-yueyang'), number, { type: 'reassign', step: 'check', toPersonId: 'nobody' }, { why: '休假' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('one’s own cases are one’s own; taking one back ends it', async () => {
    const number = await world.open('dog-registration');
    await expect(world.approval.reading.own(callerOf(LI), number)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(world.approval.cases.withdraw(callerOf(LI), number, null, world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await world.approval.cases.withdraw(callerOf(WANG), number, '不办了', world.key())).toMatchObject({ phase: 'CLOSED', ending: 'WITHDRAWN', canRate: false });
    expect(await world.approval.cases.withdraw(callerOf(WANG), number, null, world.key())).toMatchObject({ is: 'CaseActionRefused', code: 'TOO_LATE' });
    const page = await world.approval.reading.mine(callerOf(WANG), { first: 1 });
    expect(page.nodes).toHaveLength(1);
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect((await world.approval.reading.mine(callerOf(LI), {})).totalCount).toBe(0);
  });
});

describe('progress without an account', () => {
  it('is told to who has the number and the last four characters, names nobody, and cannot be guessed', async () => {
    const number = await world.open('dog-registration');
    const last4 = WANG.identifier.slice(-4);
    const progress = await world.approval.reading.progress(number, last4.toLowerCase());
    expect(progress).toMatchObject({ number, phase: 'RECEIVED', clock: { kind: 'GAPS', dueOn: '2026-11-30' }, serviceName: { zh: '养犬登记' } });
    expect(JSON.stringify(progress)).not.toContain(WANG.name);
    expect(await world.approval.reading.progress('nonsense', last4)).toBeNull();
    for (let wrong = 0; wrong < 10; wrong += 1) expect(await world.approval.reading.progress(number, '0000')).toBeNull();
    await expect(world.approval.reading.progress(number, last4)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    // Nor by many at the same moment.
    const another = await world.open('dog-registration');
    const tries = await Promise.allSettled(Array.from({ length: 40 }, () => world.approval.reading.progress(another, '0000')));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    world.time.now += 3_600_000;
    expect(await world.approval.reading.progress(number, last4)).not.toBeNull();
  });
});

describe('live', () => {
  it('a watcher gets the case at once and after each change, and no watcher gets another’s', async () => {
    const number = await world.open('dog-registration');
    const stream = await world.approval.reading.watch(callerOf(WANG), number, CASE_CHANGED);
    expect((await stream.next()).value).toMatchObject({ phase: 'RECEIVED' });
    const next = stream.next();
    await act(centre, number, { type: 'accept' });
    expect((await next).value).toMatchObject({ phase: 'REVIEWING' });
    await stream.return?.();
    await expect(world.approval.reading.watch(callerOf(LI), number, CASE_CHANGED)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('a watcher looks anew where a change in another process may have been missed', async () => {
    const number = await world.open('food-licence', { category: 'sale' });
    const stream = await world.approval.reading.watch(callerOf(WANG), number, CASE_CHANGED);
    expect((await stream.next()).value).toMatchObject({ phase: 'RECEIVED' });
    const unheard = jest.spyOn(world.events, 'publish').mockImplementation(() => undefined);
    await act(centre, number, { type: 'accept' });
    unheard.mockRestore();
    world.events.publish(EVENTS_MISSED, null);
    expect((await stream.next()).value).toMatchObject({ phase: 'REVIEWING' });
    await stream.return?.();
  });

  it('staff who take part follow it too, each look recorded; nobody else does', async () => {
    const number = await world.open('dog-registration');
    const stream = await world.approval.reading.watchForStaff(supervisor, number, CASE_CHANGED);
    expect((await stream.next()).value).toMatchObject({ phase: 'RECEIVED', version: 0 });
    const next = stream.next();
    await act(centre, number, { type: 'accept' });
    expect((await next).value).toMatchObject({ phase: 'REVIEWING', version: 1 });
    expect(world.audited.filter(({ how, action, caller }) => how === 'read' && action === 'community.cases.read' && caller === supervisor).length).toBeGreaterThanOrEqual(2);
    await stream.return?.();
    await expect(world.approval.reading.watchForStaff(head('dept-fgj'), number, CASE_CHANGED)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(world.approval.reading.watchForStaff(callerOf(WANG), number, CASE_CHANGED)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(world.approval.reading.watchForStaff(supervisor, 'no-such-number', CASE_CHANGED)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
