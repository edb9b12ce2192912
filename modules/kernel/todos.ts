import type { Caller } from './caller.js';
import type { BilingualText } from './identifiers.js';

/** How near a limit is. */
export type TodoLight = 'GREEN' | 'YELLOW' | 'RED';

/** Something that waits for a member of staff (待办). */
export interface TodoItem {
  /** Unique over all modules: the source's name is its beginning. */
  readonly id: string;
  /** Such as `community.cases`. */
  readonly source: string;
  readonly title: BilingualText;
  /** What it is about, in a few words: a number, a service. */
  readonly about: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Last day, `YYYY-MM-DD`; null where there is none. */
  readonly dueOn: string | null;
  readonly light: TodoLight;
  /** Where it is done, a path of the pages. */
  readonly link: string;
}

/** What a source has for somebody: the first of its list, and how many there are. */
export interface Todos {
  readonly items: readonly TodoItem[];
  readonly totalCount: number;
  readonly red: number;
  readonly yellow: number;
}

/** A part of the district that has work for members of staff. Modules hand theirs over; the list of all is one. */
export interface TodoSource {
  readonly name: string;
  /** What waits for the caller in the post they act in, due first; it decides itself what they may see, and answers nothing where that is nothing. */
  list(caller: Caller, first: number): Promise<Todos>;
}
