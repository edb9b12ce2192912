import path from 'node:path';
import { z } from 'zod';
import { parseRange } from '../modules/kernel/outgoing.js';

const flag = z.enum(['on', 'off', 'auto']).default('auto');
const count = (fallback: number) => z.coerce.number().int().min(0).default(fallback);

/** `a=1,b=2` or one bare value (for the default feed) as a record by feed. */
const byFeed = z
  .string()
  .default('')
  .transform((text, context) => {
    const entries: Record<string, string> = {};
    for (const part of text.split(',').map((piece) => piece.trim()).filter(Boolean)) {
      // An address may hold '=' in its query, so only a plain word before the first '=' names a feed.
      const named = /^([A-Za-z0-9_-]+)=(.+)$/s.exec(part);
      const [feed, address] = named ? [named[1] ?? '', named[2] ?? ''] : ['district', part];
      if (entries[feed]) context.addIssue({ code: 'custom', message: `names the feed ${feed} twice` });
      entries[feed] = address;
    }
    return entries;
  });

const instant = z
  .string()
  .optional()
  .transform((text, context) => {
    if (!text) return undefined;
    const time = Date.parse(text);
    if (Number.isNaN(time)) context.addIssue({ code: 'custom', message: 'expects an instant such as 2026-01-15T17:00:00Z' });
    return time;
  });

const optional = z.string().trim().optional().transform((text) => text || undefined);
const list = z.string().default('').transform((text) => text.split(',').map((piece) => piece.trim()).filter(Boolean));

const ranges = list.refine((texts) => texts.every((text) => parseRange(text) !== null), 'expects addresses or ranges such as 10.1.0.0/16');

/** An origin: scheme, host and port, nothing behind them. */
const origin = optional.refine((text) => text === undefined || (/^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text.replace(/\/$/, '')), 'expects an origin such as https://district.example');

/** An address of http or https without anything that a path could not be added to. */
const base = (fallback: string) => z.string().default(fallback).transform((text) => text.replace(/\/$/, '')).refine((text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).search === '', 'expects an address such as https://api.weixin.qq.com');
const address = optional.refine((text) => text === undefined || (/^https?:/.test(text) && URL.canParse(text)), 'expects an address such as https://sms.district.example/send');

/** `a=1,b=2` as a record. */
const named = list.refine((pairs) => pairs.every((pair) => /^[A-Za-z0-9._-]+=[^=\s]+$/.test(pair)), 'expects name=value pairs, separated by commas').transform((pairs) => Object.fromEntries(pairs.map((pair) => pair.split('=', 2) as [string, string]))); // two parts by the check above

/** `host:port` as its two parts. */
const hostAndPort = optional.transform((text, context) => {
  const [, host, port] = /^\[?([A-Za-z0-9.:-]+?)\]?:(\d{1,5})$/.exec(text ?? '') ?? [];
  if (host !== undefined && Number(port) <= 65_535) return { host, port: Number(port) };
  if (text !== undefined) context.addIssue({ code: 'custom', message: 'expects host:port such as 127.0.0.1:3310' });
  return undefined;
});

/** `HH:MM-HH:MM` as its two ends. */
const hours = (fallback: string) => z.string().default(fallback).transform((text, context): [from: string, until: string] => {
  const [, from = '', until = ''] = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text) ?? [];
  if (from === '' || from >= until) context.addIssue({ code: 'custom', message: 'expects times such as 09:00-17:00' });
  return [from, until];
});

/** Every environment variable of the product, with its default. docs/OPERATIONS.md explains each. */
const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  /** Address to listen on; 0.0.0.0 lets phones on the network in. */
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** Where people reach it, as an origin; with https: browsers are told to come by nothing else. */
  PUBLIC_URL: origin,
  /** Where embedded MongoDB keeps its data. */
  DATA_DIR: z.string().default('.data'),
  /** A replica set; absent: the embedded one. */
  MONGODB_URI: optional,
  /** Absent: one process, with pub/sub and limits in memory. */
  REDIS_URL: optional,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** `only`: registered documents alone; `prefer`: others too, under limits; `off`: registered ones get no faster path. */
  TRUSTED_DOCUMENTS: z.enum(['only', 'prefer', 'off']).default('prefer'),
  /** A file or folder of further .graphql documents to register. */
  TRUSTED_DOCUMENTS_EXTRA: optional,
  /** Department sites, by client id and comma-separated, that may ask for the scope `graphql.adhoc`. */
  ADHOC_SITES: list,
  /** Requests a minute from one address; 0: no limit. */
  RATE_LIMIT_PER_MINUTE: count(1200),
  /** Requests a minute of one account, from however many addresses; 0: no limit. */
  RATE_LIMIT_ACCOUNT_PER_MINUTE: count(600),
  /** WebSocket connections from one address; 0: no limit. */
  SOCKETS_PER_ADDRESS: count(50),
  /** Proxies in front whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: count(0),
  /** Further origins that may open a WebSocket, comma-separated. */
  ALLOWED_ORIGINS: list,
  /** Requests in work at once and the event loop's lag in milliseconds past which more are turned away with 503; 0: no bound. */
  MAX_REQUESTS: count(1000),
  MAX_LAG_MS: count(1000),
  /** Milliseconds between "not ready" and the last accept, for load balancers. */
  SHUTDOWN_GRACE_MS: count(0),
  /** Starts the service clock at an instant (replays). */
  DISTRICT_CLOCK: instant,
  /** How many times as fast as real time the shifted service clock runs. */
  DISTRICT_CLOCK_RATE: z.coerce.number().min(0.01).max(600).default(1),
  /** Feeds to serve, comma-separated; absent: all that were imported. */
  FEEDS: list,
  /** Loads the sample district on a start without any feed. */
  SEED: z.enum(['auto', 'off']).default('auto'),
  /** Simulated buses for the sample district; auto: on where it has no real-time addresses. */
  SIMULATOR: flag,
  /** GTFS-Realtime addresses (URL or file), `feed=address,…` or one for the feed `district`. */
  GTFS_RT_TRIP_UPDATES: byFeed,
  GTFS_RT_VEHICLE_POSITIONS: byFeed,
  GTFS_RT_ALERTS: byFeed,
  /** Private addresses or ranges in which feeds may lie, comma-separated. */
  ALLOW_PRIVATE_FEEDS: ranges,
  GTFS_RT_INTERVAL_SECONDS: z.coerce.number().min(0.2).max(600).default(15),
  /** `operator:key,…` for signed positions. */
  POSITION_INGEST_KEYS: z.string().default(''),
  /** Private addresses or ranges in which WeChat's base, the SMS carrier and revocation lists may lie, comma-separated. */
  ALLOW_PRIVATE_SERVICES: ranges,
  /** The Official Account: sign-in, subscription messages, chat. Absent: none of them. */
  WECHAT_APP_ID: optional,
  WECHAT_APP_SECRET: optional,
  /** Where WeChat answers programs, and where it sends browsers. */
  WECHAT_API_BASE: base('https://api.weixin.qq.com'),
  WECHAT_PAGE_BASE: base('https://open.weixin.qq.com'),
  /** `name=id,…`: WeChat's own ids of the message templates that ours name. */
  WECHAT_TEMPLATES: named,
  /** Signs the calls of the Official Account's server, as it is set there. Absent: its chat is not answered. */
  WECHAT_TOKEN: optional.refine((text) => text === undefined || /^[A-Za-z0-9]{3,32}$/.test(text), 'expects 3 to 32 letters and digits'),
  /** Encrypts them in safe and compatible mode. Absent: plain mode. */
  WECHAT_AES_KEY: optional.refine((text) => text === undefined || /^[A-Za-z0-9]{43}$/.test(text), 'expects 43 letters and digits'),
  /** Who takes over a chat that is handed to a person: our clerks, or WeChat's own customer service. */
  WECHAT_CUSTOMER_SERVICE: z.enum(['own', 'wechat']).default('own'),
  /** Whether a start sets the account's menu in place of the one that it has. */
  WECHAT_MENU: z.enum(['keep', 'set']).default('keep'),
  /** Where text messages are handed over, and the secret that signs both ways. Absent: none are sent. */
  SMS_URL: address,
  SMS_SECRET: optional.refine((text) => text === undefined || text.length >= 32, 'expects at least 32 characters'),
  /** A PEM file with the certificates that chains may end at. Absent: nobody signs in by certificate. */
  CA_CERTIFICATES: optional,
  /** Revocation lists of all authorities below them, comma-separated: files or addresses. */
  CA_REVOCATION: list,
  /** A ClamAV daemon that looks through what people hand in, as host:port. Absent: production takes no papers in. */
  VIRUS_SCANNER: hostAndPort,
  /** An S3-compatible store for papers, sealed here before they go there. Absent: GridFS. */
  S3_ENDPOINT: origin,
  S3_BUCKET: optional.refine((text) => text === undefined || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text), 'expects the name of a bucket'),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY: optional,
  S3_SECRET_KEY: optional,
  /** When somebody answers residents whom the assistant hands over, on working days of the district. */
  SERVICE_HOURS: hours('09:00-17:00'),
}).superRefine((config, context) => {
  const together = (names: readonly (keyof typeof config)[]): void => {
    const given = names.filter((name) => config[name] !== undefined && !(Array.isArray(config[name]) && config[name].length === 0));
    for (const name of given.length === 0 ? [] : names.filter((each) => !given.includes(each))) context.addIssue({ code: 'custom', path: [name], message: `is needed where ${given.join(' and ')} is set` });
  };
  if (config.WECHAT_APP_ID !== undefined || config.WECHAT_APP_SECRET !== undefined || config.WECHAT_TOKEN !== undefined) together(['WECHAT_APP_ID', 'WECHAT_APP_SECRET', 'PUBLIC_URL']);
  if (config.WECHAT_AES_KEY !== undefined) together(['WECHAT_TOKEN', 'WECHAT_AES_KEY']);
  together(['SMS_URL', 'SMS_SECRET']);
  together(['CA_CERTIFICATES', 'CA_REVOCATION']);
  together(['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY']);
});

/** The names of all variables that `readConfig` reads, in the schema's order. */
export const CONFIG_VARIABLES: readonly string[] = Object.keys(environment.shape);

/** The product's configuration, read once. */
export type Config = z.output<typeof environment> & { readonly root: string; readonly dataDir: string };

/**
 * Parses the environment. Throws an Error that names each wrong variable and what it expects.
 * @param root the project's top folder
 */
export function readConfig(env: NodeJS.ProcessEnv, root: string): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The configuration is wrong:\n${lines.join('\n')}`);
  }
  return { ...parsed.data, root, dataDir: path.resolve(root, parsed.data.DATA_DIR) };
}
