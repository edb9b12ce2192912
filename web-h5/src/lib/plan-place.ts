import type { PlaceInput } from '../graphql/__generated__/operations.js';
import type { Place } from './locate.js';

/** An end of a journey: a stop by id and name, or where the person is. */
export type PlanPlace = { kind: 'stop'; id: string; name: string } | { kind: 'here' };

/** A place as the address line keeps it, so that a plan can be sent to somebody. A position is never written there. */
export function placeToText(place: PlanPlace | null): string {
  if (place === null) return '';
  return place.kind === 'here' ? 'here' : `stop~${place.id}~${place.name}`;
}

/** The reverse of {@link placeToText}; null for anything else. */
export function placeFromText(text: unknown): PlanPlace | null {
  if (text === 'here') return { kind: 'here' };
  if (typeof text !== 'string' || !text.startsWith('stop~')) return null;
  const [, id = '', ...name] = text.split('~');
  return id === '' ? null : { kind: 'stop', id, name: name.join('~') || id };
}

/** What the contract asks for; null where the person's place is not known. */
export function placeInput(place: PlanPlace | null, here: Place | null): PlaceInput | null {
  if (place === null) return null;
  if (place.kind === 'stop') return { stopId: place.id };
  return here === null ? null : { position: { lat: here.lat, lon: here.lon, datum: here.datum } };
}

/** Whether both ends are one place. */
export function samePlace(a: PlanPlace | null, b: PlanPlace | null): boolean {
  return a !== null && b !== null && (a.kind === 'stop' && b.kind === 'stop' ? a.id === b.id : a.kind === b.kind);
}
