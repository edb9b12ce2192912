import type { MachineHallQuery } from '../graphql/__generated__/operations.js';
import { phoneStore, readJson, writeJson, type TextStore } from '../lib/storage.js';

/** Where a number machine stands among the pages. */
export const MACHINE_PATH = '/staff/number-machine';
const KEY = 'district.number-machine';

/** What makes a browser a number machine (取号机): it is kept by the browser, so that it is one again after a power cut. */
export interface Machine {
  readonly centreId: string;
  /** Whether each number is printed at once, for browsers that print without asking. */
  readonly print: boolean;
}

/** The machine that this browser is; null for any other browser. */
export function machineHere(store: TextStore = phoneStore()): Machine | null {
  const kept = readJson(store, KEY);
  if (typeof kept !== 'object' || kept === null || !('centreId' in kept) || typeof kept.centreId !== 'string') return null;
  return { centreId: kept.centreId, print: 'print' in kept && kept.print === true };
}

/** Makes this browser a machine, or with null none any more. */
export function setMachine(machine: Machine | null, store: TextStore = phoneStore()): void {
  writeJson(store, KEY, machine);
}

/**
 * Where a browser that wants to go to `path` has to go instead; null where it may. A machine shows itself and, for the clerk
 * who sets it up anew, the way to sign in: whoever stands before it gets nowhere else.
 */
export function keptAt(path: string, store?: TextStore): string | null {
  return path === MACHINE_PATH || path === '/sign-in' || machineHere(store) === null ? null : MACHINE_PATH;
}

type Hall = NonNullable<MachineHallQuery['serviceCentre']>;

/** Windows at which a business is done: those that are open, or where none is yet, all that may open. */
export function windowsOf({ windows }: Pick<Hall, 'windows'>, businessId: string): number[] {
  const doing = windows.filter(({ businesses }) => businesses.some(({ id }) => id === businessId));
  const open = doing.filter(({ open }) => open);
  return (open.length > 0 ? open : doing).map(({ number }) => number);
}

/** The address that a slip's QR code opens. The code stands behind the `#`: a browser sends it to nobody's log. */
export function slipAddress(origin: string, paperCode: string): string {
  return `${origin}/queue/paper#${paperCode}`;
}
