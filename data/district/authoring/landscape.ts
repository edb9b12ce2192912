/** What lies around the streets: towns, water, green, railways and the places that people look for. Grid metres. */

export type Pair = readonly [x: number, y: number];

/** Corners of the borders, shared by the polygons on either side. */
export const CORNERS = {
  A: [-9200, -5200], B: [-3800, -8200], C: [4200, -8300], D: [5200, -5200], E: [4500, -1800], F: [4300, 1000],
  G: [9600, 600], H: [9900, 6800], I: [4500, 7800], J: [3000, 9000], K: [-6000, 8800], L: [-9600, 6000],
  M: [-9600, 3700], N: [-9500, -1200], O: [-1600, -5200], P: [-1600, -1800], Q: [-2000, 1000], R: [-2100, 3800], S: [4200, 3800], T: [4800, -300],
} as const satisfies Record<string, Pair>;

export type Corner = keyof typeof CORNERS;

/** The seven streets and towns by the corners of their borders. */
export const TOWNS: readonly (readonly [zh: string, en: string, ring: readonly Corner[], label: Pair])[] = [
  ['岳阳街道', 'Yueyang Subdistrict', ['O', 'D', 'E', 'P'], [1100, -3900]],
  ['永丰街道', 'Yongfeng Subdistrict', ['A', 'B', 'C', 'D', 'O', 'P', 'N'], [-5800, -3600]],
  ['方松街道', 'Fangsong Subdistrict', ['P', 'E', 'T', 'F', 'Q'], [1300, -150]],
  ['广富林街道', 'Guangfulin Subdistrict', ['N', 'P', 'Q', 'R', 'M'], [-5800, 1200]],
  ['大学城园区', 'University Town', ['Q', 'F', 'S', 'R'], [1400, 2900]],
  ['佘山镇', 'Sheshan Town', ['M', 'R', 'S', 'I', 'J', 'K', 'L'], [-3600, 7600]],
  ['泗泾镇', 'Sijing Town', ['T', 'G', 'H', 'I', 'S', 'F'], [8000, 5600]],
];

/** The district's outline by corners. */
export const OUTLINE: readonly Corner[] = ['A', 'B', 'C', 'D', 'E', 'T', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N'];

/** Rivers as courses with a width in metres. */
export const RIVERS: readonly (readonly [zh: string, en: string, width: number, course: readonly Pair[]])[] = [
  ['云江', 'Yun River', 240, [[-6300, -6650], [-4200, -7100], [-1200, -7050], [1600, -7400], [3300, -7350], [4640, -7150]]],
  ['通波塘', 'Tongbo Creek', 34, [[1400, 8850], [1650, 7400], [1350, 5900], [1500, 4300], [1300, 2600], [1420, 900], [1300, -900], [1480, -2800], [1250, -4800], [1350, -7300]]],
  ['油墩港', 'Youdun Creek', 48, [[-5200, 8780], [-5350, 6300], [-5150, 3700], [-5300, 800], [-5150, -2400], [-5400, -5200], [-5300, -6850]]],
  ['洞泾港', 'Dongjing Creek', 30, [[4100, 7900], [4150, 5200], [3950, 3000], [4050, 600], [3850, -1700], [3950, -4600], [3700, -7300]]],
  ['泗泾塘', 'Sijing Creek', 30, [[3980, 3500], [5200, 3620], [6600, 3480], [8200, 3700], [9760, 3500]]],
  ['市河', 'Old Town Canal', 16, [[-5200, -2700], [-2400, -2720], [-300, -2680], [1400, -2740], [3880, -2660]]],
];

/** Lakes and ponds as rounded shapes: centre and radii. */
export const LAKES: readonly (readonly [zh: string, en: string, x: number, y: number, rx: number, ry: number])[] = [
  ['月湖', 'Yuehu Lake', 560, 7230, 430, 300],
  ['镜湖', 'Mirror Lake', -600, 3000, 260, 150],
  ['富林湖', 'Fulin Lake', -3420, 2900, 270, 160],
  ['华亭湖', 'Huating Lake', -2150, -250, 190, 280],
  ['昆秀湖', 'Kunxiu Lake', -6050, 4060, 230, 170],
  ['醉白池', 'Zuibaichi Pond', 420, -3180, 34, 26],
];

/** Parks, gardens and hills. */
export const GREENS: readonly (readonly [zh: string, en: string, kind: 'hill' | 'park' | 'garden', x: number, y: number, rx: number, ry: number])[] = [
  ['西佘山', 'West Sheshan Hill', 'hill', -1750, 6050, 560, 400],
  ['东佘山', 'East Sheshan Hill', 'hill', -330, 6030, 430, 380],
  ['天马山', 'Tianma Hill', 'hill', -7350, 5600, 420, 560],
  ['辰山', 'Chenshan Hill', 'hill', -5000, 4880, 190, 150],
  ['辰山植物园', 'Chenshan Botanical Garden', 'garden', -4760, 4790, 470, 330],
  ['月湖雕塑公园', 'Yuehu Sculpture Park', 'park', 520, 7200, 640, 450],
  ['广富林文化遗址', 'Guangfulin Heritage Park', 'park', -3440, 2880, 560, 330],
  ['中央公园', 'Central Park', 'park', -850, 560, 560, 170],
  ['云间体育中心', 'Yunjian Sports Centre', 'park', 960, -720, 230, 170],
  ['方塔园', 'Fangta Park', 'garden', 1760, -2640, 180, 150],
  ['醉白池公园', 'Zuibaichi Park', 'garden', 400, -3190, 120, 110],
  ['思贤公园', 'Sixian Park', 'park', -1050, -700, 200, 130],
  ['泗泾公园', 'Sijing Park', 'park', 5950, 2500, 220, 160],
  ['云江滨江绿地', 'Riverside Green', 'park', 600, -6780, 1500, 120],
];

/** Metro and railway lines, for the map only. */
export const RAILS: readonly (readonly [zh: string, en: string, kind: 'metro' | 'railway', course: readonly Pair[]])[] = [
  ['轨道交通云间线', 'Yunjian Metro Line', 'metro', [[600, -6060], [700, -3000], [560, 300], [900, 3000], [2450, 5450], [4300, 5700], [6500, 5050], [9800, 5400]]],
  ['沪云高铁', 'Huyun High-speed Railway', 'railway', [[-6900, -5200], [-3000, -5900], [900, -6110], [5050, -5650]]],
];

/** What a point on the map is. */
export type PlaceKind = 'scenic' | 'school' | 'hospital' | 'health-centre' | 'service-centre' | 'metro' | 'railway';

/** Places that people look for; `beside` is the stop next to it where there is one. */
export const PLACES: readonly { readonly zh: string; readonly en: string; readonly kind: PlaceKind; readonly at: Pair; readonly town: string; readonly beside?: string }[] = [
  { zh: '佘山国家森林公园', en: 'Sheshan National Forest Park', kind: 'scenic', at: [-1250, 6080], town: '佘山镇', beside: '佘山国家森林公园' },
  { zh: '辰山植物园', en: 'Chenshan Botanical Garden', kind: 'scenic', at: [-4620, 4650], town: '佘山镇', beside: '辰山植物园' },
  { zh: '醉白池公园', en: 'Zuibaichi Park', kind: 'scenic', at: [460, -3220], town: '岳阳街道', beside: '醉白池' },
  { zh: '方塔园', en: 'Fangta Park', kind: 'scenic', at: [1770, -2560], town: '岳阳街道', beside: '方塔园' },
  { zh: '广富林文化遗址', en: 'Guangfulin Heritage Site', kind: 'scenic', at: [-3430, 3150], town: '广富林街道', beside: '广富林遗址' },
  { zh: '月湖雕塑公园', en: 'Yuehu Sculpture Park', kind: 'scenic', at: [560, 6850], town: '佘山镇', beside: '月湖雕塑公园' },
  { zh: '天马山', en: 'Tianma Hill', kind: 'scenic', at: [-7180, 5620], town: '佘山镇', beside: '天马山' },
  { zh: '英伦小镇', en: 'Thames Town', kind: 'scenic', at: [-2430, -230], town: '广富林街道', beside: '英伦小镇' },
  { zh: '岳阳小学', en: 'Yueyang Primary School', kind: 'school', at: [-250, -2950], town: '岳阳街道' },
  { zh: '云间实验小学', en: 'Yunjian Experimental Primary School', kind: 'school', at: [-1080, 1520], town: '大学城园区', beside: '云间实验小学' },
  { zh: '泗泾第二小学', en: 'Sijing No. 2 Primary School', kind: 'school', at: [8300, 3120], town: '泗泾镇', beside: '泗泾第二小学' },
  { zh: '佘山学校', en: 'Sheshan School (nine-year)', kind: 'school', at: [-3100, 5480], town: '佘山镇', beside: '佘山学校' },
  { zh: '云间四中', en: 'Yunjian No. 4 Middle School', kind: 'school', at: [-780, 800], town: '方松街道', beside: '云间四中' },
  { zh: '云间一中', en: 'Yunjian No. 1 High School', kind: 'school', at: [-1100, -400], town: '方松街道' },
  { zh: '方松幼儿园', en: 'Fangsong Kindergarten', kind: 'school', at: [1250, 120], town: '方松街道' },
  { zh: '大学城附属小学', en: 'University Town Affiliated Primary School', kind: 'school', at: [350, 2560], town: '大学城园区' },
  { zh: '区中心医院', en: 'District Central Hospital', kind: 'hospital', at: [1400, -1180], town: '方松街道', beside: '区中心医院' },
  { zh: '泗泾医院', en: 'Sijing Hospital', kind: 'hospital', at: [7350, 3750], town: '泗泾镇', beside: '泗泾医院' },
  { zh: '区妇幼保健院', en: 'District Maternal and Child Health Hospital', kind: 'hospital', at: [-1080, -1190], town: '方松街道', beside: '区妇幼保健院' },
  { zh: '岳阳社区卫生服务中心', en: 'Yueyang Community Health Centre', kind: 'health-centre', at: [1000, -3720], town: '岳阳街道' },
  { zh: '永丰社区卫生服务中心', en: 'Yongfeng Community Health Centre', kind: 'health-centre', at: [-3500, -3280], town: '永丰街道', beside: '永丰街道社区卫生服务中心' },
  { zh: '方松社区卫生服务中心', en: 'Fangsong Community Health Centre', kind: 'health-centre', at: [250, 600], town: '方松街道' },
  { zh: '佘山社区卫生服务中心', en: 'Sheshan Community Health Centre', kind: 'health-centre', at: [1750, 5560], town: '佘山镇' },
  { zh: '泗泾社区卫生服务中心', en: 'Sijing Community Health Centre', kind: 'health-centre', at: [6300, 4700], town: '泗泾镇' },
  { zh: '岳阳街道社区事务受理服务中心', en: 'Yueyang Community Affairs Service Centre', kind: 'service-centre', at: [1330, -3290], town: '岳阳街道', beside: '岳阳社区事务受理中心' },
  { zh: '永丰街道社区事务受理服务中心', en: 'Yongfeng Community Affairs Service Centre', kind: 'service-centre', at: [-2560, -4100], town: '永丰街道' },
  { zh: '方松街道社区事务受理服务中心', en: 'Fangsong Community Affairs Service Centre', kind: 'service-centre', at: [850, -200], town: '方松街道' },
  { zh: '广富林街道社区事务受理服务中心', en: 'Guangfulin Community Affairs Service Centre', kind: 'service-centre', at: [-2850, 1750], town: '广富林街道' },
  { zh: '佘山镇社区事务受理服务中心', en: 'Sheshan Community Affairs Service Centre', kind: 'service-centre', at: [-2000, 5280], town: '佘山镇', beside: '佘山镇政府' },
  { zh: '泗泾镇社区事务受理服务中心', en: 'Sijing Community Affairs Service Centre', kind: 'service-centre', at: [5850, 4150], town: '泗泾镇' },
  { zh: '大学城园区社区事务受理服务中心', en: 'University Town Community Affairs Service Centre', kind: 'service-centre', at: [-1250, 2250], town: '大学城园区' },
  { zh: '云间新城站', en: 'Yunjian New Town Station', kind: 'metro', at: [580, 290], town: '方松街道', beside: '云间新城地铁站' },
  { zh: '佘山站', en: 'Sheshan Station', kind: 'metro', at: [2650, 5480], town: '佘山镇', beside: '佘山地铁站' },
  { zh: '泗泾站', en: 'Sijing Station', kind: 'metro', at: [6500, 5050], town: '泗泾镇', beside: '泗泾地铁站' },
  { zh: '高铁云间南站', en: 'Yunjian South Railway Station', kind: 'railway', at: [900, -6110], town: '永丰街道', beside: '高铁云间南站' },
];
