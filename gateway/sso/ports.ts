import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientSession } from 'mongoose';
import type { SiteClient } from '../../modules/identity/sites/types.js';
import type { Assurance, Caller } from '../../modules/kernel/caller.js';

/** The app's own session behind a request: it is the sign-in of every site. */
export interface SignedInSession {
  readonly sessionId: string;
  readonly accountId: string;
  /** Null until somebody is proved (实名). */
  readonly personId: string | null;
  readonly assurance: Assurance;
  /** When somebody signed in, epoch milliseconds: for `auth_time`, `max_age` and `prompt=login`. */
  readonly signedInAt: number;
  /** When the session may be over if nothing is done in it; epoch milliseconds. */
  readonly checkAt: number;
}

/** A session of the app that goes on. */
export interface LiveSession {
  readonly caller: Caller;
  /** When it may be over if nothing is done in it, or may less; epoch milliseconds. */
  readonly checkAt: number;
}

/** What ends with sessions, run in the transaction that ends them. */
export type EndHook = (session: ClientSession, ended: { readonly accountId: string; readonly sessionIds: readonly string[] }) => Promise<void>;

/** What single sign-on asks of sessions. */
export interface SessionsPort {
  /** The live session of a request's cookie; null for somebody browsing. */
  resolveSession(request: IncomingMessage): Promise<SignedInSession | null>;
  /** A live session by its id, not counting as its use; null where it is over. */
  find(sessionId: string): Promise<LiveSession | null>;
  /** Ends the app's session, when somebody signs out everywhere from a site. Safe for one that has ended. */
  endSession(sessionId: string): Promise<void>;
  /** Begins a session at a kiosk and puts it into a cookie that lives no longer than its browser. */
  beginAtKiosk(request: IncomingMessage, response: ServerResponse, who: { readonly accountId: string; readonly device: string; readonly doubted: boolean }): Promise<void>;
  /** Ends the session of a kiosk's cookie, where there is one, and has the browser forget all that it keeps of this origin. */
  endAtKiosk(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Registers what ends with a session, however that is ended. One that runs out says nothing. */
  onEnd(hook: EndHook): void;
  /** Tells every process that what an account's tokens open has changed, so that open sockets are looked at again. */
  rightsChanged(accountId: string): void;
}

/** What a site can be told of somebody, before scopes and consent narrow it. */
export interface SignOnAccount {
  readonly accountId: string;
  readonly personId: string | null;
  readonly proofed: boolean;
  /** The real name where one is proved, else what the account is called. */
  readonly name: string;
  /** In the clear, `+86…` or as stored; null where there is none. */
  readonly phone: string | null;
}

/** What single sign-on asks of those who keep what people agreed to. */
export interface ConsentsPort {
  /** What an account agreed to with a site; null where it was never asked. */
  find(accountId: string, clientId: string): Promise<{ readonly granted: readonly string[]; readonly rejected: readonly string[] } | null>;
  /** Writes down an answer and its audit record. */
  give(caller: Caller & { readonly accountId: string }, clientId: string, answer: { readonly granted: readonly string[]; readonly rejected: readonly string[] }): Promise<void>;
  /** Registers what ends with a consent, in the transaction that withdraws it. */
  onWithdraw(hook: (session: ClientSession, accountId: string, clientId: string) => Promise<void>): void;
}

/** What single sign-on asks of accounts. */
export interface AccountsPort {
  /** Registers what ends when an account is disabled or deleted, in that transaction. */
  onEnd(hook: (session: ClientSession, accountId: string) => Promise<void>): void;
  /** An account that may sign in; null where there is none or it is disabled. */
  find(accountId: string): Promise<SignOnAccount | null>;
}

/** What single sign-on asks of the registry of sites. */
export interface SitesPort {
  /** A registered site as an OpenID client, its secret in the clear; null where there is none or it is switched off. */
  client(clientId: string): Promise<SiteClient | null>;
}

/** Who comes with a site's access token. */
export interface ResolvedAccessToken extends LiveSession {
  /** The app session behind the sign-on: with it the token ends. */
  readonly sessionId: string;
}
