import type { LocalText } from '../../../messages/contract.js';
import type { Business, Centre, CentreFault, CentreSettings } from '../types.js';

/** What settings are judged by. */
export interface KnownOf {
  /** Whether the catalogue has a service; null: it is not asked. */
  readonly hasService: ((id: string) => boolean) | null;
}

/** Bounds of what can be set; the page shows the same. */
export const BOUNDS = { hours: 6, businesses: 26, windows: 60, windowNumber: 99, usualMinutes: 240, slotMinutes: [5, 240], seats: 50, days: 60, closures: 60, nameZh: 20, nameEn: 60, reason: 60, services: 60 } as const;

const FROM = /^([01]\d|2[0-3]):[0-5]\d$/;
const UNTIL = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const ID = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Minutes since midnight of `HH:mm`. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** All that is wrong with a centre's settings, each in plain words with the place where it stands; empty where they hold. */
export function centreFaults(settings: CentreSettings, known: KnownOf): CentreFault[] {
  return [...hoursFaults(settings), ...businessFaults(settings.businesses, known), ...windowFaults(settings), ...appointmentFaults(settings), ...closureFaults(settings)];
}

const fault = (field: string, zh: string, en: string): CentreFault => ({ field, text: { zh, en } });
const whole = (value: number, from: number, until: number): boolean => Number.isInteger(value) && value >= from && value <= until;
const within = (text: string, most: number): boolean => text.trim() !== '' && text.length <= most;
const doubled = <T>(values: readonly T[], index: number): boolean => values.indexOf(values[index] as T) < index; // index is one of the list

function hoursFaults({ hours }: CentreSettings): CentreFault[] {
  if (hours.length === 0) return [fault('hours', '至少要有一段开放时间', 'there are no opening hours')];
  if (hours.length > BOUNDS.hours) return [fault('hours', `一天最多${BOUNDS.hours}段开放时间`, `at most ${BOUNDS.hours} spans a day`)];
  return hours.flatMap(({ from, until }, index) => {
    const field = `hours.${index}`;
    if (!FROM.test(from) || !UNTIL.test(until)) return [fault(field, '时间应写成 09:00 这样，最晚 24:00', 'times are written like 09:00')];
    if (minutesOf(from) >= minutesOf(until)) return [fault(field, '结束时间应晚于开始时间', 'it ends before it begins')];
    const before = hours[index - 1];
    return before && minutesOf(from) < minutesOf(before.until) ? [fault(field, '与前一段重叠，请按时间先后排列', 'it overlaps with the one before, or comes before it')] : [];
  });
}

function businessFaults(businesses: readonly Business[], { hasService }: KnownOf): CentreFault[] {
  if (businesses.length === 0) return [fault('businesses', '至少要有一项业务', 'there is no business')];
  if (businesses.length > BOUNDS.businesses) return [fault('businesses', '最多26项业务，每项一个字母', 'at most 26 businesses, one for each letter')];
  const [ids, letters, names] = [businesses.map(({ id }) => id), businesses.map(({ letter }) => letter), businesses.map(({ nameZh }) => nameZh.trim())];
  return businesses.flatMap(({ id, letter, nameZh, nameEn, usualMinutes, serviceIds }, index) => {
    const at = `businesses.${index}`;
    const found: CentreFault[] = [];
    if (!ID.test(id) || doubled(ids, index)) found.push(fault(`${at}.id`, doubled(ids, index) ? '编号重复' : '编号只用小写字母、数字和“-”', 'an id is of small letters, digits and “-”, and of one business'));
    if (!/^[A-Z]$/.test(letter)) found.push(fault(`${at}.letter`, '号码字母应为一个大写字母', 'the letter is one of A to Z'));
    else if (doubled(letters, index)) found.push(fault(`${at}.letter`, `字母${letter}已有别的业务用了`, `${letter} is another business’s letter`));
    if (!within(nameZh, BOUNDS.nameZh)) found.push(fault(`${at}.nameZh`, `名称应为1到${BOUNDS.nameZh}个字`, `the name has 1 to ${BOUNDS.nameZh} characters`));
    else if (doubled(names, index)) found.push(fault(`${at}.nameZh`, `已有叫“${nameZh}”的业务`, `there is a business of that name`));
    if (!within(nameEn, BOUNDS.nameEn)) found.push(fault(`${at}.nameEn`, `英文名应为1到${BOUNDS.nameEn}个字符`, `the English name has 1 to ${BOUNDS.nameEn} characters`));
    if (!whole(usualMinutes, 1, BOUNDS.usualMinutes)) found.push(fault(`${at}.usualMinutes`, `通常办理时间应为1到${BOUNDS.usualMinutes}分钟的整数`, `usual minutes are a whole number from 1 to ${BOUNDS.usualMinutes}`));
    if (serviceIds.length > BOUNDS.services) found.push(fault(`${at}.serviceIds`, `一项业务最多${BOUNDS.services}个事项`, `at most ${BOUNDS.services} services`));
    else found.push(...serviceIds.flatMap((service, n) => {
      if (doubled(serviceIds, n)) return [fault(`${at}.serviceIds`, `事项“${service}”写了两次`, `${service} stands twice`)];
      return hasService?.(service) === false ? [fault(`${at}.serviceIds`, `事项目录里没有“${service}”`, `the catalogue has no ${service}`)] : [];
    }));
    return found;
  });
}

function windowFaults({ businesses, windows }: CentreSettings): CentreFault[] {
  if (windows.length === 0) return [fault('windows', '至少要有一个窗口', 'there is no window')];
  if (windows.length > BOUNDS.windows) return [fault('windows', `最多${BOUNDS.windows}个窗口`, `at most ${BOUNDS.windows} windows`)];
  const [numbers, known] = [windows.map(({ number }) => number), new Set(businesses.map(({ id }) => id))];
  const wrong = windows.flatMap(({ number, businesses: does }, index) => {
    const at = `windows.${index}`;
    if (!whole(number, 1, BOUNDS.windowNumber)) return [fault(`${at}.number`, `窗口号应为1到${BOUNDS.windowNumber}的整数`, `a window’s number is a whole one from 1 to ${BOUNDS.windowNumber}`)];
    if (doubled(numbers, index)) return [fault(`${at}.number`, `${number}号窗口写了两次`, `window ${number} stands twice`)];
    if (does.length === 0) return [fault(`${at}.businesses`, `${number}号窗口没有业务`, `window ${number} does nothing`)];
    return does.flatMap((id, n) => (known.has(id) && !doubled(does, n) ? [] : [fault(`${at}.businesses`, known.has(id) ? `${number}号窗口的业务写了两次` : `${number}号窗口的业务“${id}”不存在`, `window ${number}: ${id} is no business, or stands twice`)]));
  });
  const undone = businesses.flatMap(({ id, nameZh, nameEn }, index) => (windows.some(({ businesses: does }) => does.includes(id)) ? [] : [fault(`businesses.${index}`, `没有窗口办“${nameZh}”`, `no window does ${nameEn}`)]));
  return [...wrong, ...undone];
}

function appointmentFaults({ hours, slotMinutes, seatsPerWindow, bookableDays }: CentreSettings): CentreFault[] {
  const [least, most] = BOUNDS.slotMinutes;
  const found: CentreFault[] = [];
  if (!whole(slotMinutes, least, most)) found.push(fault('slotMinutes', `预约时段应为${least}到${most}分钟的整数`, `an appointment’s time has ${least} to ${most} whole minutes`));
  else if (!hours.some(({ from, until }) => minutesOf(until) - minutesOf(from) >= slotMinutes)) found.push(fault('slotMinutes', '预约时段比每段开放时间都长', 'an appointment’s time is longer than the centre is open'));
  if (!whole(seatsPerWindow, 1, BOUNDS.seats)) found.push(fault('seatsPerWindow', `每窗名额应为1到${BOUNDS.seats}的整数`, `a window takes 1 to ${BOUNDS.seats} in a time`));
  if (!whole(bookableDays, 1, BOUNDS.days)) found.push(fault('bookableDays', `可约天数应为1到${BOUNDS.days}的整数`, `one may book 1 to ${BOUNDS.days} days ahead`));
  return found;
}

function closureFaults({ closures }: CentreSettings): CentreFault[] {
  if (closures.length > BOUNDS.closures) return [fault('closures', `最多${BOUNDS.closures}个闭馆日`, `at most ${BOUNDS.closures} closed days`)];
  const days = closures.map(({ day }) => day);
  return closures.flatMap(({ day, reasonZh, reasonEn }, index) => {
    const at = `closures.${index}`;
    if (!DAY.test(day) || Number.isNaN(Date.parse(day)) || new Date(day).toISOString().slice(0, 10) !== day) return [fault(`${at}.day`, '没有这一天', 'there is no such day')];
    if (doubled(days, index)) return [fault(`${at}.day`, `${day}写了两次`, `${day} stands twice`)];
    return within(reasonZh, BOUNDS.reason) && (reasonEn === null || within(reasonEn, BOUNDS.reason * 2)) ? [] : [fault(`${at}.reason`, `请写明闭馆原因，1到${BOUNDS.reason}个字`, `a closed day has a reason of 1 to ${BOUNDS.reason} characters`)];
  });
}

/** What of the hall today stands against new settings: windows that clerks have open, businesses whose numbers are not done. */
export function hallFaults(settings: CentreSettings, before: Pick<Centre, 'businesses'>, hall: { readonly open: readonly number[]; readonly businessesOfNumbers: readonly string[] }): CentreFault[] {
  const gone = hall.open.filter((number) => !settings.windows.some((window) => window.number === number));
  const left = before.businesses.flatMap(({ id, nameZh, nameEn }): { readonly text: LocalText }[] => {
    const numbers = hall.businessesOfNumbers.filter((each) => each === id).length;
    if (numbers === 0 || settings.businesses.some((business) => business.id === id)) return [];
    return [{ text: { zh: `“${nameZh}”今天还有${numbers}个号没办完，办完或转出后才能取消这项业务`, en: `${numbers} numbers of ${nameEn} are not done today: it can go when they are` } }];
  });
  return [...gone.map((number) => fault('windows', `${number}号窗口正开着，请先关窗再取消`, `window ${number} is open: close it first`)), ...left.map(({ text }) => ({ field: 'businesses', text }))];
}

/** What stands of a centre once its settings are changed: its version counts up, and businesses that are gone are remembered. */
export function changedCentre(before: Centre, settings: CentreSettings, today: string): Centre {
  const has = (id: string): boolean => settings.businesses.some((business) => business.id === id);
  const former = [...before.formerBusinesses, ...before.businesses].filter(({ id }, index, all) => !has(id) && all.findLastIndex((each) => each.id === id) === index);
  return {
    ...before, ...settings, version: before.version + 1, formerBusinesses: former,
    windows: settings.windows.toSorted((a, b) => a.number - b.number), closures: settings.closures.filter(({ day }) => day >= today).toSorted((a, b) => (a.day < b.day ? -1 : 1)),
  };
}
