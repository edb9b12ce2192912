import type { ClientSession } from 'mongoose';
import type { BookingChange } from '../../kernel/booking/index.js';
import type { LocalText, Notifier } from '../../messages/contract.js';
import { WAITING_JOB } from './appointments.js';
import type { Centres } from './centres.js';
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

/** Words for where and when. */
export function placeAndTime({ nameZh, nameEn }: Centre, startsAt: number): { readonly centre: LocalText; readonly time: LocalText } {
  return { centre: { zh: nameZh, en: nameEn }, time: timeText(startsAt) };
}

function templateOf(kind: BookingChange['kind'], fromWaiting: boolean): string | null {
  if (kind === 'promoted' || (kind === 'moved' && fromWaiting)) return 'queue.appointment-waited';
  if (kind === 'booked' || kind === 'moved') return 'queue.appointment-made';
  return kind === 'cancelled' ? 'queue.appointment-cancelled' : null;
}
