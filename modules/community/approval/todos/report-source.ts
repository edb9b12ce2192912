import type { Caller } from '../../../kernel/caller.js';
import type { TodoItem, Todos, TodoSource } from '../../../kernel/todos.js';
import type { FollowUps } from '../ratings/follow-ups.js';
import type { UnresolvedService } from '../unresolved/service.js';
import { NOTHING } from './service.js';

const light = (items: readonly TodoItem[], wanted: TodoItem['light']): number => items.filter((item) => item.light === wanted).length;

/** What somebody has to answer to residents: 差评 and 办不成事. Few by nature: their first page is all that counts. */
export function reportTodos({ followUps, unresolved }: { readonly followUps: FollowUps; readonly unresolved: UnresolvedService }): TodoSource {
  return {
    name: 'community.reports',
    async list(caller: Caller, first: number): Promise<Todos> {
      const most = { first: Math.min(first, 50) };
      const [poor, open] = await Promise.all([followUps.mayFollowUp(caller).then((may) => (may ? followUps.list(caller, most) : null)), unresolved.mayAnswer(caller).then((may) => (may ? unresolved.list(caller, 'OPEN', most) : null))]);
      if (!poor && !open) return NOTHING;
      const items: TodoItem[] = [
        ...(poor?.nodes ?? []).map((each): TodoItem => ({
          id: `community.ratings:${each.id}`, source: 'community.ratings', title: each.state === 'TO_CONTACT' ? { zh: '联系差评人', en: 'Be in touch about a bad rating' } : { zh: '差评整改', en: 'Put right what was bad' },
          about: each.serviceName.zh, since: each.at, dueOn: each.state === 'TO_CONTACT' ? each.contactBy : each.putRightBy, light: each.light, link: '/staff/feedback',
        })),
        ...(open?.nodes ?? []).map((each): TodoItem => ({
          id: `community.unresolved:${each.id}`, source: 'community.unresolved', title: { zh: '答复“办不成事”', en: 'Answer what could not be done' }, about: each.organisation.zh, since: each.at, dueOn: each.answerBy, light: each.light, link: '/staff/feedback',
        })),
      ];
      return { items, totalCount: (poor?.totalCount ?? 0) + (open?.totalCount ?? 0), red: light(items, 'RED'), yellow: light(items, 'YELLOW') };
    },
  };
}
