/** The thirteen bus lines: which streets they take, when and how often they run, what they cost. */

/** Which days a timetable holds: working days, days of rest (weekends and public holidays), or all days. */
export type ServiceId = 'workday' | 'restday' | 'daily';

/** Departures every `minutes` from `from` until before `until`, as HH:MM of the service day (24:30 is after midnight). */
export type Band = readonly [from: string, until: string, minutes: number];

/** A line as its author writes it. */
export interface Line {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly color: string;
  /** The stop at which direction 0 (上行) starts and the one at which it ends; equal on a loop. */
  readonly from: string;
  readonly to: string;
  /** Streets in order; each must meet the next. */
  readonly roads: readonly string[];
  /** Stops served; absent: all on the way. */
  readonly only?: readonly string[];
  /** Written with stop_times for each trip, or with frequencies.txt. */
  readonly kind: 'trips' | 'headway' | 'exact';
  /** Share of the usual driving time (an express is faster). */
  readonly pace: number;
  readonly fare: 'flat2' | 'flat1' | 'zones';
  /** Lines that share their buses have the same depot. */
  readonly depot: string;
  readonly bands: Readonly<Partial<Record<ServiceId, readonly Band[]>>>;
}

/** A line at a steady beat with a shorter one in the rush hours. */
function rush(first: string, last: string, offPeak: number, peak: number): Band[] {
  return [[first, '06:40', offPeak], ['06:40', '09:00', peak], ['09:00', '16:20', offPeak], ['16:20', '19:00', peak], ['19:00', last, Math.round(offPeak * 1.4)]];
}

/** All lines, in the order in which they are listed to riders. */
export const LINES: readonly Line[] = [
  {
    id: 'Y1', zh: '云间1路', en: 'Yunjian 1', color: '0B6E4F', from: '高铁云间南站', to: '大学城文汇路', kind: 'trips', pace: 1, fare: 'flat2', depot: 'Y1',
    roads: ['南站大道', '人民南路', '人民北路', '文汇路'],
    bands: { workday: rush('05:30', '22:40', 15, 9), restday: [['05:30', '08:00', 20], ['08:00', '19:00', 14], ['19:00', '22:40', 20]] },
  },
  {
    id: 'Y2', zh: '云间2路', en: 'Yunjian 2', color: '1F6FB2', from: '永丰公交枢纽', to: '云间新城地铁站', kind: 'trips', pace: 1, fare: 'flat2', depot: 'Y2',
    roads: ['三新路', '中山西路', '中山中路', '方塔北路', '云间大道'],
    bands: { workday: rush('05:40', '21:40', 18, 12), restday: [['05:40', '08:00', 24], ['08:00', '19:00', 18], ['19:00', '21:40', 24]] },
  },
  {
    id: 'Y5', zh: '云间5路', en: 'Yunjian 5', color: 'C0392B', from: '高铁云间南站', to: '英伦小镇', kind: 'headway', pace: 1, fare: 'flat2', depot: 'Y5',
    roads: ['南站大道', '嘉云公路', '中山东路', '中山中路', '谷阳北路', '荣乐西路', '三新路'],
    bands: { workday: rush('05:30', '22:30', 10, 6), restday: [['05:30', '08:00', 15], ['08:00', '19:00', 9], ['19:00', '22:30', 15]] },
  },
  {
    id: 'Y9', zh: '云间9路', en: 'Yunjian 9', color: '8E44AD', from: '云间新城地铁站', to: '泗泾地铁站', kind: 'trips', pace: 1, fare: 'flat2', depot: 'Y9',
    roads: ['人民北路', '云间大道', '云泗公路', '古楼路', '泗通路'],
    bands: { workday: rush('05:50', '22:10', 24, 15), restday: [['05:50', '22:10', 26]] },
  },
  {
    id: 'Y12', zh: '云间12路', en: 'Yunjian 12', color: 'B9770E', from: '区中心医院', to: '佘山地铁站', kind: 'trips', pace: 1, fare: 'flat2', depot: 'Y12',
    roads: ['荣乐东路', '方塔北路', '文翔路', '嘉云公路', '林荫新路'],
    bands: { workday: rush('06:00', '20:30', 30, 20), restday: [['06:00', '20:30', 30]] },
  },
  {
    id: 'Y19', zh: '云间19路', en: 'Yunjian 19', color: '2E7D32', from: '方塔南路公交枢纽', to: '天马山', kind: 'trips', pace: 1, fare: 'flat2', depot: 'Y19',
    roads: ['方塔南路', '松乐路', '辰塔路', '辰花路', '天马路'],
    bands: { workday: rush('05:45', '20:00', 35, 24), restday: [['05:45', '20:00', 35]] },
  },
  {
    id: 'Y24', zh: '云间24路', en: 'Yunjian 24', color: '00838F', from: '岳阳社区事务受理中心', to: '佘山国家森林公园', kind: 'trips', pace: 1, fare: 'flat2', depot: 'Y24',
    roads: ['松乐路', '谷阳南路', '谷阳北路', '文翔路', '龙源路', '辰花路', '外青云公路'],
    bands: { workday: rush('05:30', '21:30', 24, 16), restday: [['05:30', '21:30', 20]] },
  },
  {
    id: 'Y24Q', zh: '云间24路区间', en: 'Yunjian 24 short', color: '00838F', from: '岳阳社区事务受理中心', to: '大学城图书馆', kind: 'trips', pace: 1, fare: 'flat2', depot: 'Y24',
    roads: ['松乐路', '谷阳南路', '谷阳北路', '文翔路', '龙源路'],
    bands: { workday: [['06:48', '09:00', 16], ['16:28', '19:00', 16]] },
  },
  {
    id: 'SJ3', zh: '泗泾3路', en: 'Sijing 3', color: 'AD1457', from: '泗泾第二小学', to: '月湖雕塑公园', kind: 'trips', pace: 1, fare: 'flat2', depot: 'SJ3',
    roads: ['泗凤路', '江川路', '泗通路', '古楼路', '沈砖公路'],
    bands: { workday: rush('06:00', '21:00', 25, 15), restday: [['06:00', '21:00', 22]] },
  },
  {
    id: 'SSLY', zh: '佘山旅游专线', en: 'Sheshan Tourist Line', color: '558B2F', from: '云间新城地铁站', to: '佘山地铁站', kind: 'trips', pace: 0.95, fare: 'flat2', depot: 'SSLY',
    roads: ['人民北路', '云间大道', '三新路', '广富林路', '辰塔路', '林荫新路', '外青云公路', '沈砖公路', '嘉云公路', '林荫新路'],
    bands: { workday: [['08:00', '16:40', 60]], restday: [['07:30', '09:00', 20], ['09:00', '16:00', 15], ['16:00', '18:01', 20]] },
  },
  {
    id: 'DXC', zh: '大学城环线', en: 'University Town Loop', color: '5C6BC0', from: '大学城文汇路', to: '大学城文汇路', kind: 'headway', pace: 1, fare: 'flat1', depot: 'DXC',
    roads: ['文汇路', '龙源路', '辰花路', '人民北路', '文汇路'],
    bands: { workday: [['06:30', '09:00', 10], ['09:00', '16:30', 15], ['16:30', '19:00', 10], ['19:00', '22:30', 20]], restday: [['07:00', '22:30', 15]] },
  },
  {
    id: 'KX', zh: '云间快线', en: 'Yunjian Express', color: 'D84315', from: '高铁云间南站', to: '泗泾地铁站', kind: 'exact', pace: 0.85, fare: 'zones', depot: 'KX',
    roads: ['南站大道', '人民南路', '人民北路', '辰花路', '古楼路', '泗通路'],
    only: ['醉白池', '人民北路中山中路', '云间体育中心', '云间新城地铁站', '人民北路文汇路', '人民北路广富林路', '嘉云公路辰花路', '古楼路辰花路', '古楼路泗通路'],
    bands: { workday: [['06:00', '07:00', 20], ['07:00', '09:00', 12], ['09:00', '16:30', 20], ['16:30', '19:00', 12], ['19:00', '22:00', 20]], restday: [['06:30', '21:30', 20]] },
  },
  {
    id: 'YX1', zh: '夜宵1路', en: 'Night Owl 1', color: '37474F', from: '高铁云间南站', to: '大学城图书馆', kind: 'trips', pace: 0.9, fare: 'flat2', depot: 'YX1',
    roads: ['南站大道', '人民南路', '中山中路', '方塔北路', '云间大道', '人民北路', '文汇路', '龙源路'],
    bands: { daily: [['22:45', '26:16', 30]] },
  },
];
