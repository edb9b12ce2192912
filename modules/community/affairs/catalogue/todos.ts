import mongoose from 'mongoose';
import type { Caller } from '../../../kernel/caller.js';
import type { Authoriser } from '../../../kernel/policy/port.js';
import type { TodoItem, Todos, TodoSource } from '../../../kernel/todos.js';
import { toVersion, type Catalogue } from './catalogue.js';
import { REVIEW, subjectOf } from './service.js';
import type { ServiceVersion } from './types.js';

const MOST = 200;

/** What waits for editors: guides for whoever may review them and did not write them, and those that came back for their writers. Few by nature. */
export function catalogueTodos({ catalogue, authoriser }: { readonly catalogue: Catalogue; readonly authoriser: Authoriser }): TodoSource {
  return {
    name: 'community.catalogue',
    async list(caller: Caller, first: number): Promise<Todos> {
      const { personId } = caller;
      const waiting = [{ state: 'REVIEW', editedBy: mongoose.trusted({ $ne: personId }) }, { state: 'DRAFT', editedBy: personId, note: mongoose.trusted({ $ne: null }) }] as const;
      const open = (await catalogue.versions.find({ open: true, $or: [...waiting] }).sort({ editedAt: 1 }).limit(MOST).lean()).map(toVersion);
      const proved: Caller = { ...caller, assurance: 'sensitive' };
      const waits = await Promise.all(open.map(({ state, definition }) => state === 'DRAFT' || authoriser.allows(proved, REVIEW, subjectOf(definition))));
      const items = open.filter((_version, index) => waits[index]).map(itemOf);
      return { items: items.slice(0, first), totalCount: items.length, red: 0, yellow: 0 };
    },
  };
}

function itemOf({ definition, version, state, ending, editedAt, reviewedAt }: ServiceVersion): TodoItem {
  return {
    id: `community.catalogue:${definition.id}:${version}`, source: 'community.catalogue',
    title: ending ? (state === 'REVIEW' ? { zh: '审核停办', en: 'Review the end of a service' } : { zh: '修改退回的停办', en: 'Mend the end of a service that was given back' }) : state === 'REVIEW' ? { zh: '审核办事指南', en: 'Review a guide' } : { zh: '修改退回的办事指南', en: 'Mend a guide that was given back' },
    about: definition.name.zh, since: state === 'REVIEW' ? editedAt : (reviewedAt ?? editedAt), dueOn: null, light: 'GREEN', link: `/staff/services/${encodeURIComponent(definition.id)}`,
  };
}
