import type { CaseEvent } from '../machine/types.js';
import { procedureName } from './notices.js';

/** Names that a log's words need. */
export interface SaidNames {
  readonly nameOf: (organisationId: string) => string;
  readonly people: ReadonlyMap<string, string>;
}

const WAYS = { electronic: '在线送达', counter: '窗口领取', post: '邮寄' } as const;

/** What a line of a log says in its actor's words, with what was set by it; where nothing was, why it happened. Pure. */
export function saidIn(event: CaseEvent, { nameOf, people }: SaidNames): string {
  switch (event.type) {
    case 'gaps-told': return event.gaps.map(({ what }) => what).join('；');
    case 'opinion-given': return `${event.verdict === 'agree' ? '同意' : '不同意'}：${event.text}`;
    case 'consulted': return `${nameOf(event.to)}：${event.question}`;
    case 'consultation-answered': case 'card-answered': return event.text;
    case 'reassigned': return `${people.get(event.toPersonId) ?? ''}：${event.why}`;
    case 'handed-over': return `${nameOf(event.from)} → ${nameOf(event.to)}：${event.why}`;
    case 'visit-set': return event.on;
    case 'visit-held': return event.findings;
    case 'procedure-begun': return `${procedureName(event.kind).zh}，${event.workingDays} 个工作日：${event.why}`;
    case 'procedure-ended': return event.result;
    case 'publicity-begun': return event.where;
    case 'publicity-ended': return `收到 ${event.objections} 条异议`;
    case 'extended': return `${event.workingDays} 个工作日：${event.why}`;
    case 'delivered': return WAYS[event.way];
    case 'owed-reminded': return event.stage === 'past' ? `最后一天是${event.until}，已过` : `最后一天：${event.until}`;
    case 'commitment-checked': return `${event.kept ? '属实' : '不属实'}：${event.findings}${event.hearing ? `；请在${event.hearing.until}前说明情况或者整改` : ''}`;
    case 'finding-answered': return event.files ? `${event.text}（附：${event.files.map(({ name }) => name).join('、')}）` : event.text;
    case 'commitment-set-right': return event.findings;
    case 'card-issued': return `${event.colour === 'red' ? '红牌' : '黄牌'}：${event.why}`;
    default: return event.why;
  }
}
