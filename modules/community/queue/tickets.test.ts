import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../kernel/caller.js';
import { CENTRE, clerk, freshKey, instant, queueWorld, resident, type QueueWorld } from './testing.js';
import type { DeskEntity, DeskOutcome, TicketEntity, TicketOutcome } from './types.js';
import { displayOf } from './view.js';

let world: QueueWorld;
let people = 0;
const somebody = (own: Partial<Caller> = {}) => resident(`t${(people += 1)}`, own);
const minutes = (count: number): void => void (world.time.now += count * 60_000);

beforeEach(async () => {
  world = await queueWorld('tickets');
});
afterEach(() => world.close());

function taken(outcome: TicketOutcome): TicketEntity {
  if (outcome.__typename !== 'QueueTicket') throw new Error(`refused: ${outcome.reason}`);
  return outcome;
}
function done(outcome: DeskOutcome): DeskEntity {
  if (outcome.__typename !== 'QueueDesk') throw new Error(`refused: ${outcome.reason}`);
  return outcome;
}
const take = async (who: Caller, businessId = 'insurance', priorityGround: string | null = null, by = world.queue) => taken(await by.tickets.take(who, { centreId: CENTRE, businessId, priorityGround }, freshKey()));
const open = async (who: Caller, window: number) => done(await world.queue.desks.open(who, CENTRE, window, freshKey()));
const next = async (who: Caller, window: number, by = world.queue) => by.desks.next(who, CENTRE, window, freshKey());
const work = async (who: Caller, id: string, action: 'RECALL' | 'BEGIN' | 'FINISH' | 'PASS') => world.queue.desks.work(who, id, action, freshKey());
/** Calls the next, serves it so long, and answers with its number. */
async function serve(who: Caller, window: number, length: number): Promise<string> {
  const called = done(await next(who, window)).current;
  if (!called) throw new Error('nobody was called');
  done(await work(who, called.id, 'BEGIN'));
  minutes(length);
  done(await work(who, called.id, 'FINISH'));
  return called.number;
}

describe('numbers', () => {
  it('are each there once, without gaps, from two processes at once', async () => {
    const all = await Promise.all(Array.from({ length: 40 }, (_none, n) => take(somebody(), n % 4 === 0 ? 'permits' : 'insurance', null, n % 2 === 0 ? world.queue : world.other)));
    const numbers = all.map(({ number }) => number).sort();
    expect(numbers).toEqual([...Array.from({ length: 10 }, (_none, n) => `A${String(n + 1).padStart(3, '0')}`), ...Array.from({ length: 30 }, (_none, n) => `B${String(n + 1).padStart(3, '0')}`)]);
  });

  it('are one open one a person in a hall; the same key is the same number', async () => {
    const [who, key] = [somebody(), freshKey()];
    const request = { centreId: CENTRE, businessId: 'insurance' };
    const doubles = await Promise.all(Array.from({ length: 6 }, (_none, n) => (n % 2 === 0 ? world.queue : world.other).tickets.take(who, request, key)));
    expect(new Set(doubles.map((each) => taken(each).number)).size).toBe(1);
    const more = await Promise.all([world.queue.tickets.take(who, request, freshKey()), world.other.tickets.take(who, { ...request, businessId: 'permits' }, freshKey())]);
    expect(more).toMatchObject([{ reason: 'ALREADY', ticket: { number: 'B001' } }, { reason: 'ALREADY' }]);
    await expect(world.queue.tickets.take(who, { ...request, businessId: 'permits' }, key)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await world.other.tickets.leave(who, taken(doubles[0] as TicketOutcome).id, freshKey())).toMatchObject({ state: 'LEFT' });
    expect(await take(who, 'permits')).toMatchObject({ number: 'A001' });
    expect((await world.queue.tickets.mine(who)).map(({ number }) => number).sort()).toEqual(['A001', 'B001']);
  });

  it('are given to who is not proved too, by account; another’s are not there', async () => {
    const guest = somebody({ personId: null, proofed: false });
    const ticket = await take(guest);
    expect((await world.queue.tickets.mine(guest)).map(({ id }) => id)).toEqual([ticket.id]);
    for (const act of [() => world.queue.tickets.leave(somebody(), ticket.id, freshKey()), () => world.queue.tickets.follow(somebody(), ticket.id), () => world.queue.tickets.back(somebody(), ticket.id, freshKey())]) {
      await expect(act()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(world.queue.tickets.take({ ...guest, accountId: null, sessionId: null }, { centreId: CENTRE, businessId: 'insurance' }, freshKey())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it.each([['2026-11-24T08:29'], ['2026-11-24T11:31'], ['2026-11-24T17:00'], ['2026-11-28T10:00'], ['2026-10-01T10:00']])('are none while the hall is closed: %s', async (time) => {
    world.at(time);
    expect(await world.queue.tickets.take(somebody(), { centreId: CENTRE, businessId: 'insurance' }, freshKey())).toMatchObject({ reason: 'HALL_CLOSED', ticket: null });
  });

  it('begin anew each day', async () => {
    await take(somebody());
    world.at('2026-11-25T09:00');
    expect(await take(somebody())).toMatchObject({ number: 'B001', position: 1 });
  });

  it('of an appointment are taken about its time, once, and called by it', async () => {
    const who = somebody();
    const booked = await world.queue.appointments.book(who, { centreId: CENTRE, businessId: 'insurance', startsAt: instant('2026-11-24T10:00') }, freshKey());
    const id = 'id' in booked ? booked.id : '';
    world.at('2026-11-24T09:29');
    expect(await world.queue.tickets.checkIn(who, id, freshKey())).toMatchObject({ reason: 'TOO_EARLY' });
    for (let n = 0; n < 3; n++) await take(somebody());
    world.at('2026-11-24T09:58');
    const key = freshKey();
    const [ticket, double] = await Promise.all([world.queue.tickets.checkIn(who, id, key), world.other.tickets.checkIn(who, id, key)]);
    expect(taken(ticket).id).toBe(taken(double).id);
    expect(taken(ticket)).toMatchObject({ appointmentAt: instant('2026-11-24T10:00'), position: 1 });
    await expect(world.queue.tickets.checkIn(somebody(), id, freshKey())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // Whoever has its number does not give the seat to the next, who would have another by it.
    for (const again of [() => world.queue.appointments.cancel(who, id, freshKey()), () => world.queue.appointments.move(who, id, { startsAt: instant('2026-11-24T11:00') }, freshKey())]) expect(await again()).toMatchObject({ reason: 'ENDED' });
    const other = somebody();
    const late = await world.queue.appointments.book(other, { centreId: CENTRE, businessId: 'insurance', startsAt: instant('2026-11-24T10:30') }, freshKey());
    world.at('2026-11-24T11:01');
    expect(await world.queue.tickets.checkIn(other, 'id' in late ? late.id : '', freshKey())).toMatchObject({ reason: 'TOO_LATE' });
  });
});

describe('calling', () => {
  const [xu, fang] = [clerk('xu'), clerk('fang')];

  it('never gives one number to two windows, in two processes at once', async () => {
    const tickets = await Promise.all(Array.from({ length: 6 }, () => take(somebody())));
    await open(xu, 2);
    await open(fang, 3);
    const seen: string[] = [];
    for (let round = 0; round < 3; round++) {
      const called = await Promise.all([next(xu, 2), next(fang, 3, world.other)]);
      for (const [n, each] of called.entries()) {
        const { current } = done(each);
        seen.push(current?.number ?? 'nobody');
        done(await world.queue.desks.work(n === 0 ? xu : fang, current?.id ?? '', 'FINISH', freshKey()));
      }
    }
    expect(seen.sort()).toEqual(tickets.map(({ number }) => number).sort());
    expect(await next(xu, 2)).toMatchObject({ reason: 'NOBODY_WAITING' });
  });

  it('comes first by law, shows the window the ground while it lasts, and lets one who simply waits come after two', async () => {
    const [first, second] = [await take(somebody()), await take(somebody())];
    const elders = [await take(somebody(), 'insurance', 'ELDER'), await take(somebody(), 'insurance', 'DISABLED'), await take(somebody(), 'insurance', 'PREGNANT')];
    expect(elders[0]).toMatchObject({ position: 1 });
    expect(first).toMatchObject({ position: 1, number: 'B001' });
    await open(xu, 2);
    const desk = await world.queue.desks.desk(xu, CENTRE, 2);
    expect(desk.next.map(({ number, groundId }) => [number, groundId])).toEqual([['B003', 'ELDER'], ['B004', 'DISABLED'], ['B001', null], ['B005', 'PREGNANT'], ['B002', null]]);
    const stored = await world.connection.collection('queue_tickets').find({}).toArray();
    expect(JSON.stringify(stored)).not.toMatch(/ELDER|DISABLED|PREGNANT/);
    expect([await serve(xu, 2, 5), await serve(xu, 2, 5), await serve(xu, 2, 5), await serve(xu, 2, 5), await serve(xu, 2, 5)]).toEqual(['B003', 'B004', 'B001', 'B005', 'B002']);
    expect(await world.connection.collection('queue_tickets').countDocuments({ sealedGround: { $ne: null } })).toBe(0);
    expect(second.number).toBe('B002');
    await expect(world.queue.tickets.take(somebody(), { centreId: CENTRE, businessId: 'insurance', priorityGround: 'TALL' }, freshKey())).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('again is not done in haste; who does not come is passed after three calls or five minutes', async () => {
    const who = somebody();
    const { id } = await take(who);
    await open(xu, 2);
    done(await next(xu, 2));
    expect(await work(xu, id, 'RECALL')).toMatchObject({ reason: 'TOO_SOON' });
    expect(await work(xu, id, 'PASS')).toMatchObject({ reason: 'TOO_SOON' });
    expect(await next(xu, 2)).toMatchObject({ reason: 'WINDOW_BUSY', desk: { current: { id, mayPassAt: world.time.now + 300_000 } } });
    minutes(1);
    done(await work(xu, id, 'RECALL'));
    minutes(1);
    done(await work(xu, id, 'RECALL'));
    expect(await work(xu, id, 'RECALL')).toMatchObject({ reason: 'CALLED_ENOUGH' });
    minutes(1);
    expect(done(await work(xu, id, 'PASS'))).toMatchObject({ current: null, passed: [{ id }] });
    expect(await work(xu, id, 'BEGIN')).toMatchObject({ reason: 'NOT_IN_STATE' });
    expect(world.notices.filter(({ personId }) => personId === who.personId).map(({ template }) => template)).toEqual(['queue.called', 'queue.passed']);
  });

  it('has who missed it come back once, after three others', async () => {
    const who = somebody();
    const { id } = await take(who);
    await open(xu, 2);
    done(await next(xu, 2));
    minutes(5);
    done(await work(xu, id, 'PASS'));
    const others = [await take(somebody()), await take(somebody()), await take(somebody()), await take(somebody())];
    expect(await world.other.tickets.back(who, id, freshKey())).toMatchObject({ state: 'WAITING', position: 4 });
    expect([await serve(xu, 2, 1), await serve(xu, 2, 1), await serve(xu, 2, 1), await serve(xu, 2, 1)]).toEqual([...others.slice(0, 3).map(({ number }) => number), 'B001']);
    expect(await world.queue.tickets.back(who, id, freshKey())).toMatchObject({ reason: 'ENDED' });
  });

  it('of a number that is given on goes to its one window, at the time at which it came', async () => {
    const mine = await take(somebody(), 'insurance');
    minutes(1);
    const others = [await take(somebody(), 'housing'), await take(somebody(), 'insurance')];
    await open(xu, 2);
    done(await next(xu, 2));
    const give = (to: object) => world.queue.desks.transfer(xu, mine.id, to, freshKey());
    expect(await give({ businessId: 'housing', window: 3 })).toMatchObject({ reason: 'WRONG_WINDOW' });
    expect(await give({ businessId: 'housing', window: 4 })).toMatchObject({ reason: 'WINDOW_NOT_OPEN' });
    await open(fang, 4);
    expect(done(await give({ businessId: 'housing', window: 4 }))).toMatchObject({ current: null });
    expect(done(await next(xu, 2)).current?.number).toBe(others[1]?.number);
    expect(done(await next(fang, 4)).current).toMatchObject({ id: mine.id, number: 'B001', businessId: 'housing' });
  });

  it('of a number given to one window is anybody’s again once its clerk has gone to another', async () => {
    const mine = await take(somebody(), 'permits');
    await open(clerk('first'), 1);
    done(await next(clerk('first'), 1));
    await open(fang, 4);
    done(await world.queue.desks.transfer(clerk('first'), mine.id, { businessId: 'insurance', window: 4 }, freshKey()));
    await open(xu, 2);
    expect(await next(xu, 2)).toMatchObject({ reason: 'NOBODY_WAITING' });
    await open(fang, 3);
    expect(done(await next(xu, 2)).current).toMatchObject({ id: mine.id });
  });

  it('is a window’s own clerk’s alone', async () => {
    await take(somebody());
    await open(xu, 2);
    expect(await next(fang, 2)).toMatchObject({ reason: 'WINDOW_NOT_OPEN' });
    expect(await world.queue.desks.open(fang, CENTRE, 2, freshKey())).toMatchObject({ reason: 'WINDOW_TAKEN' });
    const { current } = done(await next(xu, 2));
    expect(await world.queue.desks.close(xu, CENTRE, 2, freshKey())).toMatchObject({ reason: 'WINDOW_BUSY' });
    expect(await world.queue.desks.open(xu, CENTRE, 3, freshKey())).toMatchObject({ reason: 'WINDOW_BUSY' });
    await open(fang, 3);
    expect(await work(fang, current?.id ?? '', 'FINISH')).toMatchObject({ reason: 'NOT_IN_STATE' });
    await expect(next(clerk('strange', 'centre-other'), 2)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(world.queue.desks.desk(somebody(), CENTRE, 2)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(open(xu, 9)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    done(await work(xu, current?.id ?? '', 'FINISH'));
    expect(done(await world.queue.desks.close(xu, CENTRE, 2, freshKey()))).toMatchObject({ mine: false });
    expect(await next(xu, 2)).toMatchObject({ reason: 'WINDOW_NOT_OPEN' });
  });

  it('sent twice calls one, and each step stands in the audit', async () => {
    await take(somebody());
    await take(somebody());
    await open(xu, 2);
    const key = freshKey();
    const twice = await Promise.all([world.queue.desks.next(xu, CENTRE, 2, key), world.other.desks.next(xu, CENTRE, 2, key)]);
    expect(new Set(twice.map((each) => done(each).current?.number))).toEqual(new Set(['B001']));
    expect(await world.connection.collection('queue_tickets').countDocuments({ state: 'CALLED' })).toBe(1);
    const audited = world.audited.filter(({ how }) => how === 'write').map(({ action }) => action);
    expect(audited).toEqual(['community.queue.number.take', 'community.queue.number.take', 'community.queue.open', 'community.queue.call']);
  });

  it('gives who stands at the counter a number on paper', async () => {
    expect(taken(await world.queue.desks.issue(xu, { centreId: CENTRE, businessId: 'permits', priorityGround: 'SOLDIER' }, freshKey()))).toMatchObject({ number: 'A001', holder: null, priority: true });
    expect(taken(await world.queue.desks.issue(xu, { centreId: CENTRE, businessId: 'permits' }, freshKey()))).toMatchObject({ number: 'A002' });
    await expect(world.queue.desks.issue(somebody(), { centreId: CENTRE, businessId: 'permits' }, freshKey())).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('on paper are followed by their slip’s code alone, today and without a name; nobody’s own number has one', async () => {
    const first = taken(await world.queue.desks.issue(xu, { centreId: CENTRE, businessId: 'permits', priorityGround: 'SOLDIER' }, freshKey()));
    const paper = taken(await world.queue.desks.issue(xu, { centreId: CENTRE, businessId: 'permits' }, freshKey()));
    const code = world.queue.tickets.paperCode(paper) ?? '';
    const read = async (by = world.queue) => (await by.tickets.byPaper(code))?.ticket;
    expect(code).not.toBe(world.queue.tickets.paperCode(first));
    expect(await read(world.other)).toEqual({ number: 'A002', state: 'WAITING', before: 1, wait: paper.wait, window: null, canRate: false, groundRefused: null });
    await open(xu, 1);
    done(await next(xu, 1));
    expect(await read()).toMatchObject({ before: 0 });
    done(await work(xu, first.id, 'FINISH'));
    done(await next(xu, 1));
    expect(await read()).toEqual({ number: 'A002', state: 'CALLED', before: null, wait: null, window: 1, canRate: false, groundRefused: null });

    const own = await take(somebody());
    expect(world.queue.tickets.paperCode(own)).toBeNull();
    // The code of one number, a token of another kind, or nothing at all opens no other.
    for (const wrong of [code.replace(paper.id, first.id), code.replace(paper.id, own.id), `${own.id}.${world.queue.tickets.paperCode({ id: own.id, holder: null })?.slice(own.id.length + 1)}`, paper.id, `${paper.id}.`, '.', '', `${code}x`]) {
      expect(await world.queue.tickets.byPaper(wrong)).toBeNull();
    }
    await expect(world.queue.tickets.followPaper(`${code}x`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    world.at('2026-11-25T09:00');
    minutes(1);
    expect(await world.other.tickets.byPaper(code)).toBeNull();
  });
});

describe('what is to be expected', () => {
  it('is learned from the day, and holds the wait that comes', async () => {
    const xu = clerk('xu');
    await open(xu, 1);
    for (let n = 0; n < 12; n++) await take(somebody(), 'permits');
    const morning = (await take(somebody(), 'permits')).wait;
    for (let n = 0; n < 10; n++) await serve(xu, 1, 4);
    const who = somebody();
    const { id, wait, position } = await take(who, 'permits');
    expect(position).toBe(4);
    // Twelve before at ten minutes each in the morning; three before at four minutes now.
    expect(morning?.minutes).toBeGreaterThan(100);
    expect(wait?.minutes).toBeLessThan(3 * 8);
    const began = world.time.now;
    while ((await world.queue.tickets.follow(who, id)).position !== 1) await serve(xu, 1, 4);
    done(await next(xu, 1));
    const waited = (world.time.now - began) / 60_000;
    expect(waited).toBeGreaterThanOrEqual(wait?.earliest ?? Infinity);
    expect(waited).toBeLessThanOrEqual(wait?.latest ?? -1);
  });

  it('is told when two are before, once', async () => {
    const xu = clerk('xu');
    await open(xu, 1);
    const people_ = [somebody(), somebody(), somebody(), somebody(), somebody()];
    for (const who of people_) await take(who, 'permits');
    await serve(xu, 1, 5);
    await serve(xu, 1, 5);
    const near = world.notices.filter(({ template }) => template === 'queue.near').map(({ personId }) => personId);
    expect(near).toEqual([people_[3]?.personId, people_[4]?.personId]);
    expect(world.notices.find(({ template }) => template === 'queue.called')).toMatchObject({ personId: people_[0]?.personId, params: { number: 'A001', window: '1' } });
  });

  it('comes by stream at once and after each change, until the number is done', async () => {
    const [xu, who] = [clerk('xu'), somebody()];
    await open(xu, 1);
    await take(somebody(), 'permits');
    const { id } = await take(who, 'permits');
    const subscription = world.queue.resolvers.Subscription?.myTicket as { subscribe: (root: unknown, args: { id: string }, context: { caller: Caller }) => Promise<AsyncIterableIterator<TicketEntity>> }; // as index.ts builds it
    const stream = await subscription.subscribe({}, { id }, { caller: who });
    const told = async () => (await stream.next()).value as TicketEntity; // the stream has no other values
    expect(await told()).toMatchObject({ position: 2 });
    await serve(xu, 1, 3);
    expect(await told()).toMatchObject({ state: 'WAITING', position: 1 });
    done(await next(xu, 1));
    expect(await told()).toMatchObject({ state: 'CALLED', window: 1 });
    done(await work(xu, id, 'FINISH'));
    expect(await told()).toMatchObject({ state: 'DONE' });
    expect(await stream.next()).toMatchObject({ done: true });
    await expect(subscription.subscribe({}, { id }, { caller: somebody() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the hall’s board', () => {
  it('shows numbers and windows, and nobody', async () => {
    const [xu, who] = [clerk('xu'), somebody()];
    await take(who, 'permits', 'ELDER');
    await take(somebody(), 'permits');
    await open(xu, 1);
    done(await next(xu, 1));
    const board = displayOf(await world.queue.halls.view(CENTRE));
    expect(board.called).toEqual([{ number: 'A001', window: 1, calledAt: world.time.now, calls: 1, serving: false }]);
    expect(board.waiting[0]).toMatchObject({ businessId: 'permits', count: 1, next: ['A002'] });
    expect(JSON.stringify(board)).not.toMatch(/"t\d+"|account|ELDER|holder|priority/);
  });
});

describe('a person’s numbers', () => {
  it('are handed out, and left to nobody on deletion', async () => {
    const who = somebody();
    await take(who);
    const [data] = world.queue.personalData;
    expect(await data?.collect(who.personId ?? '')).toMatchObject([{ records: [] }, { records: [{ number: 'B001' }] }]);
    const session = await world.connection.startSession();
    await session.withTransaction(async () => void (await data?.erase(session, who.personId ?? '', '2026-11-24')));
    await session.endSession();
    expect(await world.connection.collection('queue_tickets').findOne({ number: 'B001' })).toMatchObject({ holder: null, state: 'LEFT' });
    // The process that has given the number out remembers it no longer than the others do.
    minutes(1);
    expect((await world.queue.halls.view(CENTRE)).tickets).toMatchObject([{ number: 'B001', holder: null, state: 'LEFT' }]);
    await take(somebody());
    expect((await world.queue.halls.view(CENTRE)).tickets).toMatchObject([{ holder: null, state: 'LEFT' }, { number: 'B002', state: 'WAITING' }]);
  });
});
