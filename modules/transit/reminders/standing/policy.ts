import type { MessageTemplate } from '../../../messages/contract.js';
import type { ModulePolicies } from '../../../kernel/policy/types.js';

/** Who may have reminders that stand without an open page. */
export const standingPolicies: ModulePolicies = {
  actions: {
    'transit.reminder.read': { signedIn: true, scope: 'transit.read', because: 'only one’s own are ever looked up' },
    'transit.reminder.keep': { signedIn: true, because: 'a bus asks nobody for a proof of who they are; one’s own alone, at most twenty' },
    'transit.reminder.tell': { system: true },
  },
  fields: {
    'Query.transitReminders': 'transit.reminder.read',
    'Mutation.subscribeTransitReminder': 'transit.reminder.keep',
    'Mutation.cancelTransitReminder': 'transit.reminder.keep',
    'StandingReminder.*': 'parent',
    'TooManyReminders.*': 'parent',
  },
};

/** What a rider is told: the words come from the judge, so that page and message say the same. */
export const standingTemplates: readonly MessageTemplate[] = [
  {
    name: 'transit.reminder', version: 1, kind: 'TRANSIT', urgent: true, params: ['text'],
    title: { zh: '乘车提醒', en: 'Bus reminder' },
    body: { zh: '{text}', en: '{text}' },
    sms: { zh: '{text}', en: '{text}' },
    wechat: { templateId: 'transit-reminder', fields: { thing1: { zh: '{text}', en: '{text}' } } },
  },
];
