import type { Caller } from '../../../kernel/caller.js';
import type { TodoItem, Todos, TodoSource } from '../../../kernel/todos.js';
import type { CaseDeps } from '../cases/deps.js';
import { MOST_COUNTED } from '../cases/pages.js';
import { litBy, type CaseReading } from '../cases/reading.js';
import { NOTHING } from './service.js';

const LIST = 'community.cases.list';

/** What waits in cases for the organisation of somebody's post, without what is in a colleague's hands. */
export function caseTodos({ authoriser, collections: { tasks }, clocks }: CaseDeps, reading: CaseReading): TodoSource {
  return {
    name: 'community.cases',
    async list(caller: Caller, first: number): Promise<Todos> {
      const { post } = caller;
      if (!post || !(await authoriser.allows(caller, LIST, { type: 'case', id: 'todos', organisationId: post.organisationId }))) return NOTHING;
      const now = clocks.system.now();
      const own = { organisationId: post.organisationId, assignee: { $in: ['', caller.personId ?? ''] } };
      const counted = (filter: object): Promise<number> => tasks.countDocuments({ ...own, ...filter }, { limit: MOST_COUNTED });
      const [docs, totalCount, red, yellow] = await Promise.all([tasks.find(own).sort({ redAt: 1, _id: 1 }).limit(first).toArray(), counted({}), counted(litBy('RED', now)), counted(litBy('YELLOW', now))]);
      const items = (await reading.taskViews(docs, now)).map(({ id, number, title, serviceName, since, dueOn, light }): TodoItem => ({
        id: `community.cases:${id}`, source: 'community.cases', title, about: `${serviceName.zh} ${number}`, since, dueOn, light, link: `/staff/cases/${number}`,
      }));
      return { items, totalCount, red, yellow };
    },
  };
}
