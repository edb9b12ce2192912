import type { MessageTemplate } from '../../messages/contract.js';

/** What people are told of emergency access. */
export const consentMessages: readonly MessageTemplate[] = [
  {
    name: 'identity.emergency-opened', version: 1, kind: 'SECURITY', urgent: true, params: [],
    title: { zh: '您的档案在紧急情况下被查看', en: 'Your record was opened in an emergency' },
    body: { zh: '医务人员以紧急救治为由打开了您的档案，有效60分钟，审计员会复核。可在“谁看过我的数据”中查看，有疑问可提出异议。', en: 'Medical staff opened your record for an emergency, for 60 minutes; an auditor will review it. See “Who saw my data”; you can dispute it there.' },
    sms: { zh: '您的档案在紧急情况下被查看，请登录了解', en: 'Your record was opened in an emergency; please sign in to see' },
  },
  {
    name: 'identity.emergency-to-review', version: 1, kind: 'SECURITY', urgent: true, params: [],
    title: { zh: '有一次紧急查看待复核', en: 'An emergency access waits for review' },
    body: { zh: '有人以紧急救治为由打开了居民档案，请及时复核。', en: 'A resident’s record was opened for an emergency; please review it soon.' },
  },
];
