import type { ClientSession } from 'mongoose';
import type { BookingChange } from '../../kernel/booking/index.js';
import type { LocalText, Notifier } from '../../messages/contract.js';
import { personOf } from '../holder.js';
import { WAITING_JOB } from './appointments.js';
import type { Centres } from './centres.js';
import type { HallTurn } from './hall.js';
import { readSlotId, timeText } from './rules/times.js';
import type { Centre } from './types.js';

/** Tells people what others did to their appointments, in the transaction of the booking. */
export function createAppointmentNotices({ centres, notifier }: { readonly centres: Centres; readonly notifier: Notifier }) {
  return async (session: ClientSession, changes: readonly BookingChange[]): Promise<void> => {
    for (const { kind, booking, caller } of changes) {
      const at = readSlotId(booking.slotId);
      const template = templateOf(kind, caller.accountId === `system:${WAITING_JOB}`);
      // Whoever does it themselves reads the answer; it does not tell them that they come up elsewhere by the seat they give back.
      if (!at || !template || (kind !== 'promoted' && caller.personId === booking.holder)) continue;
      const params = placeAndTime(await centres.get(at.centreId), at.startsAt);
      await notifier.notify(session, {
        personId: booking.holder, key: `queue.appointment:${booking.id}:${booking.version}`, template, link: '/queue',
        params: template === 'queue.appointment-cancelled' ? params : { ...params, window: String(at.window) },
      });
    }
  };
}

/** What a booking was that a change of its centre has no room for; undefined: the change concerns it in no such way. */
export type Displaced = (bookingId: string) => { readonly waited: boolean; readonly startsAt: number; readonly why: LocalText; readonly dayClosed: boolean } | undefined;
/** Tells people what the change of a centre did to their appointments, in its transaction. */
export type SettleNotices = (session: ClientSession, centre: Centre, changes: readonly BookingChange[], displaced: Displaced) => Promise<void>;

/** As {@link createAppointmentNotices}, where a centre changed: with its reason, and where one books anew. */
export function createSettleNotices(notifier: Notifier): SettleNotices {
  return async (session, centre, changes, displaced) => {
    for (const { kind, booking } of changes) {
      const at = readSlotId(booking.slotId);
      const was = displaced(booking.id);
      if (!at) continue;
      const places = placeAndTime(centre, was?.startsAt ?? at.startsAt);
      const notice = { personId: booking.holder, key: `queue.appointment:${booking.id}:${booking.version}`, link: '/queue' };
      const window = String(at.window);
      if (kind === 'promoted' || (kind === 'moved' && was?.waited)) await notifier.notify(session, { ...notice, template: 'queue.appointment-waited', params: { ...places, window } });
      else if (kind === 'moved' && was) await notifier.notify(session, { ...notice, template: 'queue.appointment-window', params: { ...places, window, why: was.why } });
      else if (kind === 'cancelled' && was) {
        const what = was.waited ? { zh: '候补', en: 'place in the waiting list' } : { zh: '预约', en: 'appointment' };
        const businessId = String(booking.facts['businessId']);
        const hall = `/queue/${encodeURIComponent(centre.id)}`;
        const link = centre.businesses.some(({ id }) => id === businessId) ? `${hall}/${encodeURIComponent(businessId)}` : hall;
        await notifier.notify(session, { ...notice, link, template: was.dayClosed ? 'queue.appointment-day-closed' : 'queue.appointment-called-off', params: { ...places, what, why: was.why } });
      }
    }
  };
}

/** Tells those who wait in a hall today that a change of its centre closes it, or opens it again, in its transaction. */
export type DayNotices = (turn: HallTurn, after: Centre, change: { readonly closes: boolean; readonly why: LocalText; readonly validUntil: number }) => Promise<void>;

/**
 * Numbers keep their place through it, for what closes a hall gives out no more of them and ends none, as at the end of its hours. So whoever was told
 * to stay away is told when it is taken back, and of each closing once: a key has the version of the centre that closed.
 */
export function createDayNotices(notifier: Notifier): DayNotices {
  return async (turn, after, { closes, why, validUntil }) => {
    const hall = `/queue/${encodeURIComponent(after.id)}`;
    for (const { id, holder, number, businessId } of turn.view.tickets.filter(({ state, toldClosed = false }) => state === 'WAITING' && toldClosed !== closes)) {
      const personId = personOf(holder);
      if (personId === null) continue;
      const params = { number, centre: { zh: after.nameZh, en: after.nameEn } };
      const notice = { personId, key: `queue.hall-day:${id}:${after.version}`, validUntil };
      if (closes) await notifier.notify(turn.session, { ...notice, template: 'queue.hall-closed', params: { ...params, why }, link: `${hall}/${encodeURIComponent(businessId)}` });
      else await notifier.notify(turn.session, { ...notice, template: 'queue.hall-reopened', params, link: `/queue/tickets/${encodeURIComponent(id)}` });
      await turn.change(id, { toldClosed: closes });
    }
  };
}

/** Words for where and when. */
export function placeAndTime({ nameZh, nameEn }: Centre, startsAt: number): { readonly centre: LocalText; readonly time: LocalText } {
  return { centre: { zh: nameZh, en: nameEn }, time: timeText(startsAt) };
}

function templateOf(kind: BookingChange['kind'], fromWaiting: boolean): string | null {
  if (kind === 'promoted' || (kind === 'moved' && fromWaiting)) return 'queue.appointment-waited';
  if (kind === 'booked' || kind === 'moved') return 'queue.appointment-made';
  return kind === 'cancelled' ? 'queue.appointment-cancelled' : null;
}
