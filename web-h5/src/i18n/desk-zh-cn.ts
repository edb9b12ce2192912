/** Words of the staff's desk and of the halls, in Chinese. */
export const deskZhCn = {
  staff: {
    title: '办件台', otherPost: '当前岗位用不到办件台，请先切换岗位。', none: '您没有窗口、审批或调度岗位。',
    parts: { todos: '待办', worklist: '办件清单', window: '叫号窗口', counter: '窗口代录', supervision: '电子监察', feedback: '评价与投诉' },
    todos: '待办', sums: '待办合计', sumAll: '件待办', sumRed: '件已超期', sumYellow: '件快到期', nothingToDo: '没有待办事项。', since: '{at} 起', moreTodos: '这里列出最急的 {n} 件，其余在各自的清单里。',
    light: { GREEN: '正常', YELLOW: '将到期', RED: '已超期' }, noLimit: '没有期限', today: '今天到期', left: '还有 {n} 天', late: '超期 {n} 天',
  },
  calling: {
    title: '叫号窗口', noCentre: '您现在的岗位不在服务中心。', window: '窗口', windowNo: '{n} 号窗口', choose: '请选择窗口', open: '开窗', close: '关窗', keys: '单键操作', board: '大厅屏幕',
    closed: '窗口没有开。开窗后可以叫号。', taken: '这个窗口由别的同事开着。', current: '当前号码', free: '窗口空闲', next: '呼叫下一位', waitingNow: '有 {n} 人在等这个窗口的业务', nobody: '没有人在等。',
    state: { CALLED: '已呼叫，等人过来', SERVING: '正在办理', WAITING: '等候', DONE: '已办结', PASSED: '已过号', LEFT: '已离开' },
    appointment: '预约 {at}', returned: '过号返回', transferred: '转来', first: '依法优先', showPaper: '请核对证件（{law}）', callsSoFar: '已呼叫 {n} 次，最近 {at}', passIn: '{n} 秒后可以过号', servingFor: '已办理 {n} 分钟',
    begin: '开始办理', finish: '办结', recall: '再叫一次', pass: '过号', transfer: '转出', transferOf: '转出 {number}', toBusiness: '转到业务', toWindow: '转到窗口', anyWindow: '能办的任一窗口', waitingOf: '{n} 人等候', keepsPlace: '转出的号码保留原来的取号时间，不用重新排队。',
    called: '已呼叫 {number} 到 {n} 号窗口', gave: '{number} 已转出', did: { BEGIN: '开始办理 {number}', FINISH: '{number} 已办结', RECALL: '再次呼叫 {number}', PASS: '{number} 已过号' },
    served: '今天办结', average: '平均用时', waiting: '等候人数', minutes: '{n} 分钟', nextUp: '接下来', passed: '已过号', nonePassed: '没有过号的。',
    issueTitle: '现场取号', business: '业务', ground: '依法优先', noGround: '不是', issue: '取号', issued: '第 {position} 位，约等 {earliest}–{latest} 分钟',
  },
  hall: {
    title: '大厅叫号', call: '请 {number} 到 {window} 号窗口', called: '正在呼叫', number: '号码', goTo: '请到', window: '{n} 号窗口', serving: '办理中', none: '还没有叫号', closed: '大厅现在不叫号', waiting: '等候', count: '{n} 人', next: '下面：{numbers}', nobody: '没有人等候', wait: '约 {earliest}–{latest} 分钟', passed: '过号：{numbers}',
    lost: '与排队系统的连接断了，以下是 {at} 的情况，请听窗口叫号。', lostFor: '已断 {n} 分钟。', missing: '没有这个服务中心。', noAnswer: '连不上排队系统，正在重试。', voiceStart: '打开语音播报', voiceStop: '关闭语音播报', voiceOn: '语音播报已打开',
  },
};
