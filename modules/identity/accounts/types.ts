import type { ClientSession } from 'mongoose';
import type { CallerPost } from '../../kernel/caller.js';

/** Kinds of account. One person has one account, whatever the kind. */
export type AccountKind = 'RESIDENT' | 'GUEST' | 'STAFF' | 'ORGANISATION';

/** An account as services and resolvers see it: nothing here opens anything. */
export interface AccountEntity {
  readonly id: string;
  readonly kind: AccountKind;
  readonly displayName: string;
  /** Login name in lower case; null where somebody signs in by phone alone. */
  readonly login: string | null;
  /** The person behind it; null until one is bound. */
  readonly personId: string | null;
  /** The organisation behind an ORGANISATION account. */
  readonly organisationId: string | null;
  /** Whether the person was proved (实名). */
  readonly proofed: boolean;
  readonly disabled: boolean;
  /** Sealed; opened by AccountsService.phoneOf. */
  readonly phoneSealed: string | null;
  readonly hasWechat: boolean;
  /** Sealed; opened by AccountsService.wechatOf. */
  readonly wechatSealed: string | null;
  /** When the person last proved to be themselves in it, epoch milliseconds; null: not since it was founded. */
  readonly provedAt: number | null;
  /** When its phone was last known to be its owner's, epoch milliseconds. */
  readonly phoneHeldAt: number;
  /** Epoch milliseconds. */
  readonly wechatBoundAt: number | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** What accounts ask of those who know people. */
export interface PeoplePort {
  /** The person with this identifier (ID number, passport …), whatever its kind; null where nobody has it. */
  personIdByIdentifier(identifier: string): Promise<string | null>;
  /** The organisation with this 统一社会信用代码; null where none has it. */
  organisationIdByCreditCode(creditCode: string): Promise<string | null>;
  /** Founds or finds the person of a new member of staff, within a transaction; answers the person's id, and whether the person was proved before. */
  foundStaff(session: ClientSession, input: { readonly name: string; readonly identifier: string }): Promise<{ readonly personId: string; readonly proofed: boolean }>;
}

/** What sessions ask of those who know posts. */
export interface PostsPort {
  /** The posts in force now of the person behind an account. */
  activePosts(accountId: string, personId: string | null): Promise<readonly CallerPost[]>;
}

/** Topic on the event bus: an account was disabled, enabled or deleted, or what it is bound to changed. */
export const ACCOUNT_CHANGED = 'identity.account-changed';

/** What ACCOUNT_CHANGED carries. */
export interface AccountChanged {
  readonly accountId: string;
  /** True: whatever it has open ends now. */
  readonly ended: boolean;
}

/** A member of staff's account, as asked for. */
export interface StaffAccountInput {
  readonly name: string;
  readonly phone: string;
  readonly identifier: string;
  readonly login: string;
}
