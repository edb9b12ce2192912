import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { phoneStore, readJson, writeJson, type TextStore } from './storage.js';

/** A stop or line that a person keeps on the phone; the name is what to show before the service answers. */
export interface Favourite {
  kind: 'stop' | 'route';
  id: string;
  name: string;
}

const KEY = 'district.favourites';
const MOST = 30;

function isFavourite(value: unknown): value is Favourite {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, id, name } = value as Record<string, unknown>; // an object of unknown fields, each checked below
  return (kind === 'stop' || kind === 'route') && typeof id === 'string' && id !== '' && typeof name === 'string';
}

/** What is kept, whatever shape an older or damaged page left it in. */
export function readFavourites(store: TextStore): Favourite[] {
  const kept = readJson(store, KEY);
  return Array.isArray(kept) ? kept.filter(isFavourite).slice(0, MOST) : [];
}

/** Favourites with those of the same kind and id taken out, or this one put first. */
export function toggled(list: readonly Favourite[], item: Favourite): Favourite[] {
  const rest = list.filter((other) => other.kind !== item.kind || other.id !== item.id);
  return rest.length < list.length ? rest : [item, ...rest].slice(0, MOST);
}

let shared: { store: TextStore; list: Ref<Favourite[]> } | undefined;

function favouritesState(): { store: TextStore; list: Ref<Favourite[]> } {
  if (!shared) {
    const store = phoneStore();
    const list = ref(readFavourites(store));
    shared = { store, list };
    addEventListener('storage', (event) => {
      if (event.key === KEY) list.value = readFavourites(store);
    });
  }
  return shared;
}

/** The favourites of this phone: `has` and `toggle` by kind and id, in step with other open pages. */
export function useFavourites(): {
  stops: ComputedRef<Favourite[]>;
  routes: ComputedRef<Favourite[]>;
  has(kind: Favourite['kind'], id: string): boolean;
  toggle(item: Favourite): void;
} {
  const { store, list } = favouritesState();
  return {
    stops: computed(() => list.value.filter((item) => item.kind === 'stop')),
    routes: computed(() => list.value.filter((item) => item.kind === 'route')),
    has: (kind, id) => list.value.some((item) => item.kind === kind && item.id === id),
    toggle: (item) => {
      list.value = toggled(list.value, item);
      writeJson(store, KEY, list.value);
    },
  };
}
