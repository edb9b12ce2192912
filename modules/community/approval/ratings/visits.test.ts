import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymousCaller, type Caller } from '../../../kernel/caller.js';
import { withTransaction } from '../../../kernel/db.js';
import { callerOf, LI, WANG } from '../../affairs/testing.js';
import { queueCollections } from '../../queue/model.js';
import { clerkOf, head, approvalWorld, supervisor, type ApprovalWorld } from '../testing.js';
import { PUBLISHED_LASTS_MS } from './published.js';

const CENTRE = 'centre-yueyang';
const HOUSING = { centreId: CENTRE, businessId: 'housing' } as const;
const clerk = clerkOf(CENTRE);
const nobody = anonymousCaller('web', 'test');
const wang = callerOf(WANG);
let world: ApprovalWorld;
beforeAll(async () => {
  world = await approvalWorld('visit-ratings');
  world.time.now = Date.parse('2026-11-23T09:30:00+08:00');
  await world.queue.seed?.();
});
afterAll(() => world.close());

/** The centre's window for housing, opened by its clerk. */
async function openWindow(): Promise<number> {
  const window = (await world.connection.collection<{ _id: string; windows: { number: number; businesses: string[] }[] }>('queue_centres').findOne({ _id: CENTRE }))?.windows.find(({ businesses }) => businesses.includes('housing'))?.number ?? 0;
  await world.queue.desks.open(clerk, CENTRE, window, world.key());
  return window;
}

/** A visit that the centre's clerk served, on paper or for somebody; null of paper: its code. */
async function served(holder: 'paper' | 'wang'): Promise<{ id: string; code: string }> {
  const { tickets, desks } = world.queue;
  const taken = holder === 'paper' ? await desks.issue(clerk, HOUSING, world.key()) : await tickets.take(wang, HOUSING, world.key());
  if (taken.__typename !== 'QueueTicket') throw new Error(JSON.stringify(taken));
  const window = await openWindow();
  expect(await desks.next(clerk, CENTRE, window, world.key())).toMatchObject({ current: { id: taken.id } });
  await desks.work(clerk, taken.id, 'FINISH', world.key());
  return { id: taken.id, code: tickets.paperCode(taken) ?? '' };
}

const said = (grade: 'VERY_GOOD' | 'GOOD' | 'POOR', phone: string | null = null) => ({ grade, text: null, phone });

describe('好差评 of a visit', () => {
  it('is given once by whose number it was, after it was served, for a week', async () => {
    const { visitRatings } = world.approval;
    const taken = await world.queue.tickets.take(wang, HOUSING, world.key());
    if (taken.__typename !== 'QueueTicket') throw new Error('no number');
    await expect(visitRatings.rate(wang, taken.id, said('GOOD'), world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await world.queue.tickets.leave(wang, taken.id, world.key());
    const { id } = await served('wang');
    expect(await visitRatings.canRate(wang, id)).toBe(true);
    expect([(await visitRatings.toRate(wang)).map((each) => each.id), await visitRatings.toRate(callerOf(LI))]).toEqual([[id], []]);
    expect(await visitRatings.canRate(callerOf(LI), id)).toBe(false);
    await expect(visitRatings.rate(callerOf(LI), id, said('GOOD'), world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const key = world.key();
    expect(await visitRatings.rate(wang, id, said('VERY_GOOD'), key)).toMatchObject({ is: 'VisitRated', grade: 'VERY_GOOD', contactBy: null });
    expect(await visitRatings.rate(wang, id, said('VERY_GOOD'), key)).toMatchObject({ is: 'VisitRated', grade: 'VERY_GOOD' });
    expect(await visitRatings.rate(wang, id, said('GOOD'), world.key())).toMatchObject({ is: 'CaseActionRefused', code: 'ALREADY_DONE', text: { zh: expect.stringMatching(/这次办事.*评价过/) } });
    expect(await visitRatings.canRate(wang, id)).toBe(false);
    expect(await visitRatings.toRate(wang)).toEqual([]);
    const late = await served('wang');
    const now = world.time.now;
    world.time.now += 3 * 86_400_000;
    expect((await visitRatings.toRate(wang)).map((each) => each.id)).toEqual([late.id]);
    world.time.now += 4 * 86_400_000;
    expect(await visitRatings.toRate(wang)).toEqual([]);
    expect(await visitRatings.canRate(wang, late.id)).toBe(false);
    await expect(visitRatings.rate(wang, late.id, said('GOOD'), world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    world.time.now = now;
  });

  it('is given once by the slip’s code, days later too, by nobody of the staff; nobody learns whether it was given', async () => {
    const { visitRatings, published } = world.approval;
    const { code } = await served('paper');
    for (const staff of [clerk, { ...clerk, post: null }, clerkOf('dept-wjw')]) await expect(visitRatings.rateByCode(staff, code, said('VERY_GOOD'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(visitRatings.rateByCode(nobody, `${code}x`, said('GOOD'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(visitRatings.rateByCode(nobody, code, said('POOR', '12345'))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const now = world.time.now;
    world.time.now += 2 * 86_400_000;
    expect(await world.queue.tickets.byPaper(code)).toMatchObject({ ticket: { state: 'DONE', canRate: true, before: null } });
    const answers = await Promise.all([visitRatings.rateByCode(nobody, code, said('GOOD')), visitRatings.rateByCode(nobody, code, said('GOOD'))]);
    expect(answers.map(({ is }) => is)).toEqual(['VisitRated', 'VisitRated']);
    expect(await world.queue.tickets.byPaper(code)).toMatchObject({ ticket: { canRate: true } });
    world.time.now += 5 * 86_400_000;
    expect(await world.queue.tickets.byPaper(code)).toBeNull();
    expect(await published.ofVisits({ centreId: CENTRE, businessId: 'housing' })).toMatchObject([{ centreId: CENTRE, businessId: 'housing', count: 2, grades: [1, 1, 0, 0, 0], satisfied: 1, byNumber: 1 }]);
    expect(await published.ofVisits({ businessId: 'none' })).toEqual([]);
    world.time.now = now;
  });

  it('a bad one is followed up as a case’s is: never by the clerk who served, the office told when late, what was done published', async () => {
    const { visitRatings, followUps, published, todos } = world.approval;
    const before = world.notices.length;
    const { code } = await served('paper');
    expect(await visitRatings.rateByCode(nobody, code, { grade: 'POOR', text: '态度生硬', phone: '+86 179 0000 0009' })).toMatchObject({ contactBy: '2026-11-24', putRightBy: '2026-12-14' });
    expect(world.notices.slice(before)).toEqual([expect.objectContaining({ template: 'community.rating-poor', personId: `person-${CENTRE}-approver`, params: { service: { zh: expect.stringContaining('住房'), en: expect.any(String) } } })]);
    const boss = head(CENTRE);
    const [row] = (await followUps.list(boss, {})).nodes;
    expect(row).toMatchObject({ of: 'VISIT', number: expect.stringMatching(/^[A-Z]\d{3}$/), text: '态度生硬', phone: '17900000009', state: 'TO_CONTACT' });
    const id = row?.id ?? '';
    expect((await todos.list(boss, 10)).items).toContainEqual(expect.objectContaining({ id: `community.ratings:${id}`, link: '/staff/feedback' }));
    // Whoever served is shown nothing, in whatever post.
    const servedIt = { ...boss, personId: clerk.personId };
    expect((await followUps.list(servedIt, {})).nodes).toEqual([]);
    await expect(followUps.contact(servedIt, id, '查到了', world.key())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await followUps.list(head('dept-wjw'), {})).nodes).toEqual([]);
    const now = world.time.now;
    world.time.now = Date.parse('2026-11-25T09:00:00+08:00');
    expect([await followUps.tellLate(), world.notices.at(-1)]).toEqual([1, expect.objectContaining({ template: 'community.rating-late', personId: 'person-dept-dsj-approver' })]);
    expect((await followUps.list(supervisor, {})).nodes.map((each) => each.id)).toContain(id);
    await followUps.contact(boss, id, '已致歉', world.key());
    expect(await followUps.putRight(boss, id, '窗口人员已培训', world.key())).toMatchObject({ state: 'PUT_RIGHT', phone: null });
    world.time.now += PUBLISHED_LASTS_MS;
    expect(await published.ofVisits({ centreId: CENTRE })).toMatchObject([{ putRight: 1, improvements: ['窗口人员已培训'] }]);
    world.time.now = now;
  });

  it('a bad one by a slip without a phone leads to nobody: it is put right alone, and said to be so', async () => {
    const { visitRatings, followUps, published, todos } = world.approval;
    const now = world.time.now;
    const line = async () => (await published.ofVisits({ centreId: CENTRE }))[0];
    world.time.now += PUBLISHED_LASTS_MS;
    const before = await line();
    const [{ code }, told] = [await served('paper'), world.notices.length];
    expect(await visitRatings.rateByCode(nobody, code, { ...said('POOR', '  '), text: '没人理' })).toMatchObject({ contactBy: null, putRightBy: '2026-12-14' });
    // Whoever comes second is answered for what they left, whether it stands or not.
    expect(await visitRatings.rateByCode(nobody, code, said('POOR', '17900000009'))).toMatchObject({ contactBy: '2026-11-24', putRightBy: '2026-12-14' });
    expect(world.notices.slice(told)).toEqual([expect.objectContaining({ template: 'community.rating-poor-unreachable', personId: `person-${CENTRE}-approver` })]);
    const boss = head(CENTRE);
    const row = (await followUps.list(boss, {})).nodes.find(({ text }) => text === '没人理');
    expect(row).toMatchObject({ state: 'UNREACHABLE', contactBy: null, putRightBy: '2026-12-14', phone: null, light: 'GREEN' });
    const id = row?.id ?? '';
    expect((await todos.list(boss, 50)).items.find((item) => item.id === `community.ratings:${id}`)).toMatchObject({ title: { zh: '差评整改' }, dueOn: '2026-12-14' });
    await expect(followUps.contact(boss, id, '联系不上', world.key())).rejects.toMatchObject({ code: 'CONFLICT' });
    // A working day later nothing is late; once the time to put it right is over, that alone is.
    world.time.now = Date.parse('2026-11-26T09:00:00+08:00');
    expect([await followUps.tellLate(), (await followUps.list(boss, {})).nodes.find((each) => each.id === id)?.light]).toEqual([0, 'GREEN']);
    world.time.now = Date.parse('2026-12-15T09:00:00+08:00');
    expect([await followUps.tellLate(), await followUps.tellLate(), world.notices.at(-1)]).toEqual([1, 0, expect.objectContaining({ template: 'community.rating-late', params: expect.objectContaining({ what: { zh: '整改', en: 'put right' } }) })]);
    expect(await followUps.putRight(boss, id, '已加派人手', world.key())).toMatchObject({ state: 'PUT_RIGHT', contactNote: null });
    world.time.now += PUBLISHED_LASTS_MS;
    expect([await line(), before?.unreachable]).toEqual([expect.objectContaining({ unreachable: 1, putRight: (before?.putRight ?? 0) + 1 }), 0]);
    world.time.now = now;
  });

  it('its own person is told what was put right, and it goes with the person’s data', async () => {
    const { visitRatings, followUps, personalData } = world.approval;
    const { id } = await served('wang');
    await visitRatings.rate(wang, id, said('POOR'), world.key());
    expect((await queueCollections(world.connection).tickets.findOne({ _id: id }))?.servedBy).toEqual([clerk.personId]);
    const rating = (await followUps.list(supervisor, {})).nodes.find(({ of, phone }) => of === 'VISIT' && phone === WANG.phone)?.id ?? '';
    await followUps.contact(supervisor, rating, '已联系', world.key());
    await followUps.putRight(supervisor, rating, '已整改', world.key());
    expect(world.notices.at(-1)).toMatchObject({ template: 'community.rating-put-right', personId: WANG.id, link: '/queue' });
    const [own] = personalData;
    expect(JSON.stringify(await own?.collect(WANG.id))).toContain('"grade":"POOR"');
    await withTransaction(world.connection, async (session) => void (await own?.erase(session, WANG.id, '2026-11-23')));
    expect(await own?.collect(WANG.id)).toEqual([]);
  });

  it('is asked for once of whoever was served and is proved, where it is given; of nobody whose number was passed, left or is on paper', async () => {
    const { tickets, desks } = world.queue;
    const before = world.notices.length;
    const asked = () => world.notices.slice(before).filter(({ template }) => template === 'queue.rate').map(({ personId, params, link }) => [personId, params['number'], link]);
    const take = async (caller: Caller) => {
      const taken = await tickets.take(caller, HOUSING, world.key());
      if (taken.__typename !== 'QueueTicket') throw new Error(JSON.stringify(taken));
      return taken;
    };
    const window = await openWindow();
    await tickets.leave(wang, (await take(wang)).id, world.key());
    await served('paper');
    await take({ ...callerOf(LI), accountId: 'account-guest', personId: null, proofed: false });
    const guest = await desks.next(clerk, CENTRE, window, world.key());
    if (guest.__typename === 'QueueDesk') await desks.work(clerk, guest.current?.id ?? '', 'FINISH', world.key());
    const missed = await take(callerOf(LI));
    await desks.next(clerk, CENTRE, window, world.key());
    world.time.now += 300_000;
    expect(await desks.work(clerk, missed.id, 'PASS', world.key())).toMatchObject({ __typename: 'QueueDesk' });
    expect(asked()).toEqual([]);

    const own = await take(wang);
    await desks.next(clerk, CENTRE, window, world.key());
    expect(asked()).toEqual([]);
    // Sent again, in another process too, and pressed twice: one question.
    const key = world.key();
    await Promise.all([desks.work(clerk, own.id, 'FINISH', key), desks.work(clerk, own.id, 'FINISH', key), desks.work(clerk, own.id, 'FINISH', world.key())]);
    expect(asked()).toEqual([[WANG.id, own.number, `/queue/tickets/${own.id}`]]);
    expect(world.notices.slice(before).find(({ template }) => template === 'queue.rate')?.validUntil).toBe(world.time.now + 7 * 86_400_000);
    const { visitRatings } = world.approval;
    await visitRatings.rate(wang, own.id, said('GOOD'), world.key());
    await tickets.back(callerOf(LI), missed.id, world.key());
    expect(asked()).toHaveLength(1);
  });
});
