import type { MessageTemplate } from '../../../messages/contract.js';

/** What people are told of 公示. */
export const publicityTemplates: readonly MessageTemplate[] = [
  {
    name: 'community.objection', version: 1, kind: 'AFFAIRS', params: ['service', 'number'],
    title: { zh: '公示收到异议', en: 'Somebody objects to what was made public' },
    body: { zh: '“{service}”（{number}）公示期间收到一条异议，请核实，并在决定中答复。', en: 'Somebody objects to “{service}” ({number}), which is made public. Please look into it; the decision answers it.' },
  },
];
