import mongoose from 'mongoose';
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import { sm3, tokenIn } from '../../modules/kernel/crypto/index.js';
import type { Clock } from '../../modules/kernel/clock.js';
import type { FieldCipher } from '../../modules/kernel/crypto/types.js';
import { sealContext, type SsoModels, type SsoRecord } from './model.js';
import type { SitesPort } from './ports.js';

/** What the store stands on. */
export interface StoreDeps {
  readonly models: SsoModels;
  readonly cipher: FieldCipher;
  readonly clock: Clock;
}

/** Kinds that die when their grant is revoked; the grant itself is destroyed by the provider. */
const OF_A_GRANT = ['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode'];
const USER_CODE = 'sso.user-code';
/** Kept for good, as far as MongoDB is concerned. */
const NEVER = new Date('9999-12-31T00:00:00Z');

/** A sign-on session that has run out stays for so long, worth nothing, for it says which sites must hear of that. */
const AFTER_MS = 3_600_000;

/** How a record of a kind is stored under the id that a client holds. */
export function recordId(kind: string, id: string): string {
  return `${kind}:${sm3(id)}`;
}

/** One kind of oidc-provider's models in MongoDB. */
export class MongoAdapter implements Adapter {
  readonly #kind: string;
  readonly #deps: StoreDeps;

  constructor(kind: string, deps: StoreDeps) {
    this.#kind = kind;
    this.#deps = deps;
  }

  /** Stores a payload under an id, `expiresIn` seconds from now. */
  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { models, cipher, clock } = this.#deps;
    const _id = recordId(this.#kind, id);
    const expiresAt = expiresIn === undefined ? NEVER : new Date(clock.now() + expiresIn * 1000 + (this.#kind === 'Session' ? AFTER_MS : 0));
    const { consumed, ...rest } = payload;
    const document: SsoRecord = { _id, kind: this.#kind, sealed: sealRecord(cipher, _id, rest), expiresAt };
    if (typeof payload.accountId === 'string') document.accountId = payload.accountId;
    if (typeof payload.clientId === 'string') document.clientId = payload.clientId;
    // A grant is found by its own id; an interaction that names one must not die with it.
    if (OF_A_GRANT.includes(this.#kind) && typeof payload.grantId === 'string') document.grantId = payload.grantId;
    if (this.#kind === 'Session' && typeof payload.uid === 'string') document.uidHash = sm3(payload.uid);
    if (typeof payload.userCode === 'string') document.userCodeToken = cipher.token(USER_CODE, payload.userCode);
    if (typeof consumed === 'number') document.consumed = consumed;
    await models.records.replaceOne({ _id }, document, { upsert: true });
  }

  /** The payload under an id. */
  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.#open(await this.#deps.models.records.findById(recordId(this.#kind, id)).lean());
  }

  /** A device code by what its user typed. */
  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#open(await this.#deps.models.records.findOne({ kind: this.#kind, userCodeToken: tokenIn(this.#deps.cipher, USER_CODE, userCode) }).lean());
  }

  /** A session by its uid. */
  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#open(await this.#deps.models.records.findOne({ kind: this.#kind, uidHash: sm3(uid) }).lean());
  }

  /** Marks as used, once: the second of two at the same moment is refused, and what the first got is revoked. */
  async consume(id: string): Promise<void> {
    const { models, clock } = this.#deps;
    const _id = recordId(this.#kind, id);
    const { matchedCount } = await models.records.updateOne({ _id, consumed: mongoose.trusted({ $exists: false }) }, { $set: { consumed: Math.floor(clock.now() / 1000) } });
    if (matchedCount === 1) return;
    const record = await models.records.findById(_id).lean();
    if (record?.grantId) await this.revokeByGrantId(record.grantId);
    throw new errors.InvalidGrant('already used');
  }

  /** Removes what stands under an id. */
  async destroy(id: string): Promise<void> {
    await this.#deps.models.records.deleteOne({ _id: recordId(this.#kind, id) });
  }

  /** Removes codes and tokens that rest on a grant. */
  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#deps.models.records.deleteMany({ grantId });
  }

  #open(record: SsoRecord | null): AdapterPayload | undefined {
    return record === null ? undefined : openRecord(this.#deps.cipher, record);
  }
}

/** A payload as it is stored under a record's id. */
export function sealRecord(cipher: FieldCipher, _id: string, payload: AdapterPayload): string {
  return cipher.seal(JSON.stringify(payload), sealContext(_id));
}

/** What a record says. Throws SealBroken where it was changed. */
export function openRecord(cipher: FieldCipher, record: SsoRecord): AdapterPayload {
  const payload = JSON.parse(cipher.open(record.sealed, sealContext(record._id))) as AdapterPayload; // only `upsert` writes here, and the seal vouches for it
  return record.consumed === undefined ? payload : { ...payload, consumed: record.consumed };
}

/** Clients come from the registry of sites and are never written through OpenID. */
export function clientAdapter(sites: SitesPort): Adapter {
  const refuse = async (): Promise<never> => {
    throw new Error('sites are registered through the contract');
  };
  return {
    async find(id) {
      const client = await sites.client(id);
      return client === null ? undefined : { ...client };
    },
    upsert: refuse, findByUserCode: refuse, findByUid: refuse, consume: refuse, destroy: refuse, revokeByGrantId: refuse,
  };
}
