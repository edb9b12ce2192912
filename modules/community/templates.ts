import type { MessageTemplate } from '../messages/contract.js';
import { approvalTemplates } from './approval/messages.js';
import { queueTemplates } from './queue/messages.js';

/** What residents and staff are told by the community module: one line a feature. Messages need them before the module stands. */
export const communityTemplates: readonly MessageTemplate[] = [...approvalTemplates, ...queueTemplates];
