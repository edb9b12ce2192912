import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { connectOrStartMongo, freePort, type MongoHandle } from '../../../gateway/embedded/mongo.js';
import { bundleGateway, startProcess, type GatewayProcess } from '../../../gateway/test/built-gateway.js';
import { startRedis } from '../../../gateway/test/redis.js';
import { queueCollections } from '../../../modules/community/queue/model.js';
import { accountModel } from '../../../modules/identity/accounts/model.js';
import { organisationModels } from '../../../modules/identity/organisations/model.js';
import { sessionModel } from '../../../modules/identity/sessions/model.js';
import { Tokens } from '../../../modules/identity/sessions/tokens.js';
import { openFileKeystore, type Keystore } from '../../../modules/kernel/crypto/index.js';
import type { Role } from '../../../modules/kernel/caller.js';
import { projectRoot } from '../../../modules/kernel/root.js';

const HOUR_MS = 3_600_000;
const quiet = (): void => undefined;

/** Somebody with a session. */
export interface Actor {
  readonly personId: string;
  readonly token: string;
}

/** Two gateway processes over one MongoDB and one Redis, all of them the drill's own, with the sample district in it. */
export class DrillDistrict {
  readonly connection: Connection;
  readonly keystore: Keystore;
  readonly #folder: string;
  readonly #bundle: string;
  readonly #env: Record<string, string>;
  readonly #redis: { stop(): Promise<void> };
  readonly #ports: readonly number[];
  #mongo: MongoHandle;
  #gateways: (GatewayProcess | null)[] = [null, null];

  private constructor(parts: { folder: string; bundle: string; env: Record<string, string>; mongo: MongoHandle; redis: { stop(): Promise<void> }; connection: Connection; ports: readonly number[] }) {
    ({ folder: this.#folder, bundle: this.#bundle, env: this.#env, redis: this.#redis, connection: this.connection, ports: this.#ports } = parts);
    this.#mongo = parts.mongo;
    this.keystore = openFileKeystore(parts.folder);
  }

  /** Starts all of it; the first gateway loads the sample. */
  static async start(): Promise<DrillDistrict> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'drill-affairs-'));
    const bundle = await bundleGateway('drill-affairs');
    const mongo = await connectOrStartMongo({ uri: undefined, root: projectRoot(), dataDir: folder, progress: quiet });
    const redis = await startRedis(projectRoot(), quiet);
    const connection = await mongoose.createConnection(mongo.uri, { serverSelectionTimeoutMS: 30_000 }).asPromise();
    const env = {
      NODE_ENV: 'development', MONGODB_URI: mongo.uri, REDIS_URL: redis.url, DATA_DIR: folder, SIMULATOR: 'off', SEED: 'auto', LOG_LEVEL: 'error',
      RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_ACCOUNT_PER_MINUTE: '0', SOCKETS_PER_ADDRESS: '0', MAX_REQUESTS: '0',
    };
    const district = new DrillDistrict({ folder, bundle, env, mongo, redis, connection, ports: [await freePort(), await freePort()] });
    await district.startGateway(0);
    await district.startGateway(1);
    return district;
  }

  /** Where a gateway listens, up or not. */
  url(n: number): string {
    return `http://127.0.0.1:${this.#ports[n] ?? 0}`;
  }

  async startGateway(n: number): Promise<void> {
    this.#gateways[n] = await startProcess(this.#bundle, this.#ports[n] ?? 0, this.#env);
  }

  /** kill -9 of a gateway in the middle of what it does, and up again. */
  async killGateway(n: number): Promise<void> {
    const gateway = this.#gateways[n];
    if (!gateway) return;
    gateway.child.kill('SIGKILL');
    await once(gateway.child, 'exit');
    await this.startGateway(n);
  }

  /** kill -9 of mongod, by the id that it wrote down itself, and up again over what it left. */
  async killMongo(): Promise<void> {
    const folders = (await readdir(this.#folder)).filter((name) => /^mongo-\d/.test(name));
    const pid = Number(await readFile(path.join(this.#folder, folders[0] ?? '', 'mongod.lock'), 'utf8'));
    process.kill(pid, 'SIGKILL');
    await this.#mongo.stop().catch(quiet);
    // Its stop takes the note of its address away, and those who are connected look for it where it was.
    await writeFile(path.join(this.#folder, 'mongo-address.json'), JSON.stringify({ port: Number(new URL(this.#mongo.uri).port) }));
    this.#mongo = await connectOrStartMongo({ uri: undefined, root: projectRoot(), dataDir: this.#folder, progress: quiet });
    if (this.#mongo.uri !== this.#env['MONGODB_URI']) throw new Error('mongod came up at another address');
  }

  /** Ends the gateways politely, so that what they have in hand is written. */
  async quiesce(): Promise<void> {
    for (const [n, gateway] of this.#gateways.entries()) {
      await gateway?.stop();
      this.#gateways[n] = null;
    }
  }

  async stop(): Promise<void> {
    await this.quiesce();
    await this.connection.close();
    await this.#redis.stop();
    await this.#mongo.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Sessions of the sample's proved residents, with a second factor that lasts. */
  async residents(): Promise<Actor[]> {
    const accounts = await accountModel(this.connection).find({ kind: 'RESIDENT', proofed: true }).lean();
    return Promise.all(accounts.flatMap(({ _id, personId }) => (personId ? [this.#session(_id, personId)] : [])));
  }

  /** A session of a member of the sample's staff in a post; the post is given where they have none of it. */
  async staff(personId: string, role: Role, organisationId: string): Promise<Actor> {
    const { posts } = organisationModels(this.connection);
    const account = await accountModel(this.connection).findOne({ personId }).lean();
    if (!account) throw new Error(`the sample's staff has no account of ${personId}`);
    const known = await posts.findOne({ personId, role, organisationId }).lean();
    const postId = known?._id ?? `drill-${personId}-${organisationId}-${role}`;
    if (!known) await posts.create({ _id: postId, personId, organisationId, role, title: '演练', from: '2026-01-01', until: null });
    return this.#session(account._id, personId, postId);
  }

  /** Has a centre open at all hours, with few seats, so that a drill at night finds its doors open and its slots full. */
  async openAllDay(centreId: string, seatsPerWindow: number): Promise<void> {
    const { matchedCount } = await queueCollections(this.connection).centres.updateOne({ _id: centreId }, { $set: { hours: [{ from: '00:00', until: '24:00' }], everyDay: true, seatsPerWindow } });
    if (matchedCount !== 1) throw new Error(`the sample has no ${centreId}`);
  }

  async #session(accountId: string, personId: string, postId?: string): Promise<Actor> {
    const { token, hash } = new Tokens(this.keystore).mint();
    const now = Date.now();
    const later = new Date(now + 2 * HOUR_MS);
    await sessionModel(this.connection).create({
      _id: randomUUID(), tokenHash: hash, accountId, channel: 'api', device: 'drill', factors: ['PASSWORD', 'AUTHENTICATOR'], withPosts: postId !== undefined, idleMs: 2 * HOUR_MS,
      startedAt: new Date(now), lastSeenAt: new Date(now), endsAt: later, expiresAt: later, sensitiveUntil: later, ...(postId === undefined ? {} : { postId }),
    });
    return { personId, token };
  }
}
