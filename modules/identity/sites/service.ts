import { randomBytes, randomUUID } from 'node:crypto';
import mongoose, { type ClientSession, type Connection, type Model } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { Caller } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import { Fault } from '../../kernel/errors.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import { secretContext, siteModel, toEntity, type SiteDocument } from './model.js';
import { siteProblem, toClient } from './rules.js';
import type { SiteClient, SiteEntity, SiteInput, SiteRegistrationEntity } from './types.js';

/** What the registry of sites stands on. */
export interface SitesDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  readonly mutations: Mutations;
  readonly clock: Clock;
  readonly departments: DepartmentsPort;
  /** Development: sites on this machine, over plain http. */
  readonly allowLoopback: boolean;
  /** Client ids of sites that may send documents of their own: the operator's word, not their administrators'. */
  readonly adhocSites: readonly string[];
  /** Whether the configuration opens a private host for calls back. */
  readonly isOpen?: (host: string) => boolean;
}

/** What sites ask of those who know organisations. */
export interface DepartmentsPort {
  /** Whether there is such an organisation. */
  exists(organisationId: string): Promise<boolean>;
}

/** What is kept under an idempotency key. */
interface Registered {
  readonly siteId: string;
  readonly secret: string | null;
}

/** The registry of department sites (门户网站群): one platform, each department its own administrators. */
export class SitesService {
  readonly #deps: SitesDeps;
  readonly #sites: Model<SiteDocument>;

  constructor(deps: SitesDeps) {
    this.#deps = deps;
    this.#sites = siteModel(deps.connection);
  }

  /** Sites that are on, by name. For anybody. */
  async list(): Promise<SiteEntity[]> {
    const documents = await this.#sites.find({ disabled: false }).sort({ nameZh: 1, _id: 1 }).lean();
    return documents.map(toEntity);
  }

  /** All sites of the department in which the caller holds the post of site administrator. */
  async managed(caller: Caller): Promise<SiteEntity[]> {
    const organisationId = caller.post?.organisationId ?? '';
    await this.#deps.authoriser.check(caller, 'identity.site.manage', { type: 'site', id: 'list', organisationId });
    const documents = await this.#sites.find({ departmentId: organisationId }).sort({ nameZh: 1, _id: 1 }).lean();
    return documents.map(toEntity);
  }

  /**
   * Registers a site, or changes one of the caller's own department. The secret is told with a new site and with a new secret
   * only. Throws BAD_INPUT, FORBIDDEN, NOT_FOUND.
   */
  async register(caller: Caller, input: SiteInput, idempotencyKey: string): Promise<SiteRegistrationEntity> {
    const { authoriser, mutations, departments, allowLoopback, isOpen } = this.#deps;
    const check = (id: string, organisationId: string) => authoriser.check(caller, 'identity.site.register', { type: 'site', id, organisationId });
    await check(input.id ?? 'new', input.departmentId);
    const earlier = input.id ? await this.#sites.findById(input.id).lean() : null;
    if (input.id && !earlier) throw new Fault('NOT_FOUND', { siteId: input.id });
    // A site may not be taken from another department by naming one's own.
    if (earlier) await check(earlier._id, earlier.departmentId);
    const whole = completed(input, earlier);
    const problem = siteProblem(whole, allowLoopback, isOpen);
    if (problem) throw new Fault('BAD_INPUT', { ...problem });
    if (!(await departments.exists(input.departmentId))) throw new Fault('BAD_INPUT', { field: 'departmentId', reason: 'is no organisation' });
    const { siteId, secret } = await mutations.run<Registered>(caller, { action: 'identity.site.register', key: idempotencyKey, input }, (session) => this.#store(caller, session, whole, earlier));
    const site = await this.#sites.findById(siteId).lean();
    if (!site) throw new Fault('NOT_FOUND', { siteId });
    return { site: toEntity(site), clientId: site.clientId, clientSecret: secret };
  }

  /** A site by its id. Throws NOT_FOUND. */
  async get(id: string): Promise<SiteEntity> {
    const document = await this.#sites.findById(id).lean();
    if (!document) throw new Fault('NOT_FOUND', { siteId: id });
    return toEntity(document);
  }

  /** Sites by their names as OpenID clients, switched off or not. */
  async ofClients(clientIds: readonly string[]): Promise<ReadonlyMap<string, SiteEntity>> {
    if (clientIds.length === 0) return new Map();
    const documents = await this.#sites.find({ clientId: mongoose.trusted({ $in: [...clientIds] }) }).lean();
    return new Map(documents.map((document) => [document.clientId, toEntity(document)]));
  }

  /** A site as an OpenID client, its secret in the clear, for the provider alone; null where there is none or it is off. */
  async client(clientId: string): Promise<SiteClient | null> {
    const document = await this.#sites.findOne({ clientId, disabled: false }).lean();
    if (!document) return null;
    const secret = document.secretSealed === undefined ? null : this.#deps.cipher.open(document.secretSealed, secretContext(document._id));
    return toClient(toEntity(document), secret, this.#deps.adhocSites.includes(clientId));
  }

  /** Makes the indexes. */
  async prepare(): Promise<void> {
    await this.#sites.createIndexes();
  }

  async #store(caller: Caller, session: ClientSession, input: Whole, earlier: SiteDocument | null): Promise<Registered> {
    const { cipher, audit, clock } = this.#deps;
    const now = new Date(clock.now());
    const _id = earlier?._id ?? randomUUID();
    // A kiosk stands in public: what it kept secret would not be.
    const renewed = input.kind === 'WEB' && (!earlier || input.renewSecret === true);
    const secret = renewed ? randomBytes(32).toString('base64url') : null;
    const secretSealed = secret === null ? earlier?.secretSealed : cipher.seal(secret, secretContext(_id));
    const document: SiteDocument = {
      _id, clientId: earlier?.clientId ?? `site-${randomBytes(9).toString('base64url')}`, nameZh: input.name.trim(), nameEn: input.nameEn, kind: input.kind, address: input.address,
      departmentId: input.departmentId, redirectUris: [...new Set(input.redirectUris)], postLogoutRedirectUris: [...new Set(input.postLogoutRedirectUris)],
      scopes: [...new Set(input.scopes)], algorithm: input.algorithm, pairwise: input.pairwise, disabled: input.disabled, createdAt: earlier?.createdAt ?? now, updatedAt: now,
      ...(input.backchannelLogoutUri ? { backchannelLogoutUri: input.backchannelLogoutUri } : {}), ...(secretSealed === undefined ? {} : { secretSealed }),
    };
    await this.#sites.replaceOne({ _id }, document, { upsert: true, session });
    await audit.write(session, caller, {
      action: 'identity.site.register', subject: { type: 'site', id: _id, organisationId: input.departmentId }, purpose: 'administration',
      details: { founded: !earlier, secretRenewed: renewed, disabled: input.disabled, scopes: document.scopes.join(' ') },
    });
    return { siteId: _id, secret };
  }
}

/** An input with all that it leaves out. */
type Whole = SiteInput & Required<{ [Field in 'nameEn' | 'kind' | 'postLogoutRedirectUris' | 'backchannelLogoutUri' | 'algorithm' | 'pairwise' | 'disabled']: Exclude<SiteInput[Field], null | undefined> }>;

/** What is left out stays as it was, or is as usual. A kind is for good: its tokens and secret go by it. */
function completed(input: SiteInput, earlier: SiteDocument | null): Whole {
  const kind = earlier?.kind ?? input.kind ?? 'WEB';
  if (input.kind && input.kind !== kind) throw new Fault('BAD_INPUT', { field: 'kind', reason: 'cannot be changed' });
  return {
    ...input, kind,
    nameEn: input.nameEn?.trim() || earlier?.nameEn || input.name.trim(),
    postLogoutRedirectUris: input.postLogoutRedirectUris ?? earlier?.postLogoutRedirectUris ?? [],
    backchannelLogoutUri: input.backchannelLogoutUri ?? earlier?.backchannelLogoutUri ?? '',
    algorithm: input.algorithm ?? earlier?.algorithm ?? 'ES256',
    pairwise: input.pairwise ?? earlier?.pairwise ?? kind === 'WEB',
    disabled: input.disabled ?? earlier?.disabled ?? false,
  };
}
