/** What staff and residents are told, in the shape of the message centre's templates. */
export const botMessages = [
  {
    name: 'bot.handover-answered', version: 1, kind: 'COMMUNITY' as const, params: ['clerk', 'words'] as const,
    title: { zh: '工作人员回复了您的留言', en: 'A member of staff answered your message' },
    body: { zh: '{clerk}：{words}', en: '{clerk}: {words}' },
  },
  {
    name: 'bot.handover-left', version: 1, kind: 'COMMUNITY' as const, params: [] as const,
    title: { zh: '有居民在非工作时间找人工', en: 'A resident asked for a person out of hours' },
    body: { zh: '有居民在非工作时间请求人工服务，请在控制台的“人工服务”里接着处理。', en: 'A resident asked for a person out of hours. Please take it up in the console.' },
  },
];
