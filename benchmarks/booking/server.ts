// One process that books by three ways behind the same HTTP and GraphQL: in groups, and by a transaction of the native driver each.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { parse } from 'graphql';
import type { ClientSession } from 'mongoose';
import { createEndpoint } from '../../gateway/graphql/endpoint.js';
import { createErrorFormatter } from '../../gateway/graphql/errors.js';
import { Executor } from '../../gateway/graphql/executor.js';
import { createAdmission } from '../../gateway/http/admission.js';
import { createMetrics } from '../../gateway/http/metrics.js';
import { attempt, signInWorld, silent, tokenOf } from '../../modules/identity/sign-in/testing.js';
import { createAudit, createAuditIndexes } from '../../modules/kernel/audit/index.js';
import { createBookings } from '../../modules/kernel/booking/index.js';
import type { Caller } from '../../modules/kernel/caller.js';
import { createFieldCipher, openFileKeystore } from '../../modules/kernel/crypto/index.js';
import { connectDatabase } from '../../modules/kernel/db.js';
import { createMutationIndexes, createMutations } from '../../modules/kernel/idempotency.js';
import { foundCrowd } from './crowd.js';

const PHONE = '13800138092';
const ACTION = 'bench.booking.make';
const world = await signInWorld('bench-booking');
setInterval(() => (world.clock.at = Date.now()), 20).unref();
const gateway = await connectDatabase(process.env.TEST_MONGODB_URI ?? '');
const connection = gateway.useDb(world.connection.name);
const clock = { now: Date.now };
const audit = createAudit({ connection, clock, logger: silent });
const mutations = createMutations({ connection, clock, cipher: createFieldCipher(openFileKeystore(process.env.BENCH_KEYS ?? '')) });
const bookings = createBookings({ connection, clock, audit, mutations, logger: silent, name: 'bench' });
await Promise.all([createAuditIndexes(connection), createMutationIndexes(connection), bookings.prepare()]);

/** What a transaction each works on: as lean as it can be. */
const slots = connection.collection<{ _id: string; capacity: number; taken: number }>('native_slots');
const booked = connection.collection<{ _id: string; slotId: string; holder: string; seat: number }>('native_bookings');
await booked.createIndexes([{ key: { slotId: 1, seat: 1 }, unique: true }, { key: { slotId: 1, holder: 1 }, unique: true }]);

interface Args {
  readonly slot: string;
  readonly capacity: number;
  readonly holder: string;
}
type Resolver = (root: unknown, args: Args, context: { readonly caller: Caller }) => Promise<string>;

/** The guarded update and the booking, in a session of the caller's. */
async function take(session: ClientSession, { slot, capacity, holder }: Args): Promise<string> {
  const after = await slots.findOneAndUpdate({ _id: slot, taken: { $lt: capacity } }, { $inc: { taken: 1 } }, { session, returnDocument: 'after' });
  if (!after) return 'FULL';
  await booked.insertOne({ _id: `${slot}|${holder}`, slotId: slot, holder, seat: after.taken - 1 }, { session });
  return `BOOKED ${after.taken - 1}`;
}

const grouped: Resolver = async (_root, { slot, capacity, holder }, { caller }) => {
  const day = Date.now() + 86_400_000;
  const answer = await bookings.make({ kind: 'book', slot: { id: slot, capacity, closesAt: day, keepUntil: day }, holder }, { caller, action: ACTION, key: `${slot}|${holder}`, purpose: 'service', personIds: [holder] });
  return answer.outcome === 'BOOKED' ? `BOOKED ${answer.booking.seat}` : answer.outcome;
};
const native: Resolver = async (_root, args) => {
  const session = await connection.getClient().startSession();
  try {
    return await session.withTransaction(() => take(session, args), { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } });
  } finally {
    await session.endSession();
  }
};
const recorded: Resolver = (_root, args, { caller }) =>
  mutations.run(caller, { action: ACTION, key: `${args.slot}|${args.holder}`, input: args }, async (session) => {
    const answer = await take(session, args);
    await audit.write(session, caller, { action: ACTION, subject: { type: 'booking', id: args.slot, personIds: [args.holder] }, purpose: 'service' });
    return answer;
  });

const schema = makeExecutableSchema({
  typeDefs: `type Query { none: Int } type Mutation { ${['grouped', 'native', 'recorded'].map((name) => `${name}(slot: String!, capacity: Int!, holder: String!): String!`).join(' ')} }`,
  resolvers: { Mutation: { grouped, native, recorded } },
});
const documents = ['grouped', 'native', 'recorded'].map((hash) => {
  const text = `mutation Book($slot: String!, $capacity: Int!, $holder: String!) { book: ${hash}(slot: $slot, capacity: $capacity, holder: $holder) }`;
  return { hash, operation: 'mutation' as const, operationName: 'Book', text, document: parse(text) };
});
const executor = new Executor(schema, documents, createErrorFormatter(silent), false);
const admission = createAdmission({ perMinute: 0, perAccount: 0, trustedProxies: 0, redis: null, sessions: world.sessions });
const endpoint = createEndpoint({ executor, admission, metrics: createMetrics().http, policy: 'only', fallback: (_request, response) => void response.writeHead(404).end() });
const server = createServer((request, response) => void endpoint(request, response));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

await world.account({ phone: PHONE, personId: 'person-1', proofed: true });
await world.signIn.requestCode(attempt(), PHONE);
const token = tokenOf(await world.signIn.byCode(attempt(), PHONE, world.codeTo(PHONE)));
// A crowd's tokens are too many for a line.
writeFileSync(path.join(process.env.BENCH_KEYS ?? '', 'crowd.json'), JSON.stringify(await foundCrowd(world.connection, world.keystore, Number(process.env.BENCH_CROWD ?? 0))));
console.log(`READY ${JSON.stringify({ port: (server.address() as AddressInfo).port, token, database: connection.name })}`); // listening on TCP
process.once('SIGTERM', () => void bookings.close().then(() => audit.close()).then(() => gateway.close()).then(() => world.close()).finally(() => process.exit(0)));
