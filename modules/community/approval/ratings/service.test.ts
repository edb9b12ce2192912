import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { withTransaction } from '../../../kernel/db.js';
import type { TodoSource } from '../../../kernel/todos.js';
import { callerOf, LI, WANG } from '../../affairs/testing.js';
import { DECIDE, SUPERVISE, WORK } from '../cases/service.js';
import { approvalWorld, clerkOf, head, supervisor, type ApprovalWorld } from '../testing.js';
import { TodoService } from '../todos/service.js';

let world: ApprovalWorld;
const start = Date.parse('2026-11-23T12:00:00+08:00');
const wang = callerOf(WANG);
const police = head('dept-gafj');
beforeAll(async () => {
  world = await approvalWorld('ratings');
});
beforeEach(() => void (world.time.now = start));
afterAll(() => world.close());

/** A closed case that the police's approver decided and the centre's clerk accepted and handed over. */
async function closed({ urged = false } = {}): Promise<string> {
  const number = await world.open('dog-registration');
  const { cases } = world.approval;
  const look = async (): Promise<number> => (await world.look(number)).version;
  if (urged) await cases.act(supervisor, SUPERVISE, { number, version: 0, command: { type: 'urge', clock: 'gaps' }, why: '请抓紧' }, world.key());
  await cases.act(clerkOf('centre-yueyang'), WORK, { number, version: await look(), command: { type: 'accept' } }, world.key());
  await cases.act(clerkOf('dept-gafj'), WORK, { number, version: await look(), command: { type: 'give-opinion', step: 'check', verdict: 'agree', text: '同意' } }, world.key());
  await cases.act(police, DECIDE, { number, version: await look(), command: { type: 'decide', outcome: 'granted' } }, world.key());
  await cases.act(clerkOf('centre-yueyang'), WORK, { number, version: await look(), command: { type: 'deliver', by: 'counter' } }, world.key());
  return number;
}

describe('好差评', () => {
  it('is given once a case, when it is over, by whose case it is', async () => {
    const { ratings } = world.approval;
    const open = await world.open('dog-registration');
    expect(await ratings.rate(wang, open, 'GOOD', null, world.key())).toMatchObject({ is: 'CaseActionRefused', code: 'NOT_NOW' });
    const number = await closed();
    await expect(ratings.rate(callerOf(LI), number, 'GOOD', null, world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await ratings.rate(wang, number, 'VERY_GOOD', '很快', world.key())).toEqual({ is: 'CaseRated', number, grade: 'VERY_GOOD', contactBy: null, putRightBy: null });
    expect(await ratings.rate(wang, number, 'POOR', null, world.key())).toMatchObject({ is: 'CaseActionRefused' });
    expect(await world.approval.reading.own(wang, number)).toMatchObject({ canRate: false, rating: 'VERY_GOOD' });
    // Who has served them knows number and last four: they are not told whether it was rated.
    expect(await world.approval.reading.progress(number, WANG.identifier.slice(-4))).toMatchObject({ canRate: true });
  });

  it('is given by number without an account, once however often it is sent at the same moment', async () => {
    const { ratings } = world.approval;
    const number = await closed();
    const last4 = WANG.identifier.slice(-4);
    const kiosk = { ...wang, accountId: null, personId: null, proofed: false, channel: 'kiosk' as const };
    await expect(ratings.rateByNumber(kiosk, number, '0000', 'FAIR', null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => ratings.rateByNumber(kiosk, number, last4, 'FAIR', null)));
    expect(outcomes.map(({ is }) => is).sort()).toEqual([...Array.from({ length: 5 }, () => 'CaseActionRefused'), 'CaseRated']);
  });

  it('a bad one is contacted within 1 working day and put right within 15; published is what was done, and whoever was rated sees nothing', async () => {
    const { ratings } = world.approval;
    const number = await closed({ urged: true });
    const before = world.notices.length;
    expect(await ratings.rate(wang, number, 'VERY_POOR', '跑了三次', world.key())).toMatchObject({ contactBy: '2026-11-24', putRightBy: '2026-12-14' });
    // The approver who decided is the one who was rated: the supervising office follows it up.
    expect(world.notices.slice(before)).toEqual([expect.objectContaining({ template: 'community.rating-poor', personId: 'person-dept-dsj-approver', params: { service: { zh: '养犬登记', en: expect.any(String) } } })]);
    expect((await ratings.followUps(police, {})).nodes).toEqual([]);
    await expect(ratings.contact(police, number, '查到了', world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ratings.followUps(clerkOf('dept-gafj'), {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(JSON.stringify(await world.approval.reading.staffCase(police, number))).not.toContain('VERY_POOR');
    expect((await ratings.followUps(supervisor, {})).nodes).toMatchObject([{ number, state: 'TO_CONTACT', text: '跑了三次', phone: '179****0001', light: 'GREEN' }]);
    expect(await ratings.tellLate()).toBe(0);
    world.time.now = Date.parse('2026-11-25T09:00:00+08:00');
    expect((await ratings.followUps(supervisor, {})).nodes[0]).toMatchObject({ light: 'RED' });
    const late = () => world.notices.filter(({ template }) => template === 'community.rating-late').map(({ personId, params }) => [personId, params['what']]);
    await Promise.all([ratings.tellLate(), ratings.tellLate()]);
    expect([await ratings.tellLate(), late()]).toEqual([0, [['person-dept-dsj-approver', { zh: '联系核实', en: 'answered' }]]]);
    await expect(ratings.putRight(supervisor, number, '改了', world.key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await ratings.contact(supervisor, number, '已致歉', world.key())).toMatchObject({ state: 'CONTACTED', contactNote: '已致歉', light: 'GREEN' });
    world.time.now = Date.parse('2026-12-15T09:00:00+08:00');
    expect([await ratings.tellLate(), await ratings.tellLate(), late().at(-1)]).toEqual([1, 0, ['person-dept-dsj-approver', { zh: '整改', en: 'put right' }]]);
    expect(await ratings.putRight(supervisor, number, '材料一次告知已改进', world.key())).toMatchObject({ state: 'PUT_RIGHT' });
    expect(world.notices.at(-1)).toMatchObject({ template: 'community.rating-put-right', personId: WANG.id });
    const [line] = await ratings.published({ serviceId: 'dog-registration' });
    expect(line).toMatchObject({ organisationId: 'dept-gafj', count: 3, grades: [1, 0, 1, 0, 1], putRight: 1, improvements: ['材料一次告知已改进'] });
    expect(line!.satisfied).toBeCloseTo(2 / 3); // just seen
    expect(await ratings.published({ serviceId: 'food-licence' })).toEqual([]);
  });
});

describe('办不成事', () => {
  it('reaches a named person, who answers; nobody else reads it', async () => {
    const { unresolved } = world.approval;
    const input = { organisationId: 'dept-rsj', text: '三次都说系统不行' };
    const key = world.key();
    const report = await unresolved.report(wang, input, key);
    expect(report).toMatchObject({ state: 'OPEN', organisation: { zh: '名称dept-rsj' }, answerBy: '2026-11-26', text: '三次都说系统不行' });
    expect((await unresolved.report(wang, input, key)).id).toBe(report.id);
    expect(world.notices.filter(({ key: own }) => own === `unresolved:${report.id}`)).toMatchObject([{ personId: 'person-dept-rsj-approver' }]);
    expect((await unresolved.list(head('dept-mzj'), 'OPEN', {})).nodes).toEqual([]);
    await expect(unresolved.answer(head('dept-mzj'), report.id, '不归我管', world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await unresolved.list(head('dept-rsj'), 'OPEN', {})).nodes.map(({ id }) => id)).toEqual([report.id]);
    expect(await unresolved.answer(head('dept-rsj'), report.id, '已上门办好', world.key())).toMatchObject({ state: 'ANSWERED', answer: '已上门办好' });
    await expect(unresolved.answer(head('dept-rsj'), report.id, '又答', world.key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await unresolved.mine(wang)).toMatchObject([{ id: report.id, answer: '已上门办好' }]);
    expect(await unresolved.mine(callerOf(LI))).toEqual([]);
    await expect(unresolved.report(wang, { ...input, serviceId: '=cmd|calc' }, world.key())).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'serviceId' } });
    const number = await world.open('dog-registration');
    await expect(unresolved.report(callerOf(LI), { ...input, number }, world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await unresolved.report(wang, { ...input, number }, world.key())).toMatchObject({ number, serviceName: { zh: '养犬登记' } });
  });

  it('that nobody answers in time is told to the supervising office, once', async () => {
    const { unresolved } = world.approval;
    const { id } = await unresolved.report(wang, { organisationId: 'dept-rsj', text: '没人理' }, world.key());
    const late = () => world.notices.filter(({ key }) => key.startsWith(`unresolved:${id}:late`));
    await unresolved.tellLate();
    expect(late()).toEqual([]);
    world.time.now = Date.parse('2026-11-27T09:00:00+08:00');
    await Promise.all([unresolved.tellLate(), unresolved.tellLate()]);
    await unresolved.tellLate();
    expect(late()).toMatchObject([{ personId: 'person-dept-dsj-approver', template: 'community.unresolved-late', params: { organisation: { zh: '名称dept-rsj' } } }]);
  });

  it('needs nobody to know which office it is: who has the case in hand, else the service’s authority, else the supervising office', async () => {
    const { unresolved } = world.approval;
    const said = { text: '窗口说不归他们管' };
    const responsibleFor = (id: string) => world.notices.find(({ key }) => key === `unresolved:${id}`);
    const number = await world.open('dog-registration');
    const ofCase = await unresolved.report(wang, { ...said, number }, world.key());
    expect([ofCase.organisation.zh, responsibleFor(ofCase.id)]).toEqual(['名称centre-yueyang', expect.objectContaining({ personId: 'person-centre-yueyang-approver', link: '/staff/feedback' })]);
    await world.approval.cases.act(clerkOf('centre-yueyang'), WORK, { number, version: 0, command: { type: 'accept' } }, world.key());
    expect((await unresolved.report(wang, { ...said, number }, world.key())).organisation.zh).toBe('名称dept-gafj');
    expect((await unresolved.report(wang, { ...said, serviceId: 'social-card-replacement' }, world.key())).organisation.zh).toBe('名称dept-rsj');
    const ofNothing = await unresolved.report(wang, said, world.key());
    expect([ofNothing.organisation.zh, responsibleFor(ofNothing.id)?.personId]).toEqual(['dept-dsj', 'person-dept-dsj-approver']);
    await expect(unresolved.report(wang, { ...said, serviceId: 'no-such-service' }, world.key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(unresolved.report(wang, { ...said, organisationId: 'dept-none' }, world.key())).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('is never seen to by who reports it', async () => {
    const own = { ...wang, personId: 'person-dept-rsj-approver' };
    const { id } = await world.approval.unresolved.report(own, { organisationId: 'dept-rsj', text: '自己单位也没给我办成' }, world.key());
    expect(world.notices.find(({ key }) => key === `unresolved:${id}`)?.personId).toBe('person-dept-rsj-clerk');
  });
});

describe('待办', () => {
  it('is one list over all sources, what is due first before the rest, without what a colleague has in hand', async () => {
    await world.connection.collection('community_case_tasks').deleteMany({});
    await world.connection.collection('community_unresolved').deleteMany({ state: 'OPEN' });
    const [first, second] = [await world.open('dog-registration'), await world.open('dog-registration')];
    await world.approval.cases.act(clerkOf('centre-yueyang'), WORK, { number: second, version: 0, command: { type: 'accept' } }, world.key());
    await world.approval.unresolved.report(wang, { organisationId: 'dept-gafj', text: '打不通电话' }, world.key());
    const own = await world.approval.todos.list(police, 10);
    expect(own.items.map(({ source, dueOn }) => `${source} ${dueOn}`)).toEqual(['community.unresolved 2026-11-26', expect.stringMatching(/^community.cases 2026-/)]);
    expect(own.totalCount).toBe(2);
    expect((await world.approval.todos.list(clerkOf('centre-yueyang'), 10)).items).toMatchObject([{ about: `养犬登记 ${first}`, link: `/staff/cases/${first}` }]);
    await world.approval.cases.act(police, WORK, { number: second, version: 1, command: { type: 'reassign', step: 'check', toPersonId: 'person-dept-gafj-clerk' }, why: '由经办人办' }, world.key());
    expect((await world.approval.todos.list(police, 10)).items.map(({ source }) => source)).toEqual(['community.unresolved']);
    expect((await world.approval.reading.worklist(clerkOf('dept-gafj'), { mine: true }, {})).nodes).toMatchObject([{ number: second, kind: 'STEP' }]);
    await expect(world.approval.todos.list(wang, 10)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('takes in what other modules have, and orders all together', async () => {
    const source = (name: string, dueOn: string | null): TodoSource => ({ name, list: async () => ({ items: [{ id: `${name}:1`, source: name, title: { zh: name, en: name }, about: '', since: 1, dueOn, light: 'RED', link: '/' }], totalCount: 1, red: 1, yellow: 0 }) });
    const todos = new TodoService(world.authoriser, () => [source('later', '2026-12-01'), source('never', null), source('soon', '2026-11-24')]);
    expect(await todos.list(police, 2)).toMatchObject({ items: [{ source: 'soon' }, { source: 'later' }], totalCount: 3, red: 3 });
  });
});

describe('what is held about somebody', () => {
  it('is given to them whole; cases are kept by law, and what they said of them goes', async () => {
    const [data] = world.approval.personalData;
    const sections = await data!.collect(WANG.id); // approval has one
    expect(sections.map(({ title }) => title.zh)).toEqual(['办件', '评价', '办不成事反映']);
    expect(JSON.stringify(sections)).toContain('跑了三次');
    // Why offices gave it into other hands is between them, here as in the case itself.
    expect(JSON.stringify(sections)).not.toContain('由经办人办');
    const erased = await withTransaction(world.connection, (session) => data!.erase(session, WANG.id, '2026-11-23'));
    expect(erased.deleted.map(({ zh }) => zh)).toEqual(['评价', '办不成事反映']);
    expect(erased.kept).toMatchObject([{ what: { zh: '办件' }, until: '2036-11-23' }]);
    const later = await withTransaction(world.connection, (session) => data!.erase(session, WANG.id, '2037-01-01'));
    expect(later.deleted.map(({ zh }) => zh)).toEqual(['办件']);
  });
});
