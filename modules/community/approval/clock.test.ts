import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readWorkingCalendar } from '../../kernel/calendar.js';
import { projectRoot } from '../../kernel/root.js';
import { clockOf, clocksOf, count, workingDaysLeft, type Pause } from './clock.js';
import { warningDays } from './limits.js';
import { carryOut } from './machine/log.js';
import { plan, receipt, receive, staff, supervisor, system, applicant } from './machine/testing/moves.js';
import type { Actor, CaseState, Command } from './machine/types.js';

const calendar = readWorkingCalendar(path.join(projectRoot(), 'data/calendar/public-holidays.json'));
const instant = (text: string): number => Date.parse(`${text}+08:00`);
const clerk = staff('centre-x', 'clerk');
const head = staff('dept-a', 'approver');

function after(state: CaseState, by: Actor, at: string, command: Command, why = '理由'): CaseState {
  const step = carryOut(state, command, { by, at: instant(at), why, calendar });
  if (!step.ok) throw new Error(`${command.type}: ${step.refusal.code} ${step.refusal.details.join(' ')}`);
  return step.state;
}
const refused = (state: CaseState, by: Actor, at: string, command: Command, why: string | null = '理由'): string => {
  const step = carryOut(state, command, { by, at: instant(at), why, calendar });
  return step.ok ? 'done' : step.refusal.code;
};
const received = (at: string, over = {}) => receive(receipt(over), instant(at)).state;

describe('working days until a last day', () => {
  const left = (today: string, dueOn: string): number => workingDaysLeft(calendar, dueOn, today);

  it('leave out weekends and holidays, and count make-up days', () => {
    // Friday to Monday is one; the day itself none.
    expect([left('2026-11-20', '2026-11-23'), left('2026-11-23', '2026-11-23'), left('2026-11-21', '2026-11-23')]).toEqual([1, 0, 1]);
    // National Day 2026: 1 to 7 October free, 10 October worked on.
    expect(left('2026-09-30', '2026-10-12')).toBe([8, 9, 10, 12].length);
  });

  it('are below none by those that have passed', () => {
    expect([left('2026-11-21', '2026-11-20'), left('2026-11-23', '2026-11-20'), left('2026-11-25', '2026-11-20')]).toEqual([0, -1, -3]);
    expect(Object.is(left('2026-11-21', '2026-11-20'), 0)).toBe(true);
  });
});

describe('counting with pauses', () => {
  const next = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  /** The slow way: walk the days, and ask of each whether it counts. */
  const slow = (start: string, limit: number, pauses: readonly Pause[], today: string) => {
    const counts = (day: string): boolean => calendar.worksOn(day) && !pauses.some(({ from, until }) => day > from && (until === null || day <= until));
    let [used, reached, dueOn] = [0, 0, null as string | null];
    for (let day = next(start), walked = 0; walked < 500; day = next(day), walked += 1) {
      if (!counts(day)) continue;
      if (day <= today) used += 1;
      if ((reached += 1) === limit) dueOn = day;
    }
    return { used, dueOn, paused: dueOn === null };
  };
  const day = (index: number): string => new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10);

  it('agrees with walking the days one by one, whatever stands still and however it overlaps', () => {
    fc.assert(fc.property(
      fc.nat(300), fc.integer({ min: 1, max: 60 }), fc.array(fc.tuple(fc.nat(120), fc.option(fc.nat(60), { freq: 6 })), { maxLength: 4 }), fc.nat(200),
      (start, limit, drawn, passed) => {
        const pauses = drawn.map(([from, length]): Pause => ({ from: day(start + from), until: length === null ? null : day(start + from + length) }));
        expect(count(calendar, day(start), limit, pauses, day(start + passed))).toEqual(slow(day(start), limit, pauses, day(start + passed)));
      },
    ), { numRuns: 400 });
  });
});

describe('the legal clock', () => {
  it('gives five working days to say what is missing; after that it is accepted from receipt (行政许可法 §32)', () => {
    // Friday before the National Day holiday of 2026, which runs to 7 October; Saturday 10 October is worked on.
    const state = received('2026-09-30T16:00');
    const gaps = clockOf(state, 'gaps', calendar, state.at)!;
    expect([gaps.dueOn, gaps.limit, gaps.basis.article]).toEqual(['2026-10-13', 5, '第三十二条']);
    expect(refused(state, system, '2026-10-13T23:59', { type: 'deem-accepted' })).toBe('TOO_EARLY');
    const deemed = after(state, system, '2026-10-14T00:00', { type: 'deem-accepted' }, '');
    expect(deemed.acceptedFrom).toBe(state.receivedAt);
    // Whoever is quicker than the job that says so: nothing can be asked for or refused any more, and late acceptance counts from receipt.
    expect(refused(state, clerk, '2026-10-14T00:00', { type: 'tell-gaps', gaps: [{ input: 'lease', what: '缺' }] })).toBe('TOO_LATE');
    expect(refused(state, clerk, '2026-10-14T00:00', { type: 'refuse-acceptance' })).toBe('TOO_LATE');
    expect(clockOf(after(state, clerk, '2026-10-14T00:00', { type: 'accept' }), 'legal', calendar, deemed.at)).toEqual(clockOf(deemed, 'legal', calendar, deemed.at));
    expect(clockOf(deemed, 'legal', calendar, deemed.at)!.used).toBe(6);
    expect(refused(deemed, clerk, '2026-10-14T09:00', { type: 'tell-gaps', gaps: [{ input: 'lease', what: '缺' }] })).toBe('NOT_NOW');
  });

  it('lets what the applicant said will follow still be brought where nobody answered, and no more be asked for', () => {
    const tolerant = { plan: plan({ tolerant: { inputs: ['lease', 'photo'], withinWorkingDays: 10 } }), toFollow: ['lease'] };
    const state = received('2026-03-02T09:00', tolerant);
    expect(after(state, system, '2026-03-10T00:00', { type: 'deem-accepted' }, '').owed).toEqual(['lease']);
    expect(refused(state, clerk, '2026-03-10T00:00', { type: 'accept', owed: ['lease', 'photo'] })).toBe('TOO_LATE');
    expect(after(state, clerk, '2026-03-09T23:59', { type: 'accept', owed: ['lease', 'photo'] }).acceptedFrom).toBe(instant('2026-03-09T23:59'));
  });

  it('names the law that sets it: of what is no 行政许可 its own', () => {
    const [basis, gapsBasis] = [{ law: '居住证暂行条例', article: '第十条' }, { law: '居住证暂行条例', article: '第九条' }];
    const gapsOf = (limits: object) => {
      const state = received('2026-03-02T09:00', { plan: plan({ nature: 'other', limits: { ...plan().limits, basis, ...limits } }) });
      return clockOf(state, 'gaps', calendar, state.at);
    };
    expect(gapsOf({ gapsBasis })).toMatchObject({ limit: 5, basis: gapsBasis });
    // What sets the time to decide says nothing of telling what is missing.
    expect(gapsOf({})?.basis.law).toMatch(/国发〔2022〕5号/);
  });

  it('stops looking into a commitment when it was looked into, whatever comes after', () => {
    const commitment = { text: { zh: '承诺', en: 'I promise' }, inputs: ['photo'], promisedWorkingDays: 1, checkWithinWorkingDays: 5 };
    let state = after(received('2026-03-02T09:00', { plan: plan({ commitment }), committed: true }), clerk, '2026-03-02T10:00', { type: 'accept' });
    state = after(state, head, '2026-03-02T11:00', { type: 'give-opinion', step: 'papers', verdict: 'agree', text: '同意' });
    state = after(state, head, '2026-03-02T12:00', { type: 'decide', outcome: 'granted' });
    state = after(state, head, '2026-03-03T09:00', { type: 'check-commitment', kept: true, findings: '属实' });
    const checked = clockOf(state, 'commitment', calendar, state.at);
    expect(checked).toMatchObject({ stoppedAt: instant('2026-03-03T09:00'), light: 'green' });
    state = after(state, head, '2026-03-20T09:00', { type: 'deliver', by: 'counter' });
    expect(clockOf(state, 'commitment', calendar, state.at)).toEqual(checked);
  });

  it('starts with acceptance: what was brought later comes before it and is no pause', () => {
    let state = received('2026-03-02T09:00');
    state = after(state, clerk, '2026-03-04T09:00', { type: 'tell-gaps', gaps: [{ input: 'lease', what: '租赁合同缺页' }] });
    expect(clocksOf(state, calendar, instant('2026-03-20T09:00')).map(({ id, stoppedAt }) => [id, stoppedAt !== null])).toEqual([['gaps', true]]);
    state = after(state, applicant, '2026-03-23T09:00', { type: 'supplement', version: 2, hash: '01', values: {}, papers: ['form', 'lease'] });
    expect(clockOf(state, 'gaps', calendar, state.at)!.dueOn).toBe('2026-03-30');
    // 一次性告知: nothing new may be asked for.
    expect(refused(state, clerk, '2026-03-24T09:00', { type: 'tell-gaps', gaps: [{ input: 'photo', what: '缺照片' }] })).toBe('ALREADY_DONE');
    state = after(state, clerk, '2026-03-24T09:00', { type: 'accept' });
    expect(clockOf(state, 'legal', calendar, state.at)).toMatchObject({ used: 0, dueOn: '2026-04-22', limit: 20 });
  });

  it('leaves out a hearing and nothing that the plan does not name; it is extended once, by ten days at most, by the head', () => {
    let state = after(received('2026-03-02T09:00', { plan: plan({ procedures: ['hearing'] }) }), clerk, '2026-03-02T10:00', { type: 'accept' });
    expect(clockOf(state, 'legal', calendar, state.at)!.dueOn).toBe('2026-03-30');
    expect(refused(state, head, '2026-03-03T10:00', { type: 'begin-procedure', kind: 'testing', step: null, workingDays: 5 })).toBe('NOT_PROVIDED_FOR');
    state = after(state, head, '2026-03-04T10:00', { type: 'begin-procedure', kind: 'hearing', step: null, workingDays: 5 }, '利害关系人要求听证');
    expect(clockOf(state, 'legal', calendar, instant('2026-03-20T10:00'))).toMatchObject({ used: 2, dueOn: null, paused: true, light: 'green' });
    state = after(state, head, '2026-03-11T10:00', { type: 'end-procedure', kind: 'hearing', step: null, result: '听证结束' });
    expect(clockOf(state, 'legal', calendar, state.at)).toMatchObject({ used: 2, dueOn: '2026-04-07', paused: false });
    expect(refused(state, staff('dept-a', 'clerk'), '2026-03-12T10:00', { type: 'extend', workingDays: 10 })).toBe('NOT_YOURS');
    expect(refused(state, head, '2026-03-12T10:00', { type: 'extend', workingDays: 11 })).toBe('NOT_PROVIDED_FOR');
    expect(refused(state, head, '2026-03-12T10:00', { type: 'extend', workingDays: 10 }, ' ')).toBe('WORDS_NEEDED');
    expect(refused(state, head, '2026-04-09T10:00', { type: 'extend', workingDays: 10 })).toBe('TOO_LATE');
    state = after(state, head, '2026-03-12T10:00', { type: 'extend', workingDays: 10 });
    expect(clockOf(state, 'legal', calendar, state.at)!.dueOn).toBe('2026-04-21');
    expect(refused(state, head, '2026-03-13T10:00', { type: 'extend', workingDays: 1 })).toBe('ALREADY_DONE');
  });

  it('gives joint work 45 days and 15 more', () => {
    const joint = plan({ limits: { ...plan().limits, legalWorkingDays: 45, joint: true } });
    const state = after(received('2026-03-02T09:00', { plan: joint }), clerk, '2026-03-02T10:00', { type: 'accept' });
    expect(clockOf(state, 'legal', calendar, state.at)!.limit).toBe(45);
    expect(refused(state, head, '2026-03-12T10:00', { type: 'extend', workingDays: 16 })).toBe('NOT_PROVIDED_FOR');
    expect(clockOf(after(state, head, '2026-03-12T10:00', { type: 'extend', workingDays: 15 }), 'legal', calendar, instant('2026-03-12T10:00'))!.limit).toBe(60);
  });

  it('is yellow before its end and red past it, by step and in all, and cards follow the lights', () => {
    const state = after(received('2026-03-02T09:00'), clerk, '2026-03-02T10:00', { type: 'accept' });
    const light = (id: string, at: string) => clockOf(state, id, calendar, instant(at))!.light;
    expect([1, 2, 5, 10, 20, 45].map(warningDays)).toEqual([0, 1, 2, 2, 4, 9]);
    // Five days for the step: 3, 4, 5, 6 and 9 March; two days before its end it warns.
    expect(['2026-03-04T23:59', '2026-03-05T00:00', '2026-03-09T23:59', '2026-03-10T00:00'].map((at) => light('step:papers', at))).toEqual(['green', 'yellow', 'yellow', 'red']);
    expect(['2026-03-23T23:59', '2026-03-24T00:00', '2026-03-30T23:59', '2026-03-31T00:00'].map((at) => light('legal', at))).toEqual(['green', 'yellow', 'yellow', 'red']);
    expect(refused(state, system, '2026-03-04T12:00', { type: 'issue-card', id: 'k', colour: 'yellow', clock: 'step:papers' })).toBe('TOO_EARLY');
    const carded = after(state, system, '2026-03-05T00:01', { type: 'issue-card', id: 'k', colour: 'yellow', clock: 'step:papers' }, '即将到期');
    expect(carded.cards).toMatchObject([{ colour: 'yellow', organisationId: 'dept-a', automatic: true, answer: null }]);
    expect(refused(carded, system, '2026-03-05T00:02', { type: 'issue-card', id: 'k2', colour: 'yellow', clock: 'step:papers' })).toBe('ALREADY_DONE');
    expect(refused(carded, head, '2026-03-05T00:02', { type: 'issue-card', id: 'k3', colour: 'red', clock: 'step:papers' })).toBe('NOT_YOURS');
    expect(after(carded, supervisor, '2026-03-05T08:00', { type: 'urge', clock: 'legal' }).urged).toBe(1);
  });

  it('gives ten days to hand over what was decided, and a refusal says why and where to turn', () => {
    let state = after(received('2026-03-02T09:00'), clerk, '2026-03-02T10:00', { type: 'accept' });
    expect(refused(state, head, '2026-03-03T09:00', { type: 'decide', outcome: 'refused' })).toBe('INCOMPLETE');
    state = after(state, head, '2026-03-03T10:00', { type: 'give-opinion', step: 'papers', verdict: 'object', text: '面积不符' });
    expect(refused(state, head, '2026-03-03T11:00', { type: 'decide', outcome: 'granted' })).toBe('INCOMPLETE');
    expect(refused(state, head, '2026-03-03T11:00', { type: 'decide', outcome: 'refused' }, null)).toBe('WORDS_NEEDED');
    const step = carryOut(state, { type: 'decide', outcome: 'refused' }, { by: head, at: instant('2026-03-03T11:00'), why: '面积不足', calendar });
    if (!step.ok) throw new Error(step.refusal.code);
    expect(step.lines).toMatchObject([{ why: '面积不足', remedies: [{ kind: 'reconsideration', basis: { article: '第二十条' } }, { kind: 'litigation', basis: { article: '第四十六条' } }] }]);
    expect(clockOf(step.state, 'delivery', calendar, step.state.at)).toMatchObject({ dueOn: '2026-03-17', limit: 10 });
    expect(refused(step.state, applicant, '2026-03-04T09:00', { type: 'withdraw' })).toBe('TOO_LATE');
  });
});
