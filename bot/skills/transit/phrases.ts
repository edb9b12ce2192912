/** How people ask for the next bus: how long, how far, whether it still comes, how full, the board of a stop, being told. */
export const arrivalsPhrases: readonly string[] = [
  // keywords, as typed with one thumb
  '[route]', '[route]到站', '[route]实时', '[route]还有多久', '[route]到哪了', '[route]几分钟', '[route][stop]', '[stop][route]', '[stop]下一班', '[stop]站牌', '[stop]来车', '实时公交', '公交到站', '到站时间', '查公交', '查到站', '等车', '下一班', '下一班车', '下一趟', '还有几站', '车到哪了', '还有多久到', '电子站牌', '公交实时位置', '班车到哪了', '来车预报',
  // line and stop
  '[route]还有多久到[stop]', '[route]什么时候到[stop]', '[route]几点到[stop]', '[route]多长时间到[stop]', '[route]到[stop]还要几分钟', '[stop]的[route]还有多久', '[stop]的[route]还要等多久', '[stop]的[route]下一班几点', '[stop]等[route] 还要多久', '我在[stop]等[route]', '我在[stop] [route]还有几分钟到', '人在[stop] 想坐[route] 还要等多久', '在[stop]等[route]等了好久了 到哪了', '[stop]这边[route]快来了没', '[route]离[stop]还有几站', '[route]还有几站到[stop]', '[route]过了[stop]没有', '[route]到没到[stop]', '[route]从[stop]开走了没', '[route]刚过[stop]吗', '[stop]下一班[route]什么时候', '[route]下一趟几点到[stop]', '[route]下下班什么时候到[stop]', '再下一班[route]要等多久', '错过了一班[route] 下一班还要多久', '刚走一辆[route] 下一辆要多久', '[route]刚开走 下一部几分钟到',
  // line only
  '[route]来了没', '[route]来了吗', '[route]快到了吗', '[route]快到了没', '[route]快来了吧', '[route]到了没有', '[route]还来不来', '[route]还有多远', '[route]走到哪儿了', '[route]开到哪里了', '[route]现在在哪', '[route]现在在哪一站', '[route]现在什么位置', '[route]下一班什么时候来', '[route]下一班还要多久', '[route]还有几分钟', '[route]还要等几分钟', '[route]要等多久', '[route]几时到', '[route]啥时候来', '[route]还差几站', '[route]还剩几站', '[route]马上到吗', '[route]公交车到哪儿了', '[route]公交还有多久', '[route]的车子到哪了', '[route]车什么时候到', '看看[route]到哪了', '查一下[route]到哪里了', '查查[route]还有几站', '帮我看下[route]还有多久', '帮我查[route]什么时候到', '我要坐[route] 车到哪了', '我等[route]', '想看[route]实时到站', '那个[route]还要多久啊', '能看到[route]车辆位置吗', '打开[route]实时位置',
  // direction
  '[route]往[stop]方向还有多久', '[route]开往[stop]的还要等多久', '[route]去[stop]方向的下一班', '往[stop]的[route]还有几分钟', '开往[stop]的车到哪了', '[stop]往[stop]方向的[route]几点到', '到[stop]去的那个[route]来了没有', '[stop]去[stop]方向[route]还有几站', '[direction]的[route]还有多久', '[route][direction]什么时候来', '[direction]那班呢 还有多久', '对面方向的[route]多久到', '回[stop]的[route]几分钟来一辆现在到哪了', '大学城环线[direction]还有多久到[stop]', '大学城环线到哪了',
  // stop only
  '[stop]下一班车什么时候来', '[stop]有什么车快到了', '[stop]现在有车吗', '[stop]接下来有哪些车', '[stop]最近一班车是几点', '[stop]的到站信息', '看看[stop]的站牌', '[stop]站牌信息', '[stop]现在等什么车最快', '[stop]哪路车先到', '[stop]下一部车几点', '我在[stop] 下一班是哪路', '我在[stop]等车', '我站在[stop]公交站 车什么时候来', '[stop]车来了没', '[stop]还有车来吗', '到[stop]的下一班公交几分钟', '[stop]公交还有多久', '[stop]的车还要多久', '[clinic]门口的公交什么时候到', '[attraction]那站下一班车', '[school]这一站还有多久来车',
  // here
  '车还有多久到', '公交车还有多久', '公交还有几分钟', '下一班车几点', '下一班公交什么时候来', '下一趟车还要等多久', '车快到了吗', '车到哪里了', '还要等多久才有车', '这站下一班车什么时候', '这里下一趟车几点', '我等的车到哪了', '等了半天车还不来', '等了半天车还不来 到哪了', '等了二十分钟了 车还有多远', '都等半个钟头了 车子开到哪了', '车怎么还没到 还有几站', '一直没车来 下一班要多久', '要不要跑两步 车快到没', '我现在出门赶得上下一班[route]吗', '现在下楼来得及赶[route]吗', '我走过去五分钟赶得上[route]吗', '我还在楼上 [route]到哪了', '还能赶上这班[route]吗', '刚刚那辆走了吗', '是不是刚走', '刚走没', '前面一班走了没有', '最近的一班车几分钟到',
  // is one still coming
  '现在还有车吗', '现在还有[route]吗', '这个点还有[route]吗', '这么晚了还有车吗', '这么晚[route]还来吗', '[stop]现在还有车吗', '末班车走了没', '[route]末班车走了没有', '[route]末班开走了吗', '[route]最后一班过了没', '今天[route]还有车来吗', '[stop]今晚还有车不', '晚上十点多了[stop]还等得到车吗', '[route]收车了没 还等得到吗', '还等得到[route]吗', '今天还有没有[route]的车', '现在还赶得上[route]末班吗', '夜宵1路来了没', '夜宵车到哪了',
  // how full
  '[route]挤不挤', '[route]人多吗', '[route]现在车上人多不多', '下一班[route]挤吗', '下一班有座位吗', '[route]有座吗', '[route]上还有空位没', '[route]拥挤程度', '[route]满不满', '车上挤吗', '下一辆车空不空', '[route]这会儿能不能上得去', '这趟[route]是不是满员了', '[route]下一班能放婴儿车吗人多不多', '推轮椅能上[route]吗 现在车上挤不挤',
  // tell me
  '[route]快到了叫我', '[route]快到[stop]的时候提醒我', '[route]到站提醒', '车快到了提醒我一下', '[route]还有两站的时候叫我一声', '[route]来之前五分钟通知我', '车来了告诉我', '帮我盯着[route] 快来了说一声', '设个[route]到站提醒', '到[stop]前提醒我上车', '[route]快来时喊我一声', '下一班来了通知一下我', '公交到站提醒怎么开', '[date]早上[route]快到了提醒我',
  // registers
  '师傅[route]还要多久', '姑娘帮我看看[route]来了没有 我眼睛不好', '阿婆要坐[route] 还有几站路', '[route]伐晓得啥辰光来', '[route]几辰光到', '[route]到啥地方了', '[route]还有几站路呀', '[route]咋还没到 到哪疙瘩了', '[route]走到哪点了嘛', '[route]还得等多大会儿', '俺等[route]呢 还多长时间', '搞快点 [route]到哪了', '烦死了[route]到底还有多久', '妈的[route]还有几站', '急 [route]还有几分钟', '我赶着上班 [route]还有多久', '要迟到了[route]快来没', '小朋友放学在[stop]等[route] 车到哪了', '拖着行李在[stop] 下一班车还有多久', '下雨天站台等车 还有几分钟来', '公交app打不开 [route]到哪了', '站台电子屏坏了 [route]还有多久', '巴士几分钟到', '[route]巴士几时来', '下一部公交车', '下一班公车什么时候到', '这班车到哪了', '那班公交还有多久到我这里', '我这一站还有多久到',
  // in other words
  '(请问|麻烦看下|帮我查查|)([route])(还有|还要|大概还有|大概还要)(多久|多长时间|几分钟|多少分钟)(到|来|才到|才来|能到)([stop]|这里|站|)', '([stop]|这里|我这站)(下一班|下一趟|下一部|最近一班)([route]|车|公交|公交车|巴士|班车)(什么时候|几点|几分|多久|还有多久)(来|到|)', '([route])(现在|这会儿|)(到|走到|开到|在)(哪|哪里|哪儿|什么地方|哪一站)了', '([route])(离我|离[stop]|距离[stop]|)(还有|还差|还剩)(几站|几站路|多远|几公里)', '(我|人)(在|到|已经在)([stop])(了|)(想坐|要坐|坐|等)([route])(还要多久|几分钟来|到哪了|什么时候到)', '([route])(来了|到了|快来了|快到了|过了|刚走了|开走了)(没|没有|吗|么)', '(今天|今晚|现在|这么晚|这个时候)(还有|还能等到|还等得到)([route]|车|公交车)(吗|么|不|没)', '([stop])(开往|往|去|到)([stop])(的|方向的)(车|公交|[route])(还有多久|什么时候来|几分钟|到哪了)',
  // neighbours told apart
  '不是问首末班 就问[route]现在到哪了', '不用路线 告诉我[route]几分钟到就行', '不坐别的车 就等[route] 还要多久', '先别说改道 [route]现在到哪里了',
];

/** How people ask about a line: first and last bus, intervals, timetable, stops, fare, operator; which lines serve a stop. */
export const routeInfoPhrases: readonly string[] = [
  // keywords
  '[route]首末班', '[route]首班', '[route]末班', '[route]末班车', '[route]首班车', '[route]时刻表', '[route]间隔', '[route]票价', '[route]站点', '[route]线路', '[route]线路图', '[route]站名', '[route]多久一班', '[route]运营时间', '[route]发车时间', '[route]起点站', '[route]终点站', '[route]全程', '[route]途经', '[route]班次表', '首末班时间', '公交时刻表', '公交线路查询', '公交票价', '末班车时间', '首班车几点', '末班车几点', '[stop]有哪些车', '[stop]的公交线路', '夜班车几点', '车票多少钱', '公交几点收班',
  // first and last
  '[route]末班车几点', '[route]末班车是几点', '[route]最晚一班几点', '[route]最后一班车什么时候', '[route]晚上几点停', '[route]开到晚上几点', '[route]几点收车', '[route]几点收班', '[route]运营到几点', '[route]到几点就没车了', '[route]晚上最晚到什么时候', '[route]首班车几点', '[route]早上第一班几点', '[route]头班车几点开', '[route]最早几点发车', '[route]最早一班什么时候', '[route]几点开始有车', '[route]早班车是几点', '[route]几点到几点', '[route]首末班时间', '[route]从[stop]发的末班车', '[stop]的[route]末班几点', '[route]从[stop]开的首班是几点', '[stop]往[stop]的[route]最后一班', '[route]往[stop]方向末班车几点', '[route][direction]末班几点', '[stop]最后一班车几点', '[stop]早上最早的车是几点', '[date][route]末班车几点', '[date][route]最早几点有车', '[route]周末末班车也一样吗', '[route]双休日几点收班', '加班到九点半 [route]还有末班吗 几点', '夜宵1路几点开始跑', '夜宵1路最后一班什么时候', '晚上有没有夜班车 几点到几点', '我下晚自习九点 [route]末班几点', '上早班想知道[route]头一班几点',
  // interval, timetable
  '[route]多久一班', '[route]多长时间一班', '[route]几分钟一班', '[route]多少分钟一趟', '[route]间隔多长', '[route]班次密不密', '[route]一小时几班', '[route]一天有几班', '[route]多久发一辆车', '[route]高峰多久一班', '[route]平时多久一趟', '[route]隔多久来一班', '[route]发车间隔', '[route]发车频率', '[route]时刻表发我', '给我看[route]的时刻表', '[route][date]的时刻表', '[date][route]几点有车', '[route][date]开不开 时刻表是怎样', '[route]国庆时刻表', '[route]周末时刻表', '[route]节假日班次一样不', '[route]工作日和周末时间一样吗', '[route]冬天夏天时刻表一样吗', '[route]从[stop]几点发车', '[route]每天几点发车', '[route]下午几点有班次', '佘山旅游专线只有周末开吗', '佘山旅游专线几点有车', '云间快线是不是只有早晚高峰', '大学城环线放假的时候开吗 时间表', '寒暑假大学城环线怎么排班',
  // stops, whether it goes to
  '[route]经过哪些站', '[route]有哪些站', '[route]都停哪几站', '[route]一共几站', '[route]多少站', '[route]停哪些地方', '[route]走哪条路', '[route]的路线', '[route]怎么走的 都到哪', '[route]从哪到哪', '[route]从哪里发车', '[route]起点在哪', '[route]终点是哪里', '[route]终点站叫什么', '[route]开到哪里', '[route]停[stop]吗', '[route]到不到[stop]', '[route]去[stop]吗', '[route]经过[stop]吗', '[route]路过[stop]不', '[route]走不走[stop]', '[route]在[stop]停不停', '[route]到[stop]吗', '[route]能到[stop]吗', '[route]会不会经过[stop]', '[route]绕不绕[stop]', '[route]有没有[stop]这一站', '[route]有到[stop]的吗', '[route]到[attraction]停吗', '[route]去不去[clinic]', '[route]到[school]门口吗', '[route]是不是去[stop]的', '[route]坐到底是哪里', '[route]下一站是什么', '[route][stop]下一站是哪', '[stop]前面一站是什么 [route]', '[route]到[stop]是第几站', '[route]区间车到哪里', '24路区间和24路有什么区别', '24路区间开到哪就掉头了', '[route]和[route]走的一样吗', '[route]两个方向停的站一样吗', '[route]是环线吗', '[route]外圈内圈怎么分', '[route]往返都经过[stop]吗', '[route]反方向有哪些站',
  // which lines serve
  '[stop]有哪些公交车', '[stop]有几路车', '[stop]都有什么车', '[stop]停哪几路', '[stop]站有几条线', '[stop]能坐几路', '哪些车经过[stop]', '哪几路公交停[stop]', '哪路车停[stop]', '什么车经过[stop]', '有几路车到[stop]', '经过[stop]的公交有哪些', '路过[stop]的线路', '在[stop]可以坐哪些车', '[stop]有夜班车吗 是几路', '[clinic]有哪些公交停靠', '[attraction]有哪几路公交', '[school]门口停什么车', '[stop]公交线路都有啥', '停靠[stop]的线路都列出来',
  // fare
  '[route]多少钱', '[route]票价多少', '[route]坐一次几块', '[route]要多少钱', '[route]全程几块钱', '[route]坐到[stop]多少钱', '[route]从[stop]到[stop]票价', '[route]几块钱', '[route]是一票制吗', '[route]无人售票吗', '[route]上车投几块', '[route]刷卡打折吗', '[route]可以刷交通卡吗', '[route]能用手机付吗', '[route]能扫码乘车吗', '[route]能刷微信吗', '[route]收现金吗 找零吗', '坐公交多少钱', '公交车能刷支付宝吗', '公交卡有优惠吗', '老人坐[route]免费吗', '老年人坐公交要钱吗', '小孩坐[route]要买票吗', '一米二的小孩坐公交收费吗', '学生卡坐[route]半价吗', '换乘有没有优惠 [route]', '佘山旅游专线票价', '云间快线比普通公交贵吗', '军人坐公交免票吗', '残疾人坐车免费不',
  // operator, rules of a line
  '[route]是哪个公司的', '[route]归谁管', '[route]谁运营的', '[route]公司电话', '公交公司电话多少', '[route]客服电话', '东西落在[route]上了 打哪个电话', '[route]是电车吗', '[route]有空调吗', '[route]是不是无障碍的', '[route]能带狗吗', '[route]能带折叠车上去不', '[route]是双层的吗', '[route]能上轮椅吗',
  // registers
  '[route]夜里厢末班车几点钟', '[route]几点钟打烊', '[route]末班车是啥辰光', '[route]咋走的都路过哪旮旯', '[route]一天跑几趟嘛', '[route]要几块洋钿', '工地下班晚 想问下[route]最晚几点', '我是来旅游的 想知道[route]几点开始几点结束', '老人早上去买菜 [route]最早几点', '有没有[route]的全部站名 我妈要记一下', '把[route]所有站名念给我听', '帮我看下[route]末班', '想了解一下[route]', '介绍一下[route]', '说说[route]这条线', '[route]的信息', '[route]这路车怎么样 几点到几点',
  // in other words
  '(请问|麻烦问下|)([route])(末班车|末班|最后一班|最晚一班|首班车|首班|头班车|第一班)(是|)(几点|什么时候|什么时间)(的|发车|开|)', '([route])(早上|早晨|晚上|夜里|)(几点|什么时候)(开始|结束|收车|收班|停运营|发第一班|发最后一班)', '([route])(平均|一般|平时|高峰|)(多久|多长时间|几分钟|隔多久)(一班|一趟|一辆|发一班)', '([route])(停不停|到不到|经不经过|去不去|走不走|路过不路过)[stop]', '([route])(停|到|经过|去|路过)([stop]|[attraction]|[clinic])(吗|么|不|嘛)', '(哪些|哪几路|什么|有几路)(公交|公交车|车|线路)(经过|停靠|停|路过)([stop]|[attraction]|[clinic]|[school])', '([route])(票价|车票|车费)(多少|几块|是多少钱|怎么算)', '([route])(有|一共有|总共)(多少|几)(站|个站|站路)', '([stop])(有|停|可以坐)(哪些|哪几路|什么|几路)(公交|公交车|车|线路)', '([date])([route]|公交)(几点|什么时候)(首班|末班|开始|结束)',
  // neighbours told apart
  '不是问还有多久 是问[route]末班几点', '现在不坐 就问[route]多久一班', '不用给我规划 就问[route]停不停[stop]', '[route]没停运吧 平时末班几点',
];

/** How people look for a stop: the nearest, around a place, how far, where it is. */
export const nearbyStopsPhrases: readonly string[] = [
  // keywords
  '附近车站', '附近公交站', '附近站点', '附近的公交', '附近地铁站', '最近的公交站', '最近车站', '最近的站', '公交站在哪', '车站在哪', '车站位置', '站牌在哪里', '周边公交站', '周围车站', '找车站', '找公交站', '[stop]附近车站', '五龙广场站在哪', '[stop]站位置', '[attraction]附近公交站', '[clinic]附近车站', '[address]附近公交站',
  // here
  '附近有公交站吗', '附近有没有公交车站', '附近哪里有公交站', '这附近有车站吗', '这边有公交站没有', '周围有公交站吗', '旁边有公交站牌吗', '离我最近的车站在哪', '离我最近的公交站是哪个', '离我最近的站', '离这儿最近的站是哪个', '最近的公交站在哪里', '最近的站台怎么走', '最近的公交站有多远', '最近的车站走过去要多久', '走到最近的车站几分钟', '我家附近有什么站', '我家旁边的车站叫什么', '我家门口是什么站', '我们小区门口有公交站吗', '小区附近最近的站台', '我这里最近的公交站', '我现在的位置有哪些站', '我在哪个站附近', '看看我周围的公交站', '搜一下附近的站', '帮我找个最近的公交站', '帮我找一下最近的公交车站', '定位一下最近的站', '我想去坐公交 站在哪', '我要坐车 车站在哪里', '我要坐公交最近的站台在哪', '在哪里等车', '去哪儿等公交', '到哪里坐车', '上哪坐公交', '哪里可以坐公交', '哪里能坐到公交车', '坐车的地方在哪', '等公交在哪个位置', '公交站台在路哪边', '怎么走到公交站', '车站离我多远', '步行范围内有哪些站', '五百米内有车站吗', '一公里以内有几个公交站', '附近的公交站都列出来', '附近有几个站', '附近站点地图', '打开地图看附近车站', '哪个公交站离我近', '哪个站台最近', '离得最近的地铁站', '附近有地铁吗', '最近的地铁站在哪', '最近的地铁站有多远',
  // around a place
  '[stop]附近有什么公交站', '[stop]附近有哪些车站', '[stop]周围有公交站吗', '[stop]旁边的公交站', '[stop]附近还有别的站吗', '[attraction]附近有公交站吗', '[attraction]旁边的车站叫什么', '[attraction]周边的公交站', '[attraction]门口有公交站吗', '离[attraction]最近的公交站', '离[attraction]最近的站是哪个', '[attraction]最近的车站是哪一个', '[clinic]附近有没有公交站', '离[clinic]最近的站', '[clinic]门口的公交站叫什么', '[clinic]旁边有站台吗', '[school]附近的车站', '离[school]最近的公交站是哪', '[school]门口有没有公交站', '[centre]附近有公交站吗', '离[centre]最近的车站', '[address]附近有什么站', '[address]最近的公交站', '离[address]最近的车站', '文汇路附近有公交站吗', '万达广场附近的公交站', '离万达广场最近的公交站', '菜市场附近有没有车站', '火车站旁边的公交站', '大学城附近有哪些公交站', '泗泾那边有什么车站', '佘山周围都有什么站', '[place]附近的公交站有哪些',
  // how far, where
  '东外街在哪里', '新凯城在什么地方', '开元广场站在哪里', '[stop]站在哪', '[stop]公交站在哪里', '[stop]站台在什么位置', '[stop]车站在哪条路上', '[stop]的站牌在哪边', '[stop]站在路的哪一边', '[stop]离我多远', '[stop]站离我有多远', '到[stop]站要走多远', '我走到[stop]要几分钟', '走到[stop]站多久', '[stop]站怎么走', '[stop]公交站怎么走过去', '从我这到[stop]车站有多远', '[stop]站离[attraction]多远', '[stop]站的准确位置', '[stop]站地图', '[stop]站在地图上哪里', '[stop]站搬到哪了 在什么位置', '[route]的站台在哪', '[route]在哪里上车', '[route]最近的站在哪', '离我最近的[route]站', '附近有没有[route]的站', '哪里可以坐[route]', '在哪儿坐[route]', '坐[route]去哪个站等', '我要坐[route]最近在哪上车', '[stop]站台找不到 在哪', '找不到站牌了', '找不到公交站', '找了半天没找到车站', '[stop]是不是在地铁口旁边', '去[stop]方向的站台在马路哪侧',
  // registers
  '屋里附近有车站伐', '最近个车站勒啥地方', '近头有公交站没得', '这疙瘩有公交站没', '俺这附近哪有站牌', '师傅车站在哪啊', '刚搬来不知道公交站在哪', '刚到这儿人生地不熟 最近的车站在哪', '老人走不动 哪个站最近', '带着孩子走不远 最近的站台在哪里', '拿着行李 最近的公交站有多远', '迷路了最近的公交站在哪', '手机快没电了 最近的车站往哪走', '天黑了附近有站吗', '下雨了最近的公交站在哪躲雨等车', '附近的巴士站', '公车站牌在哪', '公共汽车站在哪里', '哪里有巴士站', '最近的公交枢纽在哪', '附近公交总站在哪', '我在[address] 附近哪有车站', '我在[attraction]门口 哪里有公交站', '我在[stop] 旁边还有什么站',
  // in other words
  '(请问|麻烦问一下|)(附近|这附近|周围|我周围|旁边)(有|哪里有|有没有)(公交站|公交车站|车站|站台|站牌|地铁站)(吗|么|没|)', '(离|距)(我|我家|这里|这儿|我现在的位置)(最近|比较近)的(公交站|车站|站|站台|地铁站|公交车站)(在哪|是哪个|叫什么|有多远|怎么走)', '(离|距离)([stop]|[attraction]|[clinic]|[school]|[centre]|[address])最近的(公交站|车站|站台|公交车站)(在哪|是哪个|叫什么|)', '([attraction]|[clinic]|[school]|[centre]|[address]|[place])(附近|周围|旁边|边上|门口)(有|有没有|都有|有哪些|有什么)(公交站|车站|站|站台)', '([stop])(站|车站|公交站|站台)(在哪|在哪里|在什么地方|离我多远|怎么走过去)',
  // neighbours told apart
  '不问怎么去 就问站在哪', '不要路线 只要最近的车站', '不是找医院 是找公交站', '不是问几路车 是问车站在哪里',
];

/** How people ask for the way: how to get there, which bus, changes, how long, when to leave. */
export const tripPlanPhrases: readonly string[] = [
  // keywords
  '[stop]到[stop]', '[stop]去[stop]', '[attraction]怎么去', '[clinic]怎么去', '去[stop]', '去[attraction]', '去[clinic]', '到[stop]怎么走', '路线规划', '公交换乘', '换乘查询', '乘车路线', '出行方案', '怎么坐车', '怎么走', '坐几路车', '怎么换乘', '坐车路线', '导乘', '公交路线', '公交怎么坐', '[centre]怎么走', '[school]怎么去',
  // from a to b
  '从[stop]到[stop]怎么坐车', '从[stop]到[stop]怎么走', '从[stop]去[stop]坐几路', '从[stop]去[attraction]怎么走', '从[stop]到[clinic]怎么坐公交', '从[attraction]到[attraction]怎么去', '从[clinic]去[stop]坐什么车', '从[school]到[stop]坐哪路', '从[stop]到[school]怎么坐车', '从[stop]到[centre]怎么走', '[stop]到[attraction]坐什么车', '[stop]到[stop]怎么去', '[stop]到[stop]坐几路车', '[stop]去[stop]怎么坐', '[stop]坐到[stop]要换车吗', '我在[stop] 要去[stop]', '我在[stop]想去[attraction]', '我在[stop] 怎么到[clinic]', '人在[stop]去[stop]怎么走', '[stop]出发去[attraction]', '[stop]出发到[stop]有什么车', '我从[stop]上车去[stop]', '我要从[stop]去[stop]', '我想从[stop]到[attraction]玩 怎么坐车', '由[stop]往[stop]怎么搭车', '从家里到[stop]怎么走', '从我这里去[stop]', '从这儿到[attraction]怎么坐', '从[address]到[stop]怎么走', '从[address]去[clinic]坐什么车', '[address]到[attraction]怎么坐公交', '从[free]到[stop]怎么坐车', '从[stop]到[free]怎么走', '从[stop]去[free]坐几路', '从万达广场到[stop]怎么坐车', '从[stop]到万达广场坐几路', '从[stop]回[stop]怎么坐', '从[stop]返回[stop]坐哪辆', '[stop]到[stop]的路线', '[stop]到[stop]公交路线', '给我[stop]到[stop]的乘车方案', '规划一下[stop]到[stop]', '规划从[stop]去[attraction]的路线', '帮我查[stop]到[stop]怎么走',
  // to b
  '去[stop]坐几路车', '去[attraction]坐什么车', '去[attraction]怎么走', '去[attraction]怎么坐车', '去[clinic]怎么坐车', '去[clinic]坐几路', '去[clinic]看病坐什么车', '去[school]坐哪路车', '去[school]接孩子怎么坐车', '去[centre]办事坐什么车', '去[centre]怎么坐公交', '到[attraction]怎么坐公交', '到[stop]坐几路', '到[clinic]乘什么车', '到[clinic]坐哪一路车', '怎么去[stop]', '怎么去[attraction]', '怎么去[clinic]', '怎么到[stop]', '怎么到[centre]', '怎么坐车去[attraction]', '怎么坐公交到[stop]', '坐什么车能到[attraction]', '坐哪路车去[stop]', '坐几路能到[clinic]', '乘几路车到[stop]', '搭什么车去[attraction]', '哪路车去[attraction]', '哪路公交到[clinic]', '几路车去[stop]', '几路车可以到[stop]', '有没有车去[attraction]', '有直达[stop]的车吗', '有车直接到[attraction]吗', '有没有直达[clinic]的公交', '我要去[stop]', '我要去[attraction]', '我要去[clinic]看病 怎么走', '我想去[attraction]', '我想去[attraction]玩怎么坐车', '我想到[stop]去', '我得去一趟[centre] 怎么过去', '带我去[stop]', '带老人去[clinic]坐什么车方便', '带孩子去[attraction]怎么坐车', '送孩子去[school]坐几路', '去火车站怎么坐车', '去高铁站怎么走', '到高铁云间南站坐几路', '去地铁站坐什么车', '坐公交去地铁站', '去[free]怎么坐车', '去[free]坐几路', '去万达广场坐什么车', '去万达怎么走', '去[address]怎么走', '到[address]坐几路车', '去[place]坐什么车', '怎么去[place]', '回家怎么坐车', '回学校坐什么车', '去大学城坐哪路车', '去佘山玩怎么坐公交', '怎么去佘山', '去市中心怎么坐车',
  // changes, the easiest
  '去[stop]要换几次车', '到[attraction]要转车吗', '[stop]到[stop]要不要换乘', '去[stop]在哪里换车', '[stop]到[attraction]中途在哪转车', '从[stop]到[stop]换乘最少怎么走', '少换车去[stop]怎么走', '去[clinic]不换车的坐哪路', '去[stop]走路少一点的路线', '去[attraction]最快怎么走', '到[stop]怎么走最快', '最方便去[clinic]的车', '去[stop]最省时间的办法', '坐[route]再换什么车能到[stop]', '下了[route]换几路去[attraction]', '坐[route]到[stop]再怎么走', '[route]转[route]在哪一站换', '坐[route]能到[stop]的话在哪下', '去[attraction]在哪一站下车', '去[clinic]坐到哪一站下', '坐地铁到佘山再坐什么车去[attraction]', '下了地铁去[attraction]坐什么公交', '出了[stop]怎么去[attraction]', '去[stop]坐公交还是走过去', '走路能到[attraction]吗还是要坐车',
  // how long
  '从[stop]到[stop]要多久', '从[stop]到[stop]坐车多长时间', '[stop]到[stop]公交多少分钟', '去[attraction]坐车要多久', '到[clinic]要多长时间', '坐车到[stop]得多久', '坐[route]去[stop]要多久', '坐[route]从[stop]到[stop]要几分钟', '[stop]到[attraction]路上要多久', '去[stop]路上要花多少时间', '从[stop]到[stop]有几站', '到[attraction]一共坐几站', '去[clinic]大概要坐多久', '从这里到[stop]公交要多久', '现在出发多久能到[stop]', '现在走几点能到[attraction]', '现在坐车去[clinic]几点能到', '晚上十点从[stop]到[stop]还能坐车吗 怎么走',
  // when to leave
  '八点前要到[stop] 几点出门', '九点要到[clinic]几点坐车', '[date]去[attraction]怎么走', '[date]去[clinic]坐什么车', '[date]从[stop]到[stop]怎么走', '[date]八点半要到[stop]几点出发', '十点之前赶到[stop]怎么坐', '下午三点要在[attraction]集合几点走合适', '明早七点从[stop]去[stop]', '赶九点的高铁 从[stop]去高铁云间南站几点走', '要赶火车 去高铁云间南站最快的车', '孩子八点上课 去[school]几点坐车来得及', '几点出门去[stop]不迟到', '什么时候出发能在九点到[clinic]', '提前多久出门能到[stop]',
  // registers
  '到[attraction]去哪能乘车子', '到[stop]乘几路头', '去[stop]咋坐车', '去[attraction]咋走嘛', '俺想上[stop]去咋坐车', '去[clinic]坐啥子车', '去[stop]搭边趟车', '老太婆要去[clinic] 怎么乘车', '阿拉要到[attraction]去白相 坐啥车子', '第一次来 想去[attraction] 从[stop]怎么坐车', '我们一家从外地来 出[stop]去[attraction]怎么走', '我人生地不熟 想去[centre] 怎么坐车', '刚下火车在高铁云间南站 怎么去[stop]', '刚下地铁 想去[attraction]', '我在工地上 [address] 要去[stop]', '去面试在[stop] 怎么过去', '找份活在[stop]那边 咋过去', '我要去看我女儿 住[stop] 怎么走', '喝了酒不开车 坐公交去[stop]', '不想打车 坐公交怎么去[attraction]', '公交怎么到[stop]', '巴士去[attraction]', '有公交到[attraction]吗怎么坐',
  // in other words
  '(请问|麻烦问下|你好|)(从[stop]|从[attraction]|从[clinic]|我在[stop]|)(去|到)([stop]|[attraction]|[clinic]|[school]|[centre])(怎么走|怎么坐车|坐什么车|坐几路|坐几路车|乘几路|怎么坐公交|怎么去)', '(我想|我要|想|要|打算|准备)(去|到)([stop]|[attraction]|[clinic]|[centre]|[school])(怎么走|怎么坐车|坐什么车|坐哪路|怎么过去|)', '([stop])(到|去)([stop]|[attraction]|[clinic])(怎么走|怎么坐|坐几路|要多久|要换车吗|坐什么车|公交)', '(怎么|如何|咋)(去|到|走到|坐车去|坐公交去)([stop]|[attraction]|[clinic]|[school]|[centre]|[free])', '(坐|乘|搭)(什么|哪路|几路|啥)(车|公交|公交车|)(去|到|能到|可以到)([stop]|[attraction]|[clinic]|[free])', '([date])(早上|下午|)从([stop])(去|到)([stop]|[attraction])(怎么走|几点出发|坐什么车)',
  // neighbours told apart
  '不是问医院在哪 是问坐什么车去', '不买门票 就问怎么去[attraction]', '[attraction]我知道在哪 就是不知道坐几路车', '不是问[route]停不停 是问怎么去[stop]',
];

/** How people ask about disturbances: diversions, suspended or moved stops, delays and why, whether buses run in spite of it. */
export const alertsPhrases: readonly string[] = [
  // keywords
  '公交改道', '改道', '绕行', '停运', '临时停运', '公交停运通知', '公交通知', '公交公告', '线路调整', '站点调整', '改道信息', '停运信息', '交通管制', '封路', '晚点原因', '延误', '公交延误', '[route]改道', '[route]停运', '[route]绕行', '[route]通知', '[route]公告', '[route]延误', '[route]晚点', '[route]取消', '[stop]停用', '[stop]迁移', '[stop]撤站', '公交异常', '[route]调整', '临时站点', '公交运营调整',
  // diversions
  '[route]今天改道吗', '[route]改道了吗', '[route]是不是改道了', '[route]绕道走吗', '[route]绕行怎么走', '[route]改线了没', '[route]改走哪条路了', '[route]为什么改道', '[route]改道到什么时候', '[route]改道期间停哪里', '[route]什么时候恢复原来的路线', '[route]恢复正常了吗', '[route]今天走原来的路吗', '[route]今天路线有变化吗', '[route]怎么不走[stop]了', '[route]怎么绕到[stop]去了', '[route]怎么不往[stop]开了', '[route]好像换路线了', '[route]最近有没有调整', '[route]有没有临时调整', '[date]哪些公交改道', '[date][route]改道吗', '今天哪些线路绕行', '哪几路车改道了', '有没有公交改道的通知', '人民北路修路公交怎么绕', '修路影响哪些公交', '道路施工[route]受影响吗', '封路了[route]还走吗', '马拉松公交改道吗', '灯会那天公交绕行吗', '搞活动封路 [route]怎么走', '[stop]那边修路 公交改到哪里了', '挖路了公交不停这站了吗', '因为施工改道的有哪几条线', '交通管制影响公交吗', '有领导来封路 公交走不走',
  // stops
  '[stop]是不是停用了', '[stop]还停车吗 听说撤了', '[stop]站搬了吗', '[stop]站迁到哪里去了', '[stop]站取消了吗', '[stop]站怎么没车停了', '[stop]怎么不停车了', '[stop]临时站在哪', '[stop]有没有通知', '[stop]站台施工了吗', '[stop]站牌拆了 车还停吗', '[stop]为什么不停[route]了', '[route]怎么不停[stop]了', '[route]今天不停[stop]吗 为什么', '[route]跳过[stop]了', '[route]甩站了', '[route]直接开过去不停', '车到[stop]没停直接开走了是怎么回事', '[stop]这站还用吗', '站点临时取消了吗', '哪些站点停用了', '站牌上贴了通知 是什么内容', '站台围起来了 车停哪里', '[stop]站什么时候恢复',
  // not running
  '[route]停运了吗', '[route]怎么停运了', '[route]今天停运吗', '[route]今天开不开', '[route]是不是停了', '[route]为什么停运', '[route]停到什么时候', '[route]什么时候恢复运营', '[route]还在运营吗 听说取消了', '[route]这条线是不是撤了', '[route]取消了吗', '[route]今天一班都没有 停了吗', '[route]今天怎么没车', '[route]怎么没有车了', '今天公交都停了吗', '公交罢工了吗', '今天公交正常吗', '[route]今天正常吗', '[route]运行正常吗', '现在公交有没有异常', '今天公交有什么通知吗', '今天哪些线路停运', '哪几条公交线停了', '[date][route]停运吗', '听说[route]要停运 是真的吗', '群里说[route]不开了 是不是真的',
  // delays and why
  '[route]晚点了吗', '[route]晚点多久', '[route]为什么晚点', '[route]怎么老晚点', '[route]为什么这么慢', '[route]延误了吗', '[route]为什么延误', '[route]堵在路上了吗', '[route]堵车了吗', '[route]是不是堵车', '[route]出事故了吗', '[route]是不是抛锚了', '[route]是不是出什么事了', '[route]怎么还不来', '[route]怎么还不来 是不是出事了', '[route]怎么一直不来', '[route]怎么等不到', '[route]为什么不来', '[route]为什么一直没车', '[route]等了四十分钟一辆都没有 怎么回事', '等[route]等了一个小时没车 是不是停运了', '等了半小时了怎么一辆车都没有', '车怎么老不来 出什么问题了', '今天的车怎么这么慢', '怎么这么久都没有公交 什么情况', '公交怎么都不动 前面怎么了', '为啥[route]今天这么久不来', '[route]什么情况啊今天', '[route]怎么回事', '[route]怎么了', '[route]今天咋了', '[route]是不是脱班了', '[route]是不是少了一班', '[route]刚才那班怎么没来', '[route]那班被取消了吗', '[stop]的车怎么都不来', '[stop]等不到车 怎么回事', '前方事故影响公交了吗', '地铁故障公交有没有加车', '公交今天为啥延误',
  // weather, holidays
  '下大雪公交还开吗', '下雪了[route]还开吗', '台风天公交停不停', '台风来了[route]停运吗', '暴雨公交停了吗', '这么大雨[route]还跑吗', '大雾公交开不开', '结冰了[route]还走吗', '积水公交过得去吗', '[stop]积水了车还停吗', '高温天公交会停吗', '台风停运什么时候恢复', '今天这个天气公交正常吗', '雨太大[route]绕路了吗', '雪天山上[route]通不通', '路面结冰佘山旅游专线开吗', '过年公交停运吗', '春节[route]停不停', '除夕公交提前收车吗 有通知吗', '[date]公交有没有停运通知', '国庆公交有什么调整', '国庆因为人多佘山那边公交改道吗', '五一景区限流公交绕行吗', '中秋灯会[route]临时改线吗', '高考期间公交有调整吗', '考试那天[stop]附近公交绕行吗', '寒假大学城环线停不停 有通知吗', '学校放假[route]减班了吗',
  // registers
  '[route]哪能勿来了', '[route]今朝停脱了伐', '[route]是不是勿开了', '[route]今儿咋不来了 出啥事了', '[route]啷个不来了嘛 出啥子事了', '[route]咋改道了也不说一声', '改道也不通知 [route]到底走哪', '[route]乱开 不按路线走', '什么破车等半天没有 停运了吗', '老人站了一个小时了 [route]是不是不开了', '我看别人说公交绕行 是真的不', '早上上班[route]没来 是什么原因', '车上广播说改道了 改到哪', '司机说前面不走了 怎么回事', '司机说终点站临时改了',
  // in other words
  '(请问|麻烦问下|)([route]|[stop]|今天公交|公交车)(有没有|是不是|有)(改道|停运|绕行|延误|临时调整|线路调整|停运通知|改道通知)(了|吗|的通知|)', '(为什么|为啥|怎么|咋)([route])(还不来|一直不来|老不来|没有车|不停[stop]了|停运了|改道了|晚点这么久)', '(台风|暴雨|大雪|大雾|下雪|下冰雹|修路|施工|封路|管制|事故)(的时候|那天|影响|期间|)([route])(停运|停|改道|绕行|还开|受影响)(吗|不|么)', '([route])(什么时候|几号|哪天)(恢复|恢复正常|恢复运营|恢复停靠[stop]|重新开通)', '(有没有|看看|查一下|)(公交|今天公交|全区公交|[route])(通知|公告|停运信息|改道信息|突发情况|运营异常)',
  // neighbours told apart
  '不是问几点末班 是问[date]停不停运', '不是问还有几分钟 是问[route]为什么不来', '不用路线 就想知道[route]有没有改道', '[route]还开不开 是不是因为天气停了',
];
