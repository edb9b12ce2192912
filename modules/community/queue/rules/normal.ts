/** Share of a standard normal distribution below `z`; Abramowitz & Stegun 26.2.17, to 7.5e-8. */
export function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = (Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI)) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z < 0 ? tail : 1 - tail;
}

/** Below which value a share (0 to 1, both excluded) of a standard normal distribution lies; Abramowitz & Stegun 26.2.23, made exact to 1e-6 by one step of Newton. */
export function normalQuantile(share: number): number {
  const t = Math.sqrt(-2 * Math.log(Math.min(share, 1 - share)));
  const far = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  const z = share < 0.5 ? -far : far;
  return z - (normalShare(z) - share) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
}

/** So many draws from a standard normal distribution, the same ones every time (Park–Miller, Box–Muller). */
export function normalDraws(count: number): Float64Array {
  let seed = 20_261_124;
  const uniform = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Float64Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}
