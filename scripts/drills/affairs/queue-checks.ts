import type { Connection } from 'mongoose';
import { bookingCollections } from '../../../modules/kernel/booking/model.js';
import { messageIdOf, messageModel } from '../../../modules/messages/inbox/model.js';
import { auditCollections } from '../../../modules/kernel/audit/model.js';
import { APPOINTMENTS, queueCollections } from '../../../modules/community/queue/model.js';
import type { QueueLedger } from './queue-actors.js';

/** One promise: how much was looked at, and what broke it. */
export interface Check {
  readonly promise: string;
  readonly looked: number;
  readonly broken: readonly string[];
}

/** Every promise of the queues against what is stored. */
export async function checkQueues(connection: Connection, ledger: QueueLedger): Promise<Check[]> {
  return [await checkSeats(connection), await checkAppointments(connection, ledger), await checkNumbers(connection), await checkTickets(connection, ledger), await checkCalls(connection, ledger), ...(await checkNotices(connection))];
}

async function checkSeats(connection: Connection): Promise<Check> {
  const { slots, bookings } = bookingCollections(connection, APPOINTMENTS);
  const broken: string[] = [];
  const all = await slots.find().toArray();
  for (const slot of all) {
    const own = await bookings.find({ slotId: slot._id, open: true }).toArray();
    const seated = own.filter(({ state }) => state === 'BOOKED' || state === 'HELD');
    const seats = new Set(seated.map(({ seat }) => seat));
    if (seated.length > slot.capacity) broken.push(`${slot._id}: ${seated.length} on ${slot.capacity} seats`);
    if (seats.size !== seated.length || seats.has(null)) broken.push(`${slot._id}: a seat twice`);
    if (slot.taken !== seated.length || slot.waiting !== own.length - seated.length) broken.push(`${slot._id}: counts ${slot.taken} and ${slot.waiting}, has ${seated.length} and ${own.length - seated.length}`);
    if (slot.waiting > 0 && slot.taken < slot.capacity) broken.push(`${slot._id}: somebody waits beside a free seat`);
  }
  return { promise: 'no slot oversold, no seat twice, nobody waiting beside a free one', looked: all.length, broken };
}

async function checkAppointments(connection: Connection, { bookings: told }: QueueLedger): Promise<Check> {
  const { bookings } = bookingCollections(connection, APPOINTMENTS);
  const { records } = auditCollections(connection);
  const stored = new Map((await bookings.find().toArray()).map((booking) => [booking._id, booking]));
  const broken: string[] = [];
  for (const [id, { holder, state }] of told) {
    const found = stored.get(id);
    if (!found || found.holder !== holder) broken.push(`${id} was told and is not there`);
    else if (state === 'CANCELLED' ? found.open : !found.open) broken.push(`${id} was told ${state} and is ${found.state}`);
    else if (state === 'BOOKED' && found.state !== 'BOOKED') broken.push(`${id} was told BOOKED and is ${found.state}`);
  }
  for (const id of stored.keys()) {
    if (!told.has(id)) broken.push(`${id} is there and nobody was told`);
    const made = await records.countDocuments({ action: 'community.queue.appointment.make', subjectId: id, 'details.outcome': { $in: ['BOOKED', 'WAITING'] } });
    if (made !== 1) broken.push(`${id} was made ${made} times`);
  }
  return { promise: 'each appointment that was told is there once, and no other', looked: stored.size, broken };
}

async function checkNumbers(connection: Connection): Promise<Check> {
  const { halls, tickets } = queueCollections(connection);
  const broken: string[] = [];
  const all = await tickets.find().toArray();
  for (const hall of await halls.find().toArray()) {
    const own = all.filter(({ centreId, day }) => hall._id === `${centreId}|${day}`);
    for (const [letter, last] of Object.entries(hall.numbers)) {
      const numbers = own.flatMap(({ number }) => (number.startsWith(letter) ? [Number(number.slice(1))] : [])).sort((a, b) => a - b);
      if (numbers.length !== last || numbers.some((number, n) => number !== n + 1)) broken.push(`${hall._id} ${letter}: ${numbers.length} numbers up to ${last}`);
    }
  }
  const open = all.filter(({ holder, state }) => holder !== null && (state === 'WAITING' || state === 'CALLED' || state === 'SERVING')).map(({ holder, centreId, day }) => `${holder ?? ''} ${centreId} ${day}`);
  if (new Set(open).size !== open.length) broken.push('somebody has two open numbers in a hall');
  const serving = all.filter(({ state }) => state === 'CALLED' || state === 'SERVING').map(({ centreId, day, window }) => `${centreId} ${day} ${window ?? ''}`);
  if (new Set(serving).size !== serving.length) broken.push('a window has two numbers');
  return { promise: 'no number twice, none left out, one open one a person in a hall, one at a window', looked: all.length, broken };
}

async function checkTickets(connection: Connection, { tickets: told, finished }: QueueLedger): Promise<Check> {
  const stored = new Map((await queueCollections(connection).tickets.find().toArray()).map((ticket) => [ticket._id, ticket]));
  const broken: string[] = [];
  for (const [id, { holder, number }] of told) {
    const found = stored.get(id);
    if (found?.holder !== holder || `${found.centreId} ${found.number}` !== number) broken.push(`${number} was told and is not there`);
  }
  for (const id of stored.keys()) if (!told.has(id)) broken.push(`${stored.get(id)?.number ?? id} is there and nobody was told`);
  for (const id of finished) if (stored.get(id)?.state !== 'DONE') broken.push(`${stored.get(id)?.number ?? id} was finished and is ${stored.get(id)?.state ?? 'gone'}`);
  return { promise: 'each number that was told is there once, and no other; what was finished is done', looked: stored.size, broken };
}

async function checkCalls(connection: Connection, { calls }: QueueLedger): Promise<Check> {
  const { records } = auditCollections(connection);
  const stored = await records.find({ action: 'community.queue.call', outcome: 'done' }).toArray();
  const counted = (ids: readonly string[]): Map<string, number> => ids.reduce((counts, id) => counts.set(id, (counts.get(id) ?? 0) + 1), new Map<string, number>());
  const [told, done] = [counted(calls), counted(stored.map(({ subjectId }) => subjectId))];
  const broken = [...new Set([...told.keys(), ...done.keys()])].flatMap((id) => (told.get(id) === done.get(id) ? [] : [`${id}: ${told.get(id) ?? 0} calls told, ${done.get(id) ?? 0} done`]));
  return { promise: 'each call was done once, at one window', looked: stored.length, broken };
}

/** Each event's message is there once, and no other: its id is made of person and key. */
async function checkNotices(connection: Connection): Promise<Check[]> {
  const { records } = auditCollections(connection);
  const messages = await messageModel(connection).find({ template: /^queue\./ }).lean();
  const byId = new Map(messages.map((message) => [message._id, message]));
  const tickets = await queueCollections(connection).tickets.find().toArray();
  const rounds = ['', ...['0', '1'].flatMap((returned) => Array.from({ length: 60 }, (_none, transfers) => `:${transfers}:${returned}`))];
  const ofEvent = async (action: string, template: string): Promise<Check> => {
    const broken: string[] = [];
    const events = await records.find({ action, outcome: 'done', personIds: { $exists: true, $ne: [] } }).toArray();
    for (const { _id, holder } of tickets) {
      const done = events.filter(({ subjectId }) => subjectId === _id).length;
      const told = rounds.filter((round) => byId.has(messageIdOf(holder ?? '', `${template}:${_id}${round}`))).length;
      if (done !== told) broken.push(`${_id}: ${done} times ${action}, ${told} messages`);
    }
    const all = messages.filter((message) => message.template === template).length;
    if (all !== events.length) broken.push(`${events.length} times ${action}, ${all} messages in all`);
    return { promise: `${template}: each told exactly once`, looked: events.length, broken };
  };
  return [await ofEvent('community.queue.call', 'queue.called'), await ofEvent('community.queue.pass', 'queue.passed'), await ofEvent('community.queue.finish', 'queue.rate'), await checkWaited(connection, byId, messages.filter(({ template }) => template === 'queue.appointment-waited').length)];
}

async function checkWaited(connection: Connection, messages: ReadonlyMap<string, unknown>, all: number): Promise<Check> {
  const { bookings } = bookingCollections(connection, APPOINTMENTS);
  const { records } = auditCollections(connection);
  const broken: string[] = [];
  const waited = new Set((await records.find({ action: 'community.queue.appointment.make', 'details.outcome': 'WAITING' }).toArray()).map(({ subjectId }) => subjectId));
  let told = 0;
  for (const booking of await bookings.find({ _id: { $in: [...waited] } }).toArray()) {
    const own = Array.from({ length: booking.version + 1 }, (_none, version) => messageIdOf(booking.holder, `queue.appointment:${booking._id}:${version}`)).filter((id) => messages.has(id)).length;
    told += own;
    // Whoever sits in the place of the list that they waited at was called up from it, and has not moved since.
    const promoted = booking.state === 'BOOKED' && booking.place !== null;
    if (own > 1 || (promoted && own !== 1) || (booking.state === 'WAITING' && own !== 0)) broken.push(`${booking._id} is ${booking.state} and was told ${own} times`);
  }
  if (told !== all) broken.push(`${all} messages, ${told} of them of somebody who waited`);
  return { promise: 'queue.appointment-waited: each told exactly once', looked: waited.size, broken };
}
