import type { Caller } from '../../../kernel/caller.js';
import type { TodoItem, Todos, TodoSource } from '../../../kernel/todos.js';
import type { CaseDeps } from '../cases/deps.js';
import { dueOn, lightOf } from '../cases/reading.js';
import { serviceNameOf } from '../cases/view.js';
import type { Objections } from '../publicity/objections.js';
import { NOTHING } from './service.js';

const LIST = 'community.cases.list';
/**
 * What was objected to a 公示 and nobody has looked into: one line a step, for the organisations that run it, until the last of them is
 * looked into or the step is over. It is due when the step is, which cannot end before, and in the hands of whoever has the step.
 */
export function objectionTodos({ authoriser, collections: { tasks }, clocks, services }: CaseDeps, objections: Objections): TodoSource {
  return {
    name: 'community.objections',
    async list(caller: Caller, first: number): Promise<Todos> {
      const { post } = caller;
      if (!post || !(await authoriser.allows(caller, LIST, { type: 'case', id: 'todos', organisationId: post.organisationId }))) return NOTHING;
      const open = await objections.open();
      if (open.length === 0) return NOTHING;
      const taskOf = ({ number, step }: (typeof open)[number]): string => `${number}:step:${step}:${post.organisationId}`;
      const waiting = new Map((await tasks.find({ _id: { $in: open.map(taskOf) }, assignee: { $in: ['', caller.personId ?? ''] } }).toArray()).map((task) => [task._id, task]));
      const now = clocks.system.now();
      const items = open.flatMap((each): TodoItem[] => {
        const task = waiting.get(taskOf(each));
        if (!task) return [];
        const { number, serviceId, redAt, yellowAt } = task;
        return [{
          id: `community.objections:${number}:${each.step}`, source: 'community.objections', title: { zh: `核实公示异议（${each.count}条）`, en: `Look into objections (${each.count})` },
          about: `${serviceNameOf({ serviceId }, services(serviceId)).zh} ${number}`, since: each.since, dueOn: dueOn(redAt), light: lightOf({ redAt, yellowAt }, now), link: `/staff/cases/${number}`,
        }];
      });
      const lit = (wanted: TodoItem['light']): number => items.filter(({ light }) => light === wanted).length;
      return { items: items.slice(0, first), totalCount: items.length, red: lit('RED'), yellow: lit('YELLOW') };
    },
  };
}
