import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { withTransaction } from '../../kernel/db.js';
import { districtDate, districtInstant } from '../../kernel/district-time.js';
import { inTurn } from '../../kernel/in-turn.js';
import { takeLease } from '../../kernel/lease.js';
import type { Logger } from '../../kernel/module.js';
import type { Notifier } from '../../messages/contract.js';
import type { AppointmentService } from './appointments.js';
import type { Centres } from './centres.js';
import type { CentreChanges } from './changes.js';
import type { HallStreams } from './live.js';
import { placeAndTime } from './notices.js';

/** What the queue's jobs stand on. */
export interface QueueJobDeps {
  readonly connection: Connection;
  readonly centres: Centres;
  readonly appointments: AppointmentService;
  readonly changes: Pick<CentreChanges, 'settleAll'>;
  readonly streams: HallStreams;
  readonly notifier: Notifier;
  /** The district's clock, by which halls open. */
  readonly clock: Clock;
  /** The system clock, by which processes take turns. */
  readonly system: Clock;
  readonly logger: Logger;
}

const TICK_MS = 30_000;
/** District hour from which on people are told of tomorrow: early enough to cancel in office hours, late enough for sleepers. */
const TELL_FROM_HOUR = 10;
const DAY_MS = 86_400_000;

/** What happens by itself: appointments of tomorrow are told, seats are found for those who wait, what was booked while a centre changed is seen to, watchers see time go by. */
export class QueueJobs {
  readonly #deps: QueueJobDeps;
  readonly #self = randomUUID();
  #timer: NodeJS.Timeout | null = null;
  #underWay: Promise<void> | null = null;
  /** Whom this process has told, of which day. A second telling would be none: the message has its key. */
  #told = { day: '', ids: new Set<string>() };

  constructor(deps: QueueJobDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      for (const centreId of this.#deps.streams.watched()) this.#deps.streams.poke(centreId);
      this.#underWay ??= this.tick().catch((err: unknown) => this.#deps.logger.warn({ err }, 'the queue’s jobs failed; the next turn tries again')).finally(() => (this.#underWay = null));
    }, TICK_MS).unref();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#underWay;
  }

  /** One turn, by whichever process has it. */
  async tick(): Promise<void> {
    const { connection, system, appointments, changes } = this.#deps;
    if (!(await takeLease(connection, 'community.queue', this.#self, 2 * TICK_MS, system.now()))) return;
    await inTurn([() => changes.settleAll(), () => appointments.fillAll(), () => this.#tellTomorrow()]);
  }

  async #tellTomorrow(): Promise<void> {
    const { connection, centres, appointments, notifier, clock } = this.#deps;
    const now = clock.now();
    const today = districtDate(now);
    const midnight = districtInstant(today);
    if (now < midnight + TELL_FROM_HOUR * 3_600_000) return;
    if (this.#told.day !== today) this.#told = { day: today, ids: new Set() };
    for (const centre of await centres.list()) {
      const standing = await appointments.standingOn(centre, districtDate(now + DAY_MS));
      // Who booked today has just read it.
      const due = standing.filter(({ createdAt, appointment }) => createdAt < midnight && !this.#told.ids.has(appointment.id));
      for (const { holder, appointment } of due) {
        await withTransaction(connection, (session) => notifier.notify(session, {
          personId: holder, key: `queue.tomorrow:${appointment.id}:${appointment.startsAt}`, template: 'queue.appointment-tomorrow', link: '/queue',
          params: { ...placeAndTime(centre, appointment.startsAt), window: String(appointment.window) }, validUntil: appointment.startsAt,
        }));
        this.#told.ids.add(appointment.id);
      }
    }
  }
}
