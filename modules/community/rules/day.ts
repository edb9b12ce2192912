const EIGHT_HOURS_MS = 8 * 3_600_000;

/** The day in the district (Asia/Shanghai, which has no summer time) of an instant, `YYYY-MM-DD`. */
export function districtDay(ms: number): string {
  return new Date(ms + EIGHT_HOURS_MS).toISOString().slice(0, 10);
}
