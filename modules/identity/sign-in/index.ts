import type { Connection } from 'mongoose';
import type { Audit } from '../../kernel/audit/port.js';
import type { Clock } from '../../kernel/clock.js';
import type { FieldCipher } from '../../kernel/crypto/types.js';
import type { Mutations } from '../../kernel/idempotency.js';
import type { Authoriser } from '../../kernel/policy/port.js';
import type { Notifier } from '../../messages/contract.js';
import { GuestsService } from '../accounts/guests/service.js';
import type { AccountsService } from '../accounts/service.js';
import type { PeoplePort, PostsPort } from '../accounts/types.js';
import type { SessionsService } from '../sessions/service.js';
import { Authenticators } from './authenticator.js';
import { CertificateBindings } from './certificate-bindings.js';
import { CertificatesService } from './certificates/service.js';
import { Challenges } from './challenges.js';
import { OneTimeCodes } from './codes.js';
import { Counters } from './counters.js';
import { KnownDevices } from './devices.js';
import { FactorsService } from './factors.js';
import { LocksService } from './locks.js';
import { signInModels } from './model.js';
import { argon2id, Passwords } from './passwords.js';
import type { SignInServices } from './resolvers.js';
import { SignInService } from './service.js';
import type { CertificateAuthority, PasswordHasher, SmsSender, WechatSignIn } from './types.js';
import { WechatService } from './wechat.js';

/** What signing in stands on. */
export interface SignInFeatureDeps {
  readonly connection: Connection;
  readonly cipher: FieldCipher;
  readonly audit: Audit;
  readonly authoriser: Authoriser;
  /** The system clock. */
  readonly clock: Clock;
  readonly mutations: Mutations;
  readonly notifier: Notifier;
  readonly accounts: AccountsService;
  readonly sessions: SessionsService;
  readonly people: PeoplePort;
  readonly posts: PostsPort;
  readonly sms: SmsSender;
  readonly wechat: WechatSignIn | null;
  readonly authority: CertificateAuthority | null;
  /** The district's name, as messages and authenticator apps show it. */
  readonly district: string;
  /** Absent: argon2id. */
  readonly hasher?: PasswordHasher;
}

/** The feature of signing in. */
export interface SignInFeature extends SignInServices {
  readonly guests: GuestsService;
  /** Creates the indexes and what the first sign-in would otherwise wait for; part of a start. */
  prepare(): Promise<void>;
}

/** Builds the services of signing in. */
export function createSignIn(deps: SignInFeatureDeps): SignInFeature {
  const { connection, cipher, clock, accounts, sessions } = deps;
  const models = signInModels(connection);
  const counters = new Counters(models.counters, clock, cipher);
  const challenges = new Challenges(models.challenges, clock);
  const passwords = new Passwords(models.credentials, deps.hasher ?? argon2id, clock);
  const authenticators = new Authenticators(models.credentials, cipher, clock, deps.district);
  const codes = new OneTimeCodes({
    codes: models.codes, counters, clock, sms: deps.sms, district: deps.district,
    digest: (kind, value) => sessions.digest(`code.${kind}`, value), phoneToken: (phone) => accounts.phoneToken(phone),
  });
  const bindings = new CertificateBindings(models.credentials, clock);
  const devices = new KnownDevices(models.devices, clock, (word) => sessions.digest('device', word));
  const shared = { ...deps, devices, counters, codes, passwords, authenticators, bindings, challenges };
  const signIn = new SignInService(shared);
  const factors = new FactorsService(shared);
  const guests = new GuestsService({ ...shared, factors });
  accounts.onDelete(async (session, accountId) => {
    await models.credentials.deleteOne({ _id: accountId }, { session });
    await devices.forget(session, accountId);
    await counters.forget(session, accountId);
  });
  return {
    signIn,
    factors,
    guests,
    locks: new LocksService(shared),
    wechat: new WechatService({ wechat: deps.wechat, challenges, accounts, signIn, cipher }),
    certificates: new CertificatesService({ ...shared, signIn }),
    async prepare() {
      for (const model of Object.values(models)) {
        await model.createCollection();
        await model.createIndexes();
      }
      await guests.prepare();
      await passwords.decoy();
    },
  };
}
