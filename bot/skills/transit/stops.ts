import { AssistantStopsDocument, type AssistantStopFragment } from '../../__generated__/operations.js';
import { distanceMeters as metersBetween } from '../../../modules/kernel/geo.js';
import type { SlotValue } from '../../language/types.js';
import type { Answer, Choice, SkillTurn } from '../types.js';

/** Stops of one name nearer to each other than this are one place: two sides of a road, the platforms of a station. */
const ONE_PLACE_METERS = 700;

/** A place where buses stop: all stops of one name that lie together. */
export interface StopPlace {
  readonly name: string;
  /** Public ids to ask for boards: a station's, else those of each of its stops. */
  readonly ids: readonly string[];
  /** Lines that call there. */
  readonly routes: readonly { readonly id: string; readonly shortName: string }[];
  readonly position: { readonly lat: number; readonly lon: number };
  /** Metres from where the resident is, where that is known. */
  readonly distanceMeters: number | null;
}

interface Found {
  readonly node: AssistantStopFragment;
  readonly distanceMeters?: number | null | undefined;
}

/** Stops gathered into places, in the order in which their first stop came. */
function placesOf(found: readonly Found[]): StopPlace[] {
  const places: { name: string; ids: string[]; routes: Map<string, string>; position: StopPlace['position']; distanceMeters: number | null }[] = [];
  const stations = new Set(found.filter(({ node }) => node.platforms.length > 0).map(({ node }) => node.id));
  for (const { node, distanceMeters } of found) {
    const known = places.find(({ name, position }) => name === node.name && metersBetween(position, node.position) < ONE_PLACE_METERS);
    const place = known ?? { name: node.name, ids: [], routes: new Map<string, string>(), position: node.position, distanceMeters: distanceMeters ?? null };
    if (!known) places.push(place);
    for (const { id, shortName } of node.routes) place.routes.set(id, shortName);
    // A station answers for its platforms.
    if (!node.parent || !stations.has(node.parent.id)) place.ids.push(node.parent?.id ?? node.id);
  }
  return places.map(({ routes, ids, ...place }) => ({ ...place, ids: [...new Set(ids)], routes: [...routes].map(([id, shortName]) => ({ id, shortName })) }));
}

/** A name without the words by which a stop's name differs from that of the place beside it: 岳阳社区事务受理服务中心, 醉白池公园. */
function coreOf(name: string): string {
  return name.replace(/街道|社区|服务|文化|国家|公园|园区/gu, '');
}

/** Whether a stop's name is what was said, or the stop of the place that was said. */
export function isStopOf(stop: string, said: string): boolean {
  return stop === said || coreOf(stop) === coreOf(said);
}

/** Places by name: those called exactly so, else those of a place called so, else the best that the search finds. */
async function placesNamed(turn: SkillTurn, name: string): Promise<StopPlace[]> {
  const near = { near: turn.position, radius: turn.position ? 20_000 : undefined };
  const search = async (words: string) => (await turn.execute(AssistantStopsDocument, { search: words, ...near, first: 20 })).stops.edges;
  const found = await search(name.slice(0, 64));
  const exact = found.filter(({ node }) => node.name === name);
  if (exact.length > 0) return placesOf(exact);
  const fitting = found.filter(({ node }) => isStopOf(node.name, name));
  if (fitting.length > 0 || found.length > 0) return placesOf(fitting.length > 0 ? fitting : found);
  // The long name of an office finds nothing, its first word does.
  return placesOf((await search(name.slice(0, 2))).filter(({ node }) => isStopOf(node.name, name)));
}

/** Places around a position, the nearest first. */
export async function placesNear(turn: SkillTurn, near: NonNullable<SkillTurn['position']>, radius = 800): Promise<StopPlace[]> {
  const { stops } = await turn.execute(AssistantStopsDocument, { near, radius, first: 20 });
  return placesOf(stops.edges);
}

/** The place meant by a slot: found, or the question that tells which one. */
export async function resolveStop(turn: SkillTurn, slot: string, value: SlotValue): Promise<{ readonly place: StopPlace } | { readonly answer: Answer }> {
  const places = await placesNamed(turn, value.value);
  const [first, ...others] = places;
  if (!first) return { answer: { kind: 'ask', slot, text: `没有找到“${value.value}”这个站。请换个说法，或者说一下附近的路名。` } };
  // A name picked from a list says by its id which one it is.
  const picked = value.id ? places.find(({ ids }) => ids.includes(value.id ?? '')) : undefined;
  if (picked && value.start < 0) return { place: picked };
  if (others.length === 0) return { place: first };
  const options = places.slice(0, 5).map((place): Choice => choiceOf(place));
  const same = places.every(({ name }) => name === first.name);
  return { answer: { kind: 'choice', slot, text: same ? `有 ${options.length} 个“${first.name}”站，您要哪一个？` : `没有叫“${value.value}”的站。您是说下面哪一个？`, options } };
}

function choiceOf({ name, ids, routes, distanceMeters }: StopPlace): Choice {
  const lines = routes.slice(0, 3).map(({ shortName }) => shortName).join('、');
  const detail = distanceMeters === null ? lines : `离您 ${distanceMeters} 米，${lines}`;
  // A start below zero: chosen from a list, not said.
  const value: SlotValue = { kind: 'stop', value: name, text: name, start: -1, end: -1, how: 'name', ...(ids[0] ? { id: ids[0] } : {}) };
  return { label: name, ...(detail ? { detail } : {}), value };
}
