import type { Logger } from '../../kernel/module.js';
import type { FeedPointer, TimetableModels } from './model.js';

/** Told of a feed whose active version is not the one last told of. A rejection is tried again. */
export type FeedChange = (change: ActiveVersion) => Promise<void> | void;

/** Which version of a feed is served. */
export interface ActiveVersion {
  readonly feedId: string;
  readonly version: string;
}

const POLL_MS = 5000;

/**
 * Watches which versions are active. A change stream says when to look; what is told comes from comparing the pointers
 * with what was told before, so that nothing is missed over a lost connection. Where change streams are not to be had (a
 * single server without replica set), it looks every five seconds.
 */
export class PointerWatch {
  readonly #models: TimetableModels;
  readonly #logger: Logger;
  readonly #onChange: FeedChange;
  readonly #known: Map<string, string>;
  #stream: ReturnType<TimetableModels['feeds']['collection']['watch']> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #polling = false;
  #stopped = false;

  constructor(models: TimetableModels, logger: Logger, onChange: FeedChange, known: readonly ActiveVersion[]) {
    this.#models = models;
    this.#logger = logger;
    this.#onChange = onChange;
    this.#known = new Map(known.map(({ feedId, version }) => [feedId, version]));
    this.#open();
    this.#look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#stream?.close();
    await this.#looking;
  }

  #open(): void {
    if (this.#stopped) return;
    const stream = this.#models.feeds.collection.watch([], { maxAwaitTimeMS: 1000 });
    this.#stream = stream;
    stream.on('change', () => this.#look());
    // What changed before the stream was open is found by this look, or by the one that an error brings on.
    stream.once('resumeTokenChanged', () => {
      this.#polling = false;
      this.#look();
    });
    stream.on('error', (error: Error) => {
      void stream.close().catch(() => undefined);
      if (this.#stream !== stream) return;
      this.#stream = undefined;
      if (!this.#polling) this.#logger.warn({ error: error.message }, 'no change stream on transit feeds; looking every five seconds until there is one');
      this.#polling = true;
      this.#look();
      this.#later(() => this.#open());
    });
  }

  #later(next: () => void): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(next, POLL_MS);
    this.#timer.unref();
  }

  /** Looks once, after the look that is under way. */
  #look(): void {
    this.#looking = this.#looking.then(() => (this.#stopped ? undefined : this.#compare())).catch((error: unknown) => {
      this.#logger.warn({ error: error instanceof Error ? error.message : String(error) }, 'transit feeds could not be looked up; trying again');
      this.#later(() => (this.#stream ? this.#look() : this.#open()));
    });
  }

  async #compare(): Promise<void> {
    const pointers = await this.#models.feeds.find().sort({ _id: 1 }).lean<FeedPointer[]>().exec();
    let failure: unknown;
    for (const { _id: feedId, activeVersion, versionId } of pointers) {
      const version = activeVersion;
      if (this.#known.get(feedId) === version) continue;
      try {
        await this.#onChange({ feedId, version });
        this.#known.set(feedId, version);
      } catch (error) {
        // One feed that cannot be loaded keeps no other from being told.
        failure ??= error;
        this.#logger.error({ feedId, versionId: String(versionId), error: error instanceof Error ? error.message : String(error) }, 'a transit feed could not be taken over; trying again');
      }
    }
    if (failure !== undefined) throw failure;
  }
}
