import type { Bookings } from '../../kernel/booking/index.js';
import type { PersonalData } from '../../kernel/personal-data.js';
import type { AppointmentService } from './appointments.js';
import type { TicketService } from './tickets.js';

/** What queues hold about a person; all of it may be deleted. A number itself stays, as nobody's: the day's count is the hall's. */
export function createQueuePersonalData(appointments: AppointmentService, tickets: TicketService, bookings: Bookings): PersonalData {
  return {
    name: 'community.queue',
    async collect(personId) {
      const [booked, taken] = await Promise.all([appointments.ofPerson(personId), tickets.ofPerson(personId)]);
      return [
        {
          title: { zh: '窗口预约', en: 'Appointments at windows' },
          records: booked.map(({ centreId, businessId, window, startsAt, state }) => ({ centreId, businessId, window, startsAt: iso(startsAt), state })),
        },
        {
          title: { zh: '排队号', en: 'Queue numbers' },
          records: taken.map(({ centreId, businessId, day, number, state, priority, groundRefused, queuedAt, endedAt }) => ({ centreId, businessId, day, number, state, priority, groundRefused, takenAt: iso(queuedAt), endedAt: endedAt === null ? null : iso(endedAt) })),
        },
      ];
    },
    async erase(session, personId) {
      await bookings.erase(session, personId);
      await tickets.forget(session, personId);
      return { deleted: [{ zh: '窗口预约和排队号', en: 'Appointments and queue numbers' }], kept: [] };
    },
  };
}

const iso = (at: number): string => new Date(at).toISOString();
