/** Words of the staff's desk and of the halls, in Chinese. */
export const deskZhCn = {
  staff: {
    title: '办件台', otherPost: '当前岗位用不到办件台，请先切换岗位。', none: '您没有窗口、审批或调度岗位。',
    parts: { todos: '待办', worklist: '办件清单', window: '叫号窗口', counter: '窗口代录', supervision: '电子监察', feedback: '评价与投诉' },
    todos: '待办', sums: '待办合计', sumAll: '件待办', sumRed: '件已超期', sumYellow: '件快到期', nothingToDo: '没有待办事项。', since: '{at} 起', moreTodos: '这里列出最急的 {n} 件，其余在各自的清单里。',
    light: { GREEN: '正常', YELLOW: '将到期', RED: '已超期' }, noLimit: '没有期限', today: '今天到期', left: '还有 {n} 个工作日', late: '超期 {n} 个工作日',
  },
  calling: {
    title: '叫号窗口', noCentre: '您现在的岗位不在服务中心。', window: '窗口', windowNo: '{n} 号窗口', choose: '请选择窗口', open: '开窗', close: '关窗', keys: '单键操作', board: '大厅屏幕', machine: '取号机',
    closed: '窗口没有开。开窗后可以叫号。', taken: '这个窗口由别的同事开着。', current: '当前号码', free: '窗口空闲', next: '呼叫下一位', waitingNow: '有 {n} 人在等这个窗口的业务', nobody: '没有人在等。',
    state: { CALLED: '已呼叫，等人过来', SERVING: '正在办理', WAITING: '等候', DONE: '已办结', PASSED: '已过号', LEFT: '已离开' },
    appointment: '预约 {at}', returned: '过号返回', transferred: '转来', first: '依法优先', showPaper: '请核对证件（{law}）', onRecord: '登记的出生日期已核实，核对是否本人即可（{law}）', refuse: '取消优先', refuseOf: '取消 {number} 的优先', refuseHint: '只在明显不符时用。这个号回到队列，按取号时间排，不会排到最后；本人会收到原因，操作会留下记录。', refuseWhy: '原因', refuseReason: { NO_PROOF: '没有能证明优先情形的证件', OF_ANOTHER: '证件不是来办事的本人的', NOT_COVERED: '情形不属于依法优先的范围' }, refusedTold: '{number} 改按取号时间叫号', callsSoFar: '已呼叫 {n} 次，最近 {at}', passIn: '{n} 秒后可以过号', servingFor: '已办理 {n} 分钟',
    begin: '开始办理', finish: '办结', recall: '再叫一次', pass: '过号', transfer: '转出', transferOf: '转出 {number}', toBusiness: '转到业务', toWindow: '转到窗口', anyWindow: '能办的任一窗口', waitingOf: '{n} 人等候', keepsPlace: '转出的号码保留原来的取号时间，不用重新排队。',
    called: '已呼叫 {number} 到 {n} 号窗口', gave: '{number} 已转出', did: { BEGIN: '开始办理 {number}', FINISH: '{number} 已办结', RECALL: '再次呼叫 {number}', PASS: '{number} 已过号' },
    served: '今天办结', average: '平均用时', waiting: '等候人数', minutes: '{n} 分钟', nextUp: '接下来', passed: '已过号', nonePassed: '没有过号的。',
    issueTitle: '现场取号', business: '业务', ground: '依法优先', noGround: '不是', issue: '取号', issued: '第 {position} 位，约等 {earliest}–{latest} 分钟',
  },
  hall: {
    title: '大厅叫号', call: '请 {number} 到 {window} 号窗口', called: '正在呼叫', number: '号码', goTo: '请到', window: '{n} 号窗口', serving: '办理中', none: '还没有叫号', closed: '大厅现在不叫号', waiting: '等候', count: '{n} 人', next: '下面：{numbers}', nobody: '没有人等候', wait: '约 {earliest}–{latest} 分钟', passed: '过号：{numbers}',
    lost: '与排队系统的连接断了，以下是 {at} 的情况，请听窗口叫号。', lostFor: '已断 {n} 分钟。', missing: '没有这个服务中心。', noAnswer: '连不上排队系统，正在重试。', voiceStart: '打开语音播报', voiceStop: '关闭语音播报', voiceOn: '语音播报已打开',
  },
  machine: {
    title: '取号机', language: 'English', unreachable: '连不上排队系统，正在重试。请先到服务台取号。',
    setTitle: '把这台设备用作取号机', setWhere: '{centre}', setHint: '启用后，这台设备有自己的登录，只能在本中心发号，别的什么也做不了；您在这台设备上的登录随即退出。要停用，请在您自己电脑上打开这一页；停用后在这台设备上登录，可以重新启用。', setName: '放在哪里', setNameHint: '如：大门口、二楼', machines: '本中心的取号机', noMachines: '还没有取号机。', seen: '最近在线 {at}', until: '{day} 前有效', revoke: '停用', revoked: '{name} 已停用', again: '重新启用', noMore: '不再用作取号机', setBrowser: '请先把浏览器设为全屏的信息亭（kiosk）模式。', setPrint: '取号后直接打印小票（浏览器须设为免确认打印）', setStart: '启用取号机', noCentre: '您现在的岗位不在服务中心，不能启用取号机。', back: '返回',
    off: '取号机暂停服务', offHint: '请到服务台取号。', signIn: '工作人员登录', signOut: '退出登录', notClerk: '现在登录的不是本中心的窗口人员。',
    choose: '您要办什么？请点一下', waiting: '{n} 人在等', nobody: '没有人在等', wait: '约等 {from}–{until} 分钟', closed: '现在不发号', closedHint: '开放时间 {hours}，开门前半小时开始取号。有急事请到服务台询问。', span: '{from}–{until}', and: '、', lost: '与排队系统的连接断了，暂时取不了号。请稍等，或者到服务台取号。',
    chosen: '您选的是', who: '符合下面情形的，请点那一项', whoHint: '依法优先叫号，到窗口时请出示证件；没有证件的，按取号时间叫号。', plain: '普通取号', restart: '返回重选', backIn: '{n} 秒后返回',
    sending: '正在取号…', retrying: '线路断了，正在重试。您的号不会丢，也不会多取，请稍等。', giveUp: '不等了', refused: '没有取到号', tooOften: '刚才取号的人太多，请过几分钟再来，或者到服务台取号。',
    yours: '您的号码', before: '前面还有 {n} 位', nextUp: '下一个就是您', lookUp: '请看大屏幕', waitLong: '大约等 {n} 分钟（多半 {from}–{until} 分钟）', waitNone: '几乎不用等', windows: '请留意 {windows} 号窗口', priority: '优先号：叫到时请出示证件，没有证件的按取号时间叫号', takenAt: '{at} 取号', scan: '手机扫码，看前面还有几位，不用登录', qrAlt: '小票的二维码', keep: '请记住号码或拍照，听到叫号再到窗口。过号请找服务台。', print: '打印小票', printed: '正在打印，请取走小票', done: '好了', stay: '再看一会儿',
  },
  sheets: {
    file: '表格（xlsx）', taken: '已办 {n} 行，{wrong} 行没有成功。', errors: '没有成功的行', row: '行', column: '列', reason: '原因',
    worklist: { title: '导入分派表', hint: '用导出的清单，在“经办人”一列写上本单位同事的姓名，再加一列“理由”，传上来就把步骤分到人。' },
    supervision: { title: '导入催办表', hint: '用导出的清单，在“催办理由”一列写明理由，传上来就逐行催办；没写的行不动。' },
    ratings: { title: '导入办理情况', hint: '用导出的清单，在“办理情况”一列写明怎样联系、怎样整改，传上来就逐行登记；没写的行不动。' },
    unresolved: { title: '导入答复', hint: '用导出的清单，在“答复”一列写上答复，传上来就逐行答复；没写的行不动。' },
  },
  worklist: {
    title: '办件清单', kind: '工作', service: '事项', light: '期限', number: '办件编号', any: '全部', mine: '只看我手里的', export: '导出表格', total: '共 {n} 件（最多数到 1000）', what: '要做的事', since: '收到', due: '到期', assignee: '经办人', nobody: '本单位',
    kinds: { ACCEPT: '受理', STEP: '审查', DECIDE: '决定', DELIVER: '送达', CONSULTATION: '回复征询', CARD: '答复监察牌', COMMITMENT: '核查承诺' },
  },
  case: {
    title: '办件', status: '状态', applicant: '申请人', received: '收到', accepted: '受理', acceptor: '受理单位', lead: '牵头单位', way: '方式', committed: '告知承诺', graph: '办理流程图', steps: '各步骤与意见', accepting: '受理', deciding: '决定',
    stepState: { WAITING: '还没轮到', OPEN: '正在办', DONE: '已完成', NOT_NEEDED: '不需要' }, stepKind: { REVIEW: '审查', SITE_VISIT: '联合现场核查', PUBLICITY: '公示', EXPERT: '专家评审' }, all: '各单位都要给出意见', any: '任一单位给出意见即可', after: '在{steps}之后',
    visitOn: '核查日期 {day}', publicFrom: '{at} 开始公示', publicUntil: '，{at} 结束，收到 {n} 条异议', opinionsOn: '对“{step}”的意见', verdict: '意见', verdicts: { AGREE: '同意', OBJECT: '不同意' }, inHands: '{who} 经办，还没给出意见', noOpinion: '还没给出意见', notYet: '还没轮到', noneGiven: '没有给出意见', asks: '{from} 问 {to}：', unanswered: '还没答复',
    content: '申请内容和材料', contentHint: '申请内容属于个人信息：查看需要再次验证身份，会留下记录，申请人可以看到。', readContent: '查看申请内容', papers: '材料', fetched: '向{from}核对', sealed: '印章有效，{at} 签署', sealBroken: '印章与内容对不上，请勿据此办理！', signed: { SECOND_FACTOR: '本人二次验证签署', PAPER: '本人在窗口签字，窗口人员见证' },
    actions: '可以做的事', nothingAllowed: '现在没有轮到您的事。', more: '其他操作', clocks: '期限', noClock: '现在没有计时。', clock: { GAPS: '一次性告知期限', LEGAL: '法定期限', PROMISED: '承诺期限', STEP: '步骤期限', DELIVERY: '送达期限', OWED: '容缺补交期限', COMMITMENT: '承诺核查期限' },
    used: '已用 {used} / {limit} 个工作日', paused: '停计', stopped: '已停止的期限 {n} 个', cards: '监察', urged: '已催办 {n} 次', answered: '答复：{text}', colours: { YELLOW: '黄牌', RED: '红牌' },
    decision: '决定', outcome: { GRANTED: '准予', REFUSED: '不予批准' }, remedy: { RECONSIDERATION: '行政复议', LITIGATION: '行政诉讼' }, document: '决定书', gaps: '一次性告知的内容', until: '{day} 前补齐', owed: '容缺待补', log: '办理记录', bySystem: '系统或申请人', done: '已完成：{what}', moved: '刚有新进展：{what}',
    changed: '别人刚办过这件事，页面已更新，请核对后再提交。', choose: '请选择', missing: '缺什么（一次列全，以后不能再要别的）', given: '已交', notGiven: '没有上传', whatOf: '{paper}：要补什么', formItself: '申请表内容', mayFollow: '可以后补的材料（容缺受理）', cameIn: '收到的材料', keptOrNot: '承诺是否属实', kept: '属实', notKept: '不属实', card: '发哪种牌', delivery: '送达方式', ways: { ELECTRONIC: '在线送达', COUNTER: '窗口领取', POST: '邮寄' },
    procedure: '特别程序', procedures: { HEARING: '听证', TENDER: '招标', AUCTION: '拍卖', INSPECTION: '检验', TESTING: '检测', QUARANTINE: '检疫', APPRAISAL: '鉴定', EXPERT_REVIEW: '专家评审' }, workingDays: '工作日（最多 {n}）', visitDay: '核查日期', objections: '收到的异议', colleague: '交给', takenFrom: '现在由谁办', organisation: '单位', optional: '（可不填）',
    action: { ACCEPT: '受理', SEND_BACK: '一次性告知补正', REFUSE_ACCEPTANCE: '不予受理', GIVE_OPINION: '给出意见', CONSULT: '征询其他单位', ANSWER_CONSULTATION: '答复征询', REASSIGN: '转交同事', HAND_OVER: '改由其他单位办', RECUSE: '回避', SCHEDULE_VISIT: '约定核查日期', RECORD_VISIT: '记录核查结果', EXCLUDE_TIME: '启动特别程序', END_EXCLUDED_TIME: '结束特别程序', BEGIN_PUBLICITY: '开始公示', END_PUBLICITY: '结束公示', EXTEND: '延长期限', RECEIVE_OWED: '容缺材料已补', GRANT: '准予', REFUSE: '不予批准', DELIVER: '送达', CHECK_COMMITMENT: '核查承诺', URGE: '催办', ISSUE_CARD: '发牌', ANSWER_CARD: '答复监察牌' },
    says: {
      ACCEPT: '受理后承诺期限开始计算。没有交齐又不能后补的材料，请用“一次性告知补正”。', SEND_BACK: '只能告知一次，请把缺的、不合格的全部列出；申请人会收到完整清单。', REFUSE_ACCEPTANCE: '通知书会写明理由，并告知行政复议和行政诉讼的权利。', GIVE_OPINION: '其他单位能看到这条意见。', CONSULT: '征询期间步骤期限照常计算。', ANSWER_CONSULTATION: '–', REASSIGN: '–', HAND_OVER: '–', RECUSE: '回避后不能再参与这件事。', SCHEDULE_VISIT: '有关单位同一天一次到场，申请人会收到通知。', RECORD_VISIT: '–', EXCLUDE_TIME: '只有行政许可法第四十五条列明的程序所需时间不计入期限；申请人会收到书面告知。', END_EXCLUDED_TIME: '结束后期限继续计算。', BEGIN_PUBLICITY: '–', END_PUBLICITY: '–', EXTEND: '只能延长一次，理由会告知申请人。', RECEIVE_OWED: '–',
      GRANT: '作出决定需要再次验证身份；决定书由区电子印章签署，可扫码验证。', REFUSE: '作出决定需要再次验证身份。决定书会写明理由，并告知申请人申请行政复议和提起行政诉讼的权利、期限和机关。', DELIVER: '送达后办件结束，申请人可以评价。', CHECK_COMMITMENT: '–', URGE: '经办单位会收到提醒。', ISSUE_CARD: '经办单位须办理并答复。', ANSWER_CARD: '–',
    },
    words: { ACCEPT: '说明', SEND_BACK: '说明', REFUSE_ACCEPTANCE: '理由', GIVE_OPINION: '意见内容', CONSULT: '要问什么', ANSWER_CONSULTATION: '答复', REASSIGN: '理由', HAND_OVER: '理由', RECUSE: '理由', SCHEDULE_VISIT: '说明', RECORD_VISIT: '核查结果', EXCLUDE_TIME: '理由', END_EXCLUDED_TIME: '结果', BEGIN_PUBLICITY: '公示地点或网址', END_PUBLICITY: '说明', EXTEND: '理由', RECEIVE_OWED: '说明', GRANT: '说明', REFUSE: '不予批准的理由', DELIVER: '说明', CHECK_COMMITMENT: '核查情况', URGE: '催办内容', ISSUE_CARD: '发牌理由', ANSWER_CARD: '怎样处理的' },
  },
  supervision: {
    title: '电子监察', tabs: { clocks: '所有期限', statistics: '统计', satisfaction: '满意度' }, clock: '计时', waitsFor: '等谁办', applicant: '申请人', urgeOf: '催办 {number}', cardOf: '对 {number} 发牌', group: '统计口径', by: { DEPARTMENT: '部门', SERVICE: '事项', STEP: '步骤' },
    running: '在办', finished: '已完成', inTime: '按期', late: '超期', kept: '按期率', mean: '平均用时（工作日）', limit: '平均时限（工作日）', runningNow: '现在在办的', finishedThen: '这段时间完成的', noChart: '图表没有加载出来，数字见下表。',
    count: '评价数', satisfied: '满意率', putRight: '已整改', noRatings: '还没有评价。', grade: { VERY_GOOD: '非常满意', GOOD: '满意', FAIR: '基本满意', POOR: '不满意', VERY_POOR: '非常不满意' },
  },
  feedback: {
    title: '评价与投诉', ratings: '差评回访', ratingsHint: '1 个工作日内联系，15 个工作日内整改。完整电话在办件的申请内容里，查看会留下记录。不得告诉被评价的人是谁评的。', said: '评价', phone: '联系电话', state: { TO_CONTACT: '待联系', CONTACTED: '已联系，待整改', PUT_RIGHT: '已整改' },
    contact: '记录联系', contactOf: '记录与 {number} 的联系', putRight: '记录整改', putRightOf: '记录 {number} 的整改', unresolved: '办不成事', unresolvedHint: '每一条都有具名的负责人，按期答复。', showAnswered: '看已答复的', happened: '发生了什么', where: '在哪里', responsible: '负责人', answer: '答复', answerOf: '答复 {at} 的反映',
    words: { contact: '怎么说的', putRight: '怎样整改的', answer: '怎样解决的' }, says: { contact: '只有回访的人看得到。', putRight: '会不带姓名公布。', answer: '会发给反映的人。' },
  },
  entry: {
    title: '窗口代录', service: '办什么事', read: '读身份证', reading: '正在读卡…', unread: '没有读到身份证，请重新放置证件再读一次。', orType: '读卡器用不了时，照证件输入：', name: '姓名', identifier: '身份证号码', begin: '开始录入', recorded: '查看会留下记录，本人可以看到；录入前请核对证件与本人一致。',
    cardRead: '读卡', typed: '手工输入', unknown: '初次登记', commits: '申请人选择告知承诺', showThem: '请申请人逐项核对，打印后签字。', offered: '沿用以前交过的', mayFollow: '可以后补', noFile: '没有上传', wrong: '有 {n} 处需要改正，还没有提交。', signed: '{who} 已核对以上内容，并在纸质申请表上签字', enter: '提交申请', done: '已提交，办件编号', toCase: '去办这件事', giveUp: '放弃录入',
  },
};
