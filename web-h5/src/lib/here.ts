import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { DISTRICT_CENTRE } from '../district.js';
import { locate, type LocateFailure, type Place } from './locate.js';

/** Where the person is, or has said to be; kept while the page is open and never stored. */
export interface Here {
  readonly place: ShallowRef<Place | null>;
  /** What the place is called where a person chose it; null where the phone told it. */
  readonly chosen: Ref<'centre' | null>;
  readonly failure: Ref<LocateFailure | null>;
  readonly asking: Ref<boolean>;
  /** Asks the phone. */
  find(): Promise<void>;
  /** Takes the district's centre instead. */
  useCentre(): void;
}

const place = shallowRef<Place | null>(null);
const chosen = ref<'centre' | null>(null);
const failure = ref<LocateFailure | null>(null);
const asking = ref(false);

/** The page's one {@link Here}. */
export function useHere(): Here {
  return {
    place,
    chosen,
    failure,
    asking,
    async find() {
      if (asking.value) return;
      asking.value = true;
      const located = await locate();
      asking.value = false;
      if ('place' in located) {
        place.value = located.place;
        chosen.value = null;
        failure.value = null;
      } else {
        failure.value = located.failure;
      }
    },
    useCentre() {
      place.value = { ...DISTRICT_CENTRE, datum: 'WGS84' };
      chosen.value = 'centre';
      failure.value = null;
    },
  };
}

/** Whether the phone would tell its position without asking the person again. */
export async function mayLocateSilently(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted';
  } catch {
    return false;
  }
}
