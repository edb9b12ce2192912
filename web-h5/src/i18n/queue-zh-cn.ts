/** The residents' words about numbers and appointments (取号、预约), in Chinese. */
export const queueZhCn = {
  queue: {
    title: '取号预约', hint: '到窗口前先看要等多久，取好号再出门。', signInWhy: '登录后可以取号、预约，随时看排到哪了。', signIn: '去登录', mine: '我的号', appointments: '我的预约', centres: '受理中心',
    openNow: '正在发号', closedNow: '现在不发号', closedToday: '今天闭馆', closures: '闭馆日', closedOn: '{day}闭馆：', today: '今天', waitingAll: '共 {n} 人在等', noCentre: '没有这个受理中心或业务。', toCentres: '看全部受理中心', hours: '开放 {hours}', everyDay: '，全年无休', workdays: '，工作日', closedHint: '现在不在开放时间，不能取号。可以先预约。', closedHolding: '已经到大厅的，听现场安排；还没出门的，先别来，可以预约别的日子。',
    waiting: '{n} 人在等', nobodyWaits: '没有人在等', wait: '约等 {n} 分钟（{from}–{until}）', waitLong: '大约还要等 {n} 分钟，多半在 {from} 到 {until} 分钟之间', waitNone: '几乎不用等', wanted: '您要办的事在这里',
    take: '现在取号', takeOf: '取号：{what}', takeSend: '取号', book: '预约时间', bookOf: '预约：{what}', ground: '依法优先', noGround: '都不是', groundHint: '符合下面情形的，依法优先叫号，到窗口时出示证件就行；窗口核对不符的，改按取号时间叫号。实名账户满 60 周岁自动优先，不用选。', groundLaw: '依据《{law}》{article}', takingFor: '正在为 {who} 取号。', bookingFor: '正在为 {who} 预约。',
    paperTitle: '小票上的号', paperNone: '没有这个号。小票当天有效，办完后七天内可以评价。', paperHint: '这一页会自己更新，不用登录。叫号以大厅的屏幕和广播为准。', paperPassed: '请到服务台说明。', ticketTitle: '我的号', noTicket: '没有这个号，它可能是以前的。', priority: '依法优先', priorityHint: '叫到您时，请向窗口出示优先的证件。', priorityRefused: '经窗口核对，不再依法优先：{why}。改按取号时间叫号，不用重新取号；有异议请到服务台。', takenAt: '{at} 取号', byAppointment: '预约 {at}', liveHint: '快轮到时会通知您。这一页会自己更新，不用刷新。', calledHint: '5 分钟内没到会过号。',
    toRate: '等您评价', rateIt: '去评价', state: { WAITING: '等待中', CALLED: '请到窗口', SERVING: '办理中', DONE: '已办完', PASSED: '已过号', LEFT: '已放弃' }, over: { WAITING: '正在等待', CALLED: '请到窗口', SERVING: '正在办理', DONE: '已办完', PASSED: '叫号时您不在，已过号', LEFT: '已放弃排队' },
    before: '前面还有 {n} 位', nextUp: '下一个就是您', goTo: '请到 {window} 号窗口', servingAt: '正在 {window} 号窗口办理', comeBack: '我到了，回到队列', leave: '不排了', leaveTitle: '放弃 {number} 号？', leaveHint: '放弃后要重新取号。', leaveSend: '放弃排队', toMine: '看我的号和预约', myNumber: '我的号 {number}',
    appointment: { BOOKED: '已预约', WAITING: '候补中', CANCELLED: '已取消', past: '已过' }, window: '{n} 号窗口', waitingHint: '有人退号时按候补先后补上，补到会通知您。', checkInHint: '到大厅后签到取号：{from} 到 {until}。', checkIn: '签到取号', calendar: '加到日历', move: '改时间', cancel: '取消预约', cancelTitle: '取消预约？', cancelHint: '取消后这个时间会让给别人。', cancelSend: '确定取消',
    moveTitle: '改预约时间', moveSend: '改到这个时间', chooseDay: '选日期', chooseTime: '{day}，选时间', day: '{month}月{day}日 {week}', date: '{month}月{day}日', week: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'], free: '余 {n}', full: '已满', noDays: '近期没有可以预约的日子。', noTimes: '这一天没有可以预约的时间了。',
    waitList: '候补', waitListHint: '这个时间已经约满。候补后，有人退号会按先后补给您并通知您。', waitListSend: '候补这个时间', waitListed: '已候补', bookHint: '请带身份证按时到。不能来请提前取消，一个月内三次不来会暂停预约。', bookSend: '确定预约', booked: '预约好了',
  },
};
