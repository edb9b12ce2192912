/** Words of the assistant and of those who serve behind it, in Chinese: loaded with their pages, never with the first one. */
export const assistantZhCn = {
  assistant: {
    title: '智能助手', back: '返回', anew: '新对话', log: '与智能助手的对话', welcome: '您好，我是智能助手。公交、办事、账号的事，写下来或说出来就行。', welcomeTo: '您好，这里是{district}智能助手。公交、办事、账号的事，写下来或说出来就行。',
    tries: ['我附近有什么车站', '24路还有多久到', '谁看过我的数据', '你能做什么'],
    author: { RESIDENT: '我', ASSISTANT: '智能助手', STAFF: '工作人员' },
    input: '写下您想问的', send: '发送', speak: '语音输入', speaking: '正在听，点一下结束', speakFailed: '没有听清，请再说一次或打字。', speakDenied: '没有得到麦克风权限。可以在手机设置里允许，或打字。',
    sending: '发送中', failed: '没有发出去', again: '重发', typing: '对方正在输入…', newOnes: '看新消息', loading: '正在取回对话…', quick: '可以直接点的回答',
    helpful: '有帮助', notHelpful: '没帮助', thanks: '谢谢，记下了。', rateFailed: '没有记下，请再点一次。', tools: '对这条回答',
    waiting: '正在为您转人工，前面还有 {n} 位', waitingNext: '正在为您转人工，您是下一位', taken: '工作人员正在为您服务',
    board: '看完整站牌', boardThen: '这是当时的到站信息', boardNone: '未来一小时没有车。', boardOf: '{stop}到站信息', minutes: '约 {n} 分钟', here: '已到站',
    all: '查看全部', more: '全部 {n} 条', map: '{title}的地图', missing: '还没填', callTo: '拨打{name} {number}', signIn: '登录后接着办', yesterday: '昨天 ', locating: '正在定位…',
  },
  desk: {
    waiting: '等待中', mine: '我接待的', left: '留言', waitingNow: '{n} 人在等', since: '最久的从 {at} 等起', nobody: '没有人在等。', noneTaken: '您还没有接待中的对话。', noneLeft: '没有留言。', askedAt: '{at} 请求人工', reason: { ASKED: '居民要求', FAILED: '助手两次没答上' },
    take: '接待', takeOf: '接待 {at} 的对话', gone: '已被别的工作人员接走。', transcript: '对话记录', answer: '回复居民', send: '发送', end: '结束接待', endHint: '结束后由智能助手继续服务。', resident: '居民', pick: '从左边选一个对话。',
    unclearHint: '居民最近说了、助手没听懂的话。选好意思，改一改说法，再让助手学会。', noUnclear: '最近没有听不懂的话。', times: '{n} 次', nearest: '最接近', intent: '是什么意思', choose: '请选择', phrases: '说法（每行一句，1 至 50 句）', learn: '学会', learning: '正在学习和评测…', dismiss: '收起', teach: '教助手',
    learnt: '学会了，现已生效。当前第 {version} 版，共 {phrases} 句说法。', worse: '没有学：学了以后评测会变差。', measure: '评测', before: '学之前', after: '学之后', accepted: '听懂且答对', refused: '该拒绝的拒绝了',
    training: '第 {version} 版 · {phrases} 句说法，其中学来的 {learnt} 句 · 听懂且答对 {accepted} · 该拒绝的拒绝了 {refused}',
  },
  intent: {
    transit: { arrivals: '公交到站', route_info: '线路信息', nearby_stops: '附近站点', trip_plan: '出行规划', alerts: '公交通知' },
    health: { record: '健康档案', immunisation: '预防接种', appointment: '预约挂号', follow_up: '随访', family_doctor: '家庭医生', facility: '医疗机构' },
    education: { enrolment: '入学报名', catchment: '学区', timetable: '课表与校历', homework: '作业', grades: '成绩', resources: '学习资源', teacher_credits: '教师学分' },
    tourism: { attraction: '景点', crowd: '客流', ticket: '门票', recommend: '游玩推荐', event: '活动' },
    community: { guide: '办事指南', progress: '办件进度', queue: '排队取号', report: '上报问题', report_status: '上报进展', volunteer: '志愿服务', convenience: '便民服务', centre: '服务中心' },
    identity: { account: '账号', delegation: '代办授权', access_log: '谁看过我的数据' },
    chat: { greet: '问候', thanks: '道谢', help: '能做什么', human: '转人工', cancel: '不办了' },
    oos: '不归我们管',
  },
};
