import type { MessageTemplate } from '../../messages/contract.js';

/** What people are told of their corrections; what was corrected stays out of it. */
export const myDataMessages: readonly MessageTemplate[] = [
  {
    name: 'identity.correction-done', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '您的信息已更正', en: 'Your data was corrected' },
    body: { zh: '您申请的更正已办理。如果不是您本人申请的，请立即联系社区事务受理服务中心。', en: 'The correction you asked for was made. If it was not you who asked, tell a service centre at once.' },
    sms: { zh: '您申请的信息更正已办理，如非本人申请请登录核实', en: 'Your data was corrected; sign in and check if you did not ask for it' },
  },
  {
    name: 'identity.correction-refused', version: 1, kind: 'SECURITY', params: [],
    title: { zh: '更正申请未通过', en: 'Your correction was refused' },
    body: { zh: '您申请的更正未通过，原因见“我的数据”页。', en: 'The correction you asked for was refused; see why under “My data”.' },
  },
];
