import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../../kernel/caller.js';
import { withTransaction } from '../../../kernel/db.js';
import type { OpenCase, SupplementedCase } from '../../affairs/applications/ports.js';
import { callerOf, staffOf, WANG } from '../../affairs/testing.js';
import { replay } from '../machine/apply.js';
import type { Command } from '../machine/types.js';
import { approvalWorld, clerkOf, head, supervisor, type ApprovalWorld } from '../testing.js';
import { caseCollections } from './model.js';
import { DECIDE, WORK } from './service.js';
import { CaseStore } from './store.js';

let world: ApprovalWorld;
beforeAll(async () => {
  world = await approvalWorld('aside');
});
afterAll(() => world.close());

const [clerk, bureau, police] = [clerkOf('centre-yueyang'), clerkOf('dept-gafj'), head('dept-gafj')];
const act = async (caller: Caller, number: string, command: Command, why: string | null = null, action = WORK): Promise<string> => {
  const outcome = await world.approval.cases.act(caller, action, { number, version: (await world.look(number)).version, command, why }, world.key());
  return outcome.is === 'CaseActionRefused' ? outcome.code : outcome.is;
};
const opinion: Command = { type: 'give-opinion', step: 'check', verdict: 'agree', text: '只给同事看的意见' };
const store = (): CaseStore => new CaseStore({ collections: caseCollections(world.connection), cipher: world.cipher, calendar: world.calendar });

/** An application that came in on somebody's session. */
async function opened(by: Caller, over: Partial<OpenCase> = {}): Promise<string> {
  const like = await store().find(await world.open('dog-registration'));
  const number = `31019920261123${String(900_000 + Number(like?.number.slice(-6))).padStart(6, '0')}`;
  await withTransaction(world.connection, (session) => world.approval.cases.open(session, {
    number, serviceId: 'dog-registration', serviceVersion: 1, plan: like!.plan, applicant: WANG.id, by: { accountId: by.accountId ?? '', personId: by.personId }, enteredBy: null, centreId: 'centre-yueyang', // just opened
    values: {}, papers: [], committed: false, toFollow: [], hash: '00', receivedAt: world.time.now, ...over,
  }));
  return number;
}

describe('whoever handed in for the applicant', () => {
  it('takes no part in the case in a post of theirs, and the log tells so again', async () => {
    const number = await opened(police);
    expect(await act(police, number, { type: 'recuse' }, '申请人是家人')).toBe('ALREADY_DONE');
    const other = await opened(police);
    await act(clerk, other, { type: 'accept' });
    expect(await act(police, other, opinion)).toBe('RECUSED');
    expect(await act(bureau, other, opinion)).toBe('StaffCase');
    expect(await act(police, other, { type: 'decide', outcome: 'granted' }, null, DECIDE)).toBe('RECUSED');
    expect(replay(await store().log(other))).toEqual(await store().find(other));
  });

  it('is the clerk at the counter where the applicant was there: that is their work', async () => {
    const number = await opened(clerk, { enteredBy: clerk.personId });
    expect(await act(clerk, number, { type: 'accept' })).toBe('StaffCase');
  });

  it('at the counter is one of those who were rated', async () => {
    const number = await opened(police, { enteredBy: police.personId });
    const other = staffOf('approver', 'dept-gafj', 'other');
    for (const [by, command, action] of [[clerk, { type: 'accept' }, WORK], [bureau, opinion, WORK], [other, { type: 'decide', outcome: 'granted' }, DECIDE], [clerk, { type: 'deliver', by: 'counter' }, WORK]] as const) expect(await act(by, number, command, null, action)).toBe('StaffCase');
    expect(await world.approval.ratings.rate(callerOf(WANG), number, { grade: 'POOR', text: '态度差' }, world.key())).toMatchObject({ is: 'CaseRated' });
    expect((await world.approval.followUps.list(police, {})).nodes).toEqual([]);
    expect((await world.approval.followUps.list(supervisor, {})).nodes).toMatchObject([{ number }]);
  });

  it('brings what was missing, too', async () => {
    const supplement = async (own: Partial<SupplementedCase>): Promise<string> => {
      const number = await world.open('dog-registration');
      await act(clerk, number, { type: 'tell-gaps', gaps: [{ input: 'dog-photo', what: '不清楚' }] });
      await withTransaction(world.connection, (session) => world.approval.cases.supplement(session, { number, version: 2, hash: '01', by: { accountId: 'a', personId: clerk.personId }, values: {}, papers: [], at: world.time.now, ...own }));
      return act(clerk, number, { type: 'accept' });
    };
    expect(await supplement({})).toBe('RECUSED');
    expect(await supplement({ atCounter: true })).toBe('StaffCase');
  });
});

describe('whoever stepped aside, and whose case it is', () => {
  it('reads nothing of what offices say to each other, opens neither papers nor content, and gets no step', async () => {
    const number = await world.open('dog-registration');
    await act(clerk, number, { type: 'accept' });
    await act(bureau, number, { type: 'consult', id: '', step: 'check', to: 'dept-cgj', question: '只问同事的问题' });
    await act(bureau, number, opinion);
    expect(JSON.stringify(await world.approval.reading.staffCase(police, number))).toMatch(/只给同事看的意见.*只问同事的问题/s);
    expect(await world.approval.cases.worksOn(police, number)).toBe(true);
    await act(police, number, { type: 'recuse' }, '与申请人有利害关系');
    for (const aside of [police, { ...bureau, personId: WANG.id }]) {
      const seen = await world.approval.reading.staffCase(aside, number);
      expect(seen).toMatchObject({ number, events: [], consultations: [] });
      expect(JSON.stringify([seen, await world.approval.reading.supervised(aside, {}, {})])).not.toMatch(/只给同事看的意见|只问同事的问题/);
      expect(await world.approval.cases.worksOn(aside, number)).toBe(false);
    }
    expect(await world.approval.cases.worksOn(bureau, number)).toBe(true);
  });
});

describe('what is written in a case', () => {
  it('asks only for papers and fields of its service, each under its name', async () => {
    const number = await world.open('dog-registration');
    const good = { input: 'vaccination', what: '缺盖章' };
    // What every object has, what another service asks for, a step of the form, an inner field, nothing at all.
    for (const input of ['__proto__', 'constructor', 'layout', 'home', 'dog.name', 'Vaccination', '']) {
      await expect(act(clerk, number, { type: 'tell-gaps', gaps: [good, { input, what: 'x' }] })).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'gaps.1.input' } });
    }
    await act(clerk, number, { type: 'tell-gaps', gaps: [good, { input: 'chip', what: '少了一位' }, { input: 'form', what: '姓名与身份证不一致' }] });
    const { gaps, timeline } = await world.approval.reading.own(callerOf(WANG), number);
    expect(gaps.map(({ name, what }) => `${name.zh} ${what}`)).toEqual(['狂犬病免疫证明 缺盖章', '电子标识（芯片）号 少了一位', '申请表内容 姓名与身份证不一致']);
    expect(timeline.filter(({ documentCode }) => documentCode !== null)).toHaveLength(1);
  });

  it('is within bounds', async () => {
    const number = await world.open('dog-registration');
    const gap = { input: 'dog-photo', what: '缺' };
    for (const command of [{ type: 'tell-gaps', gaps: [{ ...gap, input: 'x'.repeat(2001) }] }, { type: 'tell-gaps', gaps: Array.from({ length: 51 }, () => gap) }, { type: 'end-publicity', step: 'check', objections: -1 }, { type: 'begin-procedure', kind: 'hearing', step: null, workingDays: 401 }] as const) {
      await expect(act(clerk, number, command, '理由')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
  });
});
