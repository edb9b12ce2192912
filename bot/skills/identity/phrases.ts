/** How people ask about their account. */
export const accountPhrases: readonly string[] = ['我的账号', '怎么改密码'];
/** How people ask about acting for others. */
export const delegationPhrases: readonly string[] = ['我能替谁办事', '怎么帮我妈代办'];
/** How people ask who looked at their data. */
export const accessLogPhrases: readonly string[] = ['谁看过我的数据', '有人查过我的信息吗'];
