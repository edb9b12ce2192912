import type { CentreSettingsInput, Resolvers } from '../../__generated__/resolvers.js';
import type { Caller } from '../../kernel/caller.js';
import { districtDate } from '../../kernel/district-time.js';
import { inLanguage } from '../../kernel/languages.js';
import type { AppointmentService } from './appointments.js';
import { businessEverOf, type Centres } from './centres.js';
import type { CentreChanges } from './changes.js';
import type { DeskService } from './desk.js';
import type { Halls } from './hall.js';
import type { HallStreams } from './live.js';
import type { MachineService } from './machines.js';
import { appointmentWords, centreWords, deskWords, groundWords, ticketWords } from './refusals.js';
import { CHECK_IN_BEFORE_MS, LATE_MS } from './rules/no-show.js';
import { takesNumbersAt } from './rules/times.js';
import type { TicketService } from './tickets.js';
import type { CentreBusinessEntity, CentreSettings, DeskEntity, DisplayEntity, PaperTicketEntity, PriorityGround, TicketEntity } from './types.js';
import { displayOf, isOpen, waitFor } from './view.js';

/** What the contract's fields are answered by. */
export interface QueueResolverDeps {
  /** Whether a service of the catalogue is offered today. */
  readonly isOffered: (serviceId: string) => boolean;
  readonly centres: Centres;
  readonly halls: Halls;
  readonly streams: HallStreams;
  readonly appointments: AppointmentService;
  readonly tickets: TicketService;
  readonly desks: DeskService;
  readonly machines: MachineService;
  readonly changes: CentreChanges;
  readonly endSession: (caller: Caller) => Promise<unknown>;
  readonly grounds: readonly PriorityGround[];
  readonly now: () => number;
  readonly worksOn: (day: string) => boolean;
}

/** A business of a centre, with the centre that it is of. */
const businessIn = (centres: Centres) => async (centreId: string, businessId: string): Promise<CentreBusinessEntity> => ({ centreId, ...businessEverOf(await centres.get(centreId), businessId) });

/** Resolvers of queues and appointments: queries, subscriptions and types. */
export function createQueueResolvers(deps: QueueResolverDeps) {
  const { centres, halls, streams, appointments, tickets, grounds } = deps;
  const businessAt = businessIn(centres);
  const display = async (centreId: string): Promise<DisplayEntity> => displayOf(await halls.view(centreId));
  return {
    Query: {
      serviceCentres: () => centres.list(),
      serviceCentre: (_root, { id }) => centres.find(id),
      priorityGrounds: () => [...grounds],
      appointmentDays: (_root, { centreId, businessId, day }) => appointments.days(centreId, businessId, day),
      myAppointments: (_root, _args, { caller }) => appointments.mine(caller),
      myTickets: (_root, _args, { caller }) => tickets.mine(caller),
      queueDisplay: (_root, { centreId }) => display(centreId),
    },
    Subscription: {
      queueDisplay: {
        subscribe: async (_root, { centreId }) => streams.watch((await centres.get(centreId)).id, () => display(centreId)),
        resolve: (value: DisplayEntity) => value,
      },
      myTicket: {
        subscribe: async (_root, { id }, { caller }) => streams.watch((await tickets.follow(caller, id)).centreId, () => tickets.follow(caller, id), (ticket) => !isOpen(ticket) && !ticket.mayReturn),
        resolve: (value: TicketEntity) => value,
      },
    },
    ServiceCentre: {
      name: ({ nameZh: zh, nameEn: en }, { language }) => inLanguage({ zh, en }, language),
      openNow: (centre) => takesNumbersAt(centre, districtDate(deps.now()), deps.now(), deps.worksOn),
      businesses: ({ id, businesses }) => businesses.map((business) => ({ centreId: id, ...business })),
      windows: ({ id, windows }) => windows.map((window) => ({ centreId: id, ...window })),
    },
    CentreBusiness: {
      name: ({ nameZh: zh, nameEn: en }, { language }) => inLanguage({ zh, en }, language),
      serviceIds: ({ serviceIds }) => serviceIds.filter(deps.isOffered),
      serviceIdsNotOffered: ({ serviceIds }) => serviceIds.filter((id) => !deps.isOffered(id)),
      waiting: async ({ centreId, id }) => (await halls.view(centreId)).tickets.filter(({ state, businessId }) => state === 'WAITING' && businessId === id).length,
      wait: async ({ centreId, id }) => waitFor(await halls.view(centreId), id),
    },
    CentreWindow: {
      businesses: ({ centreId, businesses }) => Promise.all(businesses.map((id) => businessAt(centreId, id))),
      open: async ({ centreId, number }) => (await halls.view(centreId)).windows.some((window) => window.number === number),
    },
    PriorityGround: { name: ({ nameZh: zh, nameEn: en }, { language }) => inLanguage({ zh, en }, language) },
    Appointment: {
      centre: ({ centreId }) => centres.get(centreId),
      business: ({ centreId, businessId }) => businessAt(centreId, businessId),
      checkInFrom: ({ startsAt }) => startsAt - CHECK_IN_BEFORE_MS,
      checkInUntil: ({ startsAt }) => startsAt + LATE_MS,
      calendarPath: ({ id }) => appointments.calendarPath(id),
      ticket: ({ id }) => tickets.ofAppointment(id),
    },
    AppointmentRefused: { message: (refused, { language }) => inLanguage(appointmentWords(refused), language) },
    QueueTicket: {
      centre: ({ centreId }) => centres.get(centreId),
      business: ({ centreId, businessId }) => businessAt(centreId, businessId),
      takenAt: ({ queuedAt }) => queuedAt,
      priorityRefused: ({ groundRefused }, { language }) => groundRefused && inLanguage(groundWords(groundRefused), language),
    },
    TicketRefused: { message: ({ reason }, { language }) => inLanguage(ticketWords(reason), language) },
    QueueDisplay: { centre: ({ centreId }) => centres.get(centreId) },
    WaitingBusiness: { business: ({ centreId, businessId }) => businessAt(centreId, businessId) },
  } satisfies Resolvers;
}

/** Resolvers of a window's desk. */
export function createDeskResolvers({ centres, streams, desks, grounds }: Pick<QueueResolverDeps, 'centres' | 'streams' | 'desks' | 'grounds'>) {
  const businessAt = businessIn(centres);
  return {
    Query: {
      queueDesk: (_root, { centreId, window }, { caller }) => desks.desk(caller, centreId, window),
    },
    Subscription: {
      queueDesk: {
        subscribe: async (_root, { centreId, window }, { caller }) => streams.watch((await desks.desk(caller, centreId, window)).centreId, () => desks.desk(caller, centreId, window)),
        resolve: (value: DeskEntity) => value,
      },
    },
    QueueDesk: {
      centre: ({ centreId }) => centres.get(centreId),
      window: async ({ centreId, window }) => {
        const { windows } = await centres.get(centreId);
        return { centreId, number: window, businesses: windows.find(({ number }) => number === window)?.businesses ?? [] };
      },
    },
    DeskTicket: {
      business: ({ centreId, businessId }) => businessAt(centreId, businessId),
      priorityGround: ({ groundId }) => grounds.find(({ id }) => id === groundId) ?? null,
      transferred: ({ transfers }) => transfers > 0,
      takenAt: ({ queuedAt }) => queuedAt,
    },
    DeskRefused: { message: ({ reason }, { language }) => inLanguage(deskWords(reason), language) },
  } satisfies Resolvers;
}

/** Resolvers of numbers on paper, which whoever has the slip follows. */
export function createPaperResolvers({ tickets, streams }: Pick<QueueResolverDeps, 'tickets' | 'streams'>) {
  return {
    Query: { paperTicket: async (_root, { code }) => (await tickets.byPaper(code))?.ticket ?? null },
    Subscription: {
      paperTicket: {
        subscribe: async (_root, { code }) => streams.watch((await tickets.followPaper(code)).centreId, async () => (await tickets.followPaper(code)).ticket, (ticket) => !isOpen(ticket)),
        resolve: (value: PaperTicketEntity) => value,
      },
    },
    QueueTicket: { paperCode: (ticket) => tickets.paperCode(ticket) },
    PaperTicket: { priorityRefused: ({ groundRefused }, { language }) => groundRefused && inLanguage(groundWords(groundRefused), language) },
  } satisfies Resolvers;
}

/** Resolvers of number machines. */
export function createMachineResolvers({ centres, machines, endSession }: Pick<QueueResolverDeps, 'centres' | 'machines' | 'endSession'>) {
  return {
    Query: {
      numberMachine: (_root, _args, { caller }) => machines.self(caller),
      numberMachines: (_root, { centreId }, { caller }) => machines.list(caller, centreId),
    },
    Mutation: {
      enrolNumberMachine: async (_root, { centreId, name, idempotencyKey }, { caller, client }) => {
        const { machine, token } = await machines.enrol(caller, { centreId, name }, idempotencyKey);
        if (!client.cookies) return { machine, token };
        // The browser goes on as the machine: what its clerk may is over there.
        await endSession(caller);
        client.openSession({ token, endsAt: machine.endsAt, caller: machines.callerOf(machine) });
        return { machine, token: null };
      },
      revokeNumberMachine: (_root, { id, idempotencyKey }, { caller }) => machines.revoke(caller, id, idempotencyKey),
    },
    NumberMachine: { centre: ({ centreId }) => centres.get(centreId) },
  } satisfies Resolvers;
}

/** Resolvers of changes of a centre. */
export function createCentreResolvers({ centres, changes, now }: Pick<QueueResolverDeps, 'centres' | 'changes' | 'now'>) {
  return {
    Query: { centreChangePreview: (_root, { centreId, settings }, { caller }) => changes.preview(caller, centreId, settingsOf(settings)) },
    Mutation: {
      changeServiceCentre: (_root, { input: { centreId, settings, seen, whyZh: zh, whyEn, acceptMoved, acceptEnded }, idempotencyKey }, { caller }) =>
        changes.change(caller, { centreId, settings: settingsOf(settings), seen, why: { zh, en: whyEn ?? zh }, accepted: { moved: acceptMoved ?? 0, ended: acceptEnded ?? 0 } }, idempotencyKey),
    },
    ServiceCentre: { closures: ({ closures }) => closures.filter(({ day }) => day >= districtDate(now())) },
    CentreClosure: { reason: ({ reasonZh, reasonEn }, { language }) => inLanguage({ zh: reasonZh, en: reasonEn ?? reasonZh }, language) },
    CentreChanged: { centre: ({ centreId }) => centres.get(centreId) },
    CentreChangeRefused: { preview: ({ effects }) => effects, centre: ({ centreId }) => centres.get(centreId), message: ({ reason }, { language }) => inLanguage(centreWords(reason), language) },
    CentreFault: { message: ({ text }, { language }) => inLanguage(text, language) },
  } satisfies Resolvers;
}

/** Settings as the service takes them, and nothing else. */
function settingsOf({ closures, ...rest }: CentreSettingsInput): CentreSettings {
  return { ...rest, closures: closures.map(({ day, reasonZh, reasonEn }) => ({ day, reasonZh, reasonEn: reasonEn ?? null })) };
}

/** Resolvers of the mutations. */
export function createQueueMutations({ appointments, tickets, desks }: QueueResolverDeps) {
  return {
    Mutation: {
      bookAppointment: (_root, { input, idempotencyKey }, { caller }) => appointments.book(caller, input, idempotencyKey),
      moveAppointment: (_root, { id, startsAt, window, idempotencyKey }, { caller }) => appointments.move(caller, id, { startsAt, window }, idempotencyKey),
      cancelAppointment: (_root, { id, idempotencyKey }, { caller }) => appointments.cancel(caller, id, idempotencyKey),
      checkInAppointment: (_root, { id, idempotencyKey }, { caller }) => tickets.checkIn(caller, id, idempotencyKey),
      takeTicket: (_root, { input, idempotencyKey }, { caller }) => tickets.take(caller, input, idempotencyKey),
      leaveQueue: (_root, { ticketId, idempotencyKey }, { caller }) => tickets.leave(caller, ticketId, idempotencyKey),
      returnToQueue: (_root, { ticketId, idempotencyKey }, { caller }) => tickets.back(caller, ticketId, idempotencyKey),
      issueTicket: (_root, { input, idempotencyKey }, { caller }) => desks.issue(caller, input, idempotencyKey),
      openWindow: (_root, { centreId, window, idempotencyKey }, { caller }) => desks.open(caller, centreId, window, idempotencyKey),
      closeWindow: (_root, { centreId, window, idempotencyKey }, { caller }) => desks.close(caller, centreId, window, idempotencyKey),
      callNext: (_root, { centreId, window, idempotencyKey }, { caller }) => desks.next(caller, centreId, window, idempotencyKey),
      workTicket: (_root, { ticketId, action, idempotencyKey }, { caller }) => desks.work(caller, ticketId, action, idempotencyKey),
      refusePriority: (_root, { ticketId, reason, idempotencyKey }, { caller }) => desks.refuseGround(caller, ticketId, reason, idempotencyKey),
      transferTicket: (_root, { ticketId, businessId, window, idempotencyKey }, { caller }) => desks.transfer(caller, ticketId, { businessId, window }, idempotencyKey),
    },
  } satisfies Resolvers;
}
