import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CentreWish } from './changes.js';
import { displayOf } from './view.js';
import { CENTRE, clerk, freshKey, instant, manager, queueWorld, resident, type QueueWorld } from './testing.js';
import type { AppointmentOutcome, Centre, CentreOutcome, CentreSettings } from './types.js';

let world: QueueWorld;
let people = 0;
const somebody = () => resident(`p${(people += 1)}`);
beforeEach(async () => {
  world = await queueWorld('centre-changes');
});
afterEach(() => world.close());

const WHY = { zh: '人员调整', en: 'staff are moved' };
const centreNow = (): Promise<Centre> => world.queue.centres.read(null, CENTRE);
function settingsOf({ hours, everyDay, businesses, windows, slotMinutes, seatsPerWindow, bookableDays, closures }: CentreSettings): CentreSettings {
  return { hours, everyDay, businesses, windows, slotMinutes, seatsPerWindow, bookableDays, closures };
}
/** A change of what stands, with all that follows accepted unless said otherwise. */
async function wish(over: Partial<CentreSettings>, own: Partial<CentreWish> = {}): Promise<CentreWish> {
  const centre = await centreNow();
  return { centreId: CENTRE, settings: { ...settingsOf(centre), ...over }, seen: centre.version, why: WHY, accepted: { moved: 1000, ended: 1000 }, ...own };
}
const change = async (over: Partial<CentreSettings>, own: Partial<CentreWish> = {}, by = world.queue): Promise<CentreOutcome> => by.changes.change(manager(), await wish(over, own), freshKey());
const book = (time: string, businessId = 'insurance', more: { window?: number; wait?: boolean } = {}, who = somebody(), by = world.queue) =>
  by.appointments.book(who, { centreId: CENTRE, businessId, startsAt: instant(time), ...more }, freshKey()).then((outcome) => ({ who, outcome }));
function made({ outcome }: { readonly outcome: AppointmentOutcome }) {
  if (outcome.__typename !== 'Appointment') throw new Error(`refused: ${outcome.reason}`);
  return outcome;
}
const told = (personId: string | null) => world.notices.filter((notice) => notice.personId === personId).map(({ template, params, link }) => ({ template, link, why: params['why'], window: params['window'] }));
const withoutWindow = (number: number, { windows }: Pick<Centre, 'windows'>) => windows.filter((window) => window.number !== number);
const closed = (day: string, reasonZh = '全楼停电') => ({ closures: [{ day, reasonZh, reasonEn: null }] });

/** What must hold whatever happened: nobody has a seat that is none, no slot more people than it has seats, no slot other seats than its centre. */
async function expectConsistent(): Promise<void> {
  const centre = await centreNow();
  const open = await world.connection.collection<{ slotId: string; state: string; facts: { businessId: string } }>('queue_bookings').find({ open: true }).toArray();
  const slots = new Map((await world.connection.collection<{ _id: string; capacity: number; taken: number }>('queue_slots').find().toArray()).map((slot) => [slot._id, slot]));
  for (const { slotId, facts } of open) {
    const [, window = '', at = ''] = slotId.split(/\|w?/);
    const day = new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10);
    expect(centre.windows.find(({ number }) => number === Number(window))?.businesses).toContain(facts.businessId);
    expect(centre.closures.map((closure) => closure.day)).not.toContain(day);
    expect(slots.get(slotId)?.capacity).toBe(centre.seatsPerWindow);
  }
  for (const { _id, capacity, taken } of slots.values()) {
    expect(taken).toBeLessThanOrEqual(capacity);
    expect(open.filter(({ slotId, state }) => slotId === _id && state === 'BOOKED')).toHaveLength(taken);
  }
}

describe('who changes a centre', () => {
  it('is its manager on duty alone: no clerk of it, no manager of another, no resident', async () => {
    const wanted = await wish({ bookableDays: 7 });
    for (const who of [clerk('xu'), manager('centre-other'), somebody()]) {
      await expect(world.queue.changes.change(who, wanted, freshKey())).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(world.queue.changes.preview(who, CENTRE, wanted.settings)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect((await centreNow()).bookableDays).toBe(14);
  });

  it('changes what they saw, once for their key, on record', async () => {
    const [wanted, key] = [await wish({ hours: [{ from: '08:30', until: '16:30' }], bookableDays: 7 }), freshKey()];
    const first = await world.queue.changes.change(manager(), wanted, key);
    expect(first).toMatchObject({ __typename: 'CentreChanged', version: 1, effects: { moved: 0, cancelled: 0 } });
    expect(await world.other.changes.change(manager(), wanted, key)).toEqual(first);
    expect(await world.other.changes.change(manager(), wanted, freshKey())).toMatchObject({ reason: 'CHANGED_MEANWHILE' });
    expect(await centreNow()).toMatchObject({ version: 1, hours: [{ from: '08:30', until: '16:30' }], bookableDays: 7, nameZh: '样例中心' });
    expect(world.audited.filter(({ action }) => action === 'community.queue.centre.change')).toMatchObject([{ subject: { id: CENTRE }, details: { version: 1, changed: 'hours,bookableDays' } }]);
  });

  it('is one of two who change it at once', async () => {
    const both = [await wish({ seatsPerWindow: 3 }), await wish({ seatsPerWindow: 4 })] as const;
    const outcomes = await Promise.all([world.queue.changes.change(manager(), both[0], freshKey()), world.other.changes.change(manager(), both[1], freshKey())]);
    expect(outcomes.map((each) => (each.__typename === 'CentreChanged' ? 'done' : each.reason)).sort()).toEqual(['CHANGED_MEANWHILE', 'done']);
  });
});

describe('settings that do not hold', () => {
  it('are refused with each fault in plain words, and nothing changes', async () => {
    const { businesses, windows } = await centreNow();
    const [permits, ...others] = businesses;
    if (!permits) throw new Error('the centre of the tests has businesses');
    const preview = await world.queue.changes.preview(manager(), CENTRE, {
      ...(await wish({})).settings, hours: [{ from: '13:00', until: '17:00' }, { from: '09:00', until: '08:00' }, { from: '25:00', until: '26:00' }],
      businesses: [{ ...permits, letter: 'B', serviceIds: ['no-such-service'] }, ...others, { id: 'Tax!', letter: 'x', nameZh: '', nameEn: 'Tax', usualMinutes: 0.5, serviceIds: [] }],
      windows: [...windows, { number: 1, businesses: ['permits'] }, { number: 5, businesses: [] }, { number: 6, businesses: ['gone'] }], slotMinutes: 600, seatsPerWindow: 0, bookableDays: 61, closures: [{ day: '2026-02-30', reasonZh: '停电', reasonEn: null }, { day: '2026-12-01', reasonZh: ' ', reasonEn: null }],
    });
    expect(preview.effects).toBeNull();
    expect(preview.faults.map(({ field, text }) => `${field}：${text.zh}`)).toEqual([
      'hours.1：结束时间应晚于开始时间', 'hours.2：时间应写成 09:00 这样，最晚 24:00',
      'businesses.0.serviceIds：事项目录里没有“no-such-service”', 'businesses.1.letter：字母B已有别的业务用了', 'businesses.3.id：编号只用小写字母、数字和“-”', 'businesses.3.letter：号码字母应为一个大写字母', 'businesses.3.nameZh：名称应为1到20个字', 'businesses.3.usualMinutes：通常办理时间应为1到240分钟的整数',
      'windows.4.number：1号窗口写了两次', 'windows.5.businesses：5号窗口没有业务', 'windows.6.businesses：6号窗口的业务“gone”不存在', 'businesses.3：没有窗口办“”',
      'slotMinutes：预约时段应为5到240分钟的整数', 'seatsPerWindow：每窗名额应为1到50的整数', 'bookableDays：可约天数应为1到60的整数', 'closures.0.day：没有这一天', 'closures.1.reason：请写明闭馆原因，1到60个字',
    ]);
    expect(await change({ hours: [] })).toMatchObject({ reason: 'FAULTY', faults: [{ field: 'hours' }, { field: 'slotMinutes' }] });
    expect(await change({ bookableDays: 7 }, { why: { zh: ' ', en: '' } })).toMatchObject({ reason: 'FAULTY', faults: [{ field: 'why' }] });
    expect((await centreNow()).version).toBe(0);
  });

  it('are those that a hall at work cannot do without: open windows, businesses whose numbers are not done', async () => {
    const xu = clerk('xu');
    const { businesses, windows } = await centreNow();
    await world.queue.desks.open(xu, CENTRE, 4, freshKey());
    await world.queue.tickets.take(somebody(), { centreId: CENTRE, businessId: 'housing' }, freshKey());
    const without = { businesses: businesses.filter(({ id }) => id !== 'housing'), windows: withoutWindow(4, { windows }) };
    const refused = await change(without, {}, world.other);
    expect(refused.__typename === 'CentreChangeRefused' && refused.faults.map(({ text }) => text.zh)).toEqual(['4号窗口正开着，请先关窗再取消', '“住房”今天还有1个号没办完，办完或转出后才能取消这项业务']);
    const desk = await world.queue.desks.next(xu, CENTRE, 4, freshKey());
    await world.queue.desks.work(xu, (desk.__typename === 'QueueDesk' && desk.current?.id) || '', 'FINISH', freshKey());
    await world.queue.desks.close(xu, CENTRE, 4, freshKey());
    expect(await change(without)).toMatchObject({ __typename: 'CentreChanged' });
    // What was, is still called by its name; and the hall of another process, which has not heard of it, takes no more of it.
    const [mine] = await world.queue.tickets.ofPerson(`p${people}`);
    expect(await world.queue.visits.businessName(CENTRE, mine?.businessId ?? '')).toEqual({ zh: '住房', en: 'Housing' });
    await expect(world.other.tickets.take(somebody(), { centreId: CENTRE, businessId: 'housing' }, freshKey())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(world.other.desks.open(xu, CENTRE, 4, freshKey())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('appointments that do not fit any more', () => {
  it('are told of first as counts; what was not accepted is not done', async () => {
    made(await book('2026-11-25T09:00', 'insurance', { window: 3 }));
    made(await book('2026-11-26T09:00', 'housing'));
    const settings = { windows: withoutWindow(3, await centreNow()), ...closed('2026-11-26') };
    const effects = { moved: 1, cancelled: 1, waitingEnded: 0, numbersOpen: 0, days: [{ day: '2026-11-25', moved: 1, cancelled: 0 }, { day: '2026-11-26', moved: 0, cancelled: 1 }] };
    expect(await world.queue.changes.preview(manager(), CENTRE, (await wish(settings)).settings)).toEqual({ faults: [], effects });
    expect(await change(settings, { accepted: { moved: 1, ended: 0 } })).toEqual({ __typename: 'CentreChangeRefused', centreId: CENTRE, reason: 'TO_CONFIRM', faults: [], effects });
    expect(world.notices).toEqual([]);
    expect((await centreNow()).version).toBe(0);
    expect(await change(settings, { accepted: { moved: 1, ended: 1 } })).toMatchObject({ __typename: 'CentreChanged', effects });
  });

  it('are counted as the change itself finds them: what others do in that moment makes it do nothing that was not accepted', async () => {
    const all = (await centreNow()).windows;
    await change({ windows: all.filter(({ number }) => number !== 4).map((window) => (window.number === 1 ? { number: 1, businesses: ['permits', 'housing'] } : window)), seatsPerWindow: 1 });
    const leaving = await book('2026-11-25T09:00', 'insurance', { window: 2 });
    const [first, second] = [made(leaving), made(await book('2026-11-25T09:00', 'insurance', { window: 3 }))];
    const { tickets } = world.queue;
    const attended = tickets.attended.bind(tickets);
    // The seat at the other window becomes free once the change has read who has which.
    tickets.attended = async (ids) => {
      tickets.attended = attended;
      made({ outcome: await world.other.appointments.cancel(leaving.who, first.id, freshKey()) });
      return attended(ids);
    };
    const settings = { windows: withoutWindow(3, await centreNow()) };
    expect(await change(settings, { accepted: { moved: 1, ended: 0 } })).toMatchObject({ reason: 'TO_CONFIRM', effects: { moved: 0, cancelled: 1 } });
    expect(await change(settings, { accepted: { moved: 1, ended: 0 } })).toMatchObject({ __typename: 'CentreChanged', effects: { moved: 1, cancelled: 0 } });
    expect(await world.queue.appointments.ofPersonById(`p${people}`, second.id)).toMatchObject({ state: 'BOOKED', window: 2 });
  });

  it('keep their time at another window; where all are full they end, once, with the reason and where to book anew', async () => {
    const here = await Promise.all(Array.from({ length: 3 }, () => book('2026-11-25T09:00', 'insurance', { window: 3 })));
    for (let n = 0; n < 10; n++) await book('2026-11-25T09:00', 'insurance', { window: 2 });
    for (let n = 0; n < 8; n++) await book('2026-11-25T09:00', 'housing');
    const [wanted, key] = [await wish({ windows: withoutWindow(3, await centreNow()) }), freshKey()];
    const first = await world.queue.changes.change(manager(), wanted, key);
    expect(first).toMatchObject({ __typename: 'CentreChanged', effects: { moved: 2, cancelled: 1 } });
    expect(await world.other.changes.change(manager(), wanted, key)).toEqual(first);
    await world.queue.jobs.tick();
    await world.other.jobs.tick();
    const letters = here.map(({ who }) => told(who.personId));
    expect(letters.flat().map(({ template }) => template).sort()).toEqual(['queue.appointment-called-off', 'queue.appointment-window', 'queue.appointment-window']);
    expect(letters.flat().find(({ template }) => template === 'queue.appointment-called-off')).toEqual({ template: 'queue.appointment-called-off', link: `/queue/${CENTRE}/insurance`, why: WHY, window: undefined });
    expect(letters.flat().find(({ template }) => template === 'queue.appointment-window')).toMatchObject({ why: WHY, window: '4' });
    const states = await Promise.all(here.map(async ({ who }) => (await world.queue.appointments.mine(who))[0]));
    expect(states.map((each) => `${each?.state} ${each?.window}`).sort()).toEqual(['BOOKED 4', 'BOOKED 4', 'CANCELLED 3']);
    await expectConsistent();
  });

  it('end where their day is closed, are no no-show, and the day can be had again once it opens', async () => {
    const who = somebody();
    for (const day of ['25', '26', '27']) made(await book(`2026-11-${day}T16:00`, 'permits', {}, who));
    const waits = made(await book('2026-11-27T16:00', 'housing', { wait: true }));
    expect(waits.state).toBe('BOOKED');
    expect(await change({ closures: ['25', '26', '27'].map((day) => ({ day: `2026-11-${day}`, reasonZh: '全楼停电', reasonEn: 'power cut' })) })).toMatchObject({ effects: { moved: 0, cancelled: 4 } });
    expect(told(who.personId)).toEqual(Array(3).fill({ template: 'queue.appointment-day-closed', link: `/queue/${CENTRE}/permits`, why: { zh: '全楼停电', en: 'power cut' }, window: undefined }));
    expect((await world.queue.appointments.days(CENTRE, 'permits')).map(({ day }) => day).slice(0, 3)).toEqual(['2026-11-24', '2026-11-30', '2026-12-01']);
    expect((await book('2026-11-26T09:00')).outcome).toMatchObject({ reason: 'CLOSED_DAY' });
    world.at('2026-11-26T10:00');
    expect(await world.queue.tickets.take(somebody(), { centreId: CENTRE, businessId: 'permits' }, freshKey())).toMatchObject({ reason: 'HALL_CLOSED' });
    expect(await change({ closures: [] })).toMatchObject({ __typename: 'CentreChanged' });
    expect(made(await book('2026-11-27T16:00', 'permits', {}, who)).state).toBe('BOOKED');
    world.at('2026-11-30T12:00');
    // Three on days that were closed, one that was missed: still welcome.
    expect(made(await book('2026-12-01T09:00', 'permits', {}, who)).state).toBe('BOOKED');
    await expectConsistent();
  });

  it('of numbers in the hall it tells when today closes; they are served to the end', async () => {
    await world.queue.tickets.take(somebody(), { centreId: CENTRE, businessId: 'permits' }, freshKey());
    expect(await change(closed('2026-11-24'))).toMatchObject({ effects: { numbersOpen: 1 } });
    expect(await world.queue.tickets.take(somebody(), { centreId: CENTRE, businessId: 'permits' }, freshKey())).toMatchObject({ reason: 'HALL_CLOSED' });
    const xu = clerk('xu');
    await world.queue.desks.open(xu, CENTRE, 1, freshKey());
    expect(await world.queue.desks.next(xu, CENTRE, 1, freshKey())).toMatchObject({ current: { number: 'A001' } });
  });

  describe('and numbers that wait when the rest of today closes', () => {
    const inHall = (template: string) => world.notices.filter((notice) => notice.template === template);
    const take = async (businessId: string, who = somebody()) => ({ who, ticket: await world.queue.tickets.take(who, { centreId: CENTRE, businessId }, freshKey()) });

    it('are told of it once, with the reason and where to book another day; whoever is at a window, done, or nobody is not', async () => {
      const xu = clerk('xu');
      await world.queue.desks.open(xu, CENTRE, 1, freshKey());
      const [served, waits, left] = [await take('permits'), await take('insurance'), await take('housing')];
      await world.queue.desks.issue(xu, { centreId: CENTRE, businessId: 'permits' }, freshKey());
      await world.queue.desks.next(xu, CENTRE, 1, freshKey());
      await world.queue.tickets.leave(left.who, left.ticket.__typename === 'QueueTicket' ? left.ticket.id : '', freshKey());
      const [wanted, key] = [await wish(closed('2026-11-24')), freshKey()];
      await world.queue.changes.change(manager(), wanted, key);
      await world.other.changes.change(manager(), wanted, key);
      for (const by of [world.queue, world.other]) await by.jobs.tick();
      expect(inHall('queue.hall-closed')).toMatchObject([{ personId: waits.who.personId, params: { number: 'B001', why: { zh: '全楼停电' } }, link: `/queue/${CENTRE}/insurance` }]);
      expect(told(served.who.personId).map(({ template }) => template)).toEqual(['queue.called']);
      // The number stands as it was told: it can be called.
      expect((await world.queue.tickets.mine(waits.who))[0]).toMatchObject({ state: 'WAITING', position: 1 });
    });

    it('are told that it is open again where that is taken back, at their place; of a second closing they are told again', async () => {
      const { who } = await take('permits');
      await change(closed('2026-11-24'));
      await change({ ...closed('2026-11-24'), bookableDays: 7 });
      await change({ closures: [] });
      const late = await take('permits');
      await change({ bookableDays: 8 });
      expect(told(who.personId).map(({ template }) => template)).toEqual(['queue.hall-closed', 'queue.hall-reopened']);
      expect(told(late.who.personId)).toEqual([]);
      expect((await world.queue.tickets.mine(who))[0]).toMatchObject({ position: 1 });
      await change(closed('2026-11-24', '停水'));
      expect([who, late.who].map(({ personId }) => told(personId).filter(({ template }) => template === 'queue.hall-closed').map(({ why }) => why))).toEqual([[{ zh: '全楼停电', en: expect.any(String) }, { zh: '停水', en: expect.any(String) }], [{ zh: '停水', en: expect.any(String) }]]);
    });

    it('are told where shorter hours close it, too, with the change’s reason; not where it opens again after noon, nor of another day', async () => {
      const { who } = await take('permits');
      await change(closed('2026-11-25'));
      expect(told(who.personId)).toEqual([]);
      world.at('2026-11-24T12:00');
      await change({ closures: [], hours: [{ from: '09:00', until: '11:30' }, { from: '14:00', until: '17:00' }] });
      expect(told(who.personId)).toEqual([]);
      expect(await change({ hours: [{ from: '09:00', until: '11:30' }] })).toMatchObject({ effects: { numbersOpen: 1 } });
      expect(told(who.personId)).toMatchObject([{ template: 'queue.hall-closed', why: WHY }]);
    });

    it('are told nothing where the change is refused', async () => {
      await take('permits');
      await book('2026-11-24T16:00', 'permits');
      expect(await change(closed('2026-11-24'), { accepted: { moved: 0, ended: 0 } })).toMatchObject({ reason: 'TO_CONFIRM' });
      expect(world.notices).toEqual([]);
    });
  });

  it('are those who booked last where a window has fewer seats, and none is given twice', async () => {
    const all = [];
    for (let n = 0; n < 10; n++, world.time.now += 1000) all.push(await book('2026-11-25T09:00', 'permits'));
    expect(await change({ seatsPerWindow: 4 })).toMatchObject({ effects: { moved: 0, cancelled: 6 } });
    const states = await Promise.all(all.map(async ({ who }) => (await world.queue.appointments.mine(who))[0]?.state));
    expect(states).toEqual([...Array(4).fill('BOOKED'), ...Array(6).fill('CANCELLED')]);
    expect((await book('2026-11-25T09:00', 'permits', {}, undefined, world.other)).outcome).toMatchObject({ reason: 'FULL' });
    expect((await world.queue.appointments.days(CENTRE, 'permits', '2026-11-25'))[0]?.times[0]).toMatchObject({ free: 0 });
    await expectConsistent();
  });

  it('leave whoever came already and is in the hall where they are', async () => {
    const { who, outcome } = await book('2026-11-24T09:30', 'insurance', { window: 3 });
    expect(await world.queue.tickets.checkIn(who, made({ outcome }).id, freshKey())).toMatchObject({ __typename: 'QueueTicket' });
    expect(await change({ windows: withoutWindow(3, await centreNow()) })).toMatchObject({ effects: { moved: 0, cancelled: 0 } });
    expect(told(who.personId)).toEqual([]);
  });
});

describe('waiting lists', () => {
  it('come up where there are more seats, and end with a reason where the window does it no more', async () => {
    for (let n = 0; n < 10; n++) made(await book('2026-11-25T09:00', 'permits'));
    const up = await book('2026-11-25T09:00', 'permits', { wait: true });
    expect(made(up).state).toBe('WAITING');
    expect(await change({ seatsPerWindow: 11 })).toMatchObject({ effects: { moved: 0, cancelled: 0, waitingEnded: 0 } });
    expect(told(up.who.personId)).toMatchObject([{ template: 'queue.appointment-waited', window: '1' }]);

    // Window 4 is full of insurance; one waits there for housing, which goes to window 1, and gets a seat there.
    for (let n = 0; n < 33; n++) made(await book('2026-11-26T09:00', 'insurance'));
    const [housing, last] = [await book('2026-11-26T09:00', 'housing', { wait: true }), await book('2026-11-26T09:00', 'insurance', { wait: true })];
    expect([made(housing).state, made(last).state]).toEqual(['WAITING', 'WAITING']);
    const windows = [{ number: 1, businesses: ['permits', 'housing'] }, { number: 2, businesses: ['insurance'] }, { number: 3, businesses: ['insurance'] }];
    expect(await change({ windows })).toMatchObject({ effects: { moved: 0, cancelled: 11 } });
    expect(told(housing.who.personId)).toMatchObject([{ template: 'queue.appointment-waited', window: '1' }]);
    expect((await world.queue.appointments.mine(housing.who))[0]).toMatchObject({ state: 'BOOKED', window: 1 });
    await expectConsistent();
  });

  it('promise nobody a seat that ends in the same moment', async () => {
    for (let n = 0; n < 10; n++) made(await book('2026-11-25T09:00', 'housing'));
    for (let n = 0; n < 20; n++) made(await book('2026-11-25T09:00', 'insurance'));
    const [housing, insurance] = [await book('2026-11-25T09:00', 'housing', { wait: true }), await book('2026-11-25T09:00', 'insurance', { wait: true, window: 4 })];
    // Window 4 does insurance alone now; housing goes to a new window with as many seats.
    const windows = [...withoutWindow(4, await centreNow()), { number: 4, businesses: ['insurance'] }, { number: 5, businesses: ['housing'] }];
    expect(await change({ windows })).toMatchObject({ effects: { moved: 10, cancelled: 0, waitingEnded: 1 } });
    expect(told(housing.who.personId).map(({ template }) => template)).toEqual(['queue.appointment-called-off']);
    expect(told(insurance.who.personId).map(({ template }) => template)).toEqual(['queue.appointment-waited']);
    await expectConsistent();
  });
});

describe('those who book while a centre changes', () => {
  it('by what another process still believes are seen to within a minute, once', async () => {
    await world.other.centres.list();
    expect(await change(closed('2026-11-25'))).toMatchObject({ __typename: 'CentreChanged' });
    const late = await book('2026-11-25T09:00', 'insurance', {}, undefined, world.other);
    expect(made(late).state).toBe('BOOKED');
    await world.other.jobs.tick();
    await world.queue.jobs.tick();
    expect(told(late.who.personId)).toMatchObject([{ template: 'queue.appointment-day-closed', why: { zh: '全楼停电' } }]);
    expect(await world.queue.appointments.mine(late.who)).toMatchObject([{ state: 'CANCELLED' }]);
    expect(await world.connection.collection('queue_centres').findOne({ 'settling.whyZh': WHY.zh })).not.toBeNull();
    world.time.now += 61_000;
    for (const by of [world.queue, world.other]) await by.jobs.tick();
    expect(told(late.who.personId)).toHaveLength(1);
    expect(await world.connection.collection('queue_centres').findOne({ settling: { $exists: true } })).toBeNull();
    await expectConsistent();
  });

  it('in numbers, at the same time, in two processes, never sit where nobody serves them, nor two in one seat', async () => {
    await Promise.all([world.queue.centres.list(), world.other.centres.list()]);
    const before = await Promise.all(Array.from({ length: 40 }, () => book('2026-11-25T09:00')));
    expect(before.filter(({ outcome }) => outcome.__typename === 'Appointment')).toHaveLength(30);
    const { windows } = await centreNow();
    const late = Array.from({ length: 120 }, (_none, n) => book(`2026-11-25T${String(9 + (n % 2)).padStart(2, '0')}:30`, n % 3 === 0 ? 'housing' : 'insurance', {}, undefined, n % 2 === 0 ? world.queue : world.other));
    const outcome = change({ windows: [...withoutWindow(4, { windows: withoutWindow(3, { windows }) }), { number: 4, businesses: ['housing'] }], seatsPerWindow: 5 });
    await Promise.all([...late, outcome]);
    expect(await outcome).toMatchObject({ __typename: 'CentreChanged' });
    world.time.now += 61_000;
    await world.other.jobs.tick();
    await expectConsistent();
    const keys = world.notices.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { who, outcome: first } of before) {
      if (first.__typename !== 'Appointment') continue;
      const [now] = await world.queue.appointments.mine(who);
      expect(told(who.personId).map(({ template }) => template)).toEqual(now?.state === 'CANCELLED' ? ['queue.appointment-called-off'] : now?.window === first.window ? [] : ['queue.appointment-window']);
    }
  });
});

describe('numbers that wait for one window', () => {
  it('wait for any that does it once that window does it no more', async () => {
    const [xu, lin] = [clerk('xu'), clerk('lin')];
    for (const [who, window] of [[xu, 2], [lin, 4]] as const) await world.queue.desks.open(who, CENTRE, window, freshKey());
    const taken = await world.queue.tickets.take(somebody(), { centreId: CENTRE, businessId: 'insurance' }, freshKey());
    await world.queue.desks.next(xu, CENTRE, 2, freshKey());
    await world.queue.desks.transfer(xu, taken.__typename === 'QueueTicket' ? taken.id : '', { window: 4 }, freshKey());
    const windows = [...withoutWindow(4, await centreNow()), { number: 4, businesses: ['housing'] }];
    expect(await change({ windows })).toMatchObject({ __typename: 'CentreChanged' });
    expect(await world.queue.desks.next(xu, CENTRE, 2, freshKey())).toMatchObject({ current: { number: 'B001' } });
    expect(displayOf(await world.queue.halls.view(CENTRE)).called).toMatchObject([{ window: 2 }]);
  });
});
