import type { MessageTemplate } from '../../messages/contract.js';

/** What people are told of delegations. Names stay out of them: who it is stands on the page that the link opens. */
export const delegationMessages: readonly MessageTemplate[] = [
  {
    name: 'identity.guardianship-claimed', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '有人申请成为孩子的监护人', en: 'Somebody asks to be your child’s guardian' },
    body: { zh: '有人申请为您监护的孩子办事，需要您确认。如果不认识对方，请不要确认，申请30天后自动失效。', en: 'Somebody asks to act for a child in your care and needs your confirmation. Do not confirm if you do not know them; the request lapses after 30 days.' },
    sms: { zh: '有人申请为您监护的孩子办事，请登录核实', en: 'Somebody asks to act for a child in your care; please sign in and check' },
  },
  {
    name: 'identity.guardianship-confirmed', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '监护关系已确认', en: 'Guardianship confirmed' },
    body: { zh: '您申请的监护关系已确认，现在可以为孩子办事了。', en: 'Your guardianship is confirmed; you can act for the child now.' },
  },
  {
    name: 'identity.delegation-granted', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '代办授权已生效', en: 'A delegation is in force' },
    body: { zh: '一项代办授权已生效。如果不是您本人的意思，请立即撤销。', en: 'A delegation is in force. End it at once if it is not what you want.' },
    sms: { zh: '一项代办授权已生效，如非本人意思请登录撤销', en: 'A delegation is in force; sign in and end it if it is not what you want' },
  },
  {
    name: 'identity.delegation-revoked', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '代办授权已撤销', en: 'A delegation was ended' },
    body: { zh: '一项代办授权已撤销，从现在起不再有效。', en: 'A delegation was ended and holds no longer.' },
  },
];
