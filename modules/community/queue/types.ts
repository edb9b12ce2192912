import type { LocalText } from '../../messages/contract.js';

/** A kind of business, with its queue: its numbers begin with its letter. */
export interface Business {
  readonly id: string;
  readonly letter: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** What one of these usually takes, until the day itself tells. */
  readonly usualMinutes: number;
  /** Services of the catalogue that are done under it. */
  readonly serviceIds: readonly string[];
}

/** A window and what is done there. */
export interface ServiceWindow {
  readonly number: number;
  readonly businesses: readonly string[];
}

/** Opening hours of a day, district time `HH:mm`. */
export interface OpenHours {
  readonly from: string;
  readonly until: string;
}

/** A day on which a centre is closed that would be open otherwise, and why (停电、活动闭馆); parent of `CentreClosure`. */
export interface Closure {
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** What residents read. */
  readonly reasonZh: string;
  /** Null: the Chinese one. */
  readonly reasonEn: string | null;
}

/** What those responsible for a centre change of it, all at once. */
export interface CentreSettings {
  /** On days that are worked on, or on all of them; by time. */
  readonly hours: readonly OpenHours[];
  /** Open on days off too (全年无休). */
  readonly everyDay: boolean;
  readonly businesses: readonly Business[];
  readonly windows: readonly ServiceWindow[];
  /** Length of an appointment's time, and how many people a window takes in it. */
  readonly slotMinutes: number;
  readonly seatsPerWindow: number;
  /** From today, today included. */
  readonly bookableDays: number;
  /** By day. */
  readonly closures: readonly Closure[];
}

/** A service centre; its id is its organisation's. Parent of `ServiceCentre`. */
export interface Centre extends CentreSettings {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly address: string;
  /** Counts up with each change. */
  readonly version: number;
  /** Businesses that it once had: old numbers and appointments are still called by them. */
  readonly formerBusinesses: readonly Business[];
  /** Streets and towns whose applications it takes. */
  readonly streets: readonly string[];
  /** Whether it takes what belongs to no street that is known. */
  readonly fallback: boolean;
}

/** What is wrong with a centre's settings, and where: `windows.2.businesses`. Parent of `CentreFault`. */
export interface CentreFault {
  readonly field: string;
  readonly text: LocalText;
}

/** What a change does to what residents have; parent of `CentreEffects`. */
export interface CentreEffects {
  /** Appointments that keep their time at another window. */
  readonly moved: number;
  /** Appointments that end. */
  readonly cancelled: number;
  /** Places in waiting lists that end. */
  readonly waitingEnded: number;
  /** Numbers in the hall where it is closed for today: they are still to be served or told. */
  readonly numbersOpen: number;
  /** By day, as far as appointments are concerned. */
  readonly days: readonly { readonly day: string; readonly moved: number; readonly cancelled: number }[];
}

/** What a change would come to; parent of `CentreChangePreview`. */
export interface CentrePreviewEntity {
  readonly faults: readonly CentreFault[];
  /** Null where it cannot be done. */
  readonly effects: CentreEffects | null;
}

/** Why a centre is not changed. */
export type CentreRefusal = 'FAULTY' | 'CHANGED_MEANWHILE' | 'TO_CONFIRM';

/** A change that is made; parent of `CentreChanged`. */
export interface CentreChangedEntity {
  readonly centreId: string;
  readonly version: number;
  readonly effects: CentreEffects;
}

/** Parent of `CentreChangeRefused`. */
export interface CentreChangeRefusedEntity {
  readonly centreId: string;
  readonly reason: CentreRefusal;
  readonly faults: readonly CentreFault[];
  readonly effects: CentreEffects | null;
}

/** What becomes of a change of a centre. */
export type CentreOutcome = ({ readonly __typename: 'CentreChanged' } & CentreChangedEntity) | ({ readonly __typename: 'CentreChangeRefused' } & CentreChangeRefusedEntity);

/** Who is called first by law; parent of `PriorityGround`. */
export interface PriorityGround {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly legalBasis: string;
  /** Null where the law grants it in general. */
  readonly article: string | null;
  /** Completed years of life from which on it holds; null where age has nothing to do with it. */
  readonly fromAge: number | null;
}

/** Why a window took a ground away. */
export type GroundRefusal = 'NO_PROOF' | 'OF_ANOTHER' | 'NOT_COVERED';

/** A time at a window. */
export interface WindowTime {
  readonly slotId: string;
  readonly window: number;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** A business with its centre; parent of `CentreBusiness`. */
export interface CentreBusinessEntity extends Business {
  readonly centreId: string;
}

/** A window with its centre; parent of `CentreWindow`. */
export interface CentreWindowEntity extends ServiceWindow {
  readonly centreId: string;
}

/** A day on which one may book; parent of `AppointmentDay`. */
export interface AppointmentDayEntity {
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly free: number;
  readonly times: readonly AppointmentTimeEntity[];
}

/** A time of a business over all its windows; parent of `AppointmentTime`. */
export interface AppointmentTimeEntity {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly free: number;
  readonly windows: readonly { readonly number: number; readonly free: number }[];
}

/** Parent of `Appointment`. */
export interface AppointmentEntity {
  readonly id: string;
  readonly centreId: string;
  readonly businessId: string;
  readonly window: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly state: 'BOOKED' | 'WAITING' | 'CANCELLED';
}

/** Why there is no appointment. */
export type AppointmentRefusal = 'FULL' | 'PAST' | 'CLOSED_DAY' | 'TOO_FAR' | 'NO_SUCH_TIME' | 'WRONG_WINDOW' | 'EXISTS' | 'ENDED' | 'BARRED';

/** Parent of `AppointmentRefused`. */
export interface AppointmentRefusedEntity {
  readonly reason: AppointmentRefusal;
  readonly appointment: AppointmentEntity | null;
  /** Epoch milliseconds, for BARRED. */
  readonly until: number | null;
}

/** What becomes of a wish for an appointment. */
export type AppointmentOutcome = ({ readonly __typename: 'Appointment' } & AppointmentEntity) | ({ readonly __typename: 'AppointmentRefused' } & AppointmentRefusedEntity);

/** How a number stands. WAITING, CALLED and SERVING are open. */
export type TicketState = 'WAITING' | 'CALLED' | 'SERVING' | 'DONE' | 'PASSED' | 'LEFT';

/** A number in the queue of a day. */
export interface Ticket {
  readonly id: string;
  readonly centreId: string;
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly businessId: string;
  /** `A001` */
  readonly number: string;
  /** A person's id, `account:<id>` where nobody is proved, null where the counter or a kiosk gave it to nobody in particular. */
  readonly holder: string | null;
  readonly state: TicketState;
  readonly priority: boolean;
  /** By what right it comes first, sealed; null where by none, and once it has ended: it tells of illness and the like. */
  readonly sealedGround: string | null;
  /** Why a window took its ground away; null where none did. It is called by when it was taken then. */
  readonly groundRefused: GroundRefusal | null;
  /** For who comes by appointment: its id and the start of its time. */
  readonly appointmentId: string | null;
  readonly appointmentAt: number | null;
  /** When it was taken: its turn counts from here. */
  readonly queuedAt: number;
  /** Passed before and back: only after so many calls of the hall. */
  readonly afterCall: number | null;
  readonly returned: boolean;
  readonly window: number | null;
  /** Person ids of the clerks who called it; absent before. Whoever rates the visit is never shown to them. */
  readonly servedBy?: readonly string[];
  /** Set by a transfer: only this window calls it. */
  readonly onlyWindow: number | null;
  /** How often it was given to another business or window. */
  readonly transfers: number;
  readonly calls: number;
  readonly calledAt: number | null;
  readonly begunAt: number | null;
  readonly endedAt: number | null;
  /** Its holder was told that the hall has closed for the rest of today; absent or false: not, or it has opened again since. */
  readonly toldClosed?: boolean;
}

/** How long somebody will wait: minutes, with the range in which four of five waits end. */
export interface WaitPrediction {
  readonly minutes: number;
  readonly earliest: number;
  readonly latest: number;
}

/** A number as its holder sees it; parent of `QueueTicket`. */
export interface TicketEntity extends Ticket {
  /** 1: the next to be called; null unless it waits. */
  readonly position: number | null;
  readonly wait: WaitPrediction | null;
  readonly mayReturn: boolean;
}

/** A number on paper as whoever has its slip's code sees it; parent of `PaperTicket`. */
export interface PaperTicketEntity {
  readonly number: string;
  readonly state: TicketState;
  /** Null unless it waits. */
  readonly before: number | null;
  readonly wait: WaitPrediction | null;
  readonly window: number | null;
  readonly canRate: boolean;
  readonly groundRefused: GroundRefusal | null;
}

/** Why there is no number. */
export type TicketRefusal = 'HALL_CLOSED' | 'ALREADY' | 'NOT_OF_AGE' | 'GROUND_REFUSED' | 'TOO_EARLY' | 'TOO_LATE' | 'ENDED';

/** Parent of `TicketRefused`. */
export interface TicketRefusedEntity {
  readonly reason: TicketRefusal;
  readonly ticket: TicketEntity | null;
}

/** What becomes of a wish for a number. */
export type TicketOutcome = ({ readonly __typename: 'QueueTicket' } & TicketEntity) | ({ readonly __typename: 'TicketRefused' } & TicketRefusedEntity);

/** Those who wait for a business; parent of `WaitingBusiness`. */
export interface WaitingBusinessEntity {
  readonly centreId: string;
  readonly businessId: string;
  readonly count: number;
  readonly next: readonly string[];
  readonly wait: WaitPrediction;
}

/** The board of a hall: numbers and windows, nobody's name; parent of `QueueDisplay`. */
export interface DisplayEntity {
  readonly centreId: string;
  readonly at: number;
  readonly called: readonly { readonly number: string; readonly window: number; readonly calledAt: number; readonly calls: number; readonly serving: boolean }[];
  readonly waiting: readonly WaitingBusinessEntity[];
  readonly passed: readonly string[];
}

/** A number as the window sees it; parent of `DeskTicket`. */
export interface DeskTicketEntity extends Ticket {
  readonly groundId: string | null;
  /** Whether the register knows it: no paper need be shown. */
  readonly groundOnRecord: boolean;
  /** Epoch milliseconds; null unless it is called. */
  readonly mayPassAt: number | null;
}

/** A clerk's window; parent of `QueueDesk`. */
export interface DeskEntity {
  readonly centreId: string;
  readonly window: number;
  readonly mine: boolean;
  readonly current: DeskTicketEntity | null;
  readonly next: readonly DeskTicketEntity[];
  readonly waiting: number;
  readonly passed: readonly DeskTicketEntity[];
  readonly served: number;
  readonly averageMinutes: number | null;
}

/** A number machine that a centre has set up; parent of `NumberMachine`. */
export interface MachineEntity {
  readonly id: string;
  readonly centreId: string;
  /** Where it stands, in its centre's words. */
  readonly name: string;
  /** Epoch milliseconds, like the others. */
  readonly enrolledAt: number;
  readonly lastSeenAt: number;
  readonly endsAt: number;
}

/** Why a clerk's action is not done. */
export type DeskRefusal = 'NOBODY_WAITING' | 'WINDOW_NOT_OPEN' | 'WINDOW_TAKEN' | 'WINDOW_BUSY' | 'WRONG_WINDOW' | 'TOO_SOON' | 'CALLED_ENOUGH' | 'NOT_IN_STATE' | 'NO_GROUND';

/** Parent of `DeskRefused`. */
export interface DeskRefusedEntity {
  readonly reason: DeskRefusal;
  readonly desk: DeskEntity;
}

/** What becomes of a clerk's action. */
export type DeskOutcome = ({ readonly __typename: 'QueueDesk' } & DeskEntity) | ({ readonly __typename: 'DeskRefused' } & DeskRefusedEntity);

/** What a window does with the number it has called. */
export type TicketAction = 'RECALL' | 'BEGIN' | 'FINISH' | 'PASS';
