import type { BilingualText } from '../../kernel/identifiers.js';
import type { Subject } from '../../kernel/policy/types.js';
import type { DelegationEntity, DelegationRefusalReason, DelegationRefusedEntity, Edge } from './types.js';

/** How a delegation ends up. */
export type DelegationOutcome = DelegationEntity | DelegationRefusedEntity;

const REFUSALS = {
  NOT_A_CHILD: { zh: '对方已满18周岁，请由本人授权', en: 'They are 18 or older: they grant it themselves' },
  NOT_FOUND: { zh: '没有找到相符的人，请核对姓名和号码', en: 'Nobody fits; please compare name and number' },
  ALREADY_THERE: { zh: '已有同样的授权', en: 'There is such a delegation already' },
  CUSTODY_LIMIT: { zh: '监护登记限制了其中的事项', en: 'The register of guardians limits some of these matters' },
  TOO_LONG: { zh: '授权期限须在今后一年以内', en: 'It may last one year from now at most' },
  UNKNOWN_SCOPE: { zh: '所选事项不能这样授权', en: 'These matters cannot be delegated like this' },
  SELF: { zh: '不能授权给自己', en: 'One does not act for oneself' },
} as const satisfies Record<DelegationRefusalReason, BilingualText>;

/** What is kept under an idempotency key. */
export type Kept = { readonly id: string } | { readonly refused: DelegationRefusalReason };

/** A refusal as it is kept. */
export const refused = (reason: DelegationRefusalReason): { readonly refused: DelegationRefusalReason } => ({ refused: reason });

/** A refusal as it is answered. */
export const refusalAnswer = (reason: DelegationRefusalReason): DelegationRefusedEntity => ({ reason, text: REFUSALS[reason] });

/** An edge as audit records name it: with the people on both sides. */
export function subjectOf(edge: Edge): Subject {
  const people = edge.principalKind === 'person' ? [edge.principalId, edge.actorId] : [edge.actorId];
  return { type: 'delegation', id: edge.id, personIds: people, ...(edge.principalKind === 'organisation' ? { organisationId: edge.principalId } : {}) };
}
