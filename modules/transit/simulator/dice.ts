/** A seed from words and numbers: the same parts give the same seed in every process (FNV-1a). */
export function seed(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = String(part);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ 0x2c, 0x01000193);
  }
  return hash >>> 0;
}

/** The n-th number in [0, 1) of a seed; any order of asking gives the same numbers (a finaliser of murmur3 over seed and n). */
export function roll(from: number, n: number): number {
  let hash = Math.imul(from ^ Math.imul(n + 1, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

/** One of a list by a number in [0, 1); undefined for an empty list. */
export function pick<T>(list: readonly T[], dice: number): T | undefined {
  return list[Math.min(list.length - 1, Math.floor(dice * list.length))];
}
