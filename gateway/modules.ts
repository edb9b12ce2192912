import path from 'node:path';
import { botMessages, botPolicies } from '../bot/index.js';
import { communityPolicies, communityTemplates, createCommunity, type Community } from '../modules/community/index.js';
import { createConsentPort, createIdentity, createPersonalSignatures, identityPolicies, type Identity } from '../modules/identity/index.js';
import { readWorkingCalendar } from '../modules/kernel/calendar.js';
import { createAuthoriser, type FieldPolicies } from '../modules/kernel/policy/index.js';
import type { PersonalData } from '../modules/kernel/personal-data.js';
import type { Notifier } from '../modules/messages/contract.js';
import { createMessages, messagesPolicies, type Messages } from '../modules/messages/index.js';
import { createTransit, transitPolicies, transitTemplates, type Transit } from '../modules/transit/index.js';
import type { Config } from './config.js';
import { createActionLimits } from './http/limits.js';
import type { Metrics } from './http/metrics.js';
import type { Kernel } from './kernel.js';
import { createOutside, type WechatChat } from './outside.js';
import type { Logger } from '../modules/kernel/module.js';
import { basePolicies } from './graphql/policy.js';
import { directoryOf, peopleOf } from './people.js';
import type { Stores } from './stores.js';

/** The modules as one: what they answer, in the order in which they start. */
export interface Modules {
  readonly identity: Identity;
  readonly messages: Messages;
  readonly transit: Transit;
  readonly community: Community;
  /** What the Official Account's chat is answered with; null where it is not. */
  readonly wechatChat: WechatChat | null;
}

/** What the modules are built from. */
export interface ModuleDeps {
  readonly config: Config;
  readonly logger: Logger;
  readonly stores: Stores;
  readonly kernel: Kernel;
  readonly metrics: Metrics;
  /** The district's name in residents' messages. */
  readonly district: string;
  /** The district's code (GB/T 2260), six digits. */
  readonly areaCode: string;
  /** What stands on the modules and holds personal data too. */
  readonly morePersonalData: () => readonly PersonalData[];
  /** Where residents reach the pages, as far as it is known yet. */
  readonly publicUrl: () => string | null;
}

const modulePolicies = [identityPolicies, messagesPolicies, transitPolicies, communityPolicies, botPolicies];

/** Which action each field of the contract stands for. */
export const fieldPolicies: FieldPolicies = Object.fromEntries([basePolicies, ...modulePolicies].flatMap(({ fields }) => Object.entries(fields)));

/** Builds the modules, each on the kernel and on the ports of those before it. Nothing runs before their `start`. */
export function createModules({ config, logger, stores, kernel, metrics, district, areaCode, morePersonalData, publicUrl }: ModuleDeps): Modules {
  const { connection, clocks, events } = stores;
  const { cipher, audit, mutations } = kernel;
  const production = config.NODE_ENV === 'production';
  const outside = createOutside({ config, logger, stores, kernel });
  const tables = modulePolicies.map(({ actions }) => actions);
  const consents = createConsentPort(connection);
  const modules: { messages?: Messages; transit?: Transit; community?: Community; identity?: Identity } = {};
  // Identity tells people things by messages, which find people by identity: one of the two has to come later.
  const notifier: Notifier = {
    async notify(session, notice) {
      if (!modules.messages) throw new Error('messages are not there yet');
      return modules.messages.notifier.notify(session, notice);
    },
  };
  const personalData = (): PersonalData[] => [...(modules.identity?.personalData ?? []), ...(modules.messages ? [modules.messages.personalData] : []), ...(modules.transit?.personalData ?? []), ...(modules.community?.personalData ?? []), ...morePersonalData()];
  const identity = (modules.identity = createIdentity({
    connection, clocks, events, keystore: kernel.keystore, cipher, audit, mutations, notifier, tables, personalData, district,
    authoriser: createAuthoriser({ tables, consents, audit, limits: createActionLimits(stores.redis) }), sms: outside.codes, wechat: outside.wechatSignIn, authority: outside.authority, allowLoopback: !production, adhocSites: config.ADHOC_SITES,
  }));
  const { authoriser } = identity;
  const messages = (modules.messages = createMessages({
    connection, clocks, logger, events, cipher, authoriser, audit, outbox: kernel.outbox, consents, addresses: identity.addresses,
    templates: [...identity.templates, ...transitTemplates, ...communityTemplates, ...botMessages], sms: outside.sms, wechat: outside.wechat, doors: outside.doors,
  }));
  const transit = (modules.transit = createTransit({
    connection, events, clocks, logger, district, metrics: metrics.transit,
    feeds: config.FEEDS, simulator: config.SIMULATOR, intervalSeconds: config.GTFS_RT_INTERVAL_SECONDS, ingestKeys: config.POSITION_INGEST_KEYS,
    allowPrivateFeeds: config.ALLOW_PRIVATE_FEEDS,
    addresses: { tripUpdates: config.GTFS_RT_TRIP_UPDATES, vehiclePositions: config.GTFS_RT_VEHICLE_POSITIONS, alerts: config.GTFS_RT_ALERTS },
    standing: { connection, authoriser, audit, mutations, cipher, notifier: messages.notifier },
  }));
  const dataFolder = path.join(config.root, 'data');
  const community = (modules.community = createCommunity({
    connection, clocks, events, logger, keystore: kernel.keystore, cipher, audit, authoriser, mutations, notifier: messages.notifier, district, areaCode, publicUrl, dataFolder, endSession: (caller) => identity.sessions.signOut(caller),
    calendar: readWorkingCalendar(path.join(dataFolder, 'calendar/public-holidays.json')), directory: directoryOf(identity), people: peopleOf(identity, connection), scanner: outside.scanner, pieces: outside.pieces, signatures: outside.authority && createPersonalSignatures(outside.authority, clocks.system),
  }));
  return { identity, messages, transit, community, wechatChat: outside.wechatChat };
}
