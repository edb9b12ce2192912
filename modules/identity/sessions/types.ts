import type { ClientSession } from 'mongoose';
import type { ActingFor, Caller, Channel } from '../../kernel/caller.js';

/** Who is signed in, as `Me` and its fields resolve from it: always this caller, never the context's, which a sign-in in the same request has outdated. */
export interface MeEntity {
  readonly caller: Caller;
}

/** What somebody proved when signing in or stepping up. */
export type Factor = 'SMS' | 'AUTHENTICATOR' | 'CERTIFICATE' | 'PASSWORD' | 'WECHAT' | 'DEVICE';

/** One session as its owner sees it. */
export interface SessionEntity {
  readonly id: string;
  readonly current: boolean;
  readonly channel: Channel;
  readonly device: string;
  /** Epoch milliseconds, like the others. */
  readonly startedAt: number;
  readonly lastSeenAt: number;
  /** When it ends at the latest, used or not. */
  readonly endsAt: number;
}

/** A session begun, or one with a new token: the token is known here and by the client alone. */
export interface OpenedSession {
  readonly token: string;
  readonly sessionId: string;
  readonly endsAt: number;
  readonly caller: Caller;
}

/** What a session is begun with. */
export interface SessionStart {
  readonly accountId: string;
  readonly channel: Channel;
  /** Browser and system in words (see `deviceOf`). */
  readonly device: string;
  readonly factors: readonly Factor[];
  readonly requestId: string;
  /** The session that the client had before: it ends with the sign-in, so that none is taken over into another's. */
  readonly replaces?: string | null;
  /** False keeps posts away from the session: a member of staff who has no good second factor yet. */
  readonly withPosts?: boolean;
  /** True keeps the person away from the session until they prove to be themselves in it: the phone may have got a new holder. */
  readonly doubted?: boolean;
}

/** What is known of a live session by its token. */
export interface ResolvedSession {
  readonly caller: Caller;
  /** When it must be looked at again without an event: idle, absolute or second-factor limit, whichever comes first. Epoch milliseconds. */
  readonly checkAt: number;
}

/** Asked by `actAs` and again at each loading of a session: whether an edge still holds, and what it says. Implemented by the delegation graph. */
export interface DelegationPort {
  /** The edge where it is active now and its actor is this account's person (or organisation); null otherwise. */
  activeEdge(delegationId: string, actor: { readonly accountId: string; readonly personId: string | null }): Promise<ActingFor | null>;
}

export { ACCOUNT_CHANGED, type AccountChanged } from '../accounts/types.js';

/** Topic on the event bus: a session ended, or what its caller may do has changed. */
export const SESSION_CHANGED = 'identity.session-changed';

/** What SESSION_CHANGED carries. */
export interface SessionChanged {
  readonly sessionId: string;
  readonly accountId: string;
  readonly ended: boolean;
}

/** Topic: what an account may do for others has changed (an edge began or ended, a post was given or taken). Carries `{ accountId }` or `{ personId }`. */
export const RIGHTS_CHANGED = 'identity.rights-changed';

/** What RIGHTS_CHANGED carries. */
export interface RightsChanged {
  readonly accountId?: string;
  readonly personId?: string;
}

/** Run in the transaction that ends sessions, so that what hangs on them (other sites' sign-ons) ends too. */
export type SessionEndHook = (session: ClientSession, ended: { readonly sessionIds: readonly string[]; readonly accountId: string }) => Promise<void>;
