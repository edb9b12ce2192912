/** Words of the catalogue's editors, in Chinese. */
export const editorZhCn = {
  editor: {
    title: '事项目录', newTitle: '新建事项', newHint: '先填好内容再保存；没保存的内容会留在这台电脑上。', search: '按名称查找', mine: '只看本单位', toList: '回到目录', copy: '复制成新事项', asPublished: '看居民看到的指南',
    standing: { DRAFT: '在写', RETURNED: '退回修改', REVIEW: '待审核', COMING: '将生效', IN_FORCE: '现行', ENDED: '已停办' }, state: { DRAFT: '草稿', REVIEW: '待审核', PUBLISHED: '已发布', REFUSED: '已放弃，没有发布' },
    inForce: '现行', open: '在写或待审', notOffered: '现在不办理', waitsForYou: '等您审核', standingTitle: '各版情况', inForceNo: '现行第 {n} 版', versionNo: '第 {n} 版', comingNo: '第 {n} 版 {from} 起生效', since: '{from} 起', fromUntil: '{from} 至 {until}', never: '原定 {from} 起，没有生效',
    writtenBy: '{who} {at} 写', publishedBy: '{who} {at} 发布', nobody: '系统初始内容', returned: '{who}退回：{note}', waits: '已交审核，等另一位同事看过再发布；审核期间不能改。', readOnly: '这是别的单位的事项，只能看。', baseHint: '修改从最新的第 {n} 版开始。只想改现行版的，请把其余内容改回去。',
    tabs: '看什么', tab: { edit: '编辑', changes: '改了什么', preview: '指南预览', history: '历次版本' }, sections: '各部分', touched: '已改',
    section: { basics: '基本信息', conditions: '谁能办、条件', inputs: '材料', steps: '办理步骤', channels: '办理渠道', fee: '收费和时限', outputs: '办理结果', legalBasis: '法律依据', words: '分类和说法', contact: '咨询', form: '申请表', advanced: '高级' },
    keys: {
      id: '编码', name: '名称', summary: '简介', kind: '类型', audience: '办理对象', competentAuthority: '主管部门', whoFor: '谁能办', conditions: '条件', inputs: '材料', how: '怎么取得', from: '由哪个部门核对', required: '必须', accept: '文件', most: '最多几个文件', validMonths: '几个月内可再用', note: '说明', evidence: '证照种类', when: '什么情况下要', steps: '步骤', channels: '渠道', fee: '收费', amountFen: '金额（分）', limits: '时限',
      legalWorkingDays: '法定工作日', promisedWorkingDays: '承诺工作日', basis: '时限依据', outputs: '办理结果', validity: '有效期', legalBasis: '法律依据', law: '法律法规名称', article: '条款', lifeEvents: '人生大事', aliases: '别名', keywords: '搜索词', contact: '咨询', phone: '咨询电话', where: '办理地点', form: '申请表', approval: '审批流程',
    },
    values: {
      licensing: '行政许可', confirmation: '行政确认', payment: '行政给付', registration: '登记', filing: '备案', 'public-service': '公共服务', reward: '行政奖励', guide: '只是指南', person: '个人和家庭', business: '个体户和企业', given: '申请人交', fetched: '部门之间核对，不用交', image: '照片', pdf: 'PDF', online: '手机或电脑', counter: '窗口', kiosk: '自助终端', phone: '电话咨询', true: '是', false: '否',
    },
    outputs: { licence: '许可证', certificate: '证明', payment: '款项', record: '登记记录', advice: '告知' },
    kinds: { text: '一行文字', long: '一段文字', number: '数字', date: '日期', 'yes-no': '是或否', choice: '几选一' },
    optional: '（可不填）', choose: '请选择', inZh: '{what}（中文）', inEn: '{what}（英文）', nth: '{what} {n}', up: '上移', down: '下移', remove: '删除', add: '添加', upOf: '上移：{what}', downOf: '下移：{what}', removeOf: '删除：{what}', addOf: '添加{what}',
    idHint: '小写字母、数字和连字符，例如 dog-registration；保存后不能改。', paperName: '材料名称', validHint: '0 表示只用于这一次。', mustBeGiven: '必须交', evidenceHint: '同一种证照在各事项里写同一个词，交过一次就认得。', onlyWhen: '只在这种情况下要：', yuan: '收费（元）', feeNote: '收费说明', atOnceHint: '0 表示当场办好。', limitBasis: '时限依据的法规', limitNote: '时限说明', aliasesHint: '一行一个，居民口头的叫法。', keywordsHint: '一行一个，能找到这件事的日常说法。',
    noForm: '现在只是指南，不能在线申请。', startForm: '加上申请表和审批流程', formStep: '第 {n} 步', stepTitle: '这一步的标题', fieldTitle: '标题', fieldHelp: '填写提示', optionOf: '选项 {value}', required: '必填', addField: '添加字段', fieldName: '字段名', fieldNameHint: '字段名用英文字母开头，例如 dogName。', fieldTaken: '已经有这个字段了。', fieldKind: '填什么', inStep: '放在哪一步',
    advancedHint: '申请表和审批流程的完整内容（JSON）。显示条件、自动填写、重复填写和审批环节在这里改。', json: { form: '申请表（JSON）', approval: '审批流程（JSON）' }, unread: '还不是能读的 JSON，改好之前不能保存；您写的内容留在这台电脑上。',
    save: '保存草稿', saved: '第 {n} 版草稿已保存。', handIn: '保存并交审核', handedIn: '已交审核，等另一位同事看过再发布。', unsaved: '有没保存的修改，已留在这台电脑上。', nothingUnsaved: '没有未保存的修改。', discard: '放弃草稿', discardHint: '放弃后这份草稿不再修改、不会发布，历次版本里仍能看到；现行版不受影响。', discarded: '草稿已放弃。',
    found: { resumed: '接着这台电脑上没保存的内容。', joined: '您上次打开以后，有人改过这一项；两边的内容已经合在一起，请核对。' }, drop: '不要这台电脑上的修改', keptAside: '这台电脑上还有您没保存的修改；审核结束以后再打开，会和新的内容合在一起。', conflict: '在您修改的时候，别人也改了这一项。您写的都还在，两边的内容已经合在一起，请核对后再保存。', idTaken: '这个编码已经有事项用了，请换一个。', clash: '两边都改过', clashHint: '下面几项两边写得不一样，请选要用的。', keepMine: '用我写的（{part}）', takeTheirs: '用别人写的（{part}）',
    review: '审核', reviewHint: '请看“改了什么”和“指南预览”。发布和退回都会留下记录，可能要再验证一次身份。', from: '从哪天起生效', publish: '发布', published: '第 {n} 版已发布，{from} 起生效。', giveBack: '退回', givenBack: '已退回给写的人。', reason: '退回的理由', reasonHint: '写的人和本单位的人看得到。', scheduledAsk: '{names}。请决定它怎么办。', scheduled: '已经排定的版本', scheduledWays: { KEEP: '照常生效，这一版到它前一天为止', REPLACE: '不再生效，由这一版代替' },
    end: {
      title: '停办', begin: '停办这件事项', rewrite: '改写停办', hint: '从停办那天起，居民查不到、申请不了这件事项；已经提交的办件照常办完。交审核以后，由另一位同事同意才生效。', on: '从哪天起停办', reasonZh: '原因（中文）', reasonEn: '原因（英文）', instead: '改办哪件事项', none: '没有代替的事项', send: '交审核', sent: '停办已交审核，等另一位同事同意。',
      written: '{on} 起停办', waits: '停办待审核', returned: '停办被退回', facts: '{on} 起停办：{reason}', takesPlace: '改办：{name}', approve: '同意停办', approved: '已同意，{on} 起停办。', drop: '放弃停办', dropped: '已放弃停办，照常办理。', callOff: '撤回停办', callOffHint: '撤回以后照常办理；写进历次版本，本单位的人看得到。', callOffReason: '撤回的原因', calledOff: '停办已撤回，照常办理。', off: '没有停办：{note}', since: '已停办，{from} 起', reopen: '要重新开办，请改好内容，交审核后再发布。', mine: '先处理完正在写的草稿，才能停办。',
    },
    against: '和哪一版比', againstNo: '和第 {n} 版比', whatItSays: '全部内容', noChanges: '没有不同。', old: '原', new: '改', previewHint: '居民会看到的样子，还没有发布。',
  },
};
