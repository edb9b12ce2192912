import type { Caller, Role } from '../../../kernel/caller.js';
import { ADMINISTRATORS } from '../rules.js';
import type { ProposalState } from '../types.js';

/** A proposal that nobody confirms lapses after so many days. */
export const PROPOSAL_DAYS = 14;

/** What the rules need to know of a proposal. */
export interface Proposed {
  readonly state: ProposalState;
  readonly personId: string;
  readonly proposedById: string;
  readonly proposedAs: Role;
  /** Epoch milliseconds. */
  readonly proposedAt: number;
}

/** When a proposal lapses, epoch milliseconds. */
export function lapsesAt(proposedAt: number): number {
  return proposedAt + PROPOSAL_DAYS * 86_400_000;
}

/** Where a proposal stands at an instant. */
export function proposalState({ state, proposedAt }: Pick<Proposed, 'state' | 'proposedAt'>, now: number): ProposalState {
  return state === 'PENDING' && now >= lapsesAt(proposedAt) ? 'LAPSED' : state;
}

/**
 * Whether this caller's eyes are the other two of the four: an administrator in another of the three roles than the one it was
 * proposed in, who is neither the one who proposed it nor the one it is about.
 */
export function isSecondPair(caller: Pick<Caller, 'personId' | 'post'>, proposal: Pick<Proposed, 'personId' | 'proposedById' | 'proposedAs'>): boolean {
  const { personId, post } = caller;
  if (personId === null || !post || !ADMINISTRATORS.includes(post.role)) return false;
  return post.role !== proposal.proposedAs && personId !== proposal.personId && personId !== proposal.proposedById;
}
