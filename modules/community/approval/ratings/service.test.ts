import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { withTransaction } from '../../../kernel/db.js';
import type { TodoSource } from '../../../kernel/todos.js';
import { callerOf, LI, WANG } from '../../affairs/testing.js';
import { DECIDE, SUPERVISE, WORK } from '../cases/service.js';
import { approvalWorld, clerkOf, head, supervisor, type ApprovalWorld } from '../testing.js';
import { TodoService } from '../todos/service.js';
import { ratingCollection } from './model.js';
import { PUBLISHED_LASTS_MS } from './published.js';

let world: ApprovalWorld;
const start = Date.parse('2026-11-23T12:00:00+08:00');
const wang = callerOf(WANG);
const police = head('dept-gafj');
beforeAll(async () => {
  world = await approvalWorld('ratings');
});
let minutes = 0;
// Each test later than the one before: what is published is kept for a while.
beforeEach(() => void (world.time.now = start + (minutes += 2) * 60_000));
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
  beforeEach(async () => void (await ratingCollection(world.connection).deleteMany({})));
  it('is given once a case, when it is over, by whose case it is', async () => {
    const { ratings } = world.approval;
    const open = await world.open('dog-registration');
    expect(await ratings.rate(wang, open, { grade: 'GOOD', text: null }, world.key())).toMatchObject({ is: 'CaseActionRefused', code: 'NOT_NOW', text: { zh: '办结以后才能评价' } });
    const number = await closed();
    await expect(ratings.rate(callerOf(LI), number, { grade: 'GOOD', text: null }, world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await ratings.rate(wang, number, { grade: 'VERY_GOOD', text: '很快' }, world.key())).toEqual({ is: 'CaseRated', number, grade: 'VERY_GOOD', contactBy: null, putRightBy: null });
    expect(await ratings.rate(wang, number, { grade: 'POOR', text: null }, world.key())).toMatchObject({ is: 'CaseActionRefused', code: 'ALREADY_DONE', text: { zh: expect.stringMatching(/评价过/) } });
    expect(await world.approval.reading.own(wang, number)).toMatchObject({ canRate: false, rating: 'VERY_GOOD' });
    // Who has served them knows number and last four: they are not told whether it was rated.
    expect(await world.approval.reading.progress(number, WANG.identifier.slice(-4))).toMatchObject({ canRate: true });
  });

  it('is given by number without an account, once however often it is sent at the same moment', async () => {
    const { ratings } = world.approval;
    const number = await closed();
    const last4 = WANG.identifier.slice(-4);
    const kiosk = { ...wang, accountId: null, personId: null, proofed: false, channel: 'kiosk' as const };
    await expect(ratings.rateByNumber(kiosk, number, '0000', { grade: 'FAIR', text: null })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => ratings.rateByNumber(kiosk, number, last4, { grade: 'FAIR', text: null })));
    // One stands; who comes second is not told that there is one.
    expect(outcomes.map(({ is }) => is)).toEqual(Array.from({ length: 6 }, () => 'CaseRated'));
    expect((await world.approval.published.ofServices({ serviceId: 'dog-registration' })).map(({ count, byNumber }) => [count, byNumber])).toEqual([[1, 1]]);
    expect(world.notices.filter(({ key }) => key === `rating:${number}:by-number:${WANG.id}`)).toEqual([expect.objectContaining({ template: 'community.rating-by-number', personId: WANG.id, link: `/me/affairs/${number}` })]);
    expect(JSON.stringify(world.notices.at(-1))).not.toContain('FAIR');
  });

  it('is given by number by no member of staff, in a post or beside it', async () => {
    const { ratings } = world.approval;
    const number = await closed();
    const last4 = WANG.identifier.slice(-4);
    const said = { grade: 'VERY_GOOD', text: null } as const;
    for (const clerk of [clerkOf('centre-yueyang'), { ...clerkOf('centre-yueyang'), post: null }, { ...clerkOf('dept-gafj'), post: null }, clerkOf('dept-wjw')]) await expect(ratings.rateByNumber(clerk, number, last4, said)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    // Somebody of the family, signed in, may.
    expect(await ratings.rateByNumber(callerOf(LI), number, last4, said)).toMatchObject({ is: 'CaseRated' });
  });

  it('by number gives way to the applicant’s own, once: a follow-up ends, or begins, and the figures count one', async () => {
    const { ratings, followUps, published } = world.approval;
    const [praised, blamed, both] = [await closed(), await closed(), await closed()];
    const last4 = WANG.identifier.slice(-4);
    const kiosk = { ...wang, accountId: null, personId: null, proofed: false, channel: 'kiosk' as const };
    await ratings.rateByNumber(kiosk, praised, last4, { grade: 'VERY_GOOD', text: '窗口代评' });
    await ratings.rateByNumber(kiosk, blamed, last4, { grade: 'POOR', text: '不是本人' });
    await ratings.rateByNumber(kiosk, both, last4, { grade: 'POOR', text: '等太久' });
    const open = async (): Promise<string[]> => (await followUps.list(supervisor, {})).nodes.map(({ id }) => id).filter((id) => [praised, blamed, both].includes(id)).sort();
    expect(await open()).toEqual([blamed, both].sort());
    expect(await world.approval.reading.own(wang, praised)).toMatchObject({ canRate: true, rating: 'VERY_GOOD', ratedByNumber: true });
    await followUps.contact(supervisor, both, '已致电', world.key());
    world.time.now += 3_600_000;
    expect(await ratings.rate(wang, praised, { grade: 'VERY_POOR', text: '其实很差' }, world.key())).toMatchObject({ is: 'CaseRated', contactBy: '2026-11-24' });
    expect(await ratings.rate(wang, blamed, { grade: 'GOOD', text: null }, world.key())).toMatchObject({ is: 'CaseRated', contactBy: null });
    // Bad both times: it goes on where it stands.
    expect(await ratings.rate(wang, both, { grade: 'VERY_POOR', text: '等了两小时' }, world.key())).toMatchObject({ is: 'CaseRated', putRightBy: '2026-12-14' });
    expect(await open()).toEqual([praised, both].sort());
    expect((await followUps.list(supervisor, {})).nodes.find(({ id }) => id === both)).toMatchObject({ state: 'CONTACTED', contactNote: '已致电', text: '等了两小时', grade: 'VERY_POOR', of: 'CASE' });
    expect(world.notices.filter(({ template, key }) => template === 'community.rating-poor' && key.includes(praised))).toHaveLength(1);
    expect(await world.approval.reading.own(wang, praised)).toMatchObject({ canRate: false, rating: 'VERY_POOR', ratedByNumber: false });
    expect(await ratings.rate(wang, praised, { grade: 'GOOD', text: null }, world.key())).toMatchObject({ is: 'CaseActionRefused' });
    // Nothing by number moves what the applicant said, and nobody learns that they did.
    expect(await ratings.rateByNumber(kiosk, praised, last4, { grade: 'GOOD', text: null })).toMatchObject({ is: 'CaseRated', grade: 'GOOD' });
    expect(await world.approval.reading.own(wang, praised)).toMatchObject({ rating: 'VERY_POOR' });
    expect((await published.ofServices({ serviceId: 'dog-registration' }))[0]).toMatchObject({ count: 3, byNumber: 0, grades: [0, 1, 0, 0, 2] });
  });

  it('is published as counted within half a minute, by one question to the database however many ask', async () => {
    const { ratings, published } = world.approval;
    const count = async (): Promise<number | undefined> => (await published.ofServices({ serviceId: 'dog-registration', organisationId: 'dept-gafj' }))[0]?.count;
    await ratings.rate(wang, await closed(), { grade: 'GOOD', text: null }, world.key());
    const before = (await count()) ?? 0;
    const asked = jest.spyOn(Object.getPrototypeOf(world.connection.collection('community_ratings')) as { aggregate: () => unknown }, 'aggregate'); // what every collection is made of
    expect(await Promise.all(Array.from({ length: 50 }, (_none, i) => published.ofServices({ serviceId: `made-up-${i}` })))).toEqual(Array.from({ length: 50 }, () => []));
    await ratings.rate(wang, await closed(), { grade: 'GOOD', text: null }, world.key());
    expect([await count(), asked.mock.calls.length]).toEqual([before, 0]);
    world.time.now += PUBLISHED_LASTS_MS;
    const all = await Promise.all(Array.from({ length: 50 }, async () => [await count(), (await published.ofVisits({})).length]));
    expect([all.every(([n]) => n === before + 1), asked.mock.calls.length]).toEqual([true, 2]); // grades, and what was put right
    asked.mockRestore();
  });

  it('a bad one is contacted within 1 working day and put right within 15; published is what was done, and whoever was rated sees nothing', async () => {
    const { ratings, followUps, published } = world.approval;
    const number = await closed({ urged: true });
    await ratings.rate(wang, await closed(), { grade: 'VERY_GOOD', text: null }, world.key());
    const before = world.notices.length;
    expect(await ratings.rate(wang, number, { grade: 'VERY_POOR', text: '跑了三次' }, world.key())).toMatchObject({ contactBy: '2026-11-24', putRightBy: '2026-12-14' });
    // The approver who decided is the one who was rated: the supervising office follows it up.
    expect(world.notices.slice(before)).toEqual([expect.objectContaining({ template: 'community.rating-poor', personId: 'person-dept-dsj-approver', params: { service: { zh: '养犬登记', en: expect.any(String) } } })]);
    expect((await followUps.list(police, {})).nodes).toEqual([]);
    await expect(followUps.contact(police, number, '查到了', world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(followUps.list(clerkOf('dept-gafj'), {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(JSON.stringify(await world.approval.reading.staffCase(police, number))).not.toContain('VERY_POOR');
    expect((await followUps.list(supervisor, {})).nodes).toMatchObject([{ number, state: 'TO_CONTACT', text: '跑了三次', phone: '179****0001', light: 'GREEN' }]);
    expect(await followUps.tellLate()).toBe(0);
    world.time.now = Date.parse('2026-11-25T09:00:00+08:00');
    expect((await followUps.list(supervisor, {})).nodes[0]).toMatchObject({ light: 'RED' });
    const late = () => world.notices.filter(({ template }) => template === 'community.rating-late').map(({ personId, params }) => [personId, params['what']]);
    await Promise.all([followUps.tellLate(), followUps.tellLate()]);
    expect([await followUps.tellLate(), late()]).toEqual([0, [['person-dept-dsj-approver', { zh: '联系核实', en: 'answered' }]]]);
    await expect(followUps.putRight(supervisor, number, '改了', world.key())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await followUps.contact(supervisor, number, '已致歉', world.key())).toMatchObject({ state: 'CONTACTED', contactNote: '已致歉', light: 'GREEN' });
    world.time.now = Date.parse('2026-12-15T09:00:00+08:00');
    expect([await followUps.tellLate(), await followUps.tellLate(), late().at(-1)]).toEqual([1, 0, ['person-dept-dsj-approver', { zh: '整改', en: 'put right' }]]);
    expect(await followUps.putRight(supervisor, number, '材料一次告知已改进', world.key())).toMatchObject({ state: 'PUT_RIGHT' });
    expect(world.notices.at(-1)).toMatchObject({ template: 'community.rating-put-right', personId: WANG.id });
    const [line] = await published.ofServices({ serviceId: 'dog-registration' });
    expect(line).toMatchObject({ organisationId: 'dept-gafj', count: 2, grades: [1, 0, 0, 0, 1], putRight: 1, improvements: ['材料一次告知已改进'] });
    expect(line!.satisfied).toBeCloseTo(1 / 2); // just seen
    expect(await published.ofServices({ serviceId: 'food-licence' })).toEqual([]);
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
    // Nor answered by them as the office's approver, or as whoever watches all offices.
    for (const reporter of [head('dept-rsj'), { ...supervisor, personId: own.personId }]) {
      expect((await world.approval.unresolved.list(reporter, 'OPEN', {})).nodes.map((each) => each.id)).not.toContain(id);
      await expect(world.approval.unresolved.answer(reporter, id, '已经办好', world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await world.approval.unresolved.answer(clerkOf('dept-rsj'), id, '已经办好', world.key())).toMatchObject({ state: 'ANSWERED' });
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
