import { randomBytes } from 'node:crypto';
import mongoose, { type Model } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { ChallengeDocument } from './model.js';

/** What a challenge is for. */
export type ChallengeKind = 'second-factor' | 'certificate' | 'wechat-state' | 'wechat-binding';

/** What has been begun and must be finished soon, once, by who holds its unguessable id. */
export class Challenges {
  readonly #challenges: Model<ChallengeDocument>;
  readonly #clock: Clock;

  constructor(challenges: Model<ChallengeDocument>, clock: Clock) {
    this.#challenges = challenges;
    this.#clock = clock;
  }

  /** Begins something; answers its id (192 random bits). */
  async begin(kind: ChallengeKind, data: Record<string, unknown>, lifeMs: number): Promise<string> {
    const id = randomBytes(24).toString('base64url');
    await this.#challenges.create({ _id: id, kind, data, expiresAt: new Date(this.#clock.now() + lifeMs) });
    return id;
  }

  /** What was begun, still open; null where it is over, done, or of another kind. */
  async find(kind: ChallengeKind, id: string): Promise<Readonly<Record<string, unknown>> | null> {
    const document = await this.#challenges.findOne(this.#open(kind, id)).lean();
    return document?.data ?? null;
  }

  /** Finishes it: what was begun, for one caller alone, however many ask at once. */
  async finish(kind: ChallengeKind, id: string): Promise<Readonly<Record<string, unknown>> | null> {
    const document = await this.#challenges.findOneAndDelete(this.#open(kind, id)).lean();
    return document?.data ?? null;
  }

  #open(kind: ChallengeKind, id: string): { _id: string; kind: string; expiresAt: object } {
    return { _id: id, kind, expiresAt: mongoose.trusted({ $gt: new Date(this.#clock.now()) }) };
  }
}
