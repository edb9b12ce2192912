import type { MessageTemplate } from '../../messages/contract.js';

/** What people are told of their numbers and appointments. */
export const queueTemplates: readonly MessageTemplate[] = [
  {
    name: 'queue.near', version: 1, kind: 'AFFAIRS', urgent: true, params: ['number', 'centre'],
    title: { zh: '快到您了', en: 'You are nearly up' },
    body: { zh: '{centre}：{number}号前面还有2位，请到大厅等候。', en: '{centre}: two numbers before {number}. Please come to the hall.' },
    sms: { zh: '您的排队号快到了，请到大厅等候', en: 'Your number is nearly up; please come to the hall' },
  },
  {
    name: 'queue.called', version: 1, kind: 'AFFAIRS', urgent: true, params: ['number', 'centre', 'window'],
    title: { zh: '请到窗口办理', en: 'Please come to the window' },
    body: { zh: '{centre}：请{number}号到{window}号窗口。5分钟内未到将过号。', en: '{centre}: number {number}, please come to window {window}. The number is passed after 5 minutes.' },
  },
  {
    name: 'queue.passed', version: 1, kind: 'AFFAIRS', urgent: true, params: ['number', 'centre'],
    title: { zh: '您的号已过', en: 'Your number was passed' },
    body: { zh: '{centre}：{number}号叫号未到，已过号。今天可以点“回到队列”，稍后再叫您。', en: '{centre}: number {number} was called and nobody came. Choose “back to the queue” today and you will be called a little later.' },
  },
  {
    name: 'queue.hall-closed', version: 1, kind: 'AFFAIRS', urgent: true, params: ['number', 'centre', 'why'],
    title: { zh: '大厅今天提前闭馆', en: 'The hall closes early today' },
    body: { zh: '{centre}今天余下时间不开放。原因：{why}。您的{number}号不作废：已经在大厅的，请听现场安排；还没来的，请不要来了，点这里可以预约别的日子。', en: '{centre} is closed for the rest of today. Why: {why}. Your number {number} stands: if you are in the hall, the staff there will tell you; if you have not set out, please do not come, and choose another day here.' },
    sms: { zh: '您取号的大厅今天提前闭馆，没来的请不要来，可登录预约别的日子', en: 'The hall you hold a number of closes early today; if you are not there, sign in to choose another day' },
  },
  {
    name: 'queue.hall-reopened', version: 1, kind: 'AFFAIRS', urgent: true, params: ['number', 'centre'],
    title: { zh: '大厅今天恢复开放', en: 'The hall is open again today' },
    body: { zh: '{centre}今天恢复开放。您的{number}号仍排在原来的位置，点这里看还要等多久；不来的话请退号，让给别人。', en: '{centre} is open again today. Your number {number} has kept its place: see here how long it will be, or give it back if you will not come.' },
    sms: { zh: '您取号的大厅今天恢复开放，号仍有效，请登录查看', en: 'The hall you hold a number of is open again today; your number stands' },
  },
  {
    name: 'queue.rate', version: 1, kind: 'AFFAIRS', params: ['number', 'centre'],
    title: { zh: '已办完，请评价', en: 'You were served; how was it?' },
    body: { zh: '{centre}：{number}号已办完。请在7天内评价这次服务，窗口人员不会知道是谁评的。', en: '{centre}: number {number} is done. Please rate the visit within 7 days; whoever served you will not learn who did.' },
  },
  {
    name: 'queue.ground-refused', version: 1, kind: 'AFFAIRS', urgent: true, params: ['number', 'centre', 'reason'],
    title: { zh: '不再依法优先', en: 'No longer first by law' },
    body: { zh: '{centre}：{number}号经窗口核对，{reason}，改按取号时间叫号，不用重新取号。有异议请到服务台。', en: '{centre}: {number} is called by the time at which it was taken, for {reason}. It stays yours; if you disagree, ask at the desk.' },
  },
  {
    name: 'queue.appointment-made', version: 1, kind: 'AFFAIRS', params: ['centre', 'time', 'window'],
    title: { zh: '有人为您预约了窗口', en: 'An appointment was made for you' },
    body: { zh: '{centre}，{time}，{window}号窗口。如不需要，可在“我的预约”取消。', en: '{centre}, {time}, window {window}. You can cancel it under your appointments.' },
  },
  {
    name: 'queue.appointment-waited', version: 1, kind: 'AFFAIRS', params: ['centre', 'time', 'window'],
    title: { zh: '候补成功', en: 'You have a place from the waiting list' },
    body: { zh: '有人退了号，您候补到了：{centre}，{time}，{window}号窗口。不能来请取消，让给别人。', en: 'A seat was given back and is yours: {centre}, {time}, window {window}. Please cancel if you cannot come.' },
    sms: { zh: '您的窗口预约候补成功，请登录查看', en: 'You have an appointment from the waiting list; sign in to see it' },
  },
  {
    name: 'queue.appointment-cancelled', version: 1, kind: 'AFFAIRS', params: ['centre', 'time'],
    title: { zh: '您的预约已取消', en: 'Your appointment was cancelled' },
    body: { zh: '{centre}，{time}的预约已取消。', en: 'Your appointment at {centre}, {time}, was cancelled.' },
  },
  {
    name: 'queue.appointment-window', version: 1, kind: 'AFFAIRS', params: ['centre', 'time', 'window', 'why'],
    title: { zh: '您的预约换了窗口', en: 'Your appointment is at another window' },
    body: { zh: '{centre}，{time}的预约改到{window}号窗口，时间不变。原因：{why}。', en: 'Your appointment at {centre}, {time}, is at window {window} now; its time is the same. Why: {why}.' },
  },
  {
    name: 'queue.appointment-called-off', version: 1, kind: 'AFFAIRS', params: ['centre', 'time', 'what', 'why'],
    title: { zh: '您的预约被取消了', en: 'The centre has called your appointment off' },
    body: { zh: '{centre}，{time}的{what}取消了。原因：{why}。不算爽约，请点这里另选时间，或者当天到大厅取号。', en: 'Your {what} at {centre}, {time}, was called off. Why: {why}. It does not count as missed: choose another time here, or take a number at the hall.' },
    sms: { zh: '您的窗口预约因中心变更被取消，请登录另选时间', en: 'Your appointment was called off by the centre; sign in to choose another time' },
  },
  {
    name: 'queue.appointment-day-closed', version: 1, kind: 'AFFAIRS', params: ['centre', 'time', 'what', 'why'],
    title: { zh: '您的预约被取消了', en: 'The centre has called your appointment off' },
    body: { zh: '{centre}，{time}的{what}取消了，当天大厅不开放。原因：{why}。不算爽约，请点这里另选日子。', en: 'Your {what} at {centre}, {time}, was called off: the hall is closed on that day. Why: {why}. It does not count as missed: choose another day here.' },
    sms: { zh: '您的窗口预约因大厅当天不开放被取消，请登录另选日子', en: 'Your appointment was called off, for the hall is closed on that day; sign in to choose another' },
  },
  {
    name: 'queue.appointment-tomorrow', version: 1, kind: 'AFFAIRS', params: ['centre', 'time', 'window'],
    title: { zh: '明天有预约', en: 'You have an appointment tomorrow' },
    body: { zh: '{centre}，{time}，{window}号窗口。到大厅后请签到取号；不能来请提前取消。', en: '{centre}, {time}, window {window}. Check in at the hall; please cancel if you cannot come.' },
    sms: { zh: '您明天有窗口预约，请登录查看', en: 'You have an appointment tomorrow; sign in to see it' },
  },
];
