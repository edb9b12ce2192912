/** The residents' words about affairs (办事), in Chinese. */
export const affairsZhCn = {
  affairs: {
    title: '办事', hint: '每件事要什么、多久、去哪办，一页看清。', search: '搜索要办的事', placeholder: '比如“狗证”“失业了”', events: '按人生大事找', all: '全部事项', found: '找到的事项', count: '找到 {n} 件事项',
    nothing: '没有找到“{text}”。可以换个说法，或者打 12345 问一问。', atOnce: '当场办好', days: '{n} 个工作日', daysOf: '{n} 个工作日（法定 {legal} 个）', free: '免费', missing: '没有这件事项，它可能已经停办或改了名称。', toAll: '看全部事项',
    time: '多久办好', fee: '收费', whoFor: '谁能办', authority: '主管部门', papers: '要准备的材料', noPapers: '不用带任何材料。', sometimes: '有这种情况才要', again: '交过一次，{n} 个月内再办别的事不用重交',
    fetched: '不用交，由部门之间核对：{names}。', comma: '、', colon: '：', conditions: '要满足的条件', steps: '怎么办', channels: '在哪办', channel: { ONLINE: '手机或电脑', COUNTER: '窗口', KIOSK: '自助终端', PHONE: '电话咨询' },
    outputs: '办好后拿到', basis: '依据', limitBasis: '时限依据{law}', call: '问一问：{where} {phone}', version: '这份指南从 {from} 起执行。',
    apply: '在线申请', mine: '我的办件', progress: '查进度', notices: '公示公告', book: '去窗口办：取号、预约',
  },
  ending: {
    ended: '已停办', ahead: '将要停办', since: '这件事项从 {on} 起停办，不再受理新的申请。', until: '这件事项从 {on} 起停办。这天以前照常申请。', reason: '原因', instead: '现在请办：{name}', open: '停办以前已经提交的办件照常办完，可以在“我的办件”里看。', more: '看为什么、现在怎么办',
  },
  apply: {
    title: '在线申请', noForm: '这件事不能在网上申请，请看指南里的办理方式。', toGuide: '看办事指南', signInWhy: '登录以后，已经知道的信息会自动填好。', actingFor: '正在为 {who} 申请，填的是 {who} 的信息。',
    stepOf: '第 {n} 步，共 {of} 步', papers: '材料', check: '核对并签名', next: '下一步', back: '上一步', optional: '可以不填', choose: '请选择', yes: '是', no: '否', empty: '没有填',
    known: '已经知道的', knownHint: '核对无误就不用填。', nothingAsked: '这一步没有要填的，核对后点“下一步”。', fromDepartment: '来自{from}，{day}', source: { REGISTER: '来自公安人口库，{day} 核对', SELF: '您 {day} 填过', DEPARTMENT: '来自部门共享，{day}', APPLICATION: '您 {day} 办事时填过' },
    stale: '填得比较久了，还是这样吗？', stillSo: '还是这样', changed: '变了', change: '修改', changeOf: '修改{what}',
    nobody: '还没有添加。', entry: '第 {n} 位', addEntry: '添加一位', remove: '删除', removeEntry: '删除第 {n} 位', faults: '有 {n} 处要改',
    savesItself: '填写的内容会自动保存，换手机也能接着填。', saving: '正在保存…', saved: '已保存 {at}，换手机也能接着填', saveFailed: '还没有保存，请不要关闭页面。', resumed: '接着 {at} 没填完的继续。', anew: '重新填', formChanged: '这件事的表单刚更新过。您填的都还在，请再核对一遍。',
    joined: '另一台设备上也改过这份申请，两边的内容已经合在一起。', clash: '这份申请在另一台设备上也改过', clashHint: '下面几项两边不一样，请选要用的。两边的内容都还在。', clashHere: '这台设备填的', clashThere: '另一台设备填的',
    paper: {
      committed: '已承诺，不用交', fetched: '不用交', optional: '可以不交', later: '可以后补', held: '由部门之间核对。', heldBy: '{who}已有，直接核对', offered: '您以前交过，这次直接用，不用再交。', offeredOptional: '您以前交过，这次可以直接用。', until: '有效到 {day}。', use: '用这一份', replace: '换一份新的',
      photo: '拍照', photoOf: '拍照：{name}', file: '选文件', fileOf: '选文件：{name}', both: '照片或 PDF，每个不超过 10 MB，最多 {n} 个', images: '照片（JPG、PNG、WebP、HEIC），每张不超过 10 MB，最多 {n} 张', pdf: 'PDF，不超过 10 MB，最多 {n} 个', sending: '正在上传 {name}', stop: '停止', removeOf: '删除 {name}', count: '{n} 个文件',
    },
    uploadNetwork: '网络断了，文件没有传上。请再选一次。', commitment: '告知承诺', commitmentHint: '作出承诺就不用交：{names}，{n} 个工作日办好。办好后会核查，承诺不实要承担责任。', commit: '我已看清，愿意承诺', barred: '这次不能用告知承诺，请交材料', barredWhy: '您以前办理这件事（办件编号 {number}）时作出的承诺经核查不实，办理结果已在 {day} 撤销。', barredUntil: '信用修复以后，又可以用告知承诺。需要修复的，请联系办理部门。',
    checkHint: '提交前请看一遍，有错可以改。', toFollow: '可以先提交、之后补交：{names}。', sure: '我已核对，以上内容真实、完整。', sureFor: '我受 {who} 委托办理，已核对，以上内容真实、完整。', sureFault: '请先勾选，确认内容真实、完整。',
    signHint: '点“签名并提交”就是您的电子签名，可能要再验证一次身份。', sign: '签名并提交', sending: '正在提交…', notReady: '还有要改的地方，请看上面的提示。',
  },
  receipt: {
    title: '收件回执', done: '已提交', at: '{at} 收到', entered: '窗口代为录入', qrAlt: '核验回执的二维码', qr: '扫码可核验这份回执', pdf: '下载回执（PDF）', follow: '看办理进度', next: '接下来',
    next1: '5 个工作日内告诉您是否受理；缺材料会一次说清，不会来回要。', next2: '受理后 {n} 个工作日内办好，每一步都有通知。', next3: '决定之前随时可以撤回。',
  },
  verify: {
    title: '核验真伪', genuine: '是真的，有效', genuineHint: '这份文书由本区签发，签名核对无误。', revoked: '已失效', revokedHint: '这份文书确由本区签发，但从 {at} 起不再有效。', forged: '核对不上', forgedHint: '内容与签名对不上，请不要采信，可拨打 12345 反映。', unknown: '查无此文书', unknownHint: '核验码不对，或文书不是本区签发的。请核对扫到的网址和核验码。',
    what: '文书', number: '办件编号', holder: '当事人', issuer: '签发单位', at: '签发时间', kind: { RECEIPT: '回执', NOTICE: '通知书', DECISION: '决定书' }, compare: '请把上面的内容与手里的文书逐项对照。', proof: '技术信息', hash: '内容的 SM3 摘要：', paper: '看原文（本人登录后）', code: '核验码 {code}',
  },
  myCase: {
    mine: '我的办件', begin: '办一件事', drafts: '没填完的', draftKept: '{at} 保存，留到 {until}', deleteDraft: '删除', deleteDraftOf: '删除草稿：{what}', deleteDraftHint: '删除后填过的内容找不回来。', handedIn: '已提交的', none: '还没有提交过申请。', more: '再看一些', toRate: '等您评价',
    number: '办件编号 {number}', receivedAt: '{at} 收到', lead: '由{who}办理', toCase: '看办理进度', ofAnother: '编号 {number} 的办件不在您现在登录的账户名下，或者没有这个编号。只有申请人本人和他（她）授权的家人能看。', ofAnotherThan: '您正在替{who}办事，编号 {number} 的办件不在这个人名下，或者没有这个编号。', byNumber: '凭编号查进度', otherAccount: '换个账户登录', forFamily: '替家人办：先切换身份', nothingAsked: '这件申请现在不用补材料。',
    clock: { GAPS: '告知是否受理', LEGAL: '法定时限', PROMISED: '承诺时限', STEP: '这一步', DELIVERY: '送达', OWED: '补交材料', COMMITMENT: '核查承诺', FINDING: '承诺不实的处理', PROCEDURE: '特别程序所需时间' }, left: '还剩 {n} 个工作日', lastDay: '今天到期', over: '已超 {n} 个工作日', paused: '暂停计时', took: '用了 {n} 个工作日', used: '已用 {used} 个，共 {limit} 个工作日', due: '，{day} 前', dueShort: '{day} 前', basis: '依据{law}', barOf: '{what}已用的时间',
    gaps: '要补的材料', gapsHint: '这是全部要补的，一次补齐就行。', supplementUntil: '请在 {day} 前补齐。', supplement: '补材料', supplementSend: '签名并提交补正', owed: '可以后补的材料', outcome: { GRANTED: '准予', REFUSED: '不予' }, decisionPaper: '看决定书（PDF）', remedies: '不服决定怎么办', remedy: { RECONSIDERATION: '行政复议', LITIGATION: '行政诉讼' },
    noLonger: '已撤销，不再有效',
    finding: {
      title: { OPEN: '承诺经核查不实', SET_RIGHT: '承诺不实，已整改', REVOKED: '承诺不实，决定已撤销' }, found: '核查发现', until: '请在 {day} 前说明情况或者整改。', otherwise: '到期没有说明清楚、也没有整改的，将依法撤销原决定。',
      setRight: '已确认整改到位，原决定继续有效，以后办事不受影响。', revoked: '原决定已经撤销，决定书不再有效。', reasons: '理由', barred: '在信用修复以前，再办这件事不能用告知承诺，需要交材料。', restored: '信用已于 {at} 修复，再办这件事又可以用告知承诺。',
      answers: '您说明的情况', say: '说明情况，或者写明怎样整改', sayHint: '办理部门会听取并核实。', proof: '证明材料', proofNote: '可以不传。提交后不能改，办理部门能看到。', send: '提交说明', notice: '整改通知书（PDF）', revocation: '撤销决定书（PDF）',
    },
    steps: '办到哪一步', step: { WAITING: '未开始', OPEN: '正在办', DONE: '已完成', NOT_NEEDED: '不需要' }, visitOn: '{day} 上门', timeline: '办理记录', paper: '看文书（PDF）', receipt: '收件回执', withdraw: '撤回申请', withdrawTitle: '撤回这件申请？', withdrawHint: '决定之前可以撤回，撤回后可以重新申请。', withdrawWhy: '原因（可以不填）', withdrawSend: '确定撤回',
    rate: '请您评价', rateHint: '只能评一次。经办人不会知道是谁评的。', rateGrade: '这件事办得怎么样', rateText: '想说的话（可以不填）', rateSend: '提交评价', rated: '您的评价：{grade}', ratedByNumber: '有人凭编号给了“{grade}”。不是您的意思？请在这里评价，以您的为准。', rateByNumberHint: '不用登录。以最先收到的为准，申请人登录后的评价优先；收到评价会告诉申请人。', ratedIn: '评价已收到：{grade}。以前评过的，以前面那次为准。', rateVisit: '这次办得怎么样', rateVisitHint: '只能评一次。窗口人员不会知道是谁评的。', ratePhone: '手机号（想让人回电话才填）', ratedPoorAlone: '没有留联系方式，不能回电话；{right} 前整改，结果会公布。', noPhone: '不留手机号就没有人回电话，只整改。', ratedPoor: '{contact} 前有人联系您，{right} 前整改。', grade: { VERY_GOOD: '非常满意', GOOD: '满意', FAIR: '基本满意', POOR: '不满意', VERY_POOR: '非常不满意' },
    progressTitle: '查进度', progressHint: '不用登录，凭办件编号和身份证后四位。', progressNumber: '办件编号', progressLast4: '申请人身份证后四位', progressSend: '查询', progressNone: '没有查到。请核对办件编号和身份证后四位。', progressAccount: '登录后能看全部办件：',
  },
  notices: {
    title: '公示公告', hint: '依规定要公示的审核结果。谁都可以看，登录后可以提异议。', none: '现在没有公示。', open: '公示中', over: '已结束', what: '公示内容', who: '申请人', department: '公示单位', days: '公示时间', fromUntil: '{from} 至 {until}', where: '也可以在', basis: '依据',
    object: '提异议', objectTo: '提异议：{what}，{who}', reasons: '异议和理由', reasonsHint: '会交给公示单位核实，并在决定中答复。申请人不会知道是谁提的。', send: '提交异议', taken: '异议已收到，公示单位会核实。', signInWhy: '登录后可以提异议。', shownUntil: '显示到 {day}', gone: '公示结束 7 天后，公示内容和申请人的姓氏不再显示并删除。',
  },
  owed: {
    title: '补交材料', hint: '申请已经受理，这些材料补交后才能作出决定。可以分几次交，交过的不用再交。', none: '现在没有要补交的材料。', faults: '有材料不合要求，请看上面的说明。', sign: '点“签名并提交”就是您的签名，可能要再验证一次身份。', send: '签名并提交', otherwise: '过了这一天还没交的，可能因此不予批准。', past: '补交的最后一天已经过了，现在可能因此不予批准。作出决定以前还能补交，请尽快。',
  },
  unresolved: {
    title: '办不成事', hint: '跑了几趟没办成、被拒绝、没人管，都可以在这里说。每一件都有专人负责，按期答复。', report: '反映一件事', mine: '我反映过的', none: '还没有反映过。', sent: '已收到。由{where} {who} 负责，{day} 前答复您。', at: '{at} 反映',
    state: { OPEN: '等答复', ANSWERED: '已答复' }, responsible: '负责人：{who}（{where}）', answerBy: '{day} 前答复', late: '应在 {day} 前答复，已经超期', answer: '答复', toCase: '办件 {number}', again: '还是没办成，再反映', link: '没办成？反映“办不成事”',
    newTitle: '反映“办不成事”', newHint: '说清楚发生了什么就行，不用知道归哪个部门管。', about: '关于：', service: '什么事', anyService: '说不清楚', place: '在哪里没办成', anyPlace: '网上或说不清楚', happened: '发生了什么', happenedHint: '什么时候、找过谁、对方怎么说。不用写身份证号和银行卡号。', send: '提交', readers: '只有负责人、其单位的主管和区里的监察部门看得到。',
  },
  household: {
    title: '我家的信息', hint: '说过一次，以后办事都不用再填。', unknown: '还没有填', say: '填写', save: '保存', remove: '删掉这一项', leave: '不改了', saved: '已保存', conflict: '另一台设备刚改过，已换成最新的。请再看一遍后保存。', fromApplication: '{day} 办件 {number} 中填过', register: '姓名、身份证号等以人口库和部门登记为准，不对可以申请更正。', correct: '申请更正',
    group: { person: '本人', contact: '联系方式', home: '住处', household: '户籍和家庭收入', family: '家人', work: '工作', bank: '银行账户', delivery: '领取方式', business: '经营' },
  },
};
