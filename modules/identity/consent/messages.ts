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
  {
    name: 'identity.emergency-justified', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '紧急查看已复核', en: 'The emergency access was reviewed' },
    body: { zh: '审计员复核了对您档案的紧急查看：情况属实。如仍有疑问，可在“谁看过我的数据”中提出异议。', en: 'An auditor reviewed the emergency access to your record: it was justified. You can still dispute it under “Who saw my data”.' },
  },
  {
    name: 'identity.emergency-unjustified', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '一次紧急查看被认定不当', en: 'An emergency access was not justified' },
    body: { zh: '审计员复核了对您档案的紧急查看，认定理由不成立，该权限已终止，将依规处理。', en: 'An auditor reviewed the emergency access to your record and found it not justified; it has been ended, and will be dealt with by the rules.' },
    sms: { zh: '一次对您档案的紧急查看被认定不当，请登录了解', en: 'An emergency access to your record was not justified; please sign in to see' },
  },
];
