import { createCertificateAuthority, type CertificateAuthority, type SmsSender, type WechatSignIn } from '../modules/identity/index.js';
import { builtInScanner, clamdScanner, gridPieces, s3Pieces, takingOver, type PieceStore, type VirusScanner } from '../modules/kernel/files/index.js';
import type { Door, Logger } from '../modules/kernel/module.js';
import { createOutgoing } from '../modules/kernel/outgoing.js';
import type { SmsChannel, WechatChannel } from '../modules/messages/contract.js';
import { createConsoleSms, createConsoleWechat, createHttpSms } from '../modules/messages/index.js';
import type { Config } from './config.js';
import type { Kernel } from './kernel.js';
import { createSmsSender } from './sms.js';
import type { Stores } from './stores.js';
import { AccessToken } from './wechat/access-token.js';
import { createWechatChannel } from './wechat/channel.js';
import { WechatClient } from './wechat/client.js';

/** What stands outside: carriers, WeChat, the certificate authority; null where a district has none. */
export interface Outside {
  /** Sends sign-in codes at once. */
  readonly codes: SmsSender;
  /** Channels of messages. */
  readonly sms: SmsChannel | null;
  readonly wechat: WechatChannel | null;
  readonly wechatSignIn: WechatSignIn | null;
  readonly authority: CertificateAuthority | null;
  /** What the Official Account's chat is answered with; null where it is not. */
  readonly wechatChat: WechatChat | null;
  /** Looks through what people hand in; production takes nothing in without one. */
  readonly scanner: VirusScanner;
  /** Where the sealed pieces of papers lie. */
  readonly pieces: PieceStore;
  /** Where the carrier reports. */
  readonly doors: readonly Door[];
}

/** The Official Account as its chat needs it. */
export interface WechatChat {
  readonly appId: string;
  /** Signs WeChat's calls. */
  readonly token: string;
  readonly publicOrigin: string;
  readonly client: WechatClient;
  readonly accessToken: AccessToken;
}

/** What the outside is reached with. */
export interface OutsideDeps {
  readonly config: Config;
  readonly logger: Logger;
  readonly stores: Pick<Stores, 'connection' | 'clocks'>;
  readonly kernel: Pick<Kernel, 'cipher'>;
}

/** Builds the ports to the outside as they are configured, and says plainly what a production start lacks. Throws an Error for wrong certificates. */
export function createOutside(deps: OutsideDeps): Outside {
  const { config, logger, stores } = deps;
  const production = config.NODE_ENV === 'production';
  const outgoing = createOutgoing(config.ALLOW_PRIVATE_SERVICES);
  const clock = stores.clocks.system;
  // The words of messages are shown where the sample is tried out, and nowhere else.
  const print = (line: string): void => void (config.NODE_ENV === 'development' && process.stderr.write(`${line}\n`));
  const carrier = config.SMS_URL && config.SMS_SECRET ? createHttpSms({ url: config.SMS_URL, secret: config.SMS_SECRET, outgoing, clock }) : null;
  if (production && !carrier) logger.warn({ missing: 'SMS_URL' }, 'no SMS carrier is configured: sign-in codes and text messages cannot be sent');
  const wechat = wechatOf(deps, outgoing);
  const authority = config.CA_CERTIFICATES ? createCertificateAuthority({ certificates: config.CA_CERTIFICATES, lists: config.CA_REVOCATION, outgoing, clock, logger }) : null;
  return {
    codes: createSmsSender(carrier, production),
    sms: carrier ?? (production ? null : createConsoleSms(logger, print)),
    wechat: wechat?.channel ?? (production ? null : createConsoleWechat(logger, print)),
    wechatSignIn: wechat?.client ?? null,
    authority,
    wechatChat: wechat?.chat ?? null,
    scanner: scannerOf(config, logger), pieces: piecesOf(config, stores.connection),
    doors: carrier ? [carrier.door] : [],
  };
}

function scannerOf({ VIRUS_SCANNER: address, NODE_ENV }: Config, logger: Logger): VirusScanner {
  if (address) return clamdScanner(address);
  if (NODE_ENV !== 'production') return builtInScanner;
  logger.warn({ missing: 'VIRUS_SCANNER' }, 'no virus scanner is configured: papers cannot be handed in');
  return { scan: () => Promise.reject(new Error('no virus scanner is configured')) };
}

/** The S3-compatible store that is configured; null where none is. */
export function s3Of({ S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey }: Config): PieceStore | null {
  return endpoint && bucket && accessKey && secretKey ? s3Pieces({ endpoint: endpoint.replace(/\/$/, ''), bucket, region, accessKey, secretKey }) : null;
}

/** A district that began with GridFS finds its older files there until they are moved. */
function piecesOf(config: Config, connection: Stores['connection']): PieceStore {
  const [store, grid] = [s3Of(config), gridPieces(connection)];
  return store ? takingOver(store, grid) : grid;
}

function wechatOf({ config, stores, kernel }: OutsideDeps, outgoing: ReturnType<typeof createOutgoing>): { readonly client: WechatClient; readonly channel: WechatChannel; readonly chat: WechatChat | null } | null {
  const { WECHAT_APP_ID: appId, WECHAT_APP_SECRET: secret, PUBLIC_URL: publicOrigin } = config;
  if (!appId || !secret || !publicOrigin) return null;
  const client = new WechatClient({ appId, secret, publicOrigin, outgoing, apiOrigin: config.WECHAT_API_BASE, pageOrigin: config.WECHAT_PAGE_BASE });
  const token = new AccessToken({ connection: stores.connection, cipher: kernel.cipher, clock: stores.clocks.system, appId, fetch: () => client.fetchToken() });
  const chat = config.WECHAT_TOKEN ? { appId, token: config.WECHAT_TOKEN, publicOrigin, client, accessToken: token } : null;
  return { client, channel: createWechatChannel({ client, token, templates: config.WECHAT_TEMPLATES, publicOrigin }), chat };
}
