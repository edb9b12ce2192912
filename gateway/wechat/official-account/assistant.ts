import type { ConversationsService } from '../../../bot/conversations/service.js';

/** The assistant as this door needs it. */
export type AssistantPort = Pick<ConversationsService, 'start' | 'send' | 'find' | 'watch' | 'leaveHandover'>;

/** How long a turn that was said is remembered as said. */
export const TURN_MS = 3_600_000;

/** Where it stands that a turn was said, so that it is said once: in an answer, or by the relay of a hand-over. */
export function turnKey(turnId: string): string {
  return `wechat:turn:${turnId}`;
}
