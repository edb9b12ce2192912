import type { MessageTemplate } from '../../messages/contract.js';
import { caseTemplates } from './cases/messages.js';
import { publicityTemplates } from './publicity/messages.js';
import { ratingTemplates } from './ratings/messages.js';
import { unresolvedTemplates } from './unresolved/messages.js';

/** What people are told by the approval feature. */
export const approvalTemplates: readonly MessageTemplate[] = [...caseTemplates, ...publicityTemplates, ...ratingTemplates, ...unresolvedTemplates];
