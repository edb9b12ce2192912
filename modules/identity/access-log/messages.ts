import type { MessageTemplate } from '../../messages/contract.js';

/** What residents are told of their disputes. What was found stands on the page that the link opens. */
export const accessLogMessages: readonly MessageTemplate[] = [
  {
    name: 'identity.dispute-upheld', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '您的异议成立', en: 'Your dispute was upheld' },
    body: { zh: '您对一条访问记录提出的异议经核查成立：该次访问不当，处理结果见“谁看过我的数据”。', en: 'Your dispute was looked into and upheld: that access was wrong. See what was found under “Who saw my data”.' },
    sms: { zh: '您提出的数据访问异议已核查成立，请登录查看', en: 'Your dispute of an access was upheld; please sign in to see' },
  },
  {
    name: 'identity.dispute-dismissed', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '您的异议已答复', en: 'Your dispute was answered' },
    body: { zh: '您对一条访问记录提出的异议已核查：该次访问符合规定，说明见“谁看过我的数据”。', en: 'Your dispute was looked into: that access was right. See why under “Who saw my data”.' },
    sms: { zh: '您提出的数据访问异议已答复，请登录查看', en: 'Your dispute of an access was answered; please sign in to see' },
  },
];
