import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import { principalOf, type Caller } from '../../../kernel/caller.js';
import { Fault } from '../../../kernel/errors.js';
import type { AffairsDeps } from './deps.js';
import { checkedPapers, formOf, prunedKnown } from './filling.js';
import type { ApplicationModels, DraftDocument } from './model.js';
import type { DraftConflictEntity, DraftEntity, DraftHead, PaperFiles } from './types.js';

/** How long a draft stays after it was last saved: 90 days. */
export const DRAFT_MS = 90 * 86_400_000;
/** Drafts of one person. */
const MOST_DRAFTS = 40;

const SAVE = 'community.drafts.save';
const READ = 'community.drafts.read';

/** What is saved of a draft. `version` is the one that this device has seen; 0 to begin. */
export interface DraftInput {
  readonly id?: string | null | undefined;
  readonly serviceId: string;
  readonly version: number;
  readonly values: unknown;
  readonly papers: readonly PaperFiles[];
  /** Whether 告知承诺 is ticked; false if left out. */
  readonly commitment?: boolean | null | undefined;
}

/** What a save answers. */
export type DraftResult = ({ readonly kind: 'ApplicationDraft' } & DraftHead) | ({ readonly kind: 'DraftConflict' } & DraftConflictEntity);

/** Drafts of applications: the same on every device, the later save wins only where it has seen the one before. */
export class DraftsService {
  readonly #deps: AffairsDeps;
  readonly #models: ApplicationModels;

  constructor(deps: AffairsDeps, models: ApplicationModels) {
    this.#deps = deps;
    this.#models = models;
  }

  /** The drafts of the caller, or whom the caller acts for, the newest first. Throws FORBIDDEN and kin. */
  async list(caller: Caller): Promise<DraftHead[]> {
    const personId = await this.#who(caller, READ);
    const now = new Date(this.#deps.clocks.system.now());
    // MongoDB clears up once a minute, so what is still there may be over.
    const docs = (await this.#models.drafts.find({ personId }).sort({ updatedAt: -1, _id: 1 }).limit(MOST_DRAFTS).lean()).filter(({ expiresAt }) => expiresAt > now);
    await this.#deps.audit.read(caller, { action: READ, subject: subjectOf('list', personId), purpose: 'self' });
    return docs.map((doc) => headOf(doc));
  }

  /**
   * Saves a draft and keeps its files as long. Answers with what another device has saved where this one has not seen it.
   * Throws NOT_FOUND (no such service, draft or file), SERVICE_ENDED, BAD_INPUT, FORBIDDEN and kin.
   */
  async save(caller: Caller, input: DraftInput, key: string): Promise<DraftResult> {
    const { mutations, audit, catalogue } = this.#deps;
    const personId = await this.#who(caller, SAVE);
    const service = catalogue.lastOffered(input.serviceId);
    if (!service) throw new Fault('NOT_FOUND', { serviceId: input.serviceId });
    const commitment = input.commitment ?? false;
    if (commitment && !service.definition.approval?.commitment) throw new Fault('BAD_INPUT', { field: 'commitment', reason: 'the service takes none' });
    const content = { commitment, values: prunedKnown(formOf(service), input.values), papers: checkedPapers(service.definition.inputs, input.papers) };
    // The answer is kept as it was: a device that asks again must not take another's later version for its own.
    return mutations.run(caller, { action: SAVE, key, input: { personId, id: input.id ?? null, serviceId: input.serviceId, version: input.version, ...content } }, async (session): Promise<DraftResult> => {
      // Inside: what was saved in time is answered the same later.
      catalogue.offered(input.serviceId);
      const before = input.id ? await this.#models.drafts.findOne({ _id: input.id, personId }, null, { session }).lean() : null;
      if (input.id && before?.serviceId !== input.serviceId) throw new Fault('NOT_FOUND', { id: input.id });
      if (before && before.version !== input.version) return { kind: 'DraftConflict', draft: headOf(before), formChanged: false };
      if (!before && (await this.#models.drafts.countDocuments({ personId }, { session })) >= MOST_DRAFTS) throw new Fault('BAD_INPUT', { field: 'drafts', reason: `at most ${MOST_DRAFTS}` });
      const saved = await this.#write(session, { accountId: caller.accountId ?? '', personId, serviceId: input.serviceId, serviceVersion: service.version }, before, content);
      await audit.write(session, caller, { action: SAVE, subject: subjectOf(saved.id, personId), purpose: 'self', details: { serviceId: input.serviceId } });
      return { kind: 'ApplicationDraft', ...saved };
    });
  }

  async #write(session: ClientSession, own: Pick<DraftDocument, 'accountId' | 'personId' | 'serviceId' | 'serviceVersion'>, before: DraftDocument | null, { values, papers, commitment }: { readonly values: Readonly<Record<string, unknown>>; readonly papers: readonly PaperFiles[]; readonly commitment: boolean }): Promise<DraftHead> {
    const { clocks, files, cipher } = this.#deps;
    const now = clocks.system.now();
    const id = before?._id ?? randomUUID();
    const fields = {
      ...own, version: (before?.version ?? 0) + 1, valuesSealed: cipher.seal(JSON.stringify(values), `draft.values:${id}`), papers: papers.map(({ inputId, fileIds }) => ({ inputId, fileIds: [...fileIds] })), commitment,
      updatedAt: new Date(now), expiresAt: new Date(now + DRAFT_MS),
    };
    await this.#models.drafts.replaceOne({ _id: id }, fields, { session, upsert: true });
    await files.prolong(session, own.personId, papers.flatMap(({ fileIds }) => fileIds), now + DRAFT_MS);
    return headOf({ _id: id, ...fields });
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

  /** The newest draft of a service; null where there is none. */
  async newest(serviceId: string, personId: string): Promise<DraftEntity | null> {
    const doc = await this.#models.drafts.findOne({ personId, serviceId }).sort({ updatedAt: -1, _id: 1 }).lean();
    return doc && doc.expiresAt.getTime() > this.#deps.clocks.system.now() ? this.#entity(doc) : null;
  }

  /** A draft of a person, opened, within a transaction or before it; null where it is another's or gone. */
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
    const values = JSON.parse(this.#deps.cipher.open(doc.valuesSealed, `draft.values:${doc._id}`)) as DraftEntity['values']; // sealed by `#write` alone
    return { ...headOf(doc), papers: doc.papers, values };
  }
}

/** A stored draft without what it says. */
function headOf({ _id: id, serviceId, serviceVersion, version, commitment = false, updatedAt, expiresAt }: Pick<DraftDocument, '_id' | 'serviceId' | 'serviceVersion' | 'version' | 'commitment' | 'updatedAt' | 'expiresAt'>): DraftHead {
  return { id, serviceId, serviceVersion, version, commitment, updatedAt: updatedAt.getTime(), expiresAt: expiresAt.getTime() };
}

const subjectOf = (id: string, personId: string) => ({ type: 'draft', id, personIds: [personId] });
