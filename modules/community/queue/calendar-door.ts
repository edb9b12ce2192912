import { Fault } from '../../kernel/errors.js';
import type { Door } from '../../kernel/module.js';
import type { AppointmentService } from './appointments.js';
import type { Centres } from './centres.js';
import { businessEverOf } from './centres.js';
import { calendarFile } from './rules/icalendar.js';

/**
 * An appointment as a calendar file (iCalendar, RFC 5545), for phones and calendars that come back for changes. Whoever has the
 * link may read it: it tells place, time and business, and nobody's name.
 */
export function createCalendarDoor(appointments: AppointmentService, centres: Centres): Door {
  return {
    method: 'GET', path: '/calendar/appointments/:id/:secret/appointment.ics', maxBodyBytes: 0,
    async handle({ params }) {
      const found = await appointments.byLink(params['id'] ?? '', params['secret'] ?? '');
      if (!found) throw new Fault('NOT_FOUND');
      const { appointment, version, changedAt } = found;
      const centre = await centres.get(appointment.centreId);
      const body = calendarFile({
        uid: `${appointment.id}@appointments`, sequence: version, cancelled: appointment.state === 'CANCELLED', startsAt: appointment.startsAt, endsAt: appointment.endsAt, changedAt,
        summary: `${appointment.state === 'WAITING' ? '候补：' : ''}${businessEverOf(centre, appointment.businessId).nameZh}（${centre.nameZh}）`, location: centre.address,
        description: `${appointment.window}号窗口。到大厅后请签到取号，带好身份证。`,
      });
      return { contentType: 'text/calendar; charset=utf-8', headers: { 'cache-control': 'private, no-store', 'content-disposition': 'inline; filename="appointment.ics"', 'x-robots-tag': 'noindex' }, body };
    },
  };
}
