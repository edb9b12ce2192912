import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppointmentOutcome } from './types.js';
import { CENTRE, freshKey, instant, queueWorld, resident, type QueueWorld } from './testing.js';

let world: QueueWorld;
let people = 0;
const somebody = () => resident(`p${(people += 1)}`);
const wish = (time: string, businessId = 'insurance', more: { window?: number; wait?: boolean } = {}) => ({ centreId: CENTRE, businessId, startsAt: instant(time), ...more });

beforeAll(async () => {
  world = await queueWorld('appointments');
});
afterAll(() => world.close());
beforeEach(() => world.at('2026-11-24T09:00'));

/** The appointment made, or the test fails with what was answered. */
function made(outcome: AppointmentOutcome) {
  if (outcome.__typename !== 'Appointment') throw new Error(`refused: ${outcome.reason}`);
  return outcome;
}

describe('times to book', () => {
  it('are those of working days to come, with what is free', async () => {
    const days = await world.queue.appointments.days(CENTRE, 'permits');
    expect(days.map(({ day }) => day)).toEqual(['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-30', '2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04', '2026-12-07']);
    expect(days[0]?.times[0]).toEqual({ startsAt: instant('2026-11-24T09:30'), endsAt: instant('2026-11-24T10:00'), free: 10, windows: [{ number: 1, free: 10 }] });
    expect(days[1]).toMatchObject({ free: 130 });
    made(await world.queue.appointments.book(somebody(), wish('2026-11-25T09:00', 'permits'), freshKey()));
    const [day] = await world.other.appointments.days(CENTRE, 'permits', '2026-11-25');
    expect(day).toMatchObject({ free: 129, times: expect.arrayContaining([expect.objectContaining({ free: 9 })]) as unknown });
    expect(await world.queue.appointments.days(CENTRE, 'permits', '2026-11-28')).toEqual([]);
    await expect(world.queue.appointments.days(CENTRE, 'nonsense')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    ['PAST', '2026-11-24T09:00', {}], ['PAST', '2026-11-23T10:00', {}], ['CLOSED_DAY', '2026-11-28T09:00', {}], ['TOO_FAR', '2026-12-08T09:00', {}],
    ['NO_SUCH_TIME', '2026-11-25T09:10', {}], ['NO_SUCH_TIME', '2026-11-25T12:00', {}], ['WRONG_WINDOW', '2026-11-25T09:00', { window: 1 }], ['WRONG_WINDOW', '2026-11-25T09:00', { window: 99 }],
  ])('%s is the answer at %s %j', async (reason, time, more) => {
    expect(await world.queue.appointments.book(somebody(), wish(time, 'insurance', more), freshKey())).toMatchObject({ __typename: 'AppointmentRefused', reason });
  });

  it('leave out public holidays, and take the days that are worked for them', async () => {
    world.at('2026-09-28T09:00');
    expect((await world.queue.appointments.days(CENTRE, 'permits')).map(({ day }) => day)).toEqual(['2026-09-28', '2026-09-29', '2026-09-30', '2026-10-08', '2026-10-09', '2026-10-10']);
    expect(await world.queue.appointments.book(somebody(), wish('2026-10-01T09:00'), freshKey())).toMatchObject({ reason: 'CLOSED_DAY' });
  });
});

describe('seats', () => {
  it('are never more than there are: 500 at once on 10 places, in two processes, give exactly 10', async () => {
    const wishes = Array.from({ length: 500 }, (_none, n) => (n % 2 === 0 ? world.queue : world.other).appointments.book(somebody(), wish('2026-11-26T10:00', 'permits'), freshKey()));
    const outcomes = await Promise.all(wishes);
    const yes = outcomes.filter(({ __typename }) => __typename === 'Appointment');
    expect(yes).toHaveLength(10);
    expect(outcomes.filter((each) => each.__typename === 'AppointmentRefused' && each.reason === 'FULL')).toHaveLength(490);
    const stored = await world.connection.collection('queue_bookings').find({ slotId: { $regex: `^${CENTRE}\\|w1\\|2026-11-26T02:00` }, state: 'BOOKED' }).toArray();
    expect(new Set(stored.map(({ seat }) => Number(seat)))).toEqual(new Set(Array.from({ length: 10 }, (_none, n) => n)));
    expect(new Set(stored.map(({ _id }) => String(_id)))).toEqual(new Set(yes.map((each) => ('id' in each ? each.id : ''))));
  });

  it('of all windows that do the business are given before anybody is refused', async () => {
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_none, n) => (n % 2 === 0 ? world.queue : world.other).appointments.book(somebody(), wish('2026-11-26T11:00'), freshKey())));
    const windows = outcomes.flatMap((each) => (each.__typename === 'Appointment' ? [each.window] : []));
    expect([2, 3, 4].map((window) => windows.filter((each) => each === window).length)).toEqual([10, 10, 10]);
  });

  it('are one a person, business and day; the same key is the same appointment', async () => {
    const [who, key] = [somebody(), freshKey()];
    const doubles = await Promise.all(Array.from({ length: 6 }, (_none, n) => (n % 2 === 0 ? world.queue : world.other).appointments.book(who, wish('2026-11-27T09:00'), key)));
    expect(new Set(doubles.map((each) => made(each).id)).size).toBe(1);
    expect(await world.queue.appointments.book(who, wish('2026-11-27T15:00'), freshKey())).toMatchObject({ reason: 'EXISTS', appointment: { id: made(doubles[0] as AppointmentOutcome).id } });
    await expect(world.queue.appointments.book(who, wish('2026-11-30T09:00'), key)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await world.queue.appointments.mine(who)).toHaveLength(1);
  });
});

describe('changing an appointment', () => {
  it('moves it, keeps it where the other time is full, and gives it back once', async () => {
    const who = somebody();
    const { id } = made(await world.queue.appointments.book(who, wish('2026-11-30T09:00', 'permits'), freshKey()));
    await Promise.all(Array.from({ length: 10 }, () => world.queue.appointments.book(somebody(), wish('2026-11-30T10:00', 'permits'), freshKey())));
    expect(await world.other.appointments.move(who, id, { startsAt: instant('2026-11-30T10:00') }, freshKey())).toMatchObject({ reason: 'FULL' });
    expect(await world.queue.appointments.mine(who)).toMatchObject([{ id, startsAt: instant('2026-11-30T09:00'), state: 'BOOKED' }]);
    const [moving, key] = [freshKey(), freshKey()];
    for (const by of [world.queue, world.other]) expect(await by.appointments.move(who, id, { startsAt: instant('2026-12-01T14:30') }, moving)).toMatchObject({ id, startsAt: instant('2026-12-01T14:30') });
    await expect(world.queue.appointments.move(who, id, { startsAt: instant('2026-12-01T15:30') }, moving)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await world.queue.appointments.cancel(who, id, key)).toMatchObject({ id, state: 'CANCELLED' });
    expect(await world.other.appointments.cancel(who, id, key)).toMatchObject({ id, state: 'CANCELLED' });
    expect(await world.other.appointments.cancel(who, id, freshKey())).toMatchObject({ id, state: 'CANCELLED' });
    expect(await world.queue.appointments.move(who, id, { startsAt: instant('2026-12-02T14:30') }, freshKey())).toMatchObject({ reason: 'ENDED' });
    await expect(world.queue.appointments.cancel(somebody(), id, freshKey())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is over once its time has begun', async () => {
    const who = somebody();
    const { id } = made(await world.queue.appointments.book(who, wish('2026-11-24T10:00'), freshKey()));
    world.at('2026-11-24T10:01');
    expect(await world.queue.appointments.cancel(who, id, freshKey())).toMatchObject({ reason: 'ENDED' });
    expect(await world.queue.appointments.move(who, id, { startsAt: instant('2026-11-24T11:00') }, freshKey())).toMatchObject({ reason: 'ENDED' });
  });

  it('is for who acts for somebody within their scope, and for nobody else', async () => {
    const child = { delegationId: 'd1', kind: 'person' as const, id: 'p-child', displayName: '小宝', scopes: ['affairs.*'] };
    const { id } = made(await world.queue.appointments.book(resident('p-parent', { actingFor: child }), wish('2026-12-01T09:00'), freshKey()));
    expect(await world.queue.appointments.mine(resident('p-child'))).toMatchObject([{ id }]);
    await expect(world.queue.appointments.book(resident('p-x', { actingFor: { ...child, scopes: ['health.read'] } }), wish('2026-12-01T09:00'), freshKey())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(world.queue.appointments.book(resident('p-y', { proofed: false }), wish('2026-12-01T09:00'), freshKey())).rejects.toMatchObject({ code: 'NOT_PROOFED' });
    // It was made for the child by another: the child is told.
    expect(world.notices.filter(({ personId }) => personId === 'p-child').map(({ template }) => template)).toEqual(['queue.appointment-made']);
  });
});

describe('the waiting list', () => {
  const fill = async (time: string, businessId: string, count: number) => Promise.all(Array.from({ length: count }, async () => {
    const who = somebody();
    return { who, appointment: made(await world.queue.appointments.book(who, wish(time, businessId), freshKey())) };
  }));

  it('gives a seat that is given back to who waits longest, and tells them', async () => {
    const [first] = await fill('2026-12-02T09:00', 'permits', 10);
    const [a, b] = [somebody(), somebody()];
    expect(await world.queue.appointments.book(a, wish('2026-12-02T09:00', 'permits'), freshKey())).toMatchObject({ reason: 'FULL' });
    expect(made(await world.queue.appointments.book(a, wish('2026-12-02T09:00', 'permits', { wait: true }), freshKey())).state).toBe('WAITING');
    world.time.now += 1000;
    expect(made(await world.other.appointments.book(b, wish('2026-12-02T09:00', 'permits', { wait: true }), freshKey())).state).toBe('WAITING');
    await world.other.appointments.cancel(first?.who ?? a, first?.appointment.id ?? '', freshKey());
    expect(await world.queue.appointments.mine(a)).toMatchObject([{ state: 'BOOKED' }]);
    expect(await world.queue.appointments.mine(b)).toMatchObject([{ state: 'WAITING' }]);
    expect(world.notices.filter(({ personId }) => personId === a.personId).map(({ template }) => template)).toEqual(['queue.appointment-waited']);
  });

  it('tells even those who come up by the seat that they give back themselves', async () => {
    const seated = await fill('2026-12-04T09:00', 'insurance', 30);
    const both = seated.find(({ appointment }) => appointment.window === 4);
    if (!both) throw new Error('a third of them sit at the fourth window');
    expect(made(await world.queue.appointments.book(both.who, wish('2026-12-04T09:00', 'housing', { wait: true }), freshKey())).state).toBe('WAITING');
    await world.queue.appointments.cancel(both.who, both.appointment.id, freshKey());
    expect((await world.queue.appointments.mine(both.who)).map(({ businessId, state }) => `${businessId} ${state}`).sort()).toEqual(['housing BOOKED', 'insurance CANCELLED']);
    expect(world.notices.filter(({ personId }) => personId === both.who.personId).map(({ template }) => template)).toEqual(['queue.appointment-waited']);
  });

  it('finds a seat at another window that does the same', async () => {
    const seated = await fill('2026-12-03T09:00', 'insurance', 30);
    const a = somebody();
    const waiting = made(await world.queue.appointments.book(a, wish('2026-12-03T09:00', 'insurance', { wait: true }), freshKey()));
    const elsewhere = seated.find(({ appointment }) => appointment.window !== waiting.window);
    await world.other.appointments.cancel(elsewhere?.who ?? a, elsewhere?.appointment.id ?? '', freshKey());
    expect(await world.queue.appointments.mine(a)).toMatchObject([{ state: 'BOOKED', window: elsewhere?.appointment.window }]);
    expect(world.notices.filter(({ personId }) => personId === a.personId).map(({ template }) => template)).toEqual(['queue.appointment-waited']);
  });
});

describe('who misses appointments', () => {
  it('books at the counter alone for thirty days after three within thirty', async () => {
    const who = somebody();
    for (const day of ['25', '26', '27']) made(await world.queue.appointments.book(who, wish(`2026-11-${day}T16:00`), freshKey()));
    world.at('2026-11-27T16:29');
    made(await world.queue.appointments.book(who, wish('2026-11-30T16:00'), freshKey()));
    world.at('2026-11-27T16:31');
    expect(await world.queue.appointments.book(who, wish('2026-12-01T16:00'), freshKey())).toMatchObject({ reason: 'BARRED', until: instant('2026-12-27T16:00') });
  });

  it('books on who came to one of the three', async () => {
    const who = somebody();
    const appointments = [];
    for (const day of ['25', '26', '27']) appointments.push(made(await world.queue.appointments.book(who, wish(`2026-11-${day}T15:00`), freshKey())));
    world.at('2026-11-26T15:10');
    expect(await world.queue.tickets.checkIn(who, appointments[1]?.id ?? '', freshKey())).toMatchObject({ __typename: 'QueueTicket' });
    world.at('2026-11-27T16:00');
    made(await world.queue.appointments.book(who, wish('2026-12-01T15:00'), freshKey()));
  });
});

describe('what people are told', () => {
  it('the day before, once, by whichever process; not who booked today', async () => {
    const [early, late] = [somebody(), somebody()];
    const { id } = made(await world.queue.appointments.book(early, wish('2026-12-04T09:30'), freshKey()));
    world.at('2026-12-03T09:59');
    made(await world.queue.appointments.book(late, wish('2026-12-04T09:30'), freshKey()));
    await world.queue.jobs.tick();
    const told = () => world.notices.filter(({ template }) => template === 'queue.appointment-tomorrow').filter(({ personId }) => personId === early.personId || personId === late.personId);
    expect(told()).toEqual([]);
    world.at('2026-12-03T10:00');
    // Whatever else goes wrong in that turn.
    const { changes } = world.queue;
    const settleAll = changes.settleAll.bind(changes);
    changes.settleAll = async () => Promise.reject(new Error('a centre cannot be settled'));
    await expect(world.queue.jobs.tick()).rejects.toThrow('cannot be settled');
    changes.settleAll = settleAll;
    world.at('2026-12-03T10:05');
    await world.other.jobs.tick();
    expect(told()).toMatchObject([{ personId: early.personId, key: `queue.tomorrow:${id}:${instant('2026-12-04T09:30')}` }]);
  });
});

describe('calendar files', () => {
  const get = async (path: string) => {
    const [, id = '', secret = ''] = /appointments\/([^/]+)\/([^/]+)\//.exec(path) ?? [];
    return world.queue.routes[0]?.handle({ caller: resident('nobody'), params: { id, secret }, query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) });
  };

  it('open by their link alone, and tell of changes and cancellation', async () => {
    const who = somebody();
    const { id } = made(await world.queue.appointments.book(who, wish('2026-12-04T13:00', 'permits'), freshKey()));
    const calendarPath = world.queue.appointments.calendarPath(id);
    const first = String((await get(calendarPath))?.body);
    expect(first).toContain('DTSTART:20261204T050000Z');
    expect(first).toContain('LOCATION:样例路1号');
    await world.queue.appointments.move(who, id, { startsAt: instant('2026-12-04T14:00') }, freshKey());
    const second = String((await get(calendarPath))?.body);
    expect(second).toContain('DTSTART:20261204T060000Z');
    const sequence = (text: string): number => Number(/SEQUENCE:(\d+)/.exec(text)?.[1]);
    expect(sequence(second)).toBeGreaterThan(sequence(first));
    await world.queue.appointments.cancel(who, id, freshKey());
    expect(String((await get(calendarPath))?.body)).toContain('STATUS:CANCELLED');
    await expect(get(calendarPath.replace('/appointment.ics', '-/appointment.ics'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a person’s data', () => {
  it('is handed out and deleted; the seat becomes free', async () => {
    const who = somebody();
    made(await world.queue.appointments.book(who, wish('2026-12-07T09:00', 'permits'), freshKey()));
    const [data] = world.queue.personalData;
    expect(await data?.collect(who.personId ?? '')).toMatchObject([{ records: [{ startsAt: '2026-12-07T01:00:00.000Z', state: 'BOOKED' }] }, { records: [] }]);
    const session = await world.connection.startSession();
    await session.withTransaction(async () => void (await data?.erase(session, who.personId ?? '', '2026-11-24')));
    await session.endSession();
    expect(await world.queue.appointments.ofPerson(who.personId ?? '')).toEqual([]);
    expect((await world.queue.appointments.days(CENTRE, 'permits', '2026-12-07'))[0]?.times[0]?.free).toBe(10);
  });
});
