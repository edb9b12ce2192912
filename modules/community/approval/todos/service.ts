import type { Caller } from '../../../kernel/caller.js';
import { pageSize } from '../../../kernel/pages.js';
import type { Authoriser } from '../../../kernel/policy/port.js';
import type { TodoItem, Todos, TodoSource } from '../../../kernel/todos.js';

const READ = 'community.todos.read';

/** Nothing, where a source has nothing for somebody. */
export const NOTHING: Todos = { items: [], totalCount: 0, red: 0, yellow: 0 };

/** 待办: one list over all modules for a member of staff. */
export class TodoService {
  readonly #authoriser: Authoriser;
  readonly #sources: () => readonly TodoSource[];

  /** @param sources of all modules; asked at each reading, for some come later */
  constructor(authoriser: Authoriser, sources: () => readonly TodoSource[]) {
    this.#authoriser = authoriser;
    this.#sources = sources;
  }

  /** What waits for the caller in the post they act in, what is due first before the rest. Throws FORBIDDEN and kin. */
  async list(caller: Caller, first: number | null | undefined): Promise<Todos> {
    await this.#authoriser.check(caller, READ, { type: 'todo', id: 'own' });
    const most = pageSize(first, 100, 50);
    const all = await Promise.all(this.#sources().map((source) => source.list(caller, most)));
    const sum = (field: 'totalCount' | 'red' | 'yellow'): number => all.reduce((total, each) => total + each[field], 0);
    return { items: all.flatMap(({ items }) => items).sort(byDue).slice(0, most), totalCount: sum('totalCount'), red: sum('red'), yellow: sum('yellow') };
  }
}

/** What has no limit comes last; of equal ones what has waited longer comes first. */
function byDue(a: TodoItem, b: TodoItem): number {
  const [first, second] = [a.dueOn ?? '9999', b.dueOn ?? '9999'];
  return first === second ? a.since - b.since || (a.id < b.id ? -1 : 1) : first < second ? -1 : 1;
}
