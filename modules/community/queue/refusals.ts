import type { LocalText } from '../../messages/contract.js';
import { timeText } from './rules/times.js';
import type { AppointmentRefusedEntity, AppointmentRefusal, CentreRefusal, DeskRefusal, GroundRefusal, TicketRefusal } from './types.js';

const APPOINTMENTS: Readonly<Record<Exclude<AppointmentRefusal, 'BARRED'>, LocalText>> = {
  FULL: { zh: '这个时间约满了，请选其他时间，或者排候补。', en: 'This time is full. Choose another, or join the waiting list.' },
  PAST: { zh: '这个时间已经过了，请选后面的时间。', en: 'This time is past. Choose a later one.' },
  CLOSED_DAY: { zh: '中心这一天不开放，请选其他日子。', en: 'The centre is closed on that day. Choose another.' },
  TOO_FAR: { zh: '这一天还不能预约，请过几天再来约。', en: 'That day cannot be booked yet. Try again in a few days.' },
  NO_SUCH_TIME: { zh: '没有这个预约时间，请从列表里选。', en: 'No appointment begins at that time. Choose one of the list.' },
  WRONG_WINDOW: { zh: '这个窗口不办这项业务，请选其他窗口。', en: 'This window does not do this business. Choose another.' },
  EXISTS: { zh: '您这一天已经约过这项业务了，可以改时间或者取消。', en: 'You have an appointment for this on that day already. You can move or cancel it.' },
  ENDED: { zh: '这个预约已经签到、取消或者过期，不能再改了。', en: 'This appointment was checked in for, cancelled or is past, and cannot be changed.' },
};

const TICKETS: Readonly<Record<TicketRefusal, LocalText>> = {
  HALL_CLOSED: { zh: '大厅现在不发号，请在开放时间取号。', en: 'The hall gives out no numbers now. Come back in its opening hours.' },
  ALREADY: { zh: '您在这个大厅已经有一个号了，办完再取。', en: 'You have a number in this hall already.' },
  NOT_OF_AGE: { zh: '按您账户登记的出生日期，还没到依法优先的年龄，请取普通号。', en: 'By the date of birth on your record you are not of that age yet. Take an ordinary number.' },
  GROUND_REFUSED: { zh: '今天窗口核对过，不符合依法优先的情形。请取普通号；有证件可以到服务台取号。', en: 'A window looked at it today: you do not come first by law. Take an ordinary number, or show your paper at the desk.' },
  TOO_EARLY: { zh: '还没到签到时间，预约前30分钟可以签到取号。', en: 'Too early: check in from 30 minutes before your time.' },
  TOO_LATE: { zh: '预约已经过期或取消了，请取普通号。', en: 'The appointment is past or was cancelled. Take an ordinary number.' },
  ENDED: { zh: '这个号已经结束了，需要的话请重新取号。', en: 'This number has ended. Take a new one if you need it.' },
};

const DESKS: Readonly<Record<DeskRefusal, LocalText>> = {
  NOBODY_WAITING: { zh: '现在没有人等这个窗口。', en: 'Nobody waits for this window.' },
  WINDOW_NOT_OPEN: { zh: '窗口没有开，或者不是您开的，请先开窗口。', en: 'The window is not open, or not opened by you. Open it first.' },
  WINDOW_TAKEN: { zh: '这个窗口别的同事正在用。', en: 'Another clerk has this window.' },
  WINDOW_BUSY: { zh: '窗口还有一个号没办完，请先办结、过号或转窗。', en: 'A number is still at this window. Finish, pass or transfer it first.' },
  WRONG_WINDOW: { zh: '这个窗口不办这项业务。', en: 'This window does not do this business.' },
  TOO_SOON: { zh: '请稍等：两次叫号要隔20秒，叫满三次或者等满5分钟才能过号。', en: 'Please wait: 20 seconds between calls; pass after three calls or five minutes.' },
  CALLED_ENOUGH: { zh: '已经叫了三次，请开始办理或者过号。', en: 'Called three times. Begin, or pass.' },
  NO_GROUND: { zh: '这个号不是依法优先的。', en: 'This number does not come first by law.' },
  NOT_IN_STATE: { zh: '这个号已经变了，请看最新的情况。', en: 'This number has changed. See how it stands now.' },
};

const GROUNDS: Readonly<Record<GroundRefusal, LocalText>> = {
  NO_PROOF: { zh: '没有能证明优先情形的证件', en: 'there was no paper that shows it' },
  OF_ANOTHER: { zh: '证件不是来办事的本人的', en: 'the paper was somebody else’s' },
  NOT_COVERED: { zh: '情形不属于依法优先的范围', en: 'the law does not cover the case' },
};

const CENTRES: Readonly<Record<CentreRefusal, LocalText>> = {
  FAULTY: { zh: '有几处填得不对，改好再提交。', en: 'Some settings do not hold. Mend them and send again.' },
  CHANGED_MEANWHILE: { zh: '别人刚刚改过这个中心，请看最新的设置再改。', en: 'Somebody else has just changed this centre. Look at it as it is now.' },
  TO_CONFIRM: { zh: '会影响已经约好的人，请看清影响再确认。', en: 'It concerns people who have booked. See how many, and confirm.' },
};

/** In plain words why a centre is not changed. */
export const centreWords = (reason: CentreRefusal): LocalText => CENTRES[reason];

/** In plain words why a window took a ground away. */
export const groundWords = (reason: GroundRefusal): LocalText => GROUNDS[reason];

/** In plain words why there is no appointment. */
export function appointmentWords({ reason, until }: AppointmentRefusedEntity): LocalText {
  if (reason !== 'BARRED') return APPOINTMENTS[reason];
  const time = timeText(until ?? 0);
  return { zh: `您30天内三次约了没来，${time.zh}以前请到大厅现场取号。`, en: `You missed three appointments within 30 days. Until ${time.en} please take a number at the hall.` };
}

/** In plain words why there is no number. */
export const ticketWords = (reason: TicketRefusal): LocalText => TICKETS[reason];

/** In plain words why a clerk's action is not done. */
export const deskWords = (reason: DeskRefusal): LocalText => DESKS[reason];
