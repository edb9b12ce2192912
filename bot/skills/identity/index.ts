import type { Skill } from '../types.js';
import { accessLog } from './access-log.js';
import { account } from './account.js';
import { delegation } from './delegation.js';

/** The skills of account, delegation and the record of who looked. */
export const identitySkills: readonly Skill[] = [account, delegation, accessLog];
