/**
 * A small piece of the sample district for tests of the pages: enough stops, lines and buses to fill every page, told
 * by hand so that each test can move them. Instants are epoch milliseconds.
 */
export type Source = 'ASSERTED' | 'PROPAGATED' | 'POSITION' | 'SCHEDULE';
export type Status = 'SCHEDULED' | 'ON_TIME' | 'EARLY' | 'LATE' | 'CANCELED' | 'SKIPPED' | 'ADDED';

export interface Call {
  id: string;
  line: string;
  direction: 0 | 1;
  /** Seconds from now. */
  in: number;
  late: number;
  source: Source;
  status: Status;
  stopsAway: number | null;
  age: number | null;
  occupancy: string;
}

export interface Line {
  id: string;
  zh: string;
  en: string;
  color: string;
  textColor: string;
  ends: readonly [readonly [string, string], readonly [string, string]];
  fare: readonly [number, number];
  stops: readonly string[];
}

export interface Place {
  id: string;
  zh: string;
  en: string;
  pinyin: string;
  lat: number;
  lon: number;
}

export const PLACES: readonly Place[] = [
  { id: 'district:101', zh: '云间新城地铁站', en: 'Yunjian New Town Metro Station', pinyin: 'yunjianxinchengditiezhan yjxcdtz', lat: 31.0331, lon: 121.2263 },
  { id: 'district:111', zh: '云间体育中心', en: 'Yunjian Sports Centre', pinyin: 'yunjiantiyuzhongxin yjtyzx', lat: 31.0258, lon: 121.2262 },
  { id: 'district:112', zh: '人民北路中山中路', en: 'Renmin North Road & Zhongshan Middle Road', pinyin: 'renminbeiluzhongshanzhonglu rmblzszl', lat: 31.0105, lon: 121.2266 },
  { id: 'district:113', zh: '方塔园', en: 'Fangta Park', pinyin: 'fangtayuan fty', lat: 31.0098, lon: 121.2398 },
  { id: 'district:114', zh: '醉白池', en: 'Zuibaichi Garden', pinyin: 'zuibaichi zbc', lat: 31.0012, lon: 121.2263 },
  { id: 'district:116', zh: '大学城图书馆', en: 'University Town Library', pinyin: 'daxuechengtushuguan dxctsg', lat: 31.0560, lon: 121.2046 },
  { id: 'district:120', zh: '区中心医院', en: 'District Central Hospital', pinyin: 'quzhongxinyiyuan qzxyy', lat: 31.0186, lon: 121.2354 },
  { id: 'district:129', zh: '永丰公交枢纽', en: 'Yongfeng Bus Terminal', pinyin: 'yongfenggongjiaoshuniu yfgjsn', lat: 30.9898, lon: 121.1925 },
];

export const LINES: readonly Line[] = [
  { id: 'district:24', zh: '云间24路', en: 'Yunjian 24', color: '1F6FB2', textColor: 'FFFFFF', ends: [['方塔园', 'Fangta Park'], ['大学城图书馆', 'University Town Library']], fare: [2, 2], stops: ['district:116', 'district:101', 'district:111', 'district:120', 'district:113'] },
  { id: 'district:1', zh: '云间1路', en: 'Yunjian 1', color: 'E8A33D', textColor: 'FFFFFF', ends: [['永丰公交枢纽', 'Yongfeng Bus Terminal'], ['方塔园', 'Fangta Park']], fare: [1, 3], stops: ['district:113', 'district:112', 'district:114', 'district:129'] },
  { id: 'district:N1', zh: '夜宵1路', en: 'Night 1', color: '3B2A5A', textColor: 'FFFFFF', ends: [['云间新城地铁站', 'Yunjian New Town Metro Station'], ['方塔园', 'Fangta Park']], fare: [2, 2], stops: ['district:113', 'district:112', 'district:101'] },
];

/** A board with one of each kind of row. */
export function sampleBoard(): Call[] {
  const live = { late: 0, source: 'ASSERTED', status: 'ON_TIME', stopsAway: 2, age: 20, occupancy: 'MANY_SEATS' } as const;
  return [
    { ...live, id: 'a1', line: 'district:24', direction: 0, in: 310 },
    { ...live, id: 'a2', line: 'district:24', direction: 0, in: 980, source: 'PROPAGATED', status: 'LATE', late: 240, stopsAway: 7, age: 45, occupancy: 'CROWDED' },
    { ...live, id: 'a3', line: 'district:24', direction: 0, in: 1900, source: 'SCHEDULE', status: 'SCHEDULED', stopsAway: null, age: null, occupancy: 'UNKNOWN' },
    { ...live, id: 'a4', line: 'district:24', direction: 1, in: 1200, source: 'SCHEDULE', status: 'SCHEDULED', stopsAway: null, age: null, occupancy: 'UNKNOWN' },
    { ...live, id: 'b1', line: 'district:1', direction: 0, in: 700, source: 'SCHEDULE', status: 'CANCELED', stopsAway: null, age: null, occupancy: 'UNKNOWN' },
    { ...live, id: 'b2', line: 'district:1', direction: 0, in: 1500, source: 'POSITION', status: 'EARLY', late: -120, stopsAway: 9, age: 70, occupancy: 'STANDING' },
  ];
}
