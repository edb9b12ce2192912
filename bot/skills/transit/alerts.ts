import { AssistantAlertsDocument } from '../../__generated__/operations.js';
import { clockTime, dayName, dayOf } from '../say.js';
import type { Skill } from '../types.js';
import { alertsPhrases } from './phrases.js';
import { resolveRoute } from './routes.js';
import { resolveStop } from './stops.js';

/** transit.alerts: diversions, suspended stops, delays. */
export const alerts: Skill = {
  intent: 'transit.alerts',
  title: '查公交改道和停运',
  phrases: alertsPhrases,
  slots: [
    { name: 'route', label: '线路', kinds: ['route', 'route-number'] },
    { name: 'stop', label: '车站', kinds: ['stop', 'place', 'attraction', 'school', 'clinic', 'centre'] },
  ],
  async answer(turn) {
    const { route, stop } = turn.slots;
    const line = route ? await resolveRoute(turn, 'route', route) : null;
    if (line && 'answer' in line) return line.answer;
    const place = stop ? await resolveStop(turn, 'stop', stop) : null;
    if (place && 'answer' in place) return place.answer;
    const stopId = place?.place.ids[0];
    const { serviceAlerts } = await turn.execute(AssistantAlertsDocument, { ...(line ? { routeId: line.id } : {}), ...(stopId ? { stopId } : {}) });
    const subject = [route?.value, stop?.value].filter(Boolean).join('在') || '全区公交';
    if (serviceAlerts.length === 0) return { kind: 'said', text: `${subject}现在没有改道、停运或延误的通知。`, chips: route ? [{ label: `${route.value}还有多久`, action: 'SAY', value: `${route.value}还有多久到` }] : [] };
    const today = dayOf(turn.now);
    const words = serviceAlerts.slice(0, 4).map(({ header, description, activeUntil, routes }) => {
      const lines = routes.length > 0 && !route ? `（${routes.slice(0, 4).map(({ shortName }) => shortName).join('、')}）` : '';
      return `${header}${lines}：${description}${activeUntil ? `到${dayName(dayOf(activeUntil), today)} ${clockTime(activeUntil)} 为止。` : ''}`;
    });
    return { kind: 'said', text: `${subject}有 ${serviceAlerts.length} 条通知：\n${words.join('\n')}` };
  },
};
