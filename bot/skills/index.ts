import { chatSkills } from './chat/index.js';
import { communitySkills } from './community/index.js';
import { educationSkills } from './education/index.js';
import { healthSkills } from './health/index.js';
import { identitySkills } from './identity/index.js';
import { tourismSkills } from './tourism/index.js';
import { transitSkills } from './transit/index.js';
import type { Skill } from './types.js';

/** All that the assistant can do, one skill for each intent but `oos`. */
export const allSkills: readonly Skill[] = [...transitSkills, ...healthSkills, ...educationSkills, ...tourismSkills, ...communitySkills, ...identitySkills, ...chatSkills];

export { outOfScope } from './out-of-scope.js';
