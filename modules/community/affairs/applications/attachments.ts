import type { ClientSession } from 'mongoose';
import { Fault } from '../../../kernel/errors.js';
import type { FileStore } from '../../../kernel/files/index.js';
import type { ApplicationModels } from './model.js';
import type { ApplicationContent } from './types.js';

/** A file as a content, or a case's log, keeps it. */
type FrozenFile = ApplicationContent['papers'][number]['files'][number];

/** Files that go with what an applicant says in a case, beside the papers of the application itself: kept with it, and as long. */
export class Attachments {
  readonly #files: FileStore;
  readonly #models: ApplicationModels;

  constructor({ files }: { readonly files: FileStore }, models: ApplicationModels) {
    this.#files = files;
    this.#models = models;
  }

  /** Somebody's files as they are handed in, each once, in the order asked. Throws BAD_INPUT where one has gone or is another's. */
  async frozen(personId: string, ids: readonly string[]): Promise<readonly FrozenFile[]> {
    const own = (await this.#files.list([...new Set(ids)])).filter(({ ownerId }) => ownerId === personId);
    if (own.length < ids.length) throw new Fault('BAD_INPUT', { field: 'files', reason: 'each once, and one’s own' });
    return own.map(({ id, hash, name }) => ({ id, hash, name }));
  }

  /** Keeps them for good with the application, where staff who work on it can read them; in a transaction. Throws NOT_FOUND where one has gone or is another's. */
  async keep(session: ClientSession, number: string, personId: string, ids: readonly string[]): Promise<void> {
    await this.#files.keep(session, personId, ids);
    const { matchedCount } = await this.#models.applications.updateOne({ _id: number, personId }, { $addToSet: { fileIds: { $each: [...ids] } } }, { session });
    if (matchedCount === 0) throw new Fault('NOT_FOUND', { number });
  }
}
