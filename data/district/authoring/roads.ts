/** The streets of the district: where they run, what they are called, and where they cross. */
import { at, distance, length, project, simplify, smooth, track, warp, type Point, type Track } from './geometry.js';

/** How fast buses drive there: `street` in the old town, `avenue` in the new, `road` between towns. */
export type RoadClass = 'street' | 'avenue' | 'road';

/** A street: names, class, its course in district metres, and the names that stops between crossings may take. */
export interface Road {
  readonly zh: string;
  readonly en: string;
  readonly kind: RoadClass;
  readonly course: Track;
  readonly along: readonly (readonly [zh: string, en: string])[];
}

/** Where two streets meet: metres along each. */
export interface Crossing { readonly on: number; readonly other: number }

type Pair = readonly [number, number];
type Names = readonly (readonly [string, string])[];

function road(zh: string, en: string, kind: RoadClass, points: readonly Pair[], along: Names = []): Road {
  const bent = smooth(points.map(([x, y]) => ({ x, y })), 50).map(warp);
  return { zh, en, kind, course: track(simplify(bent, 0.8)), along };
}

/** All streets, north–south ones first. Coordinates are grid metres, see `geometry.ts`. */
export const ROADS: readonly Road[] = [
  road('辰塔路', 'Chenta Road', 'avenue', [[-4200, -4700], [-4200, -1000], [-4250, 2000], [-4200, 5260]],
    [['永丰都市产业园', 'Yongfeng Industrial Park'], ['仓桥新村', 'Cangqiao Xincun'], ['长桥浜', 'Changqiao Bang'], ['花辰公寓', 'Huachen Apartments'], ['新安村', "Xin'an Village"], ['辰山村', 'Chenshan Village']]),
  road('三新路', 'Sanxin Road', 'avenue', [[-2700, -4640], [-2700, -1500], [-2650, 1200], [-2700, 3340]],
    [['永丰新村', 'Yongfeng Xincun'], ['周星小区', 'Zhouxing Estate'], ['兰桥公寓', 'Lanqiao Apartments'], ['上林别苑', 'Shanglin Court']]),
  road('龙源路', 'Longyuan Road', 'avenue', [[-1500, 260], [-1480, 2000], [-1500, 4340]],
    [['文翔名苑', 'Wenxiang Garden'], ['学府公寓', 'Xuefu Apartments'], ['大学城体育馆', 'University Town Gymnasium']]),
  road('谷阳南路', 'Guyang South Road', 'street', [[-600, -4640], [-600, -2400]],
    [['岳阳新村', 'Yueyang Xincun'], ['景德路口', 'Jingde Lane']]),
  road('谷阳北路', 'Guyang North Road', 'street', [[-600, -2400], [-600, 1440]],
    [['菜花泾', 'Caihua Jing'], ['云间四中', 'Yunjian No. 4 Middle School']]),
  road('人民南路', 'Renmin South Road', 'street', [[600, -6040], [600, -2400]],
    [['南门新村', 'Nanmen Xincun'], ['五龙广场', 'Wulong Plaza'], ['人民桥', 'Renmin Bridge']]),
  road('人民北路', 'Renmin North Road', 'avenue', [[600, -2400], [600, 1000], [640, 4340]],
    [['区行政服务中心', 'District Administrative Service Centre'], ['世纪新城', 'Century New Town']]),
  road('方塔南路', 'Fangta South Road', 'street', [[2000, -4640], [2000, -2400]], [['东门桥', 'Dongmen Bridge']]),
  road('方塔北路', 'Fangta North Road', 'street', [[2000, -2400], [2000, 1440]], [['东外街', 'Dongwai Street'], ['白云公寓', 'Baiyun Apartments']]),
  road('嘉云公路', 'Jiayun Highway', 'road', [[3300, -6040], [3300, -2000], [3250, 1500], [3300, 4300], [3350, 6640]],
    [['张庄', 'Zhangzhuang'], ['车墩桥', 'Chedun Bridge'], ['东部工业园', 'Eastern Industrial Park'], ['莘砖新村', 'Xinzhuan Xincun'], ['陈坊桥', 'Chenfang Bridge'], ['佘北家园', 'Shebei Homes']]),
  road('外青云公路', 'Waiqingyun Highway', 'road', [[-800, 4260], [-900, 5300], [-1050, 6100], [-1000, 6640]], [['江秋村', 'Jiangqiu Village']]),
  road('天马路', 'Tianma Road', 'road', [[-6800, 4460], [-6850, 5300], [-6800, 6240]]),
  road('古楼路', 'Gulou Road', 'avenue', [[5600, 1760], [5600, 4000], [5620, 6640]],
    [['泗泾公园', 'Sijing Park'], ['新凯城', 'Xinkai City'], ['横港村', 'Henggang Village']]),
  road('江川路', 'Jiangchuan Road', 'street', [[7200, 2960], [7230, 4000], [7200, 6740]], [['泗泾医院', 'Sijing Hospital'], ['江川小区', 'Jiangchuan Estate']]),
  road('南站大道', 'South Station Avenue', 'avenue', [[-2800, -5900], [-600, -6000], [600, -6000], [3340, -6000]], [['火车站广场', 'Railway Station Plaza'], ['南站商务区', 'South Station Business Area']]),
  road('云汇路', 'Yunhui Road', 'street', [[-4240, -4600], [0, -4600], [3340, -4600]], [['大仓桥', 'Dacang Bridge'], ['玉乐新村', 'Yule Xincun']]),
  road('松乐路', 'Songle Road', 'street', [[-4240, -3400], [-600, -3420], [3340, -3400]], [['永丰街道社区卫生服务中心', 'Yongfeng Community Health Centre'], ['秀野桥', 'Xiuye Bridge']]),
  road('中山西路', 'Zhongshan West Road', 'street', [[-4240, -2400], [-600, -2400]], [['仓城历史街区', 'Cangcheng Historic Quarter'], ['跨塘桥', 'Kuatang Bridge']]),
  road('中山中路', 'Zhongshan Middle Road', 'street', [[-600, -2400], [600, -2400], [2000, -2400]], [['岳庙', 'Yue Temple']]),
  road('中山东路', 'Zhongshan East Road', 'street', [[2000, -2400], [3340, -2400]], [['华阳老街', 'Huayang Old Street']]),
  road('荣乐西路', 'Rongle West Road', 'avenue', [[-4240, -1300], [-1500, -1300], [600, -1300]], [['西新桥', 'Xixin Bridge'], ['荣乐小区', 'Rongle Estate']]),
  road('荣乐东路', 'Rongle East Road', 'avenue', [[600, -1300], [3340, -1300]], [['东鼎购物中心', 'Dongding Shopping Centre']]),
  road('思贤路', 'Sixian Road', 'avenue', [[-2740, -500], [0, -500], [2040, -500]], [['思贤公园', 'Sixian Park']]),
  road('云间大道', 'Yunjian Avenue', 'avenue', [[-4240, 300], [-1500, 300], [600, 300], [3300, 300]],
    [['新城西站', 'New Town West'], ['泰晤士小区', 'Thames Estate'], ['中央公园', 'Central Park'], ['新城商务区', 'New Town Business Area'], ['开元广场', 'Kaiyuan Plaza']]),
  road('云泗公路', 'Yunsi Highway', 'road', [[3300, 300], [4300, 520], [5000, 1200], [5600, 1800]], [['洞泾港', 'Dongjing Creek'], ['砖桥村', 'Zhuanqiao Village']]),
  road('文翔路', 'Wenxiang Road', 'avenue', [[-4280, 1400], [-600, 1400], [3300, 1400]], [['三湘四季', 'Sanxiang Four Seasons'], ['方松街道社区卫生服务中心', 'Fangsong Community Health Centre'], ['文诚小区', 'Wencheng Estate']]),
  road('文汇路', 'Wenhui Road', 'avenue', [[-2720, 2400], [-600, 2400], [600, 2400], [3320, 2400]], [['大学城师生中心', 'University Town Campus Centre'], ['外语学院', 'Foreign Languages College']]),
  road('广富林路', 'Guangfulin Road', 'avenue', [[-4280, 3300], [-2700, 3300], [600, 3300], [3340, 3300]], [['广富林社区', 'Guangfulin Community'], ['施贤村', 'Shixian Village']]),
  road('辰花路', 'Chenhua Road', 'avenue', [[-6840, 4500], [-5500, 4420], [-4200, 4300], [600, 4300], [3300, 4300], [5640, 4250]],
    [['天马新村', 'Tianma Xincun'], ['昆秀湖', 'Kunxiu Lake'], ['千新村', 'Qianxin Village'], ['工程技术学院', 'Engineering College'], ['高家浜', 'Gaojia Bang']]),
  road('林荫新路', 'Linyin New Road', 'avenue', [[-4240, 5200], [-2600, 5350], [-900, 5400], [1200, 5450], [3360, 5400]], [['佘山学校', 'Sheshan School'], ['佘山镇政府', 'Sheshan Town Hall']]),
  road('沈砖公路', 'Shenzhuan Highway', 'road', [[-6840, 6200], [-4200, 6400], [-1000, 6600], [1000, 6720], [3350, 6600], [5660, 6600]],
    [['东佘山园', 'East Sheshan Garden'], ['刘家山', 'Liujia Hill'], ['卫家埭', 'Weijia Dai'], ['张泾村', 'Zhangjing Village']]),
  road('泗凤路', 'Sifeng Road', 'street', [[5560, 3000], [7200, 3000], [8500, 3040]], [['泗泾老街', 'Sijing Old Street']]),
  road('泗通路', 'Sitong Road', 'avenue', [[5560, 5000], [7240, 5000]]),
];

const BY_NAME = new Map(ROADS.map((r) => [r.zh, r]));

/** The street of that Chinese name; throws where there is none. */
export function getRoad(zh: string): Road {
  const found = BY_NAME.get(zh);
  if (!found) throw new Error(`no road ${zh}`);
  return found;
}

/** How far beyond its drawn end a street still counts as reaching another, in metres. */
const REACH = 50;

/** Where two streets meet, or undefined: a crossing, an end that touches, or two ends that continue each other. */
export function findCrossing(a: Road, b: Road): Crossing | undefined {
  for (const [on, endA] of ends(a)) {
    for (const [other, endB] of ends(b)) if (distance(endA, endB) < REACH) return { on, other };
  }
  const [pa, pb] = [a.course.points, b.course.points];
  for (const [on, end] of ends(a)) {
    const near = project(b.course, end);
    if (near.off < REACH) return { on, other: near.s };
  }
  for (const [other, end] of ends(b)) {
    const near = project(a.course, end);
    if (near.off < REACH) return { on: near.s, other };
  }
  for (let i = 1; i < pa.length; i++) {
    for (let k = 1; k < pb.length; k++) {
      const hit = meet([at(pa, i - 1), at(pa, i)], [at(pb, k - 1), at(pb, k)]);
      if (hit) return { on: at(a.course.dist, i - 1) + hit[0], other: at(b.course.dist, k - 1) + hit[1] };
    }
  }
  return undefined;
}

function ends(r: Road): [number, Point][] {
  return [[0, at(r.course.points, 0)], [length(r.course), at(r.course.points, -1)]];
}

/** Metres along two segments to where they cross; undefined where they do not. */
function meet([a, b]: [Point, Point], [c, d]: [Point, Point]): [number, number] | undefined {
  const det = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
  if (Math.abs(det) < 1e-9) return undefined;
  const t = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / det;
  const u = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / det;
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? [t * distance(a, b), u * distance(c, d)] : undefined;
}

/** True where two names are parts of one street (人民南路 and 人民北路), so that their meeting is no crossing. */
export function sameStreet(a: Road, b: Road): boolean {
  return a.zh.slice(0, 2) === b.zh.slice(0, 2) && a.zh.length === 4 && b.zh.length === 4 && /[东西南北中]/.test(a.zh.charAt(2)) && /[东西南北中]/.test(b.zh.charAt(2));
}
