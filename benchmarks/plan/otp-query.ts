import { JOURNEY_PARAMETERS, LONGEST_STRAIGHT_METERS } from '../../modules/transit/journeys/parameters.js';

/**
 * OTP has no streets here and walks straight lines, so what the detour makes longer with us is made slower there: the same
 * seconds for the same two points.
 */
export const OTP_WALK_SPEED = JOURNEY_PARAMETERS.walkSpeed / JOURNEY_PARAMETERS.detourFactor;

/** OTP bounds transfers by the time they take at its default pace of 1.33 m/s when the graph is built. */
const TRANSFER_SECONDS = Math.floor(LONGEST_STRAIGHT_METERS / 1.33);

/** build-config.json of the run: transfers as far as ours. */
export const OTP_BUILD = { maxTransferDuration: `PT${TRANSFER_SECONDS}S` };

const QUERY = `query BenchPlan($from: String!, $to: String!, $at: OffsetDateTime!) {
  planConnection(
    origin: { location: { stopLocation: { stopLocationId: $from } } }
    destination: { location: { stopLocation: { stopLocationId: $to } } }
    dateTime: { earliestDeparture: $at }
    first: 3
    modes: { transitOnly: true }
    preferences: {
      street: { walk: { speed: ${OTP_WALK_SPEED} } }
      transit: { transfer: { slack: "PT${JOURNEY_PARAMETERS.transferSlackSeconds}S" } }
    }
  ) {
    edges { node { start end numberOfTransfers walkDistance legs {
      mode start { scheduledTime } end { scheduledTime } distance
      from { stop { gtfsId } } to { stop { gtfsId } } trip { gtfsId } route { shortName }
    } } }
  }
}`;

/** The body that asks OTP for journeys between two stops. */
export function otpBody(from: string, to: string, at: string): string {
  return JSON.stringify({ query: QUERY, variables: { from, to, at } });
}

/** What the query answers with. */
export interface OtpAnswer {
  readonly planConnection: { readonly edges: readonly { readonly node: { readonly start: string; readonly end: string; readonly numberOfTransfers: number } }[] };
}
