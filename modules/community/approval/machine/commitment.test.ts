import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readWorkingCalendar } from '../../../kernel/calendar.js';
import { projectRoot } from '../../../kernel/root.js';
import { clockOf } from '../clock.js';
import { replay } from './apply.js';
import { barredSince } from './commitment.js';
import { carryOut } from './log.js';
import { noUnheardRevocation } from './testing/histories.js';
import { applicant, plan, receipt, receive, staff, supervisor, system } from './testing/moves.js';
import type { Actor, CaseEvent, CaseState, Command } from './types.js';

const calendar = readWorkingCalendar(path.join(projectRoot(), 'data/calendar/public-holidays.json'));
const at = (text: string): number => Date.parse(`${text}:00+08:00`);
const [clerk, head] = [staff('dept-a', 'clerk'), staff('dept-a', 'approver')];
const commitment = { text: { zh: '承诺', en: 'I promise' }, inputs: ['photo'], promisedWorkingDays: 1, checkWithinWorkingDays: 20 };
const UNTRUE = { type: 'check-commitment', kept: false, findings: '地址并不存在', workingDays: 5 } as const;

/** A case and its log, on which one thing after the other is done. */
class Story {
  state: CaseState;
  readonly log: CaseEvent[];

  constructor(committed = true) {
    const { state, log } = receive(receipt({ plan: plan({ ...(committed ? { commitment } : {}) }), committed }), at('2026-03-02T09:00'));
    this.state = state;
    this.log = [...log];
  }

  /** What came of a command: the state's ending or phase, or why not. */
  try(by: Actor, when: string, command: Command, why: string | null = '理由'): string {
    const step = carryOut(this.state, command, { by, at: at(when), why, calendar });
    if (!step.ok) return step.refusal.code;
    this.log.push(...step.lines);
    this.state = step.state;
    return 'done';
  }

  granted(): this {
    this.try(staff('centre-x', 'clerk'), '2026-03-02T10:00', { type: 'accept' });
    this.try(head, '2026-03-02T11:00', { type: 'give-opinion', step: 'papers', verdict: 'agree', text: '同意' });
    this.try(head, '2026-03-02T12:00', { type: 'decide', outcome: 'granted' });
    return this;
  }

  delivered(): this {
    this.try(head, '2026-03-02T13:00', { type: 'deliver', by: 'electronic' });
    return this;
  }
}

describe('a commitment that was found untrue', () => {
  it('is told with a time to set it right; nothing is revoked before that is over, and not without reasons', () => {
    const story = new Story().granted().delivered();
    expect(story.try(head, '2026-03-09T09:00', { ...UNTRUE, workingDays: 4 })).toBe('NOT_PROVIDED_FOR');
    expect(story.try(head, '2026-03-09T09:00', { ...UNTRUE, findings: ' ' })).toBe('WORDS_NEEDED');
    expect(story.try(clerk, '2026-03-09T09:00', UNTRUE)).toBe('done');
    // Five working days after Monday the 9th: Monday the 16th is the last.
    expect(story.state.untrue).toMatchObject({ until: '2026-03-16', answers: [], ended: null });
    expect(story.state).toMatchObject({ phase: 'closed', ending: 'granted' });
    expect(story.try(clerk, '2026-03-10T09:00', UNTRUE)).toBe('ALREADY_DONE');
    expect(story.try(applicant, '2026-03-10T09:00', { type: 'answer-finding', text: '已搬到新址' })).toBe('done');
    expect(story.try(head, '2026-03-16T23:59', { type: 'revoke' })).toBe('TOO_EARLY');
    expect(story.try(clerk, '2026-03-17T09:00', { type: 'revoke' })).toBe('NOT_YOURS');
    expect(story.try(head, '2026-03-17T09:00', { type: 'revoke' }, null)).toBe('WORDS_NEEDED');
    expect(story.try(head, '2026-03-17T09:00', { type: 'revoke' })).toBe('done');
    expect(story.state).toMatchObject({ phase: 'closed', ending: 'revoked', outcome: 'granted', closedAt: at('2026-03-02T13:00') });
    expect(story.try(head, '2026-03-18T09:00', { type: 'revoke' })).toBe('NOT_NOW');
    expect(story.try(clerk, '2026-03-18T09:00', UNTRUE)).toBe('ALREADY_DONE');
    expect(story.try(applicant, '2026-03-18T09:00', { type: 'answer-finding', text: '迟了' })).toBe('NOT_NOW');
    expect(replay(JSON.parse(JSON.stringify(story.log)) as CaseEvent[])).toEqual(story.state); // what was just written
    noUnheardRevocation(story.log);
  });

  it('may end with its being set right: the decision stands, and what is found untrue later is another finding', () => {
    const story = new Story().granted().delivered();
    story.try(clerk, '2026-03-09T09:00', UNTRUE);
    expect(story.try(applicant, '2026-03-09T10:00', { type: 'set-right', findings: '已整改' })).toBe('NOT_YOURS');
    expect(story.try(clerk, '2026-03-10T09:00', { type: 'set-right', findings: '已办妥租赁备案' })).toBe('done');
    expect(story.state).toMatchObject({ ending: 'granted', untrue: { ended: { as: 'set-right' } } });
    expect([barredSince(story.state), clockOf(story.state, 'finding', calendar, story.state.at)?.stoppedAt]).toEqual([null, at('2026-03-10T09:00')]);
    expect(story.try(head, '2026-03-20T09:00', { type: 'revoke' })).toBe('NOT_NOW');
    expect(story.try(clerk, '2026-04-20T09:00', UNTRUE)).toBe('done');
    expect(story.state.untrue).toMatchObject({ at: at('2026-04-20T09:00'), ended: null });
  });

  it('found before the result was handed over keeps it from being handed over once it is revoked', () => {
    const story = new Story().granted();
    story.try(clerk, '2026-03-03T09:00', UNTRUE);
    expect(story.try(head, '2026-03-12T09:00', { type: 'revoke' })).toBe('done');
    expect(story.state).toMatchObject({ phase: 'closed', ending: 'revoked', deliveredAt: null, closedAt: at('2026-03-12T09:00') });
    expect(clockOf(story.state, 'delivery', calendar, at('2026-06-01T09:00'))).toMatchObject({ stoppedAt: at('2026-03-12T09:00') });
    expect(story.try(head, '2026-03-12T10:00', { type: 'deliver', by: 'post' })).toBe('NOT_NOW');
  });

  it('bars from committing again until trust is restored, which an approver of the lead says', () => {
    const story = new Story().granted().delivered();
    story.try(clerk, '2026-03-09T09:00', UNTRUE);
    story.try(head, '2026-03-17T09:00', { type: 'revoke' });
    expect(barredSince(story.state)).toBe(at('2026-03-17T09:00'));
    expect(story.try(clerk, '2026-06-01T09:00', { type: 'restore-trust' })).toBe('NOT_YOURS');
    expect(story.try(head, '2026-06-01T09:00', { type: 'restore-trust' })).toBe('done');
    expect([barredSince(story.state), story.state.ending]).toEqual([null, 'revoked']);
    expect(story.try(head, '2026-06-02T09:00', { type: 'restore-trust' })).toBe('NOT_NOW');
  });

  it('is under a clock of the lead’s own, and goes to another lead where the whole office steps aside', () => {
    const story = new Story().granted().delivered();
    expect(story.try(clerk, '2026-03-03T09:00', { type: 'recuse' })).toBe('done');
    story.try(head, '2026-03-09T09:00', UNTRUE);
    // The five days to be heard, and fifteen to close it.
    expect(clockOf(story.state, 'finding', calendar, at('2026-03-10T09:00'))).toMatchObject({ organisations: ['dept-a'], limit: 20, light: 'green' });
    expect(clockOf(story.state, 'finding', calendar, at('2026-05-10T09:00'))?.light).toBe('red');
    expect(story.try(head, '2026-03-10T09:00', { type: 'recuse' })).toBe('done');
    expect(story.try(head, '2026-03-17T09:00', { type: 'revoke' })).toBe('RECUSED');
    expect(story.try(supervisor, '2026-03-17T10:00', { type: 'hand-over', what: 'acceptor', from: 'centre-x', to: 'dept-b' })).toBe('NOT_NOW');
    expect(story.try(supervisor, '2026-03-17T10:00', { type: 'hand-over', what: 'lead', from: 'dept-a', to: 'dept-b' })).toBe('done');
    expect(story.try(staff('dept-b', 'approver'), '2026-03-18T10:00', { type: 'revoke' })).toBe('done');
    expect(story.try(staff('dept-b', 'approver'), '2026-03-18T11:00', { type: 'recuse' })).toBe('NOT_NOW');
  });

  it('is no finding without a commitment, before the decision, or of somebody else', () => {
    expect(new Story(false).granted().try(clerk, '2026-03-09T09:00', UNTRUE)).toBe('NOT_NOW');
    expect(new Story().try(clerk, '2026-03-09T09:00', UNTRUE)).toBe('NOT_NOW');
    const story = new Story().granted();
    expect(story.try(staff('dept-b', 'approver'), '2026-03-09T09:00', UNTRUE)).toBe('NOT_YOURS');
    expect(story.try(system, '2026-03-09T09:00', UNTRUE)).toBe('NOT_YOURS');
    expect(story.try(applicant, '2026-03-09T09:00', { type: 'answer-finding', text: '没有的事' })).toBe('NOT_NOW');
    for (const command of [{ type: 'set-right', findings: '已整改' }, { type: 'revoke' }, { type: 'restore-trust' }] as const) expect(story.try(head, '2026-03-09T09:00', command)).toBe('NOT_NOW');
  });

  it('is heard five times at most', () => {
    const story = new Story().granted().delivered();
    story.try(clerk, '2026-03-09T09:00', UNTRUE);
    for (let round = 0; round < 5; round += 1) expect(story.try(applicant, '2026-03-10T09:00', { type: 'answer-finding', text: '情况说明' })).toBe('done');
    expect(story.try(applicant, '2026-03-10T09:00', { type: 'answer-finding', text: '情况说明' })).toBe('ALREADY_DONE');
    expect(story.try(clerk, '2026-03-10T09:00', { type: 'answer-finding', text: '代说' })).toBe('NOT_YOURS');
  });

  it('a log that revokes unheard is caught', () => {
    const story = new Story().granted().delivered();
    story.try(clerk, '2026-03-09T09:00', UNTRUE);
    const forged: CaseEvent = { type: 'result-revoked', remedies: [], seq: story.state.seq + 1, at: at('2026-03-10T09:00'), by: head, why: '理由' };
    expect(() => noUnheardRevocation([...story.log, forged])).toThrow('before the applicant was heard');
    expect(() => noUnheardRevocation([...story.log.filter(({ type }) => type !== 'commitment-checked'), forged])).toThrow('without a finding');
  });
});
