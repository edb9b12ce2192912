import type { MapCardEntity } from '../../contract.js';
import { distance } from '../say.js';
import type { Answer, Skill, SkillTurn } from '../types.js';
import { nearbyStopsPhrases } from './phrases.js';
import { placesNear, resolveStop, type StopPlace } from './stops.js';

/** transit.nearby_stops: stops around here, or around a place. */
export const nearbyStops: Skill = {
  intent: 'transit.nearby_stops',
  title: '找附近的车站',
  phrases: nearbyStopsPhrases,
  slots: [{ name: 'place', label: '地点', kinds: ['stop', 'place', 'attraction', 'school', 'clinic', 'centre', 'address', 'free'], question: '您在哪里？说个地名，或者用您的位置。', free: true }],
  async answer(turn) {
    const { place } = turn.slots;
    if (!place) return turn.position ? around(turn, turn.position, '您') : { kind: 'ask', slot: 'place', text: '您在哪里？说个地名，或者用您的位置。', chips: [{ label: '用我的位置', action: 'LOCATE', value: null }] };
    const found = await resolveStop(turn, 'place', place);
    if ('answer' in found) return found.answer;
    return around(turn, found.place.position, found.place.name);
  },
};

async function around(turn: SkillTurn, near: StopPlace['position'], of: string): Promise<Answer> {
  const places = (await placesNear(turn, near, 1_000)).slice(0, 6);
  const [first] = places;
  if (!first) return { kind: 'said', text: `${of}附近 1 公里内没有公交站。` };
  const card: MapCardEntity = {
    __typename: 'MapCard', title: `${of}附近的车站`,
    places: places.map(({ name, position, ids }) => ({ name, position: { lat: position.lat, lon: position.lon, datum: 'WGS84' }, link: ids[0] ? `/transit/stops/${encodeURIComponent(ids[0])}` : null })),
  };
  const lines = places.slice(0, 4).map(({ name, distanceMeters, routes }) => `${name}${distanceMeters === null ? '' : `（${distance(distanceMeters)}）`}：${routes.map(({ shortName }) => shortName).join('、') || '暂无线路'}`);
  return {
    kind: 'said', text: `离${of}最近的是${first.name}。\n${lines.join('\n')}`, cards: [card],
    about: { stop: { kind: 'stop', value: first.name, text: first.name, start: -1, end: -1, how: 'name', ...(first.ids[0] ? { id: first.ids[0] } : {}) } },
    chips: [{ label: `${first.name}什么时候来车`, action: 'SAY', value: `${first.name}的车还有多久到` }],
  };
}
