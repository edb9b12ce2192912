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
    name: 'identity.guardian-added', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '孩子多了一位监护人', en: 'A child in your care has another guardian' },
    body: { zh: '一项监护申请已确认，对方现在可以为孩子办事。如有疑问，请到社区事务受理服务中心核实。', en: 'A guardianship was confirmed; they can act for the child now. If this is not right, ask at a service centre.' },
    sms: { zh: '您的孩子多了一位可办事的监护人，请登录核实', en: 'Your child has another guardian who can act; please sign in and check' },
  },
  {
    name: 'identity.guardianship-refused', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '监护申请未通过', en: 'Guardianship not confirmed' },
    body: { zh: '您申请的监护关系未获确认，原因见“代办授权”页。可带户口簿或出生医学证明到社区事务受理服务中心办理。', en: 'Your guardianship was refused; see why under delegations. You can bring the household book or the birth certificate to a service centre.' },
  },
  {
    name: 'identity.guardian-not-added', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '一项监护申请已被拒绝', en: 'A guardianship was refused' },
    body: { zh: '有人申请为您监护的孩子办事，该申请已被拒绝，对方不能为孩子办事。', en: 'Somebody asked to act for a child in your care; it was refused, and they cannot.' },
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
