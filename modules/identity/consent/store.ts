import { randomUUID } from 'node:crypto';
import mongoose, { type ClientSession, type Connection } from 'mongoose';
import type { ConsentPort } from '../../kernel/policy/types.js';
import { consentModels, type ConsentDocument, type ConsentModels } from './model.js';
import { currentNotices } from './notices.js';
import { holds } from './rules.js';

/** A decision to be written. */
export interface Decision {
  readonly personId: string;
  readonly purpose: string;
  readonly version: number;
  readonly given: boolean;
  readonly at: number;
  readonly by: string | null;
}

/** The store of consents, and the authoriser's question to it: asked each time, so that a withdrawal counts at once. */
export class ConsentStore implements ConsentPort {
  readonly #models: ConsentModels;
  readonly #notices = new Map(currentNotices().map((notice) => [notice.purpose, notice]));

  constructor(connection: Connection) {
    this.#models = consentModels(connection);
  }

  async agreed(personIds: readonly string[], purpose: string): Promise<boolean> {
    const notice = this.#notices.get(purpose);
    if (!notice) return false;
    if (notice.required) return true;
    const ids = [...new Set(personIds)];
    const docs = await this.#models.consents.find({ _id: mongoose.trusted({ $in: ids.map((id) => idOf(id, purpose)) }) }).lean();
    const byPerson = new Map(docs.map((doc) => [doc.personId, doc]));
    return ids.length > 0 && ids.every((id) => holds(notice, byPerson.get(id)));
  }

  /** What somebody decided last, by purpose. */
  async list(personId: string): Promise<Decision[]> {
    return (await this.#models.consents.find({ personId }).sort({ _id: 1 }).lean()).map(toDecision);
  }

  /** What somebody decided last on a purpose; null for nothing. */
  async find(personId: string, purpose: string, session: ClientSession | null = null): Promise<Decision | null> {
    const doc = await this.#models.consents.findById(idOf(personId, purpose), null, { session }).lean();
    return doc && toDecision(doc);
  }

  /** Every decision of somebody, the oldest first. */
  async history(personId: string): Promise<Decision[]> {
    return (await this.#models.decisions.find({ personId }).sort({ at: 1, _id: 1 }).lean()).map(toDecision);
  }

  /** Writes a decision down, and keeps it in the history. */
  async decide(session: ClientSession, decision: Decision): Promise<void> {
    const fields = { ...decision, at: new Date(decision.at) };
    await this.#models.consents.updateOne({ _id: idOf(decision.personId, decision.purpose) }, { $set: fields }, { upsert: true, session });
    await this.#models.decisions.create([{ _id: randomUUID(), ...fields }], { session });
  }

  /** Withdraws all that somebody agreed to: with an account its consents end. */
  async withdrawAll(session: ClientSession, personId: string, at: number): Promise<string[]> {
    const given = await this.#models.consents.find({ personId, given: true }, null, { session }).lean();
    for (const { purpose, version } of given) await this.decide(session, { personId, purpose, version, given: false, at, by: null });
    return given.map(({ purpose }) => purpose);
  }

  /** Makes the indexes; for start and tests. */
  async createIndexes(): Promise<void> {
    await Promise.all([this.#models.consents.createIndexes(), this.#models.decisions.createIndexes()]);
  }
}

const idOf = (personId: string, purpose: string): string => `${personId}:${purpose}`;
const toDecision = ({ personId, purpose, version, given, at, by }: ConsentDocument): Decision => ({ personId, purpose, version, given, at: at.getTime(), by });
