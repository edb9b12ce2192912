import type { Skill } from '../types.js';
import { alerts } from './alerts.js';
import { arrivals } from './arrivals.js';
import { nearbyStops } from './nearby-stops.js';
import { routeInfo } from './route-info.js';
import { tripPlan } from './trip-plan.js';

/** The skills of public transport. */
export const transitSkills: readonly Skill[] = [arrivals, routeInfo, nearbyStops, tripPlan, alerts];
