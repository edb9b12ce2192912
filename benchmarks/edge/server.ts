// One process with two doors to the same one-document read: as the gateway answers it, and without session, limits, policy and audit.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { parse } from 'graphql';
import { createEndpoint } from '../../gateway/graphql/endpoint.js';
import { createErrorFormatter } from '../../gateway/graphql/errors.js';
import { Executor } from '../../gateway/graphql/executor.js';
import { createAdmission, type Admission } from '../../gateway/http/admission.js';
import { createMetrics } from '../../gateway/http/metrics.js';
import { createOverload } from '../../gateway/http/overload.js';
import { attempt, signInWorld, silent, tokenOf } from '../../modules/identity/sign-in/testing.js';
import { createAudit, createAuditIndexes, readOnRecord } from '../../modules/kernel/audit/index.js';
import type { Caller } from '../../modules/kernel/caller.js';
import { connectDatabase } from '../../modules/kernel/db.js';
import { createAuthoriser } from '../../modules/kernel/policy/index.js';

const PHONE = '13800138091';
const world = await signInWorld('bench-edge');
// The world's clock stands still unless it is set: sessions are to be asked for anew each second, as they are in earnest.
setInterval(() => (world.clock.at = Date.now()), 20).unref();
// What both doors read and the audit writes go by a connection like the gateway's own.
const gateway = await connectDatabase(process.env.TEST_MONGODB_URI ?? '');
const connection = gateway.useDb(world.connection.name);
await createAuditIndexes(connection);
const audit = createAudit({ connection, clock: { now: Date.now }, logger: silent });
const authoriser = createAuthoriser({ tables: [{ 'bench.record.read': { self: true } }], consents: { agreed: async () => false }, audit });
const records = connection.collection<{ _id: string; personId: string; text: string }>('bench_records');
await records.insertOne({ _id: 'record-1', personId: 'person-1', text: '预约成功：明天上午九点' });
await world.account({ phone: PHONE, personId: 'person-1', proofed: true });
await world.signIn.requestCode(attempt(), PHONE);
const token = tokenOf(await world.signIn.byCode(attempt(), PHONE, world.codeTo(PHONE)));

const read = async (): Promise<string> => (await records.findOne({ _id: 'record-1' }))?.text ?? '';
const schema = makeExecutableSchema({
  typeDefs: 'type Query { plain: String! guarded: String! }',
  resolvers: {
    Query: {
      plain: read,
      guarded: async (_root: unknown, _args: unknown, { caller }: { caller: Caller }) => {
        const subject = { type: 'bench.record', id: 'record-1', personIds: ['person-1'] };
        await authoriser.check(caller, 'bench.record.read', subject);
        return readOnRecord(audit, caller, { action: 'bench.record.read', subject, purpose: 'self' }, read);
      },
    },
  },
});
const documents = ['plain', 'guarded'].map((hash) => {
  const text = `query Read { ${hash} }`;
  return { hash, operation: 'query' as const, operationName: 'Read', text, document: parse(text) };
});
const executor = new Executor(schema, documents, createErrorFormatter(silent), false);

async function serve(admission: Admission, guarded: boolean): Promise<number> {
  const metrics = createMetrics();
  const endpoint = createEndpoint({ executor, admission, metrics: metrics.http, policy: 'only', fallback: (_request, response) => void response.writeHead(404).end() });
  const overload = guarded ? createOverload({ maxRequests: 1000, maxLagMs: 1000, requestId: admission.requestId, onShed: () => metrics.http.answered('shed', 503) }) : null;
  const server = createServer((request, response) => void ((overload?.admits(request, response) ?? true) && endpoint(request, response)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port; // listening on TCP
}

const plain = await serve(createAdmission({ perMinute: 0, perAccount: 0, trustedProxies: 0, redis: null }), false);
const guarded = await serve(createAdmission({ perMinute: 1e9, perAccount: 1e9, trustedProxies: 0, redis: null, sessions: world.sessions }), true);
console.log(`READY ${JSON.stringify({ plain, guarded, token })}`);
process.once('SIGTERM', () => void audit.close().then(() => gateway.close()).then(() => world.close()).finally(() => process.exit(0)));
