import { districtInstant } from '../../../modules/kernel/district-time.js';
import { AssistantPlanDocument, type AssistantPlanQuery } from '../../__generated__/operations.js';
import type { SlotValue } from '../../language/types.js';
import { clockTime, dayName, dayOf, distance, duration } from '../say.js';
import type { Answer, Skill, SkillTurn } from '../types.js';
import { dateSaid, daySlot } from '../dates.js';
import { tripPlanPhrases } from './phrases.js';
import { resolveStop } from './stops.js';

type Journey = AssistantPlanQuery['plan'][number];

const PLACES = ['stop', 'place', 'attraction', 'school', 'clinic', 'centre', 'address', 'free'] as const;

/** transit.trip_plan: how to get somewhere. */
export const tripPlan: Skill = {
  intent: 'transit.trip_plan',
  title: '查怎么坐车去',
  phrases: tripPlanPhrases,
  slots: [
    { name: 'from', label: '出发地', kinds: PLACES, role: 'from', question: '您从哪里出发？', free: true },
    { name: 'to', label: '目的地', kinds: PLACES, role: 'to', required: true, question: '您要去哪里？', free: true },
    daySlot,
  ],
  async answer(turn) {
    const { from, to } = turn.slots;
    if (!to) return { kind: 'ask', slot: 'to', text: '您要去哪里？' };
    if (!from && !turn.position) return { kind: 'ask', slot: 'from', text: `去${to.value}，您从哪里出发？`, chips: [{ label: '用我的位置', action: 'LOCATE', value: null }] };
    const target = await placeOf(turn, 'to', to);
    if ('answer' in target) return target.answer;
    const origin = from ? await placeOf(turn, 'from', from) : turn.position ? { place: { position: turn.position }, name: '您的位置' } : null;
    if (!origin) return { kind: 'ask', slot: 'from', text: '您从哪里出发？' };
    if ('answer' in origin) return origin.answer;
    if (origin.name === target.name) return { kind: 'ask', slot: 'from', text: `${target.name}就是您要去的地方。您从哪里出发？` };
    const { at, arriveBy } = timeOf(turn);
    const { plan } = await turn.execute(AssistantPlanDocument, { from: origin.place, to: target.place, at, arriveBy });
    const [best, ...others] = plan;
    if (!best) return { kind: 'said', text: `从${origin.name}到${target.name}，这个时间没有找到公交走法。可以换个时间再问我。` };
    return {
      kind: 'said', text: [`从${origin.name}到${target.name}：`, tell(best, turn.now), ...others.slice(0, 1).map((other) => `也可以${tell(other, turn.now)}`)].join('\n'),
      cards: [{ __typename: 'ListCard', title: `到${target.name}`, link: '/transit/plan', items: plan.map((journey) => ({ title: `${clockTime(journey.departAt)} → ${clockTime(journey.arriveAt)}，${duration(journey.durationSeconds)}`, detail: ridesOf(journey), link: null })) }],
    };
  },
};

async function placeOf(turn: SkillTurn, slot: string, value: SlotValue): Promise<{ readonly place: { readonly stopId?: string }; readonly name: string } | { readonly answer: Answer }> {
  const found = await resolveStop(turn, slot, value);
  if ('answer' in found) return found;
  const [stopId] = found.place.ids;
  return { place: stopId ? { stopId } : {}, name: found.place.name };
}

/** When to set out, or to be there: 八点前到, 明天早上. Now where nothing is said. */
function timeOf(turn: SkillTurn): { readonly at: string | undefined; readonly arriveBy: boolean } {
  const { text, now } = turn;
  const date = dateSaid(turn);
  if (!date) return { at: undefined, arriveBy: false };
  const clock = date.time?.from ?? '08:00';
  const at = districtInstant(date.from, clock);
  const arriveBy = date.time !== undefined && date.time.from === date.time.to && /(?:之?前|以前)(?:要|得|必须)?(?:到|赶到)|要到|得到|赶到|几点(?:出门|出发|动身|走)|来得及|不迟到/u.test(text);
  return { at: new Date(Math.max(at, arriveBy ? at : now)).toISOString(), arriveBy };
}

function tell({ departAt, arriveAt, durationSeconds, walkMeters, legs, rides }: Journey, now: number): string {
  if (rides === 0) return `走过去：${distance(walkMeters)}，${duration(durationSeconds)}。`;
  const [today, day] = [dayOf(now), dayOf(departAt)];
  const steps = legs.flatMap((leg) => (leg.__typename === 'RideLeg' ? [`${clockTime(leg.departAt)} 在${leg.fromStop.name}坐${leg.route.shortName}（往${leg.boarding.headsign}），${leg.stopCount} 站后 ${clockTime(leg.arriveAt)} 在${leg.toStop.name}下车`] : []));
  return `${day === today ? '' : `${dayName(day, today)} `}${clockTime(departAt)} 出发，${clockTime(arriveAt)} 到，共 ${duration(durationSeconds)}${walkMeters > 0 ? `，步行 ${distance(walkMeters)}` : ''}。${steps.join('；再 ')}。`;
}

function ridesOf({ legs, walkMeters }: Journey): string {
  const lines = legs.flatMap((leg) => (leg.__typename === 'RideLeg' ? [leg.route.shortName] : []));
  return [lines.join(' → '), ...(walkMeters > 0 ? [`步行 ${distance(walkMeters)}`] : [])].filter(Boolean).join('，');
}
