import type { MentionRole } from '../types.js';

const TOWARDS_AFTER = /^(?:站|公交站|地铁站)?(?:那个|那一)?(?:方向|那头|开的|去的|开过去)/u;
const TO_OF_ROUTE = /^(?:的)(?:\d|[一二三四五六七八九十]{1,3}路|车|公交|班车|那趟|那班)/u;
const OUT_OF = /(?:从|由|打|自|起点是|起点|出发地是)$/u;
const AT = /(?:在|离)$/u;
const INTO = /(?:到达|到|去往|去|至|往|前往|抵达|回|上|飞|终点是|终点|目的地是|目的地)$/u;
const BOUND_FOR = /(?:开往|去往|往|向|朝|开到|去)$/u;
const LEAVING = /^(?:站)?(?:那边|那里|那儿|附近|门口)?(?:出发|上车|过去|走(?=到)|坐车|这边|这里)?(?:到|去|至|想去|要去|怎么去|怎么到|坐什么车去|坐几路去|怎么走到)(?!了|没|站|哪|底|那)/u;
const DEPARTING = /^(?:站)?(?:出发|上车|动身|起步)/u;
const NEAR = /^(?:附近|周边|周围|旁边|边上|门口)/u;

/** The part that a mention plays, from the words around it. */
export function roleOf(text: string, start: number, end: number): MentionRole | undefined {
  const before = text.slice(Math.max(0, start - 6), start);
  const after = text.slice(end, end + 8);
  if (TOWARDS_AFTER.test(after)) return 'towards';
  if (TO_OF_ROUTE.test(after) && BOUND_FOR.test(before)) return 'towards';
  if (/开往$/u.test(before)) return 'towards';
  if (OUT_OF.test(before)) return 'from';
  // 到方塔园去喝茶: the destination, not where one leaves for somewhere.
  if (/(?:到|去|上|回)$/u.test(before) && /^去/u.test(after)) return 'to';
  if (LEAVING.test(after) || DEPARTING.test(after)) return 'from';
  if (INTO.test(before)) return 'to';
  return AT.test(before) || NEAR.test(after) ? 'at' : undefined;
}
