import type { ConsentNotice } from './types.js';

/** Every notice in every version. A changed purpose, recipient or kind of data is a new version, which needs consent anew (个人信息保护法 §14). */
export const NOTICES: readonly ConsentNotice[] = [
  {
    purpose: 'service.identity', version: 1, required: true, recipients: ['云间区智慧区城平台'],
    title: { zh: '身份信息的使用', en: 'Use of identity data' },
    text: {
      zh: '为确认办事的是您本人，我们使用您的姓名、证件号码和手机号。没有这些信息就无法办理与您本人有关的事项。信息加密保存；注销账号后，除法律要求留存的以外都会删除。',
      en: 'To know that it is you, we use your name, identity number and phone. Without them nothing personal can be done here. They are stored encrypted and deleted with your account, apart from what the law has us keep.',
    },
  },
  {
    purpose: 'health.sharing', version: 1, required: false, recipients: ['区中心医院', '泗泾医院', '区妇幼保健院', '社区卫生服务中心'],
    title: { zh: '医疗机构之间共享健康档案', en: 'Sharing health records between institutions' },
    text: {
      zh: '同意后，为您诊疗的区内医院和社区卫生服务中心可以查看您在其他机构的健康档案，减少重复检查。不同意不影响看病，只是医生看不到别处的记录。您可以随时撤回，撤回后立即停止共享。',
      en: 'With it, the hospitals and health centres of the district that treat you can see your records from one another and repeat fewer tests. Without it you are treated all the same; your doctor just does not see records from elsewhere. You can withdraw at any time; sharing stops at once.',
    },
  },
  {
    purpose: 'education.sharing', version: 1, required: false, recipients: ['区教育局', '就读学校'],
    title: { zh: '入学报名时共享户籍和接种信息', en: 'Sharing household and vaccination data for school enrolment' },
    text: {
      zh: '同意后，入学报名时区教育局和学校可以核对户籍和预防接种信息，不必再交纸质证明。不同意也可以报名，届时请自带证明。可以随时撤回。',
      en: 'With it, the education bureau and the school check household and vaccination data at enrolment and need no paper. You can enrol without it and bring the papers. You can withdraw at any time.',
    },
  },
  {
    purpose: 'messages.wechat', version: 1, required: false, recipients: ['微信（深圳市腾讯计算机系统有限公司）'],
    title: { zh: '通过微信接收通知', en: 'Notices by WeChat' },
    text: {
      zh: '同意后，办件进度、预约提醒等通知会通过微信发给您，通知中不写证件号码和病情。不同意仍可在站内和短信中收到。可以随时撤回。',
      en: 'With it, progress and reminders also reach you by WeChat, without identity numbers or health details. Without it you still get them here and by SMS. You can withdraw at any time.',
    },
  },
  {
    purpose: 'affairs.sharing', version: 1, required: false, recipients: ['区民政局', '区人社局', '区医保局'],
    title: { zh: '部门之间共享办事材料', en: 'Sharing application papers between departments' },
    text: {
      zh: '同意后，您在一个部门交过的材料，其他部门办理您的申请时可以直接使用，不用重复提交。不同意时请每次自行提交。可以随时撤回，撤回不影响已经办结的事项。',
      en: 'With it, papers that you handed in at one department are used by the others for your applications. Without it you hand them in each time. You can withdraw at any time; what is decided stays decided.',
    },
  },
];

/** The notices in force: of each purpose the newest version. */
export function currentNotices(notices: readonly ConsentNotice[] = NOTICES): ConsentNotice[] {
  const newest = new Map<string, ConsentNotice>();
  for (const notice of notices) if ((newest.get(notice.purpose)?.version ?? 0) < notice.version) newest.set(notice.purpose, notice);
  return [...newest.values()];
}
