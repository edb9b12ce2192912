import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WANG } from '../../affairs/testing.js';
import { approvalWorld, clerkOf, head, supervisor, type ApprovalWorld } from '../testing.js';
import { WORK } from '../cases/service.js';
import type { Command } from '../machine/types.js';

let world: ApprovalWorld;
const start = Date.parse('2026-11-23T12:00:00+08:00');
const at = (text: string): void => void (world.time.now = Date.parse(`2026-${text}+08:00`));
const centre = clerkOf('centre-yueyang');
beforeAll(async () => {
  world = await approvalWorld('clocks');
});
beforeEach(async () => {
  world.time.now = start;
  await world.connection.collection('community_cases').deleteMany({});
});
afterAll(() => world.close());

/** Both processes at once, as where a lease was lost. */
const ring = async (): Promise<number> => (await Promise.all([world.approval.clocks.tick(), world.other.clocks.tick()])).reduce((sum, each) => sum + each, 0);
const typesOf = async (number: string): Promise<string[]> => (await world.look(number)).events.map(({ type }) => type);

describe('what the clocks do by themselves', () => {
  it('a yellow card before the end of the five days, then a red one, and it counts as accepted from receipt: each once, whoever runs', async () => {
    const number = await world.open('temporary-relief');
    expect(await ring()).toBe(0);
    at('11-26T09:00');
    expect(await ring()).toBe(1);
    expect(await ring()).toBe(0);
    expect((await world.look(number)).cards).toMatchObject([{ colour: 'YELLOW', clock: 'gaps', organisationId: 'centre-yueyang', automatic: true }]);
    // Five working days after Monday the 23rd: the 30th is the last.
    at('11-30T23:59');
    expect(await ring()).toBe(0);
    at('12-01T00:00');
    expect(await ring()).toBe(1);
    const seen = await world.look(number);
    expect(seen.events.map(({ type }) => type)).toEqual(['RECEIVED', 'CARD_ISSUED', 'CARD_ISSUED', 'ACCEPTED']);
    expect(seen).toMatchObject({ phase: 'REVIEWING', acceptedFrom: start, events: [{}, {}, {}, { by: null, why: '逾期未告知需要补正的内容，自收到申请材料之日起即为受理' }] });
    expect(seen.clocks.find(({ kind }) => kind === 'PROMISED')).toMatchObject({ usedWorkingDays: 6 });
    expect(world.notices.filter(({ key }) => key.startsWith(`case:${number}:`)).map(({ template, personId }) => `${template} ${personId}`)).toEqual([
      `community.case-received ${WANG.id}`, 'community.case-card person-centre-yueyang-approver', 'community.case-card person-centre-yueyang-approver', 'community.case-card person-dept-dsj-approver', `community.case-accepted ${WANG.id}`,
    ]);
  });

  it('a procedure outside the limit has the time that was told in writing: it stays under supervision, and gets its cards', async () => {
    const number = await world.open('food-licence', { category: 'sale' });
    const act = async (command: Command, why: string | null = null) => world.approval.cases.act(head('dept-scjgj'), WORK, { number, version: (await world.look(number)).version, command, why }, world.key());
    await world.approval.cases.act(centre, WORK, { number, version: 0, command: { type: 'accept' } }, world.key());
    await act({ type: 'begin-procedure', kind: 'hearing', step: null, workingDays: 5 }, '依法听证');
    const supervised = async () => (await world.approval.reading.supervised(supervisor, {}, {})).nodes.map((each) => each.number);
    expect(await supervised()).toEqual([number]);
    // Told on Monday the 23rd: the 30th is the last of five.
    at('12-01T00:00');
    await ring();
    const seen = await world.look(number);
    expect(seen.clocks.filter(({ stoppedAt }) => stoppedAt === null).map(({ kind, light, paused, title }) => [kind, light, paused, title?.zh])).toEqual([
      ['LEGAL', 'GREEN', true, undefined], ['PROMISED', 'GREEN', true, undefined], ['STEP', 'GREEN', true, '材料审查'], ['PROCEDURE', 'RED', false, '听证所需时间'],
    ]);
    expect(seen.cards).toMatchObject([{ colour: 'RED', clock: 'procedure:0', organisationId: 'dept-scjgj', automatic: true }]);
    await act({ type: 'end-procedure', kind: 'hearing', step: null, result: '可行' });
    expect((await world.look(number)).clocks.find(({ kind }) => kind === 'PROCEDURE')).toMatchObject({ stoppedAt: world.time.now, light: 'RED' });
  });

  it('a step that is late gets its cards, those of the whole come in their turn, and what stopped is left alone', async () => {
    const number = await world.open('dog-registration');
    await world.approval.cases.act(centre, WORK, { number, version: 0, command: { type: 'accept' } }, world.key());
    at('12-15T09:00');
    await ring();
    const { cards } = await world.look(number);
    // Promised within five days, the step within its own; the law's limit of fifteen is only near.
    expect(cards.map(({ clock, colour, organisationId }) => `${clock} ${colour} ${organisationId}`).sort()).toEqual(['legal RED dept-gafj', 'promised RED dept-gafj', 'step:check RED dept-gafj']);
    await world.approval.cases.act(head('dept-gafj'), WORK, { number, version: (await world.look(number)).version, command: { type: 'give-opinion', step: 'check', verdict: 'agree', text: '同意' } }, world.key());
    at('12-30T09:00');
    await ring();
    expect((await typesOf(number)).filter((type) => type === 'CARD_ISSUED')).toHaveLength(3);
    await world.approval.cases.act(head('dept-gafj'), WORK, { number, version: (await world.look(number)).version, command: { type: 'answer-card', id: cards[0]!.id, text: '已整改' } }, world.key()); // there are three
    expect((await world.look(number)).cards[0]).toMatchObject({ answer: '已整改' });
  });

  it('a file whose applicant brings nothing comes back to the worklist when the time for it is over, and not before', async () => {
    await world.connection.collection('community_case_tasks').deleteMany({});
    const number = await world.open('dog-registration');
    await world.approval.cases.act(centre, WORK, { number, version: 0, command: { type: 'tell-gaps', gaps: [{ input: 'dog-photo', what: '缺照片' }] } }, world.key());
    const until = (await world.look(number)).supplementUntil!; // just set
    const list = () => world.approval.reading.worklist(centre, {}, {}).then(({ nodes }) => nodes.map(({ title }) => title.zh));
    world.time.now = Date.parse(`${until}T23:59:00+08:00`);
    await ring();
    expect(await list()).toEqual([]);
    world.time.now += 3_600_000;
    await ring();
    expect(await list()).toEqual(['逾期未补正，决定是否不予受理']);
    expect(await typesOf(number)).toEqual(['RECEIVED', 'GAPS_TOLD']);
    await world.approval.cases.act(centre, WORK, { number, version: 1, command: { type: 'refuse-acceptance' }, why: '逾期未补正' }, world.key());
    expect(await list()).toEqual([]);
    expect(await world.look(number)).toMatchObject({ ending: 'NOT_ACCEPTED', decision: { outcome: 'REFUSED', remedies: [{}, {}] } });
  });

  it('whoever owes papers is reminded before the last day, on it, and told when it is past: each once, in the morning, whoever runs', async () => {
    const number = await world.open('food-licence', { category: 'catering' }, { toFollow: ['health-certificates'] });
    await world.approval.cases.act(centre, WORK, { number, version: 0, command: { type: 'accept' } }, world.key());
    const told = () => world.notices.filter(({ key, template }) => key.startsWith(`case:${number}:`) && template.includes('owed')).map(({ template, personId }) => `${template.replace('community.case-', '')} ${personId}`);
    const owing = async () => (await world.approval.reading.worklist(clerkOf('dept-scjgj'), { number }, {})).nodes.map(({ owedUntil, owedLight }) => [owedUntil, owedLight])[0];
    expect(await owing()).toEqual(['2026-11-30', 'GREEN']);
    // Five working days after Monday the 23rd; two of them are left from Thursday on.
    at('11-26T08:59');
    await ring();
    expect(told()).toEqual([]);
    at('11-26T09:00');
    await ring();
    await ring();
    expect(told()).toEqual([`owed-soon ${WANG.id}`]);
    expect(world.notices.at(-1)).toMatchObject({ params: { until: '2026-11-30', n: '1' }, link: `/me/affairs/${number}` });
    expect(await owing()).toEqual(['2026-11-30', 'YELLOW']);
    at('11-30T08:59');
    await ring();
    expect(told()).toHaveLength(1);
    at('11-30T09:00');
    await ring();
    await ring();
    expect(told().slice(1)).toEqual([`owed-last-day ${WANG.id}`]);
    expect((await world.look(number)).owed[0]?.what).toBe('2026-11-30前补交，逾期不补的，可能因此不予批准');
    at('12-01T09:00');
    await ring();
    await ring();
    expect(told().slice(2)).toEqual([`owed-past ${WANG.id}`, 'owed-overdue person-dept-scjgj-approver']);
    expect(await owing()).toEqual(['2026-11-30', 'RED']);
    expect((await world.look(number)).owed[0]?.what).toBe('补交的最后一天（2026-11-30）已过，可以据此不予批准；决定作出以前仍可补交');
    at('12-20T09:00');
    await ring();
    expect(told()).toHaveLength(4);
  });

  it('who has brought what was owed is reminded no more, and a reminder that nobody could send in its time is left out', async () => {
    const [brought, slept] = [await world.open('food-licence', { category: 'catering' }, { toFollow: ['health-certificates'] }), await world.open('food-licence', { category: 'catering' }, { toFollow: ['health-certificates'] })];
    for (const number of [brought, slept]) await world.approval.cases.act(centre, WORK, { number, version: 0, command: { type: 'accept' } }, world.key());
    await world.approval.cases.act(centre, WORK, { number: brought, version: 1, command: { type: 'receive-owed', inputs: ['health-certificates'] } }, world.key());
    at('11-30T10:00');
    await ring();
    const reminders = async (number: string) => (await world.look(number)).events.filter(({ type }) => type === 'OWED_REMINDED').map(({ why }) => why);
    expect([await reminders(brought), await reminders(slept)]).toEqual([[], ['最后一天：2026-11-30']]);
  });

  it('a case that cannot be worked on keeps no other from its clocks', async () => {
    const [broken, whole] = [await world.open('dog-registration'), await world.open('dog-registration')];
    await world.connection.collection<{ _id: string }>('community_cases').updateOne({ _id: broken }, { $set: { stateSealed: 'broken' } });
    at('12-01T09:00');
    expect(await world.approval.clocks.tick()).toBe(1);
    expect(await typesOf(whole)).toContain('ACCEPTED');
  });
});

describe('supervision', () => {
  it('lists cases by the nearest limit, by light and organisation; others than the supervising office see their own', async () => {
    const [first, second] = [await world.open('dog-registration'), await world.open('temporary-relief')];
    at('11-24T09:00');
    await world.approval.cases.act(centre, WORK, { number: first, version: 0, command: { type: 'accept' } }, world.key());
    const list = (caller = supervisor, filter = {}) => world.approval.reading.supervised(caller, filter, {}).then(({ nodes }) => nodes.map(({ number }) => number));
    expect(await list()).toEqual([first, second]);
    expect(await list(supervisor, { organisationId: 'dept-gafj' })).toEqual([first]);
    expect(await list(head('dept-gafj'))).toEqual([first]);
    expect(await list(head('dept-gafj'), { organisationId: 'centre-yueyang' })).toEqual([first]);
    expect(await list(supervisor, { light: 'RED' })).toEqual([]);
    at('12-02T09:00');
    expect(await list(supervisor, { light: 'RED', serviceId: 'temporary-relief' })).toEqual([second]);
  });

  it('counts how limits were kept, by department, service and step, and what runs now', async () => {
    await world.connection.collection('community_clock_results').deleteMany({});
    await world.connection.collection('community_case_tasks').deleteMany({});
    const [quick, slow] = [await world.open('dog-registration'), await world.open('dog-registration')];
    for (const number of [quick, slow]) await world.approval.cases.act(centre, WORK, { number, version: 0, command: { type: 'accept' } }, world.key());
    const opinion = { type: 'give-opinion', step: 'check', verdict: 'agree', text: '同意' } as const;
    at('11-24T09:00');
    await world.approval.cases.act(head('dept-gafj'), WORK, { number: quick, version: 1, command: opinion }, world.key());
    at('12-31T09:00');
    await world.approval.cases.act(head('dept-gafj'), WORK, { number: slow, version: 1, command: opinion }, world.key());
    const lines = await world.approval.statistics.of(supervisor, '2026-11-01', '2026-12-31', 'STEP');
    expect(lines).toEqual([{ key: 'dog-registration/check', name: { zh: expect.stringMatching(/^养犬登记 · /), en: expect.any(String) }, finished: 2, late: 1, meanWorkingDays: 14.5, meanLimit: expect.any(Number), running: 0, yellow: 0, red: 0, revoked: 0 }]);
    expect(await world.approval.statistics.of(supervisor, '2026-11-01', '2026-12-31', 'DEPARTMENT')).toMatchObject([{ key: 'centre-yueyang', finished: 2, late: 0 }, { key: 'dept-gafj', finished: 2, late: 1, running: 2, red: 2 }]);
    expect((await world.approval.statistics.of(head('centre-yueyang'), '2026-11-01', '2026-12-31', 'DEPARTMENT')).map(({ key }) => key)).toEqual(['centre-yueyang']);
    await expect(world.approval.statistics.of(supervisor, '2026-12-31', '2026-11-01', 'STEP')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
