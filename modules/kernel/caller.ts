/** By which surface a request came. */
export type Channel = 'web' | 'kiosk' | 'wechat' | 'bot' | 'api' | 'system';

/**
 * How sure we are of who it is: nobody in particular; one factor; a second factor within the last ten minutes, asked for
 * before health details, delegation and signatures.
 */
export type Assurance = 'none' | 'ordinary' | 'sensitive';

/** The roles that a post can carry. The three administrators are separate: none can do another's work. */
export const ROLES = [
  'system-admin', 'security-admin', 'audit-admin', 'site-admin',
  'clerk', 'dispatcher', 'approver', 'doctor', 'nurse', 'teacher', 'school-admin', 'scenic-staff',
] as const;
/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** The post in which a member of staff acts now. */
export interface CallerPost {
  readonly id: string;
  readonly role: Role;
  readonly organisationId: string;
}

/** For whom somebody acts (`actAs`): a person or an organisation, by which edge of the delegation graph, within which scopes. */
export interface ActingFor {
  readonly delegationId: string;
  readonly kind: 'person' | 'organisation';
  readonly id: string;
  /** What pages and answers show: “正在为 王小宝 办理”. */
  readonly displayName: string;
  readonly scopes: readonly string[];
}

/**
 * The department site whose access token a call came with. What the person may, the site may as far as the token's scopes
 * cover it (`Rule.scope`); a post's work never.
 */
export interface CallerSite {
  /** Its name as an OpenID client. */
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/**
 * A device that an organisation has set up and that nobody is signed in at, such as a number machine in a hall. It may do what a rule
 * names its kind for (`Rule.device`), for its organisation, and nothing else. Its account id is `device:<id>`.
 */
export interface CallerDevice {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly organisationId: string;
}

/** What a device is for. */
export type DeviceKind = 'number-machine';

/** Who calls a service, for whom, by which channel and with which assurance. Every service takes one first. */
export interface Caller {
  /** Account id; null for somebody browsing. */
  readonly accountId: string | null;
  /** The person behind the account; null where none is bound (a system, an account not yet proofed). */
  readonly personId: string | null;
  /** Whether that person was proved (实名): until then no personal record opens. */
  readonly proofed: boolean;
  readonly post: CallerPost | null;
  readonly actingFor: ActingFor | null;
  readonly sessionId: string | null;
  /** Absent where the person is here themselves. */
  readonly site?: CallerSite;
  /** Absent where it is no device. */
  readonly device?: CallerDevice;
  readonly channel: Channel;
  readonly assurance: Assurance;
  /** The request's id, the same in logs and answers. */
  readonly requestId: string;
}

/** Somebody browsing, who has not signed in. */
export function anonymousCaller(channel: Channel, requestId: string): Caller {
  return { accountId: null, personId: null, proofed: false, post: null, actingFor: null, sessionId: null, channel, assurance: 'none', requestId };
}

/** The system itself, for jobs; every use of it is spelt out where it stands. */
export function systemCaller(job: string): Caller {
  return { ...anonymousCaller('system', `job-${job}`), accountId: `system:${job}` };
}

/** A device as it calls. */
export function deviceCaller(device: CallerDevice): Caller {
  return { ...anonymousCaller('web', ''), accountId: `device:${device.id}`, device };
}

/** The person whose affairs a call is about unless it names another: whom one acts for, else oneself. */
export function principalOf(caller: Caller): string | null {
  return caller.actingFor?.kind === 'person' ? caller.actingFor.id : caller.personId;
}
