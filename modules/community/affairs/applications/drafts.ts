import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import { principalOf, type Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import { prunedKnown } from './papers.js';
import type { AffairsDeps } from './deps.js';
import type { ApplicationModels, DraftDocument } from './model.js';
import type { DraftConflictEntity, DraftEntity, PaperFiles } from './types.js';

/** How long a draft stays after it was last saved: 90 days. */
export const DRAFT_MS = 90 * 86_400_000;
/** Drafts of one person. */
const MOST_DRAFTS = 40;
/** Sealed text of one draft, in characters of its JSON. */
const LARGEST = 200_000;

const SAVE = 'community.drafts.save';
const READ = 'community.drafts.read';

/** What is saved of a draft. `version` is the one that this device has seen; 0 to begin. */
export interface DraftInput {
  readonly id?: string | null | undefined;
  readonly serviceId: string;
  readonly version: number;
  readonly values: unknown;
  readonly papers: readonly PaperFiles[];
}

/** Drafts of applications: the same on every device, the later save wins only where it has seen the one before. */
export class DraftsService {
  readonly #deps: AffairsDeps;
  readonly #models: ApplicationModels;

  constructor(deps: AffairsDeps, models: ApplicationModels) {
    this.#deps = deps;
    this.#models = models;
  }

  /** The drafts of the caller, or whom the caller acts for, the newest first. Throws FORBIDDEN and kin. */
  async list(caller: Caller): Promise<DraftEntity[]> {
    const personId = await this.#who(caller, READ);
    const now = new Date(this.#deps.clocks.system.now());
    // MongoDB clears up once a minute, so what is still there may be over.
    const docs = (await this.#models.drafts.find({ personId }).sort({ updatedAt: -1, _id: 1 }).limit(MOST_DRAFTS).lean()).filter(({ expiresAt }) => expiresAt > now);
    await this.#deps.audit.read(caller, { action: READ, subject: subjectOf('list', personId), purpose: 'self' });
    return docs.map((doc) => this.#entity(doc));
  }

  /**
   * Saves a draft and keeps its files as long. Answers with what another device has saved where this one has not seen it.
   * Throws NOT_FOUND (no such service, draft or file), BAD_INPUT, FORBIDDEN and kin.
   */
  async save(caller: Caller, input: DraftInput, key: string): Promise<({ readonly kind: 'Draft' } & DraftEntity) | ({ readonly kind: 'DraftConflict' } & DraftConflictEntity)> {
    const { mutations, audit, clocks, catalogue, files, cipher } = this.#deps;
    const personId = await this.#who(caller, SAVE);
    const service = catalogue.find(input.serviceId);
    if (!service?.definition.form) throw new Fault('NOT_FOUND', { serviceId: input.serviceId });
    const values = prunedKnown(service.definition.form, input.values, LARGEST);
    const papers = checkedPapers(service.definition.inputs, input.papers);
    const saved = await mutations.run(caller, { action: SAVE, key, input: { personId, id: input.id ?? null, serviceId: input.serviceId, version: input.version, values, papers } }, async (session) => {
      const now = clocks.system.now();
      const before = input.id ? await this.#models.drafts.findOne({ _id: input.id, personId }, null, { session }).lean() : null;
      if (input.id && (!before || before.serviceId !== input.serviceId)) throw new Fault('NOT_FOUND', { id: input.id });
      if (before && before.version !== input.version) return { id: before._id, conflict: true };
      if (!before && (await this.#models.drafts.countDocuments({ personId }, { session })) >= MOST_DRAFTS) throw new Fault('BAD_INPUT', { field: 'drafts', reason: `at most ${MOST_DRAFTS}` });
      const id = before?._id ?? randomUUID();
      const expiresAt = now + DRAFT_MS;
      const fields = { accountId: caller.accountId ?? '', personId, serviceId: input.serviceId, serviceVersion: service.version, version: (before?.version ?? 0) + 1, valuesSealed: cipher.seal(JSON.stringify(values), `draft.values:${id}`), papers: papers.map(({ inputId, fileIds }) => ({ inputId, fileIds: [...fileIds] })), updatedAt: new Date(now), expiresAt: new Date(expiresAt) };
      await this.#models.drafts.replaceOne({ _id: id }, fields, { session, upsert: true });
      await files.prolong(session, personId, papers.flatMap(({ fileIds }) => fileIds), expiresAt);
      await audit.write(session, caller, { action: SAVE, subject: subjectOf(id, personId), purpose: 'self', details: { serviceId: input.serviceId } });
      return { id, conflict: false };
    });
    const doc = await this.#models.drafts.findById(saved.id).lean();
    if (!doc) throw new Fault('NOT_FOUND', { id: saved.id });
    return saved.conflict ? { kind: 'DraftConflict', draft: this.#entity(doc) } : { kind: 'Draft', ...this.#entity(doc) };
  }

  /** Deletes a draft; its files go when their time is over. Nothing happens where there is none. Throws FORBIDDEN and kin. */
  async remove(caller: Caller, id: string, key: string): Promise<boolean> {
    const { mutations, audit } = this.#deps;
    const personId = await this.#who(caller, SAVE);
    return mutations.run(caller, { action: 'community.drafts.delete', key, input: { personId, id } }, async (session) => {
      const gone = await this.#models.drafts.findOneAndDelete({ _id: id, personId }, { session }).lean();
      if (!gone) return false;
      await audit.write(session, caller, { action: SAVE, subject: subjectOf(id, personId), purpose: 'self', details: { deleted: true } });
      return true;
    });
  }

  /** A draft of a person in one version, opened, within a transaction or before it; null where it is another or gone. */
  async open(id: string, personId: string, session: ClientSession | null = null): Promise<DraftEntity | null> {
    const doc = await this.#models.drafts.findOne({ _id: id, personId }, null, { session }).lean();
    return doc && doc.expiresAt.getTime() > this.#deps.clocks.system.now() ? this.#entity(doc) : null;
  }

  async #who(caller: Caller, action: string): Promise<string> {
    const personId = principalOf(caller) ?? '';
    await this.#deps.authoriser.check(caller, action, subjectOf('list', personId));
    return personId;
  }

  #entity(doc: DraftDocument): DraftEntity {
    return {
      id: doc._id, serviceId: doc.serviceId, serviceVersion: doc.serviceVersion, version: doc.version, papers: doc.papers, updatedAt: doc.updatedAt.getTime(), expiresAt: doc.expiresAt.getTime(),
      values: JSON.parse(this.#deps.cipher.open(doc.valuesSealed, `draft.values:${doc._id}`)) as DraftEntity['values'], // sealed by `save` alone
    };
  }
}

/** Papers by the service's own list: each once, no more files than it takes. Throws BAD_INPUT. */
export function checkedPapers(inputs: readonly { readonly id: string; readonly how: string; readonly most: number }[], papers: readonly PaperFiles[]): readonly PaperFiles[] {
  const seen = new Set<string>();
  return papers.filter(({ fileIds }) => fileIds.length > 0).map(({ inputId, fileIds }) => {
    const input = inputs.find(({ id, how }) => id === inputId && how === 'given');
    if (!input || seen.has(inputId)) throw new Fault('BAD_INPUT', { field: `papers.${inputId}`, reason: 'is no paper that is asked for' });
    if (fileIds.length > input.most || new Set(fileIds).size !== fileIds.length) throw new Fault('BAD_INPUT', { field: `papers.${inputId}`, reason: `takes ${input.most} files, each once` });
    seen.add(inputId);
    return { inputId, fileIds };
  });
}

const subjectOf = (id: string, personId: string) => ({ type: 'draft', id, personIds: [personId] });
