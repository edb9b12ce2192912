/** The catalogue's key of an intent's readable name: `intent.transit.arrivals`. */
export function intentKey(intent: string): string {
  return `intent.${intent}`;
}

/** `92.5 %` of a share from 0 to 1; whole per cents without a decimal. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
