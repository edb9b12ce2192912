/** By which surface a request came. */
export type Channel = 'web' | 'kiosk' | 'wechat' | 'bot' | 'api' | 'system';

/** How sure we are of who it is: nobody in particular, one factor, a second factor within the last ten minutes. */
export type Assurance = 'none' | 'ordinary' | 'sensitive';

/** Who calls a service, by which channel and with which assurance. Every service takes one first. */
export interface Caller {
  /** Account id; null for somebody browsing. */
  readonly accountId: string | null;
  readonly channel: Channel;
  readonly assurance: Assurance;
  /** The request's id, the same in logs and answers. */
  readonly requestId: string;
}

/** Somebody browsing, who has not signed in. */
export function anonymousCaller(channel: Channel, requestId: string): Caller {
  return { accountId: null, channel, assurance: 'none', requestId };
}
