import type { ClientSession, Connection } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { Booking, Bookings } from '../../kernel/booking/index.js';
import { systemCaller, type Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import { isDuplicate, withTransaction } from '../../kernel/db.js';
import { districtDate, districtInstant } from '../../kernel/district-time.js';
import { Fault } from '../../kernel/errors.js';
import { inTurn } from '../../kernel/in-turn.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { Subject } from '../../kernel/policy/types.js';
import type { LocalText } from '../../messages/contract.js';
import type { Centres } from './centres.js';
import type { Halls, HallTurn } from './hall.js';
import { queueCollections } from './model.js';
import type { DayNotices, SettleNotices } from './notices.js';
import { BOUNDS, centreFaults, changedCentre, hallFaults } from './rules/settings.js';
import { settlePlan, settleWork, type SettlePlan } from './rules/settle.js';
import { closureOn, opensLater, opensOn } from './rules/times.js';
import { onceOf, slotOfTime } from './slots.js';
import type { Centre, CentreEffects, CentreFault, CentreOutcome, CentrePreviewEntity, CentreSettings } from './types.js';
import { isOpen, type HallView } from './view.js';

/** What changes of centres stand on. */
export interface CentreChangeDeps {
  readonly connection: Connection;
  readonly centres: Centres;
  readonly halls: Halls;
  readonly bookings: Bookings;
  readonly authoriser: Authoriser;
  readonly audit: Audit;
  readonly notices: SettleNotices;
  readonly dayNotices: DayNotices;
  /** The district's clock, by which halls open. */
  readonly clock: Clock;
  /** The system clock, by which processes forget what they have kept. */
  readonly system: Clock;
  readonly worksOn: (day: string) => boolean;
  /** Which of these appointments somebody came to. */
  readonly attended: (bookingIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Whether the catalogue has a service. */
  readonly hasService: (id: string) => boolean;
}

/** A change as somebody wants it. */
export interface CentreWish {
  readonly centreId: string;
  /** All settings as they are to be. */
  readonly settings: CentreSettings;
  /** The version that was looked at. */
  readonly seen: number;
  /** What residents are told whose appointment does not fit any more, unless the day's own closure says why. */
  readonly why: LocalText;
  /** So many appointments may be moved, and so many may end (places in waiting lists included), as its caller was told they would. */
  readonly accepted: { readonly moved: number; readonly ended: number };
}

const CHANGE = 'community.queue.centre.change';
const PREVIEW = 'community.queue.centre.preview';
/** The job that sees to what was booked while a centre changed. */
const SETTLING_JOB = 'queue-centres';
/** So long bookings may come in by how a centre was: what processes keep of it, and the longest way of a booking. */
const SETTLES_MS = 60_000;
/** The most appointments that one change may move or end: a transaction has a minute, and a thousand take some ten seconds of it. */
const MOST_MISFITS = 1500;
const MOST_TRIES = 5;
const DAY_MS = 86_400_000;

/** Changes of a centre, with what follows for those who have booked. */
export class CentreChanges {
  readonly #deps: CentreChangeDeps;

  constructor(deps: CentreChangeDeps) {
    this.#deps = deps;
  }

  /** A centre as it is stored now, for whoever may change it. Throws NOT_FOUND. */
  async centre(caller: Caller, centreId: string): Promise<Centre> {
    await this.#deps.authoriser.check(caller, PREVIEW, subjectOf(centreId));
    return this.#deps.centres.read(null, centreId);
  }

  /** What new settings would come to; nothing is changed. Throws NOT_FOUND. */
  async preview(caller: Caller, centreId: string, settings: CentreSettings): Promise<CentrePreviewEntity> {
    const before = await this.centre(caller, centreId);
    const view = await this.#deps.halls.view(centreId);
    const faults = this.#faults(before, settings, view);
    if (faults.length > 0) return { faults, effects: null };
    const { after, plan, numbersOpen } = await this.#planned(null, before, settings, view);
    if (plan.misfits.length > MOST_MISFITS) return { faults: [tooMany(plan.misfits.length)], effects: null };
    return { faults: [], effects: (await this.#weighed(null, caller, after, plan, numbersOpen)).effects };
  }

  /**
   * Changes a centre, and in the same transaction what does not fit it any more: appointments go to another window at their time,
   * or end; their holders are told why. Refused where that is more than was accepted. Throws NOT_FOUND.
   */
  async change(caller: Caller, wish: CentreWish, key: string): Promise<CentreOutcome> {
    const { authoriser, halls, centres } = this.#deps;
    const { centreId } = wish;
    await authoriser.check(caller, CHANGE, subjectOf(centreId));
    const faults = whyFaults(wish.why);
    if (faults.length > 0) return { __typename: 'CentreChangeRefused', centreId, reason: 'FAULTY', faults, effects: null };
    const outcome = await again(() => halls.run(caller, { action: CHANGE, key, input: wish }, centreId, (turn) => this.#change(caller, wish, turn)));
    if (outcome.__typename === 'CentreChanged') centres.changed(centreId);
    return outcome;
  }

  /** Sees once more to centres that were changed a moment ago: who booked by how they were before must not be forgotten. */
  async settleAll(): Promise<void> {
    const { connection, centres } = this.#deps;
    const due = await queueCollections(connection).centres.find({ settling: { $exists: true } }, { projection: { _id: 1 } }).toArray();
    await inTurn(due.map(({ _id }) => async () => {
      await again(() => withTransaction(connection, (session) => this.#settle(session, _id)));
      centres.changed(_id);
    }));
  }

  async #change(caller: Caller, { centreId, settings, seen, why, accepted }: CentreWish, turn: HallTurn): Promise<CentreOutcome> {
    const { session } = turn;
    const refused = (reason: 'FAULTY' | 'CHANGED_MEANWHILE' | 'TO_CONFIRM', faults: readonly CentreFault[], effects: CentreEffects | null = null): CentreOutcome => ({ __typename: 'CentreChangeRefused', centreId, reason, faults, effects });
    const before = await this.#deps.centres.read(session, centreId);
    if (before.version !== seen) return refused('CHANGED_MEANWHILE', []);
    const faults = this.#faults(before, settings, turn.view);
    if (faults.length > 0) return refused('FAULTY', faults);
    const { after, plan, numbersOpen } = await this.#planned(session, before, settings, turn.view);
    if (plan.misfits.length > MOST_MISFITS) return refused('FAULTY', [tooMany(plan.misfits.length)]);
    const { effects, carryOut } = await this.#weighed(session, caller, after, plan, numbersOpen);
    if (effects.moved > accepted.moved || effects.cancelled + effects.waitingEnded > accepted.ended) return refused('TO_CONFIRM', [], effects);
    await this.#write(session, after, why);
    turn.setCentreVersion(after.version);
    for (const { id, onlyWindow, businessId } of turn.view.tickets.filter(({ state }) => state === 'WAITING')) {
      const does = after.windows.find(({ number }) => number === onlyWindow)?.businesses;
      if (onlyWindow !== null && !does?.includes(businessId)) await turn.change(id, { onlyWindow: null });
    }
    await carryOut(session, why);
    await this.#tellOfToday(turn, before, after, why);
    const { days: _days, ...counts } = effects;
    await this.#deps.audit.write(session, caller, { action: CHANGE, subject: subjectOf(centreId), purpose: 'service', details: { version: after.version, changed: changedParts(before, after).join(','), why: why.zh, ...counts } });
    return { __typename: 'CentreChanged', centreId, version: after.version, effects };
  }

  /** Whoever waits in the hall is told where the change closes it for the rest of today, or opens it again. */
  async #tellOfToday(turn: HallTurn, before: Centre, after: Centre, why: LocalText): Promise<void> {
    const { system, worksOn, dayNotices } = this.#deps;
    const { day, now } = turn;
    const [was, is] = [before, after].map((centre) => opensLater(centre, day, now, worksOn));
    if (was === is) return;
    const closure = closureOn(after, day);
    const midnight = districtInstant(day) + DAY_MS;
    await dayNotices(turn, after, { closes: was === true, why: closure ? { zh: closure.reasonZh, en: closure.reasonEn ?? closure.reasonZh } : why, validUntil: system.now() + midnight - now });
  }

  async #settle(session: ClientSession, centreId: string): Promise<void> {
    const { connection, centres, system, audit } = this.#deps;
    const stored = queueCollections(connection).centres;
    const { settling } = (await stored.findOne({ _id: centreId }, { session })) ?? {};
    if (!settling) return;
    const centre = await centres.read(session, centreId);
    const plan = await this.#plan(session, centre);
    const caller = systemCaller(SETTLING_JOB);
    if (plan.resized.length + plan.misfits.length > 0) {
      const { effects: { days: _days, ...counts }, carryOut } = await this.#weighed(session, caller, centre, plan, 0);
      await carryOut(session, { zh: settling.whyZh, en: settling.whyEn });
      await audit.write(session, caller, { action: 'community.queue.centre.settle', subject: subjectOf(centreId), purpose: 'service', details: { version: centre.version, ...counts } });
    }
    if (settling.until.getTime() <= system.now()) await stored.updateOne({ _id: centreId }, { $unset: { settling: '' } }, { session });
  }

  async #write(session: ClientSession, { id, ...rest }: Centre, why: LocalText): Promise<void> {
    const settling = { until: new Date(this.#deps.system.now() + SETTLES_MS), whyZh: why.zh, whyEn: why.en };
    await queueCollections(this.#deps.connection).centres.replaceOne({ _id: id }, { ...rest, settling }, { session });
  }

  #faults(before: Centre, settings: CentreSettings, hall: Pick<HallView, 'windows' | 'tickets'>): CentreFault[] {
    const { hasService } = this.#deps;
    // What the catalogue has lost since may stay where it stands.
    const known = new Set(before.businesses.flatMap(({ serviceIds }) => serviceIds));
    const faults = centreFaults(settings, { hasService: (id) => known.has(id) || hasService(id) });
    const numbers = hall.tickets.filter((ticket) => isOpen(ticket) || (ticket.state === 'PASSED' && !ticket.returned));
    return [...faults, ...hallFaults(settings, before, { open: hall.windows.map(({ number }) => number), businessesOfNumbers: numbers.map(({ businessId }) => businessId) })];
  }

  async #planned(session: ClientSession | null, before: Centre, settings: CentreSettings, hall: Pick<HallView, 'tickets'>): Promise<{ readonly after: Centre; readonly plan: SettlePlan; readonly numbersOpen: number }> {
    const { clock, worksOn } = this.#deps;
    const today = districtDate(clock.now());
    const after = changedCentre(before, settings, today);
    const closes = opensLater(before, today, clock.now(), worksOn) && !opensLater(after, today, clock.now(), worksOn);
    return { after, plan: await this.#plan(session, after), numbersOpen: closes ? hall.tickets.filter(isOpen).length : 0 };
  }

  async #plan(session: ClientSession | null, centre: Centre): Promise<SettlePlan> {
    const { bookings, attended, clock, worksOn } = this.#deps;
    const slots = await bookings.slotsUnder(`${centre.id}|`, session ?? undefined);
    const booked = await bookings.listOfSlots(slots.filter(({ taken, waiting }) => taken + waiting > 0).map(({ id }) => id), session ?? undefined);
    // Numbers are taken on the day itself.
    const soon = new Set(slots.filter(({ closesAt }) => closesAt < clock.now() + 3_600_000).map(({ id }) => id));
    return settlePlan(centre, slots, booked, await attended(booked.filter(({ slotId }) => soon.has(slotId)).map(({ id }) => id)), worksOn);
  }

  /** What a plan comes to, and the way to carry it out; those concerned are told why. */
  async #weighed(session: ClientSession | null, caller: Caller, centre: Centre, plan: SettlePlan, numbersOpen: number) {
    const { bookings, system, notices, worksOn } = this.#deps;
    const once = ({ holder, facts }: Booking, startsAt: number): string => onceOf(holder, { businessId: String(facts['businessId']), startsAt });
    const { wishes, work } = settleWork(plan, (time) => slotOfTime(centre, time, system.now()), once, numbersOpen);
    const misfits = new Map(plan.misfits.map((misfit) => [misfit.booking.id, misfit]));
    const { outcome: effects, write } = await bookings.weigh(session, caller, wishes, work);
    const carryOut = (inSession: ClientSession, why: LocalText): Promise<void> => write(inSession, (_session, changes) => notices(inSession, centre, changes, (id) => {
      const misfit = misfits.get(id);
      return misfit && { waited: misfit.booking.state === 'WAITING', startsAt: misfit.startsAt, why: misfit.why ?? why, dayClosed: !opensOn(centre, misfit.day, worksOn) };
    }));
    return { effects, carryOut };
  }
}

const subjectOf = (centreId: string): Subject => ({ type: 'service-centre', id: centreId, organisationId: centreId });

function tooMany(count: number): CentreFault {
  return { field: '', text: { zh: `有${count}个预约受影响，一次最多${MOST_MISFITS}个，请分几次改`, en: `${count} appointments are concerned; change it in parts of at most ${MOST_MISFITS}` } };
}

function whyFaults({ zh, en }: LocalText): CentreFault[] {
  if (zh.trim() !== '' && zh.length <= BOUNDS.reason && en.length <= 2 * BOUNDS.reason) return [];
  return [{ field: 'why', text: { zh: `请写明变更原因，1到${BOUNDS.reason}个字，会告诉受影响的人`, en: `say why in 1 to ${BOUNDS.reason} characters: those concerned are told` } }];
}

/** Which settings are otherwise than before, for the record. */
function changedParts(before: Centre, after: Centre): string[] {
  const parts = ['hours', 'everyDay', 'businesses', 'windows', 'slotMinutes', 'seatsPerWindow', 'bookableDays', 'closures'] as const;
  return parts.filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]));
}

/** Two that make the same slot at once: the second is run again, and finds it. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      if (tries === MOST_TRIES) throw new Fault('UNAVAILABLE', {}, { cause: error });
    }
  }
}
