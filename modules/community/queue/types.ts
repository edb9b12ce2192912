/** A kind of business, with its queue: its numbers begin with its letter. */
export interface Business {
  readonly id: string;
  readonly letter: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** What one of these usually takes, until the day itself tells. */
  readonly usualMinutes: number;
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

/** A service centre; its id is its organisation's. Parent of `ServiceCentre`. */
export interface Centre {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly address: string;
  /** On days that are worked on. */
  readonly hours: readonly OpenHours[];
  readonly businesses: readonly Business[];
  readonly windows: readonly ServiceWindow[];
  /** Length of an appointment's time, and how many people a window takes in it. */
  readonly slotMinutes: number;
  readonly seatsPerWindow: number;
  /** From today, today included. */
  readonly bookableDays: number;
}

/** Who is called first by law; parent of `PriorityGround`. */
export interface PriorityGround {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly legalBasis: string;
  /** Null where the law grants it in general. */
  readonly article: string | null;
}

/** A time at a window. */
export interface WindowTime {
  readonly slotId: string;
  readonly window: number;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly endsAt: number;
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
  readonly state: 'BOOKED' | 'CANCELLED';
  /** Path of the calendar file, with its secret. */
  readonly calendarPath: string;
}

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
  /** For who comes by appointment: its id and the start of its time. */
  readonly appointmentId: string | null;
  readonly appointmentAt: number | null;
  /** Its turn counts from here: when it was taken, or given to another window. */
  readonly queuedAt: number;
  /** Passed before and back: only after so many calls of the hall. */
  readonly afterCall: number | null;
  readonly returned: boolean;
  readonly window: number | null;
  /** Set by a transfer: only this window calls it. */
  readonly onlyWindow: number | null;
  readonly calls: number;
  readonly calledAt: number | null;
  readonly begunAt: number | null;
  readonly endedAt: number | null;
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
}

/** The board of a hall: numbers and windows, nobody's name; parent of `QueueDisplay`. */
export interface DisplayEntity {
  readonly centreId: string;
  readonly at: number;
  readonly called: readonly { readonly number: string; readonly window: number; readonly calledAt: number; readonly calls: number; readonly serving: boolean }[];
  readonly waiting: readonly { readonly businessId: string; readonly letter: string; readonly count: number; readonly next: readonly string[]; readonly wait: WaitPrediction }[];
  readonly passed: readonly string[];
}
