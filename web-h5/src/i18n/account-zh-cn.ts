/** Words of signing in, one's account and the console, in Chinese: loaded with their pages, never with the first one. */
export const accountZhCn = {
  signIn: {
    title: '登录', hint: '查公交不用登录；办自己的事需要登录。', bind: '这个微信还没有绑定。请用手机验证码登录一次，以后可直接用微信登录。', way: '登录方式',
    by: { code: '手机验证码', password: '密码' },
    phone: '手机号', code: '短信验证码', sendCode: '获取验证码', codeAgainIn: '{n} 秒后可重发', codeSent: '如果号码无误，验证码已发出，请留意短信。', newPhone: '新手机号登录后会自动建立账号。',
    login: '登录名、手机号或证件号码', password: '密码', staffHint: '工作人员登录后还需第二次验证。', go: '登录', wechat: '微信登录', certificate: '数字证书登录', certificateNotSigned: '证书没有签名。请插好证书介质后再试。',
    secondTitle: '第二次验证', secondWhy: '工作人员需要再验证一次：{methods}。', secondCode: '验证码', finish: '完成登录', other: '换一种方式登录',
  },
  stepUp: { title: '再验证一次身份', why: '这一步涉及敏感信息。验证后 10 分钟内不用再验证。', by: '验证方式', codeTo: '发到 {phone} 的验证码', appCode: '验证器里的 6 位数字', confirm: '验证并继续', none: '您还没有第二种验证方式。请先设置密码或绑定验证器；设置前会再核验一次身份。' },
  factor: { SMS: '短信验证码', AUTHENTICATOR: '验证器', CERTIFICATE: '数字证书', PASSWORD: '密码' },
  identifier: { RESIDENT_ID: '居民身份证', HK_MACAO_RESIDENCE: '港澳居民居住证', TAIWAN_RESIDENCE: '台湾居民居住证', FOREIGN_RESIDENCE: '外国人永久居留身份证', PASSPORT: '护照' },
  my: {
    affairs: '我的办件', household: '我家的信息', unresolved: '办不成事',
    title: '我的', signedOut: '登录后可以办自己的事，也可以为家人办事。', proofed: '已实名', notProofed: '未实名', phone: '手机号', factors: '验证方式', none: '无', and: '、', posts: '岗位', postNow: '当前岗位', postChange: '切换到此岗位', signOut: '退出登录', more: '更多',
  },
  proof: {
    title: '实名认证', why: '确认是您本人后，才能看和办与您有关的事。', method: '怎样认证', by: { NETWORK_IDENTITY: '国家网络身份认证', FACE: '人脸核验', COUNTER: '到窗口，请工作人员核验证件' },
    counter: '请带上证件原件，到任一街镇社区事务受理服务中心，工作人员当面核验后即可。不必刷脸。', kind: '证件类型', name: '姓名', identifier: '证件号码', evidence: { NETWORK_IDENTITY: '网络身份认证 App 给出的凭证', FACE: '人脸核验程序给出的凭证' }, send: '提交认证', done: '{name}，您已完成实名认证。', goOn: '继续', again: '手机号可能换过人。为保护您的信息，请再核验一次身份。',
  },
  security: {
    title: '登录与安全', changePassword: '修改密码', setPassword: '设置密码', expires: '当前密码到 {at} 前有效', current: '当前密码', password: '新密码', passwordSet: '密码已设置，其他设备已退出登录。', save: '保存',
    app: '绑定验证器', appAgain: '更换验证器', scan: '用验证器（如手机上的身份验证 App）扫描：', qrAlt: '绑定验证器的二维码；不能扫描时请输入下面的密钥', orType: '或手动输入密钥：', appWrong: '数字不对，请等下一组再试。', appConfirm: '确认绑定', appBound: '验证器已绑定。',
  },
  sessions: { title: '登录的设备', hint: '不认识的设备请立即退出，并修改密码。', current: '本机', times: '登录 {started} · 最近使用 {seen} · 到期 {ends}', end: '退出', endOf: '退出 {device}', endOthers: '退出其他所有设备' },
  delegation: {
    title: '家人与代办', hint: '为家人办事，或请人为您办事。双方随时可以解除。', changed: '您正在为谁办理有了变化：委托已经结束，或者您在别的页面换了人。为免把一个人的信息办到另一个人名下，刚才的页面已经关闭。', held: '我可以为谁办', given: '谁可以为我办', no: { held: '还没有。', given: '还没有。' }, forWhom: '为 {who}',
    kind: { GUARDIAN: '监护人', CARER: '照护人', AGENT: '经办人', LEGAL_REPRESENTATIVE: '法定代表人' }, state: { PENDING: '待确认', ACTIVE: '有效', REVOKED: '已解除', EXPIRED: '已到期', REFUSED: '未通过', ENDED_BY_RULE: '依规定已结束' },
    basis: { HOUSEHOLD_REGISTER: '户籍登记核实', OTHER_GUARDIAN: '另一位监护人确认', CLERK: '窗口核实', GRANTED: '本人授权', REGISTRY: '登记信息核实' },
    until: '到 {at}', act: '为 {who} 办理', confirm: '确认', revoke: '解除', revokeOf: '解除与 {who} 的关系', claim: '登记我的孩子', grant: '请人为我办',
    claimHint: '与户籍登记核对；核对不上时，由另一位监护人或窗口确认。', childName: '孩子姓名', childIdentifier: '孩子证件号码', scopes: '可以办的事', claimSend: '提交登记',
    grantHint: '最长一年。对方需已实名。', actorName: '对方姓名', actorPhone: '对方手机号', untilDay: '到哪一天', grantSend: '确认授权', appoint: '授权经办人', toConfirm: '等我确认', asks: '{who} 申请为 {child} 办事', refuse: '不同意', refuseWhy: '为什么不同意', refuseHint: '申请人会看到这段话。', refusedBecause: '未通过的原因：{why}',
  },
  scope: {
    identity: { read: '查看身份信息' }, health: { read: '查看健康档案', book: '预约挂号与接种', all: '全部健康服务' }, education: { read: '查看学籍与成绩', apply: '办理入学与请假', all: '全部教育服务' },
    affairs: { read: '查看办件进度', apply: '代为申请事项', all: '全部政务事项' }, tourism: { book: '预订门票' }, messages: { read: '查看通知' }, consent: { give: '代为同意个人信息处理' }, organisation: { read: '查看单位信息', delegate: '授权经办人', all: '全部单位事务' },
  },
  consent: {
    title: '授权与同意', hint: '不同意不影响其他服务；同意后随时可以撤回。', given: '已同意', notGiven: '未同意', to: '提供给：{who}', version: '第 {n} 版', agreedAt: '{at} 同意', withdrawnAt: '{at} 撤回', by: '由 {who} 代为同意', required: '没有它就无法提供服务；注销账号即停止使用。',
    agree: '同意', agreeTo: '同意：{what}', withdraw: '撤回同意', withdrawFrom: '撤回同意：{what}', sites: '部门网站', noSites: '您还没有让部门网站使用您的信息。',
  },
  accessLog: {
    title: '谁看过我的数据', hint: '谁、何时、为什么看过或改过您的信息。', none: '还没有人看过您的数据。', emergency: '紧急查看', disputed: '已提出疑问', purpose: '用途：{why}', dispute: '对这一条有疑问', disputeOf: '对 {who} {at} 的记录有疑问', disputeHint: '安全管理员会核查，并把结果告诉您。', reason: '您的疑问', send: '提交', cases: '我提出的疑问', finding: '核查结果：{text}',
  },
  dispute: { OPEN: '核查中', UPHELD: '疑问成立', DISMISSED: '查看正当' },
  myData: {
    title: '我的数据', export: '导出', exportHint: '平台保存的与您有关的全部信息，放在一个文件里。', download: '导出到文件', exported: '已生成 {name}', correct: '更正', field: '哪一项', fields: { name: '姓名', phone: '手机号', identifier: '证件号码', birthDate: '出生日期' }, value: '应当是', reason: '理由', correctSend: '申请更正', correctionSent: '已提交，由保管这项信息的工作人员办理。',
    delete: '注销账号', deleteHint: '删除账号和法律允许删除的全部信息，无法恢复。', understood: '我明白注销后无法恢复', deleteSend: '确认注销', deleted: '已删除', kept: '依法须保留', keptLine: '{what}：{because}，保留到 {until}',
  },
  inbox: { title: '消息', unread: '{n} 条未读', unreadOnly: '只看未读', readAll: '全部标为已读', none: '没有消息。', new: '新', open: '去看看', delete: '删除', deleteOf: '删除“{title}”' },
  preferences: {
    title: '消息设置', hint: '站内消息总会收到；这里选的是另外怎么通知您。', channels: '通知方式', sms: '短信', wechat: '微信', channelOf: '{kind}：{channel}', fixed: '账号安全的通知不能关。', wechatNeeds: '微信通知还需要您同意：', quiet: '免打扰', quietHint: '这段时间里手机不响；紧急的除外，其余过后再发。', quietOn: '开启免打扰', from: '从', until: '到', language: '短信和微信用哪种语言', saved: '已保存',
  },
  standing: { title: '公交提醒', hint: '到时发消息给您，页面关着也行。每天凌晨四点自动结束。', none: '没有提醒。在站牌页点“叫我出门”就能加。', kind: { LEAVE_HOME: '叫我出门', LAST_BUS: '末班车提醒', GET_OFF: '下车提醒' }, until: '到 {at} 结束', cancel: '取消', cancelOf: '取消 {what}', find: '去找车站' },
  guest: {
    title: '护照注册', offer: '没有中国身份证件？', hint: '用护照建立访客账号，可以买票、看公交。不能办需要实名的事。', name: '姓名（与护照一致）', passport: '护照号码', country: '签发国家（三个字母）', birthDate: '出生日期', contact: '手机号和邮箱至少填一个。国内手机号验证后可以找回密码。', phone: '手机号（国外的请带国家代码）', email: '邮箱', send: '注册', made: '您的登录名，请记下来：',
    facts: '访客信息', confirmed: '已验证', confirmPhone: '验证手机号', recovery: { PHONE_ONCE_CONFIRMED: '忘记密码时，要靠验证过的手机号找回。', PHONE: '忘记密码时，可用手机验证码登录。', NONE: '忘记密码时，请带护照到窗口办理。' }, deleteHint: '删除访客账号和其中的全部信息，无法恢复。',
  },
  unmask: { IDENTIFIER: '证件号码', PHONE: '手机号', show: '看完整{what}', hide: '隐藏', showOf: '看完整{what} {who}', hideOf: '隐藏{what} {who}', own: '本人查看', purpose: '用途', read: '用途会写入记录，对方能看到。' },
  ageBand: { UNDER_14: '未满 14 岁', FROM_14_TO_17: '14 至 17 岁', FROM_18_TO_59: '18 至 59 岁', FROM_60: '60 岁以上' },
  counter: {
    by: '按什么查找', identifier: '证件号码', phone: '手机号', recorded: '每次查找都会记录，对方能看到。', missing: '没有找到。', noAccount: '还没有账号。', prove: '当面核实身份', holds: '我手里拿着本人证件原件，已与本人比对', proveSend: '确认核实', grant: '代办授权', grantFor: '为 {who} 办理代办授权', granted: '代办授权已办好。',
  },
  glass: { why: '只用于抢救等紧急情况。打开后会通知本人和审计管理员，事后要复核。', break: '紧急查看', reason: '紧急情况', told: '本人会看到这段话，审计管理员会复核。', open: '已打开，到 {at} 自动关闭。' },
  claims: { hint: '请核对出生医学证明、户口簿或判决书等原件后再确认。', adult: '申请人', child: '孩子', confirmOf: '确认 {who} 为 {child} 的监护人', refuseOf: '不同意 {who} 为 {child} 的监护人' },
  correction: { OPEN: '待办理', DONE: '已更正', REFUSED: '未更正', mine: '我的更正申请', current: '现在是', proposed: '应当是', by: '由 {who} 代提', apply: '更正', applyOf: '更正 {who} 的信息', refuseOf: '不更正 {who} 的信息', elsewhere: '请到登记机关更正', told: '本人会看到这段话。' },
  refusal: {
    POST_HELD: '您名下还有岗位。请先联系安全管理员结束岗位，再来注销账号。', LAST_OF_ROLE: '这一类管理员至少要有一位长期在任且能登录的人。请先任命另一位没有截止日期的管理员，再办理这一项。', FOUR_EYES: '这需要另一类管理员来办：不能由提名人或当事人自己确认。',
    OWN_POST: '不能办理自己的岗位，请由其他管理员办理。', ADMINISTRATORS_ARE_SEPARATE: '管理员不能兼任其他岗位。请先结束原来的岗位。', OWN_LOCK: '不能解除自己账号的锁定，请由另一位安全管理员办理，或等待自动解除。',
  },
  administrators: {
    hint: '三类管理员的岗位须由另一类管理员确认后生效。', waiting: '只看待确认的', by: '提名人', propose: '提名管理员', proposeSend: '提名', confirmOf: '确认 {who}', refuseOf: '不同意 {who}', state: { PENDING: '待确认', CONFIRMED: '已生效', REFUSED: '未通过', LAPSED: '已过期' },
  },
  site: { nameEn: '英文名称', kind: { WEB: '网站', KIOSK: '自助机' }, algorithm: '签名算法', postLogout: '退出后返回的地址（每行一个）', pairwise: '对每个站点使用不同的用户标识', renewSecret: '更换密钥' },
  messageKind: { SECURITY: '账号安全', AFFAIRS: '办事', HEALTH: '健康', EDUCATION: '教育', TRANSIT: '公交', TOURISM: '文旅', COMMUNITY: '社区' },
  accountKind: { RESIDENT: '居民', GUEST: '访客', STAFF: '工作人员', ORGANISATION: '单位' },
  role: {
    SYSTEM_ADMIN: '系统管理员', SECURITY_ADMIN: '安全管理员', AUDIT_ADMIN: '审计管理员', SITE_ADMIN: '站点管理员', CLERK: '窗口人员', DISPATCHER: '派单员', APPROVER: '审批人', DOCTOR: '医生', NURSE: '护士', TEACHER: '教师', SCHOOL_ADMIN: '学校管理员', SCENIC_STAFF: '景区人员',
  },
  console: {
    title: '工作台', desk: '办件台', as: '当前岗位：{post}', none: '您没有可用工作台的岗位。', otherPost: '当前岗位用不到工作台，请先切换岗位。', parts: { accounts: '账号', posts: '岗位', administrators: '管理员任命', sites: '站点', disputes: '疑问核查', emergencies: '紧急查看复核', audit: '审计查询', locks: '登录锁定', counter: '窗口办理', claims: '监护登记', corrections: '信息更正', glass: '紧急查看', handovers: '人工接待', phrases: '没听懂的话' },
    search: '查询', searchFirst: '输入条件后查询；每次查询都会记录。', nothing: '没有符合的记录。', searchAccounts: '姓名、账号编号或手机号（须完整）', searchOrganisations: '单位名称', name: '名称', kind: '类型', state: '状态', action: '操作', disabled: '已停用', enabled: '正常', disable: '停用', enable: '启用', disableOf: '停用 {who}', enableOf: '启用 {who}', reason: '理由', recorded: '理由会写入审计记录。',
    newStaff: '新建工作人员账号', staff: { name: '姓名', phone: '手机号', identifier: '证件号码', login: '登录名' }, found: '建立账号', made: '已建立，账号编号 {id}', organisation: '单位', person: '人员', role: '角色', period: '起止', noPosts: '没有岗位', endPost: '结束岗位', endPostOf: '结束 {who} 的岗位 {what}', assign: '授予岗位', accountId: '账号编号', postTitle: '职务名称', from: '从', until: '到', assignSend: '授予',
    locks: { hint: '多次输错会暂时锁定账号，到时自动解除。提前解除会通知本人并留下记录。', tried: '所试', whom: '锁住谁', since: '锁定于', until: '自动解除', tries: '输错次数', lift: '解除', liftOf: '解除 {who} 的锁定', factor: { PASSWORD: '密码', CODE: '登录验证码', SECOND_FACTOR: '第二次验证' }, where: { ANYWHERE: '所有陌生设备', KNOWN_DEVICE: '一台常用设备', SIGNED_IN: '登录后修改密码' } },
    clientId: '客户端编号', scopes: '权限范围', edit: '修改', editOf: '修改 {who}', editSite: '修改站点', newSite: '登记站点', address: '首页地址', redirects: '登录后返回的地址（每行一个）', backchannel: '统一退出通知地址', secret: '客户端 {id}，密钥 {secret}。请立即保存，只显示这一次。', secretKept: '不变',
    opened: '提出时间', entry: '被质疑的记录', uphold: '疑问成立', dismiss: '查看正当', finding: '核查结果', close: '提交', showReviewed: '显示已复核的', by: '查看人', justified: '正当', unjustified: '不正当', note: '复核意见',
    audit: { personId: '人员编号', accountId: '账号编号', action: '动作', at: '时间', actor: '操作人', subject: '对象', purpose: '用途', outcome: '结果', channel: '渠道', sealed: '封存', isSealed: '已封存', notSealed: '待封存' },
  },
};
