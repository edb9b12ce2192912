import type { AccountKind } from '../accounts/types.js';
import type { Channel, Role } from '../../kernel/caller.js';

/** How long a session may live, in milliseconds. */
export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long a second factor holds. */
export const SENSITIVE_MS = 10 * MINUTE;

const ADMINISTRATORS: readonly Role[] = ['system-admin', 'security-admin', 'audit-admin', 'site-admin'];

/**
 * Idle and absolute limits by kind, role and channel. A kiosk's screen stands in public: two minutes without a touch end it.
 * Staff see other people's data; who rules over accounts and rights has the shortest.
 */
export function limitsOf(kind: AccountKind, roles: readonly Role[], channel: Channel): SessionLimits {
  if (channel === 'kiosk') return { idleMs: 2 * MINUTE, absoluteMs: 30 * MINUTE };
  if (roles.some((role) => ADMINISTRATORS.includes(role))) return { idleMs: 15 * MINUTE, absoluteMs: 8 * HOUR };
  if (kind === 'STAFF' || kind === 'ORGANISATION') return { idleMs: 30 * MINUTE, absoluteMs: 12 * HOUR };
  return { idleMs: 12 * HOUR, absoluteMs: 7 * 24 * HOUR };
}

/** How far `lastSeenAt` may lag behind: writing it at each request would make each read a write. A 20th of the idle limit, at most a minute. */
export function touchEveryMs(idleMs: number): number {
  return Math.min(MINUTE, Math.floor(idleMs / 20));
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger\//, '微信'], [/AlipayClient\//, '支付宝'], [/DingTalk\//, '钉钉'], [/Edg(e|A|iOS)?\//, 'Edge'], [/HuaweiBrowser\//, '华为浏览器'],
  [/MiuiBrowser\//, '小米浏览器'], [/UCBrowser\//, 'UC浏览器'], [/QQBrowser\//, 'QQ浏览器'], [/Firefox\//, 'Firefox'], [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/, '鸿蒙'], [/Android/, 'Android'], [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux'],
];

/** Browser and system in words, from a User-Agent: “微信 · Android”. Nothing of the header itself is kept. */
export function deviceOf(userAgent: string | undefined): string {
  const header = (userAgent ?? '').slice(0, 512);
  const browser = BROWSERS.find(([sign]) => sign.test(header))?.[1] ?? '其他程序';
  const system = SYSTEMS.find(([sign]) => sign.test(header))?.[1];
  return system ? `${browser} · ${system}` : browser;
}
