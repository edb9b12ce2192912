import path from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { bundleGateway, startProcess } from '../../gateway/test/built-gateway.js';
import { collectDocuments } from '../../gateway/graphql/trusted-documents.js';
import { queueCollections, type CentreDocument } from '../../modules/community/queue/model.js';
import { openFileKeystore } from '../../modules/kernel/crypto/index.js';
import { districtDate, districtInstant } from '../../modules/kernel/district-time.js';
import { projectRoot } from '../../modules/kernel/root.js';
import { freePort } from '../lib/processes.js';
import { foundCrowd, personOf } from './crowd.js';
import type { ClientAnswer, Requests } from './clients.js';

const DOCUMENTS = path.join(projectRoot(), 'benchmarks/booking/documents');
/** Windows and times a day of the many; of the one there is one window. */
const WINDOWS = 50;
const TIMES = 10;

/** The gateway as it is started for production, with centres to book at and a crowd that is signed in. */
export interface BookingGateway {
  readonly port: number;
  readonly connection: Connection;
  /** What everybody asks in a run; each of a run's own day. */
  requests(scenario: { readonly slots: number; readonly seats: number; readonly count: number; readonly run: number }): Requests;
  /** What is wrong with what was told; empty where nothing is. */
  wrongs(scenario: { readonly slots: number; readonly seats: number; readonly run: number }, answers: readonly ClientAnswer[]): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts it on a database of its own. @param seats in all, in either scenario */
export async function startBookingGateway(server: string, dataDir: string, seats: number, people: number): Promise<BookingGateway> {
  const uri = new URL(server);
  uri.pathname = `/bench-booking-gateway-${process.pid}`;
  const port = await freePort();
  const gateway = await startProcess(await bundleGateway('bench-booking'), port, {
    NODE_ENV: 'production', MONGODB_URI: uri.href, REDIS_URL: '', DATA_DIR: dataDir, SEED: 'auto', SIMULATOR: 'off', TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_EXTRA: DOCUMENTS, RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_ACCOUNT_PER_MINUTE: '0', MAX_REQUESTS: '0',
  });
  const connection = await mongoose.createConnection(uri.href).asPromise();
  const tokens = await foundCrowd(connection, openFileKeystore(dataDir), people);
  await queueCollections(connection).centres.insertMany([centreOf('many', WINDOWS, seats / (WINDOWS * TIMES)), centreOf('one', 1, seats)]);
  // The gateway looks for new centres every few seconds.
  await new Promise((resolve) => setTimeout(resolve, 6000));
  const [document] = collectDocuments([DOCUMENTS]);
  const startOf = (run: number, time: number): string => new Date(districtInstant(districtDate(Date.now() + (run + 1) * 86_400_000), '09:00') + time * 1_800_000).toISOString();
  return {
    port, connection,
    requests: ({ slots, count, run }) => ({
      count,
      request(n) {
        const at = slots > 1 ? { centreId: 'many', window: ((n * 7919) % WINDOWS) + 1, startsAt: startOf(run, Math.floor(((n * 7919) % slots) / WINDOWS)) } : { centreId: 'one', window: 1, startsAt: startOf(run, 0) };
        const body = JSON.stringify({ documentId: `sha256:${document?.hash ?? ''}`, variables: { input: { ...at, businessId: `business-${at.centreId}` }, key: `run-${run}-${n}` } });
        return { holder: personOf(n), bytes: `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer ${tokens[n] ?? ''}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}` };
      },
    }),
    async wrongs({ slots, seats: places, run }, answers) {
      const day = startOf(run, 0).slice(0, 10);
      const stored = await connection.collection<{ _id: string; slotId: string; holder: string; seat: number }>('queue_bookings').find({ _id: { $type: 'string' }, slotId: { $regex: `^${slots > 1 ? 'many' : 'one'}\\|w\\d+\\|${day}` }, open: true }).toArray();
      const holders = new Map(stored.map(({ _id, holder }) => [_id, holder]));
      const told = answers.filter(({ text }) => holders.get(text) !== undefined);
      const other = answers.filter(({ text }) => text !== 'FULL' && !holders.has(text));
      const seatsTaken = new Set(stored.map(({ slotId, seat }) => `${slotId}|${seat}`));
      return [
        ...(stored.length !== places ? [`${stored.length} of ${places} seats stored`] : []),
        ...(seatsTaken.size !== stored.length ? ['a seat twice'] : []),
        ...(told.length !== stored.length ? [`${told.length} told yes, ${stored.length} stored`] : []),
        ...told.filter(({ holder, text }) => holders.get(text) !== holder).slice(0, 1).map(({ holder }) => `${holder} was told another's`),
        ...(other.length > 0 ? [`${other.length} other answers, such as ${other[0]?.text}`] : []),
      ];
    },
    async stop() {
      await connection.close();
      await gateway.stop();
    },
  };
}

function centreOf(id: string, windows: number, seatsPerWindow: number): CentreDocument {
  return {
    _id: id, nameZh: id, nameEn: id, address: id, hours: [{ from: '09:00', until: '14:00' }], everyDay: true, businesses: [{ id: `business-${id}`, letter: 'A', nameZh: id, nameEn: id, usualMinutes: 10, serviceIds: [] }],
    windows: Array.from({ length: windows }, (_none, n) => ({ number: n + 1, businesses: [`business-${id}`] })), slotMinutes: 30, seatsPerWindow, bookableDays: 30,
  };
}
