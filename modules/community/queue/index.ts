import { mergeResolvers } from '@graphql-tools/merge';
import type { Resolvers } from '../../__generated__/resolvers.js';
import { createBookings } from '../../kernel/booking/index.js';
import type { Caller } from '../../kernel/caller.js';
import type { CommunityDeps, Feature } from '../deps.js';
import { AppointmentService } from './appointments.js';
import { createCalendarDoor } from './calendar-door.js';
import { createCentreSheetDoors, type ServiceName } from './centre-sheets.js';
import { CentreChanges } from './changes.js';
import { Centres, readPriorityGrounds, readSampleCentres } from './centres.js';
import { DeskService } from './desk.js';
import { Halls } from './hall.js';
import { QueueJobs } from './jobs.js';
import { HallStreams } from './live.js';
import { MachineService } from './machines.js';
import { queueTemplates } from './messages.js';
import { APPOINTMENTS, createQueueIndexes } from './model.js';
import { createAppointmentNotices, createDayNotices, createSettleNotices } from './notices.js';
import { createQueuePersonalData } from './personal-data.js';
import { createCentreResolvers, createDeskResolvers, createMachineResolvers, createPaperResolvers, createQueueMutations, createQueueResolvers } from './resolvers.js';
import { createQueueSheetDoor } from './sheet-door.js';
import { TicketService } from './tickets.js';
import { ServedVisits } from './visits.js';

/** The queue feature as `modules/community/index.ts` joins it, with its services for tests. */
export interface Queue extends Feature {
  readonly appointments: AppointmentService;
  readonly tickets: TicketService;
  readonly desks: DeskService;
  readonly machines: MachineService;
  readonly changes: CentreChanges;
  /** The district's centres, and which streets they serve. */
  readonly centres: Centres;
  readonly jobs: QueueJobs;
  readonly halls: Halls;
  /** Visits that are over, as ratings know them. */
  readonly visits: ServedVisits;
}

/** What queues stand on of the module's other features. */
export interface QueuePorts {
  /** The services of the catalogue today. */
  readonly services: () => readonly ServiceName[];
}

/** Creates the queue feature: centres, appointments, numbers and windows. Nothing runs before `start`. */
export function createQueue(deps: CommunityDeps, ports: QueuePorts): Queue {
  const { connection, clocks, events, logger, authoriser, audit, mutations, cipher, notifier, calendar, dataFolder } = deps;
  // Halls open and close by the district's time, as buses run by it: a day that is played again has its queues too.
  const clock = clocks.service;
  const worksOn = (day: string): boolean => calendar.worksOn(day);
  const grounds = readPriorityGrounds(dataFolder);
  const centres = new Centres(connection, clocks.system, events);
  const bookings = createBookings({ connection, clock, mutations, audit, logger, name: APPOINTMENTS, follow: createAppointmentNotices({ centres, notifier }) });
  const halls = new Halls({ connection, centres, events, mutations, notifier, clock, system: clocks.system });
  const streams = new HallStreams(events);
  const appointments: AppointmentService = new AppointmentService({ centres, bookings, authoriser, audit, cipher, clock, system: clocks.system, worksOn, attended: (ids) => tickets.attended(ids) });
  const tickets = new TicketService({ connection, halls, authoriser, audit, cipher, clock, worksOn, grounds, people: deps.people, appointmentOf: (personId, id) => appointments.ofPersonById(personId, id) });
  const desks = new DeskService({ halls, tickets, authoriser, audit, cipher });
  const machines = new MachineService({ connection, centres, authoriser, audit, mutations, cipher, clock: clocks.system });
  const hasService = (id: string): boolean => ports.services().some((service) => service.id === id);
  const changes = new CentreChanges({ connection, centres, halls, bookings, authoriser, audit, notices: createSettleNotices(notifier), dayNotices: createDayNotices(notifier), clock, system: clocks.system, worksOn, attended: (ids) => tickets.attended(ids), hasService });
  const jobs = new QueueJobs({ connection, centres, appointments, changes, streams, notifier, clock, system: clocks.system, logger });
  const parts = { centres, halls, streams, appointments, tickets, desks, machines, changes, endSession: async (caller: Caller) => deps.endSession?.(caller), grounds, now: () => clock.now(), worksOn, isOffered: hasService };
  return {
    resolvers: mergeResolvers<Resolvers, unknown>([createQueueResolvers(parts), createDeskResolvers(parts), createPaperResolvers(parts), createMachineResolvers(parts), createCentreResolvers(parts), createQueueMutations(parts)]),
    routes: [createCalendarDoor(appointments, centres), createQueueSheetDoor(desks), ...createCentreSheetDoors({ changes, services: ports.services })],
    personalData: [createQueuePersonalData(appointments, tickets, bookings)],
    templates: queueTemplates,
    appointments, tickets, desks, machines, changes, centres, jobs, halls, visits: new ServedVisits(tickets, centres, clock),
    seed: () => centres.seed(readSampleCentres(dataFolder)),
    async start() {
      await Promise.all([createQueueIndexes(connection), bookings.prepare()]);
      jobs.start();
    },
    async stop() {
      await jobs.stop();
      streams.stop();
      halls.stop();
      centres.stop();
      await bookings.close();
    },
  };
}
