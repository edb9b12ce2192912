import os from 'node:os';
import { mongo, type Connection, type Types } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { CHUNK_BYTES, type FeedOrigin, type FeedPointer, type FeedVersion, type TimetableModels } from './model.js';
import { PACK_FORMAT, UnreadableTimetable } from './pack.js';

/** Versions of a feed that are kept, the active one among them. */
const KEPT_VERSIONS = 3;
/** An import that has written nothing for so long has died, wherever it ran. */
const DEAD_AFTER_MS = 600_000;

/** What is written of a version beside its bytes. */
export interface VersionInfo {
  readonly feedId: string;
  readonly version: string;
  readonly counts: Record<string, number>;
  readonly origin: FeedOrigin;
}

/** Keeps packed timetables in MongoDB: chunks first, then one swap of the feed's pointer. */
export class TimetableFiles {
  readonly #connection: Connection;
  readonly #models: TimetableModels;
  readonly #clock: Clock;

  constructor(connection: Connection, models: TimetableModels, clock: Clock) {
    this.#connection = connection;
    this.#models = models;
    this.#clock = clock;
  }

  /** Makes the collections and their indexes where they are not there. */
  async prepare(): Promise<void> {
    for (const model of [this.#models.feeds, this.#models.versions, this.#models.chunks]) {
      await model.createCollection();
      await model.createIndexes();
    }
  }

  /** The pointer of a feed, or null. */
  pointer(feedId: string): Promise<FeedPointer | null> {
    return this.#models.feeds.findById(feedId).lean<FeedPointer | null>().exec();
  }

  /** The pointers of all feeds, by id. */
  pointers(): Promise<FeedPointer[]> {
    return this.#models.feeds.find().sort({ _id: 1 }).lean<FeedPointer[]>().exec();
  }

  /** Whether this program can read a stored version. */
  async isReadable(versionId: Types.ObjectId): Promise<boolean> {
    return (await this.#models.versions.exists({ _id: versionId, format: PACK_FORMAT })) !== null;
  }

  /** Writes a version that nobody reads yet; `onStored` hears of each chunk. What it wrote is removed where it fails. */
  async write(info: VersionInfo, bytes: Uint8Array, onStored: (done: number, total: number) => void): Promise<Types.ObjectId> {
    const { versions, chunks } = this.#models;
    const chunkCount = Math.ceil(bytes.length / CHUNK_BYTES);
    const { feedId, version, counts } = info;
    const _id = new mongo.ObjectId();
    await versions.create({
      _id, feedId, version, format: PACK_FORMAT, state: 'writing', byteLength: bytes.length, chunkCount, counts,
      owner: { host: os.hostname(), pid: process.pid }, touchedAt: this.#now(),
    });
    try {
      for (let index = 0; index < chunkCount; index++) {
        onStored(index, chunkCount);
        const part = bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
        await chunks.collection.insertOne({ versionId: _id, index, bytes: new mongo.Binary(part) });
        await versions.updateOne({ _id }, { touchedAt: this.#now() });
      }
      onStored(chunkCount, chunkCount);
    } catch (error) {
      await this.discard(_id);
      throw error;
    }
    return _id;
  }

  /** Makes a written version the one that is served, in one transaction. */
  async activate(versionId: Types.ObjectId, { feedId, version, origin }: VersionInfo): Promise<void> {
    const { versions, feeds } = this.#models;
    await this.#connection.transaction(async (session) => {
      const ready = await versions.updateOne({ _id: versionId, state: 'writing' }, { state: 'ready', touchedAt: this.#now() }, { session });
      if (ready.matchedCount === 0) throw new Error(`the version ${version} of feed ${feedId} was cleaned up while it was written`);
      await feeds.updateOne({ _id: feedId }, { activeVersion: version, versionId, origin, activatedAt: this.#now() }, { upsert: true, session });
    }, { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } });
  }

  /**
   * The bytes of a stored version, in one buffer of exactly that size.
   * @returns null where the version has been removed meanwhile.
   * @throws UnreadableTimetable where parts are missing or of another size.
   */
  async read(versionId: Types.ObjectId): Promise<Uint8Array | null> {
    const record = await this.#models.versions.findById(versionId).lean<FeedVersion | null>().exec();
    if (!record) return null;
    if (record.format !== PACK_FORMAT) throw new UnreadableTimetable(`feed ${record.feedId} is stored in format ${record.format}, this program reads format ${PACK_FORMAT}: import the feed again`);
    const bytes = new Uint8Array(record.byteLength);
    let offset = 0;
    let parts = 0;
    // The driver's own cursor, one chunk at a time: beside the timetable no more than one is in memory.
    const cursor = this.#models.chunks.collection.find({ versionId }).sort({ index: 1 }).batchSize(1);
    for await (const { index, bytes: part } of cursor) {
      if (index !== parts || !(part instanceof mongo.Binary) || offset + part.position > bytes.length) break;
      bytes.set(part.buffer.subarray(0, part.position), offset);
      offset += part.position;
      parts++;
    }
    if (offset === bytes.length) return bytes;
    if (!(await this.#models.versions.exists({ _id: versionId }))) return null;
    throw new UnreadableTimetable(`the stored timetable of feed ${record.feedId} is damaged: of its ${record.chunkCount} parts, part ${parts + 1} is missing or wrong. Import the feed again`);
  }

  /**
   * Removes a version that was written and never activated. One that was activated after all (the answer to the commit
   * was lost) stays.
   */
  async discard(versionId: Types.ObjectId): Promise<void> {
    const claimed = await this.#models.versions.updateOne({ _id: versionId, state: 'writing' }, { state: 'removed' });
    if (claimed.matchedCount > 0) await this.#remove(versionId);
  }

  /** Chunks first: no chunk is ever without the record that leads to it, and a removal cut short is finished by a later one. */
  async #remove(versionId: Types.ObjectId): Promise<void> {
    await this.#models.versions.updateOne({ _id: versionId }, { state: 'removed' });
    await this.#models.chunks.collection.deleteMany({ versionId });
    await this.#models.versions.deleteOne({ _id: versionId });
  }

  /** Removes versions of a feed beyond the last few. */
  async prune(feedId: string): Promise<void> {
    const active = (await this.pointer(feedId))?.versionId;
    const ready = await this.#models.versions.find({ feedId, state: 'ready' }).sort({ touchedAt: -1, _id: -1 }).lean<FeedVersion[]>().exec();
    const others = ready.filter(({ _id }) => !active || !_id.equals(active));
    for (const { _id } of others.slice(KEPT_VERSIONS - 1)) await this.#remove(_id);
  }

  /** Removes what imports that died left behind; gives how many versions that were. */
  async removeLeftovers(): Promise<number> {
    const writing = await this.#models.versions.find({ state: 'writing' }).lean<FeedVersion[]>().exec();
    const deadline = this.#clock.now() - DEAD_AFTER_MS;
    const dead = writing.filter(({ owner, touchedAt }) => touchedAt.getTime() < deadline || (owner.host === os.hostname() && !isAlive(owner.pid)));
    for (const { _id } of dead) await this.discard(_id);
    const half = await this.#models.versions.find({ state: 'removed' }).lean<FeedVersion[]>().exec();
    for (const { _id } of half) await this.#remove(_id);
    return dead.length + half.length;
  }

  #now(): Date {
    return new Date(this.#clock.now());
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}
