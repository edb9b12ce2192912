import type { MessageTemplate } from '../../../messages/contract.js';

/** What administrators are told of one another's posts. Names stay out of them: who it is stands in the console. */
export const administratorMessages: readonly MessageTemplate[] = [
  {
    name: 'identity.administrator-proposed', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '有一项管理员任命待确认', en: 'A proposed administrator waits for you' },
    body: { zh: '另一位管理员提议了一项管理员任命，需要您核对后确认或拒绝，14天内无人确认自动失效。', en: 'Another administrator proposed an administrator’s post. Please check it and confirm or refuse; it lapses after 14 days.' },
  },
  {
    name: 'identity.administrator-confirmed', version: 1, kind: 'SECURITY', urgent: true, params: [],
    title: { zh: '一项管理员任命已生效', en: 'An administrator’s post is in force' },
    body: { zh: '一项管理员任命经两位管理员核对后已生效。如有疑问，请立即联系安全管理员和审计管理员。', en: 'An administrator’s post was confirmed and is in force. Ask the security and the audit administrator at once if it is not right.' },
    sms: { zh: '一项管理员任命已生效，请登录核实', en: 'An administrator’s post is in force; please sign in and check' },
  },
  {
    name: 'identity.administrator-refused', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '一项管理员任命未通过', en: 'A proposed administrator was refused' },
    body: { zh: '您提议的管理员任命已被拒绝或撤回，原因见管理台。', en: 'An administrator’s post that you proposed was refused or taken back; see why in the console.' },
  },
  {
    name: 'identity.administrator-ended', version: 1, kind: 'SECURITY', urgent: true, params: [],
    title: { zh: '一个管理员岗位已结束', en: 'An administrator’s post was ended' },
    body: { zh: '一个管理员岗位已被另一位管理员结束，立即生效。', en: 'An administrator’s post was ended by another administrator, at once.' },
    sms: { zh: '一个管理员岗位已结束，请登录核实', en: 'An administrator’s post was ended; please sign in and check' },
  },
];
