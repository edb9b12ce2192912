import type { MessageTemplate } from '../../../messages/contract.js';

/** What people are told of 办不成事. What happened stands on the page alone. */
export const unresolvedTemplates: readonly MessageTemplate[] = [
  {
    name: 'community.unresolved-reported', version: 1, kind: 'AFFAIRS', params: [],
    title: { zh: '有居民反映“办不成事”', en: 'Somebody could not get an affair done' },
    body: { zh: '一位居民反映有事没办成，由您负责，请在3个工作日内答复。', en: 'A resident could not get something done, and you see to it. Please answer within 3 working days.' },
  },
  {
    name: 'community.unresolved-late', version: 1, kind: 'AFFAIRS', params: ['organisation'],
    title: { zh: '“办不成事”没有按时答复', en: 'A report is not answered in time' },
    body: { zh: '{organisation}有一件“办不成事”反映没有按时答复，请督办。', en: 'A report of what could not be done at {organisation} was not answered in time. Please see to it.' },
  },
  {
    name: 'community.unresolved-answered', version: 1, kind: 'AFFAIRS', params: [],
    title: { zh: '您反映的“办不成事”已答复', en: 'What you could not get done was answered' },
    body: { zh: '您反映的问题已有答复，请查看。', en: 'There is an answer to what you reported.' },
  },
];
