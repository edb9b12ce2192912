/** The residents' words about affairs (办事), in Chinese. */
export const affairsZhCn = {
  affairs: {
    title: '办事', hint: '每件事要什么、多久、去哪办，一页看清。', search: '搜索要办的事', placeholder: '说事就行，比如“狗证”“失业了”', events: '按人生大事找', all: '全部事项', found: '找到的事项', count: '找到 {n} 件事项',
    nothing: '没有找到“{text}”。可以换个说法，或者打 12345 问一问。', atOnce: '当场办好', days: '{n} 个工作日', daysOf: '{n} 个工作日（法定 {legal} 个）', free: '免费', missing: '没有这件事项，它可能已经停办或改了名称。', toAll: '看全部事项',
    time: '多久办好', fee: '收费', whoFor: '谁能办', authority: '主管部门', papers: '要准备的材料', noPapers: '不用带任何材料。', sometimes: '有这种情况才要', again: '交过一次，{n} 个月内再办别的事不用重交',
    fetched: '不用交，由部门之间核对：{names}。', comma: '、', colon: '：', conditions: '要满足的条件', steps: '怎么办', channels: '在哪办', channel: { ONLINE: '手机或电脑', COUNTER: '窗口', KIOSK: '自助终端', PHONE: '电话咨询' },
    notYet: '网上申请还没有在这里开放，请先到窗口办。', outputs: '办好后拿到', basis: '依据', limitBasis: '时限依据{law}', call: '问一问：{where} {phone}', version: '这份指南从 {from} 起执行。',
  },
};
