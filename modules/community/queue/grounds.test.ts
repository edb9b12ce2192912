import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { composeIdentifier } from '../../kernel/identifiers.js';
import type { PersonFacts } from '../contract.js';
import { CENTRE, clerk, freshKey, queueWorld, resident, type QueueWorld } from './testing.js';
import type { DeskEntity, DeskOutcome, TicketEntity, TicketOutcome } from './types.js';

const born = (id: string, birthDate: string): PersonFacts => ({ id, name: '某人', identifierKind: 'RESIDENT_ID', identifier: composeIdentifier({ birthDate, sex: 'female', order: 7 }), birthDate, sex: 'female', phone: null });
// The day is 2026-11-24: one is sixty today, the other tomorrow.
const [OLD, YOUNG] = [born('p-old', '1966-11-24'), born('p-young', '1966-11-25')];
const [old, young, unknown] = [resident(OLD.id), resident(YOUNG.id), resident('p-unknown')];
const xu = clerk('xu');
let world: QueueWorld;

beforeEach(async () => {
  world = await queueWorld('grounds', [OLD, YOUNG]);
});
afterEach(() => world.close());

const ask = (who: typeof old, priorityGround: string | null = null): Promise<TicketOutcome> => world.queue.tickets.take(who, { centreId: CENTRE, businessId: 'permits', priorityGround }, freshKey());
async function take(who: typeof old, ground: string | null = null): Promise<TicketEntity> {
  const outcome = await ask(who, ground);
  if (outcome.__typename !== 'QueueTicket') throw new Error(`refused: ${outcome.reason}`);
  world.time.now += 60_000;
  return outcome;
}
function done(outcome: DeskOutcome): DeskEntity {
  if (outcome.__typename !== 'QueueDesk') throw new Error(`refused: ${outcome.reason}`);
  return outcome;
}
const next = async (): Promise<DeskEntity> => done(await world.queue.desks.next(xu, CENTRE, 1, freshKey()));
const refuse = (id: string, who = xu): Promise<DeskOutcome> => world.queue.desks.refuseGround(who, id, 'NO_PROOF', freshKey());

describe('a ground of age', () => {
  it('is decided by the date of birth on record, asked for or not; what was looked at is written down', async () => {
    await take(unknown);
    expect(await take(old)).toMatchObject({ priority: true, position: 1 });
    expect(await ask(young, 'ELDER')).toMatchObject({ reason: 'NOT_OF_AGE', ticket: null });
    expect(await take(young)).toMatchObject({ priority: false });
    await world.queue.desks.open(xu, CENTRE, 1, freshKey());
    expect((await world.queue.desks.desk(xu, CENTRE, 1)).next.map(({ number, groundId, groundOnRecord }) => [number, groundId, groundOnRecord])).toEqual([['A002', 'ELDER', true], ['A001', null, false], ['A003', null, false]]);
    const looked = world.audited.filter(({ action }) => action === 'community.queue.number.take').map(({ subject, details }) => [subject.personIds?.[0], details?.['ageRead'] ?? false]);
    expect(looked).toEqual([['p-unknown', false], ['p-old', true], ['p-young', true], ['p-young', true]]);
    expect(JSON.stringify(await world.connection.collection('queue_tickets').find({}).toArray())).not.toMatch(/ELDER|1966|record/);
  });

  it('is believed until the window where no birth is on record, and so is every other ground', async () => {
    expect(await take(unknown, 'ELDER')).toMatchObject({ priority: true });
    expect(await take(young, 'SOLDIER')).toMatchObject({ priority: true });
    await world.queue.desks.open(xu, CENTRE, 1, freshKey());
    expect((await next()).current).toMatchObject({ groundId: 'ELDER', groundOnRecord: false });
  });

  it('holds for an appointment’s number too', async () => {
    const booked = await world.queue.appointments.book(old, { centreId: CENTRE, businessId: 'permits', startsAt: Date.parse('2026-11-24T09:30:00+08:00') }, freshKey());
    expect(await world.queue.tickets.checkIn(old, 'id' in booked ? booked.id : '', freshKey())).toMatchObject({ priority: true });
  });
});

describe('a ground that is plainly not so', () => {
  it('is taken away at the window: the number goes to where its time of taking puts it, and its holder is told why', async () => {
    const [first, claimed, third] = [await take(resident('one')), await take(unknown, 'DISABLED'), await take(resident('three'))];
    await world.queue.desks.open(xu, CENTRE, 1, freshKey());
    expect((await next()).current).toMatchObject({ id: claimed.id });
    const key = freshKey();
    const [desk, again] = await Promise.all([world.queue.desks.refuseGround(xu, claimed.id, 'NO_PROOF', key), world.other.desks.refuseGround(xu, claimed.id, 'NO_PROOF', key)]);
    for (const each of [desk, again]) expect(done(each)).toMatchObject({ current: null, next: [{ id: first.id }, { id: claimed.id, groundId: null }, { id: third.id }] });
    expect(await world.other.tickets.follow(unknown, claimed.id)).toMatchObject({ state: 'WAITING', priority: false, groundRefused: 'NO_PROOF', position: 2, window: null });
    expect(world.notices.filter(({ template }) => template === 'queue.ground-refused')).toMatchObject([{ personId: 'p-unknown', params: { number: 'A002', reason: { zh: '没有能证明优先情形的证件' } } }]);
    expect(world.audited.filter(({ action }) => action === 'community.queue.refuse-ground')).toMatchObject([{ outcome: 'done', subject: { id: claimed.id, personIds: ['p-unknown'] }, details: { ground: 'NO_PROOF', number: 'A002', window: 1 } }]);
    expect(JSON.stringify(await world.connection.collection('queue_tickets').findOne({ number: 'A002' }))).toContain('"sealedGround":null');
    // Called again it is told again: the first call was for nothing.
    done(await world.queue.desks.work(xu, (await next()).current?.id ?? '', 'FINISH', freshKey()));
    expect((await next()).current).toMatchObject({ id: claimed.id });
    expect(world.notices.filter(({ template, personId }) => template === 'queue.called' && personId === 'p-unknown')).toHaveLength(2);
  });

  it('is not claimed again by phone on that day; the next day and at the desk it may be', async () => {
    const { id } = await take(unknown, 'DISABLED');
    await world.queue.desks.open(xu, CENTRE, 1, freshKey());
    await next();
    done(await refuse(id));
    await world.queue.tickets.leave(unknown, id, freshKey());
    expect(await ask(unknown, 'DISABLED')).toMatchObject({ reason: 'GROUND_REFUSED' });
    expect(await take(unknown)).toMatchObject({ priority: false, groundRefused: null });
    expect(await world.queue.desks.issue(xu, { centreId: CENTRE, businessId: 'permits', priorityGround: 'DISABLED' }, freshKey())).toMatchObject({ priority: true });
    world.at('2026-11-25T09:00');
    expect(await ask(unknown, 'DISABLED')).toMatchObject({ priority: true });
  });

  it('of a number on paper is told by its slip', async () => {
    const issued = await world.queue.desks.issue(xu, { centreId: CENTRE, businessId: 'permits', priorityGround: 'PREGNANT' }, freshKey());
    const ticket = issued.__typename === 'QueueTicket' ? issued : null;
    const code = world.queue.tickets.paperCode({ id: ticket?.id ?? '', holder: null }) ?? '';
    await world.queue.desks.open(xu, CENTRE, 1, freshKey());
    await next();
    done(await refuse(ticket?.id ?? ''));
    expect(await world.queue.tickets.followPaper(code)).toMatchObject({ ticket: { state: 'WAITING', before: 0, groundRefused: 'NO_PROOF' } });
  });

  it('is taken away by the window’s own clerk alone, where there is one', async () => {
    const plain = await take(unknown);
    const { id } = await take(young, 'SOLDIER');
    expect(await refuse(id)).toMatchObject({ reason: 'WINDOW_NOT_OPEN' });
    await world.queue.desks.open(xu, CENTRE, 1, freshKey());
    await world.queue.desks.open(clerk('fang'), CENTRE, 2, freshKey());
    expect(await refuse(id)).toMatchObject({ reason: 'NOT_IN_STATE' });
    await next();
    expect(await refuse(id, clerk('fang'))).toMatchObject({ reason: 'NOT_IN_STATE' });
    await expect(refuse(id, clerk('strange', 'centre-other'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(refuse(id, young)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    done(await world.queue.desks.work(xu, id, 'FINISH', freshKey()));
    await next();
    expect(await refuse(plain.id)).toMatchObject({ reason: 'NO_GROUND' });
    expect(world.notices.some(({ template }) => template === 'queue.ground-refused')).toBe(false);
  });
});
