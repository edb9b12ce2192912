/** Storage that may be missing or refuse: private windows and some web views throw on the first touch. */
export interface TextStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Keeps texts for the life of the page only. */
export function memoryStore(): TextStore {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

/** The phone's own storage where it works, else memory. */
export function phoneStore(): TextStore {
  try {
    const probe = 'district.probe';
    localStorage.setItem(probe, '1');
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return memoryStore();
  }
}

/** Reads JSON kept under `key`; null where there is none or it is damaged. */
export function readJson(store: TextStore, key: string): unknown {
  try {
    const text = store.getItem(key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Keeps `value` as JSON; a full or closed storage is passed over in silence, for nothing depends on it. */
export function writeJson(store: TextStore, key: string, value: unknown): void {
  try {
    store.setItem(key, JSON.stringify(value));
  } catch {
    // The page works on without what could not be kept.
  }
}
