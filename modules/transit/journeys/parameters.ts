/** How people walk and change: every number by which journeys are judged stands here. */
export const JOURNEY_PARAMETERS = {
  /** Metres a second on foot: the pace that pedestrian planning counts with, and OpenTripPlanner's default. */
  walkSpeed: 1.33,
  /** Metres along the streets for each metre as the crow flies. */
  detourFactor: 1.3,
  /** The longest way on foot in one piece, in metres along the streets: to a stop, between two, from a stop, or all the way. */
  longestWalkMeters: 1200,
  /** Seconds kept free between getting off and getting on, beside the way on foot. */
  transferSlackSeconds: 60,
  /** Rides in one journey at most. */
  maxRides: 6,
} as const;

/** The longest straight line that can be walked, metres. */
export const LONGEST_STRAIGHT_METERS = JOURNEY_PARAMETERS.longestWalkMeters / JOURNEY_PARAMETERS.detourFactor;

/** Metres along the streets for a straight line. */
export function walkMeters(straightMeters: number): number {
  return straightMeters * JOURNEY_PARAMETERS.detourFactor;
}

/** Whole seconds on foot for a straight line in metres. */
export function walkSeconds(straightMeters: number): number {
  return Math.ceil(walkMeters(straightMeters) / JOURNEY_PARAMETERS.walkSpeed);
}
