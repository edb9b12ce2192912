/**
 * What the pages know of the district before anybody answers: its zone, and the place that stands in for “here” when a
 * person chooses so because the phone tells no position.
 */

/** IANA zone of everything shown. */
export const ZONE = 'Asia/Shanghai';

/** Offset of {@link ZONE} as ISO 8601 writes it; the zone has no summer time. */
export const ZONE_OFFSET = '+08:00';

/** The district's centre in WGS-84 degrees. */
export const DISTRICT_CENTRE = { lat: 31.03, lon: 121.22 } as const;

/** Metres around a place that count as near: a walk of about ten minutes. */
export const NEAR_METERS = 800;
