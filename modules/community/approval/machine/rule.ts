import type { WorkingCalendar } from '../../../kernel/calendar.js';
import { LEGIBLE } from '../plan.js';
import type { Actor, CaseState, Command, Decision, EventBody, RefusalCode } from './types.js';

/** Who wants it, when, why, and by which calendar. */
export interface Circumstances {
  readonly by: Actor;
  /** Epoch ms of the system clock. */
  readonly at: number;
  /** In the actor's words; where it is left out, routine's words stand in the log. */
  readonly why: string | null;
  readonly calendar: WorkingCalendar;
}

export type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;
/** Decides on one kind of command. */
export type Rule<T extends Command['type']> = (state: CaseState, command: CommandOf<T>, around: Circumstances) => Decision;

/** It is carried out. */
export const done = (...events: EventBody[]): Decision => ({ ok: true, events });
/** It is not; `details` name what it depends on. */
export const no = (code: RefusalCode, ...details: string[]): Decision => ({ ok: false, refusal: { code, details } });
/** Whether there are words that somebody can read. */
export const said = (text: string | null): boolean => text !== null && LEGIBLE.test(text);

/** Whether the actor acts for one of these organisations, in one of these roles. */
export function actsFor({ by }: Circumstances, organisations: readonly string[], ...roles: readonly ('clerk' | 'approver')[]): boolean {
  return by.kind === 'staff' && organisations.includes(by.organisationId) && roles.some((role) => role === by.role);
}

/** The organisation of a member of staff; '' for anybody else. */
export const organisationOf = ({ by }: Circumstances): string => (by.kind === 'staff' ? by.organisationId : '');
/** Whether it is somebody of the office that watches the clocks. */
export const supervises = ({ by }: Circumstances): boolean => by.kind === 'staff' && by.supervises;
