/** How people ask about one attraction: hours, introduction, facilities, rules, parking, address, how long it takes. */
export const attractionPhrases: readonly string[] = [
  '[attraction]', '[attraction]介绍', '[attraction]开放时间', '[attraction]简介', '[attraction]攻略', '[attraction]地址', '[attraction]电话', '景区开放时间', '景点介绍',
  // hours
  '[attraction]几点开门', '[attraction]几点关门', '(请问|麻烦问下|)([attraction])(今天|明天|周一)开吗', '[attraction][date]开放吗', '[attraction]晚上开不开', '[attraction]最晚几点能进', '[attraction]几点停止入园', '[attraction]星期一闭园吗', '[attraction]过年开门不', '[attraction]下雨还开吗', '[attraction]开到几点', '[attraction]夜游开放了吗', '[attraction]早上几点可以进去锻炼',
  '[attraction]节假日营业时间', '[attraction]冬天几点关', '[attraction]还在修吗什么时候重新开', '[attraction]关了吗', '[attraction]里的博物馆几点关', '五点以后还能进[attraction]吗',
  // introduction
  '[attraction]是个什么地方', '[attraction]有什么好玩的', '[attraction]有什么看头', '[attraction]好玩吗', '[attraction]值不值得去', '[attraction]的历史', '讲讲[attraction]的故事', '[attraction]是什么朝代的', '[attraction]有多大', '[attraction]里面有什么', '[attraction]几A级景区', '[attraction]是谁建的', '[attraction]的塔有多高', '[attraction]海拔多少',
  '[attraction]有什么花', '[attraction]的温室里有什么植物', '[attraction]里有哪些景点', '[attraction]有没有导览图', '[attraction]有讲解吗', '[attraction]讲解员怎么请', '[attraction]语音导览', '[attraction]图片看看', '[attraction]最好看的是哪里',
  // facilities
  '[attraction]有厕所吗', '[attraction]里面有吃饭的地方吗', '[attraction]有母婴室吗', '[attraction]能租轮椅吗', '[attraction]婴儿车好推吗', '[attraction]有没有观光车', '[attraction]有索道吗', '[attraction]能租自行车吗', '[attraction]里有游乐设施吗', '[attraction]有没有小朋友玩的地方', '[attraction]可以寄存行李吗', '[attraction]有充电宝吗', '[attraction]有无障碍通道吗',
  '[attraction]能划船吗', '[attraction]有咖啡店没', '[attraction]哪里能打水', '[attraction]有几个门', '[attraction]从哪个门进近', '[attraction]的游客中心在哪', '[attraction]爬上去累不累', '[attraction]有台阶吗老人走得动吗', '[attraction]有医务室吗',
  // rules
  '[attraction]能带狗吗', '宠物能进[attraction]吗', '[attraction]能搭帐篷吗', '[attraction]可以野餐吗', '[attraction]能烧烤吗', '[attraction]可以骑车进去吗', '[attraction]能放风筝不', '[attraction]能飞无人机吗', '[attraction]允许拍婚纱照吗', '[attraction]能自带吃的吗', '[attraction]能抽烟吗', '[attraction]能钓鱼吗', '[attraction]有什么不能带',
  // parking in general, where
  '[attraction]停车场在哪', '[attraction]停车怎么收费', '[attraction]有停车场吗', '[attraction]能停大巴吗', '[attraction]有没有充电桩', '[attraction]在哪里', '[attraction]在哪个镇', '[attraction]导航到哪个门', '[attraction]位置发一下', '[attraction]联系电话多少', '[attraction]投诉电话',
  // how long
  '[attraction]要玩多久', '[attraction]逛一圈要多长时间', '[attraction]半天够吗', '[attraction]一天逛得完吗', '爬[attraction]要几个小时', '[attraction]走一圈几公里',
  // registers and follow-up
  '那边几点关门', '它几点开门', '那个公园几点关', '里面能吃饭吗', '这个园子有啥看头', '我们外地来的[attraction]值得看吗', '[attraction]好白相伐', '[attraction]几点钟关门呀阿姨想去锻炼', '山上那个教堂开放吗', '[attraction]什么季节去最好', '[attraction]还开着没', '公园几点关门', '植物园有什么花开着', '[attraction]能推童车的路有没有',
  // the same in other words
  '([attraction])(几点开始|几点|什么时候|最晚几点|周几)(开门|关门|清园|闭园|停止入园|开放|休息)', '([attraction])(有没有|有|哪里有)(厕所|停车场|饭店|母婴室|轮椅|讲解员|观光车|小卖部|充电桩|无障碍通道|儿童乐园|长椅)', '([attraction])(可以|能|能不能|让不让)(带宠物|带狗|露营|野餐|烧烤|拍照|骑车|钓鱼|放风筝|抽烟|带吃的|推婴儿车)(进去|)(吗|不|)',
  '([attraction])(是什么|讲的什么|是谁造的|有多少年了|有多高|占地多大|有什么来历|有什么传说|为什么有名)', '([attraction])(走一圈|逛完|玩一遍|爬上去|参观)(要多久|要几个小时|多长时间)', '那里几点关门', '那儿几点开', '它有停车场吗', '它几点关', '那里面有厕所吗', '里面有吃的吗', '那里能带狗吗', '这个公园几点关门', '这里几点清园', '山上有什么', '教堂能进去看吗',
  '那个塔能爬吗', '天文台能参观吗', '现在植物园开什么花', '[attraction]现在什么花开', '[attraction]现在桃花开了没', '[attraction]的桂花开了吗', '[attraction]大门在哪', '[attraction]北门在哪条路', '[attraction]停车一小时多少', '[attraction]停车场收不收费', '[attraction]停车位多不多平时',
  '[attraction]旁边能停车吗', '[attraction]在哪条路上', '[attraction]具体位置', '[attraction]客服电话', '[attraction]打电话咨询', '[attraction]东西丢了找谁', '[attraction]失物招领', '[attraction]有什么特色', '[attraction]有哪些看点',
  '[attraction]里面好玩的项目', '[attraction]值得去吗', '[attraction]适不适合老人走', '[attraction]带小孩玩方便吗', '[attraction]下雨天能去吗', '[attraction]台风天关不关', '[attraction]维修到什么时候', '[attraction]临时关闭了吗', '[attraction]今天开门吗', '[attraction]春节开放吗',
  '[attraction]晨练几点能进', '[attraction]夜里能逛吗', '[attraction]关门了吗现在', '景点几点关门', '景区电话', '这个景点介绍一下', '说说[attraction]', '[attraction]是干嘛的', '[attraction]里有湖吗',
  // of one attraction
  '[attraction]的(历史|来历|简介|特色|面积|海拔|门在哪|电话|地址|开放时间|规定|游客中心|厕所|餐厅|导览图|停车场|洗手间)', '([attraction])(适合老人吗|适合小孩吗|好走吗|台阶多吗|坡陡吗|有树荫吗|有电瓶车吗|有饭吃吗|有水喝吗|有座位休息吗)', '([attraction])(春天|夏天|秋天|冬天|这个季节|现在)(有什么花|开什么花|好看吗|有什么看的|开放时间变了吗|几点关)',
  '([attraction])(什么花开了|樱花开了没|梅花开了吗|荷花什么时候开|银杏黄了吗|红叶有了吗|桃花谢了吗)', '([attraction])(能不能|可不可以|准不准|让)(爬塔|划船|进教堂|拍婚纱照|无人机拍摄|带帐篷|带球|带滑板车|带轮椅|带酒|喂鱼|采花|夜跑)', '([attraction])(维修|关闭|施工|改造)(了吗|到什么时候|好了没|结束没有)',
  '([attraction])(停车|停车场)(怎么收费|多少钱|在哪个门|免费吗|几点关|能过夜吗)', '[attraction]有什么', '[attraction]怎么样', '[attraction]好不好玩', '[attraction]里头有啥', '[attraction]有啥好看的', '[attraction]好看吗', '[attraction]几点', '[attraction]开吗', '[attraction]开门没',
  '[attraction]周一休息吗', '[attraction]哪天闭馆', '[attraction]闭园时间', '[attraction]清场时间', '[attraction]入园时间', '[attraction]营业到几点', '[attraction]早上几点', '[attraction]下午几点关', '[attraction]位于哪里', '[attraction]在什么地方', '[attraction]在哪个位置',
  '[attraction]详细地址', '[attraction]入口在哪', '[attraction]正门', '[attraction]要走多远', '[attraction]玩半天够不够', '[attraction]几个小时能逛完', '[attraction]一上午来得及吗', '[attraction]注意事项', '[attraction]游园须知', '[attraction]服务设施', '[attraction]有储物柜吗',
  '[attraction]有wifi吗', '[attraction]有没有奶茶店', '[attraction]有没有哺乳室', '[attraction]可以借雨伞吗', '[attraction]有导游吗', '[attraction]请讲解', '[attraction]有语音讲解没', '[attraction]名字怎么来的', '[attraction]有什么传说', '[attraction]哪年建的',
  '[attraction]是国家级的吗', '[attraction]是几A', '公园能带狗进去吗', '公园里能搭帐篷吗', '那座山有多高', '这个园林是哪个朝代的', '园子里有吃饭的地方没', '里面有厕所伐', '有没有停车的地方那边', '那边可以野餐吗', '里面能骑车吗', '它要逛多久', '那里玩多久合适', '那里有什么好看的',
  // the same in other words
  '([attraction])(是|属于)(哪个朝代建的|什么级别的景区|哪里管的|什么类型的公园|山还是公园)', '([attraction])(门口|里面|附近|山顶)(有停车场吗|有饭店吗|有厕所吗|能休息吗|有什么|有便利店吗)', '([attraction])(一般|平时|正常)(几点开|几点关|要玩多久|开到什么时候)', '介绍一下[attraction]', '说一说[attraction]的来历',
  '想了解[attraction]', '讲讲[attraction]', '[attraction]有故事吗', '[attraction]是怎么来的', '[attraction]适合什么季节去', '[attraction]值得玩吗', '[attraction]有观光小火车吗', '[attraction]能租船吗', '[attraction]有没有篮球场', '[attraction]有健身步道吗',
  '[attraction]推婴儿车方便吗', '[attraction]轮椅能进吗', '[attraction]有坡道吗', '[attraction]停车费', '[attraction]停车多少钱', '[attraction]有几个停车场', '[attraction]充电桩有吗', '[attraction]游客服务中心电话', '[attraction]游客中心几点', '[attraction]东门怎么进',
  '[attraction]哪个门好停车', '[attraction]有没有失物招领', '[attraction]开放了吗', '[attraction]重新开放没', '[attraction]闭馆了吗', '[attraction]还营业吗', '[attraction]关门时间', '[attraction]开门时间', '[attraction]最后入场时间',
  // long ones, as people tell it
  '我们[date]想去[attraction]玩不知道几点开门几点关门', '带着八十岁的老娘去[attraction]里面台阶多不多能坐轮椅吗', '想带狗狗一起去[attraction]不知道让不让进', '[attraction]里面有没有吃饭的地方还是要自己带', '第一次去[attraction]想了解一下它有什么历史故事', '孩子还小[attraction]有没有换尿布喂奶的地方',
  '去[attraction]开车停在哪里比较方便停车费怎么算', '我们只有半天时间[attraction]来得及逛完吗', '听说[attraction]在维修现在还开放吗', '想去[attraction]拍点照片可以带三脚架和无人机吗', '[attraction]里的花现在这个季节开了没有',
  // the same in other words
  '[attraction]哪里可以给宝宝换尿布', '[attraction]有喂奶的地方吗', '[attraction]能坐轮椅逛吗', '开车去[attraction]停哪里方便', '[attraction]停车费怎么算', '[attraction]能带三脚架吗', '[attraction]可以拍写真吗',
  // facts, rides and rules of one place, and what a thing in it is
  '[attraction]里那座桥有什么讲究', '[attraction]的古树有多少年了', '[attraction]有没有什么传说', '[attraction]里头的石碑是谁写的', '[attraction]的名字怎么来的', '听说[attraction]里有个塔是斜的 是真的吗', '导游说[attraction]有件宝贝 是什么', '[attraction]为什么出名', '[attraction]的小火车在哪里坐', '[attraction]里游览车怎么乘', '[attraction]观光车多久一班', '[attraction]里面有电瓶车坐吗', '轮椅在[attraction]里好推吗', '轮椅进得去[attraction]吗', '老人坐轮椅去[attraction]方便吗', '[attraction]温室轮椅可以进吗', '[attraction]航拍行吗', '[attraction]让不让飞航模', '[attraction]能不能露营', '[attraction]可以唱歌跳舞吗', '[attraction]可以带水果进去吗', '[date][attraction]几点开门', '[date][attraction]关不关门', '[attraction][date]营业时间有没有调整', '[attraction]过节开放时间一样吗', '[attraction]最近闭园了吗', '[attraction]晚上有灯光吗', '[attraction]开没开夜场', '[attraction]里有没有茶馆', '[attraction]有热水吗', '[attraction]吃中饭哪里吃', '[attraction]现在有什么花开', '[attraction]看红叶什么时候', '[attraction]有没有儿童乐园', '[attraction]老年人适合去吗', '[attraction]路好不好走', '[attraction]山高不高',
];

/** How people ask how many people are at an attraction, now or later. */
export const crowdPhrases: readonly string[] = [
  '[attraction]人多吗', '[attraction]人多不多', '[attraction]现在人多吗', '[attraction]客流', '[attraction]拥挤度', '景区人流量', '[attraction]实时人数', '[attraction]排队', '客流量查询', '[attraction]舒适度', '[attraction]车位', '[attraction]热度',
  '[attraction][date]人会多吗', '[attraction][date]挤不挤', '(请问|麻烦问下|)[date]去[attraction]人多伐', '[attraction]现在挤吗', '[attraction]里面现在有多少人', '[attraction]今天进去了多少人', '[attraction]现在要排队吗', '[attraction]要排多久', '[attraction]进门排队排多长时间', '[attraction]门口队伍长吗', '[attraction]等多久才能进',
  '[attraction]限流了吗', '[attraction]满员了没', '[attraction]还能进人吗人满了没', '[attraction]今天限流吗', '[attraction]最大承载量多少', '[attraction]人爆满了吗', '[attraction]是不是人山人海', '[attraction]人少吗', '[attraction]什么时候人少', '[attraction]几点去人最少', '[attraction]平时人多还是周末人多', '避开人多什么时候去[attraction]好',
  '[date]哪个景点人少', '哪个公园现在不挤', '现在哪里人最少', '哪个景区最挤', '今天哪里人多别去', '[attraction]跟[attraction]哪个人少点', '想找个人少的时候去[attraction]', '[attraction]工作日人多吗', '[attraction]早上人多不', '[attraction]下午还挤吗', '[attraction]傍晚人是不是少一些',
  '[attraction]停车场满了吗', '[attraction]停车场还有位子吗', '[attraction]还有多少车位', '[attraction]现在好停车吗', '[attraction]停车要排队吗', '[attraction][date]停得到车吗', '[attraction]车位紧张吗', '开车去[attraction]停得下吗现在', '[attraction]周边堵不堵停车场满没满', '[attraction]车位还剩几个',
  '[attraction]观光车要等多久', '[attraction]索道排队吗', '[attraction]里的项目排队时间', '[attraction]温室那边排队长不', '[attraction]吃饭要排队吗', '[attraction]厕所排队吗',
  '[date][attraction]预计多少人', '五一[attraction]会不会挤死', '国庆去[attraction]是不是全是人', '清明[attraction]人多伐', '周末[attraction]客流预测', '[date]客流预测', '樱花季[attraction]人会很多吧', '春游高峰[attraction]挤吗', '下雨天[attraction]人少吧', '[attraction]昨天多少人', '[attraction]现在是红色还是绿色',
  '带着老人怕挤[attraction]人多么', '推婴儿车怕挤[attraction]现在能去吗', '人太多就不去了[attraction]现在啥情况', '我们一大家子去[attraction]怕人多', '怕排队，[attraction]现在怎么样', '别白跑一趟[attraction]人满没', '那里现在人多吗', '那边挤不挤', '现在过去要排队不', '它今天人多吗', '现在人多不',
  '[attraction]今朝人多伐', '[attraction]轧伐', '[attraction]闹猛伐', '人挤人不[attraction]', '阿姨问下[attraction]人多伐啦', '[attraction]人头多勿多', '[attraction]现场情况怎么样', '[attraction]有没有直播看看人', '看一下[attraction]的监控画面人多不', '[attraction]里面还宽敞吗', '我在[attraction]门口这么多人还要等多久', '不问票，[attraction]人多不多', '[place]那边人多吗', '[place]一带今天挤不挤', '这会儿[attraction]有几千人', '[attraction]旺季啥时候人最多', '[attraction]高峰是几点', '景区挤不挤', '各景区现在的客流', '[attraction]客流大吗现在适合去不',
  // the same in other words
  '([attraction])(现在|今天|[date]|这会儿|上午|下午)(人多不多|挤不挤|要排队吗|排队久吗|人山人海吗|人少吗|爆满吗)', '[attraction]的(停车场|停车位|车位)(满没满|满了吗|还有吗|还剩多少|紧不紧张|[date]停得下吗)', '([attraction])(排队要多久|队伍长不长|等位多久|入园要等多久|里面多少人|人流大不大|客流怎么样)', '[attraction]挤死了吧',
  '[attraction]人是不是很多', '[attraction]会不会很挤', '[attraction]人满为患了吗', '[attraction]宽松吗现在', '[attraction]游客多吗', '[attraction]游客数量', '[attraction]入园人数', '[attraction]在园人数', '[attraction]客流高峰', '[attraction]高峰时段', '[attraction]低峰期',
  '[attraction]几点人最多', '[attraction]几点去不挤', '[attraction]哪天人少一点', '[attraction]达到最大承载了吗', '[attraction]还让进吗人满了吧', '[attraction]实时客流', '[attraction]客流情况', '[attraction]热闹吗今天', '[attraction]轧得来', '[attraction]今朝轧伐',
  '[attraction]里厢人多伐', '现在景区人多吗', '景点客流查询', '游客多不多', '客流情况查询', '那里挤吗', '那里排队吗现在', '那边停车场满了吗', '它现在人多吗', '那边现在好停车吗', '现在去那里要等多久', '带孩子去[attraction]怕人多', '不想排队[attraction]什么时候去', '[place]景区人多不', '哪个景点排队短', '哪个公园人最少', '今天哪个景点不挤',
  '国庆哪个景点人最多', '[date]哪里游客少', '[attraction]的观光车排队吗', '[attraction]拍照的地方排队吗', '[attraction]里吃饭挤吗', '[attraction]花展人多吗', '[attraction]有多少游客', '[attraction]预测客流',
  // how full
  '([attraction])(人头攒动吗|人挤人吗|闹猛伐|轧伐|客流如何|人数多少|人满没满|堵在门口没|挤得动吗|还进得去吗)', '([attraction])(停车场|车位|停车)(还有空吗|满没|好停吗现在|几点前去才有|要等位吗)', '([attraction])(几点|哪天|什么时候)(人最少|人少|不挤|不用排队|人最多|最挤)', '[attraction]今天热闹不热闹人多不', '[attraction]多少游客',
  '[attraction]现在多少游客', '[attraction]当前人数', '[attraction]拥挤吗', '[attraction]挤', '[attraction]排长队吗', '[attraction]限不限流', '[attraction]暂停入园了吗人满', '[attraction]现场人多吗', '[attraction]周末人多不', '[attraction]放假人多吧', '人多的话我就不去[attraction]了',
  '[attraction]有空车位没', '[attraction]车子停得进去伐', '现在哪个景点人少', '人少的景点现在', '景区实时客流', '景区排队', '公园人多不',
  // the same in other words
  '([attraction]|那边|景区)(的|)(停车场|车位|停车位)(现在|[date]|这会儿|上午|)(满了没有|还有没有|还剩几个|紧张不|停得到吗|爆满了吧|要排队进吗)', '([attraction]|那里|景区)(现在|今天|[date]|这会儿)(舒适度怎么样|拥挤度多少|热度高不高|有多少人|进去多少人了|满员没|等多久|队排到哪了|人流多大|松快吗)', '开车去[attraction]现在停得到车位吗',
  '[attraction][date]停车难吗', '[attraction]现在去停车要等吗', '[attraction]舒适度指数', '[attraction]现在舒适吗', '[attraction]排队排多长', '[attraction]排队时间', '[attraction]等候多久', '[attraction]入口排队吗', '[attraction]检票口人多吗', '[attraction]客流预警',
  '[attraction]今天接待了多少人', '[attraction]今日客流', '[attraction]还有余量吗人数', '[attraction]里面人多不多啊', '[attraction]轧勿轧', '[attraction]人多勿啦', '[attraction]今朝人多勿多',
  // long ones, as people tell it
  '想带老人孩子去[attraction]又怕人太多现在过去挤不挤', '我们正在去[attraction]的路上那边停车场还有没有位子', '上次去[attraction]排了一个多小时今天是不是也要排这么久', '国庆想去[attraction]估计人山人海吧哪天会好一点', '几点钟去[attraction]人最少我们想避开高峰', '刚到[attraction]门口看到好长的队大概要等多久才能进去',
  '有没有办法看到[attraction]现在里面有多少人', '周末两天哪一天去[attraction]人会少一些', '[attraction]今天会不会限流去了进不去怎么办', '不喜欢人挤人[attraction]现在还好吗',
  // the same in other words
  '上次去[attraction]排了好久今天还要排吗', '[attraction]是不是又要排队', '怕排队[attraction]今天人多不',
  // fullness in other words
  '[attraction]是不是爆满', '[attraction]是不是人挤人', '[attraction]挤得动吗', '[attraction]里面轧不轧', '[attraction]几点去人少', '[attraction]什么时候去清静', '[attraction]什么时间去不用排队', '[attraction]最空是哪个时段', '[attraction]入口队伍长吗', '[attraction]游客多伐', '[attraction]接近上限了吗', '[attraction]还放人进去吗', '[attraction]满员了没', '[attraction]还能进人吗', '[date][attraction]会不会很挤', '[date]哪个公园不挤', '几个景点里哪个最空', '哪家公园现在清静', '景区实时人数', '各景点现在的人流', '[attraction]停车位还剩多少', '[attraction]车停得进去吗现在', '花开了[attraction]人一定很多吧', '[attraction]舒适度', '([attraction])(现在|这会儿|今天|[date])(人多吗|挤吗|排队吗|爆满了吗|还进得去吗|空不空)',
  // now and then
  '[attraction]里面现在多少游客', '[attraction]排队多长', '[attraction]现在几个人在排队', '进[attraction]要等吗', '[attraction]车位紧张吗', '[attraction]停车难不难 今天', '人最少的景点', '哪里人不多', '避开人多的时候去[attraction]', '[attraction]客流高峰是几点', '[attraction]今天游客数量', '[date]去[attraction]人会多吗', '限流吗 [attraction]',
];

/** How people ask about tickets: price, concessions, booking, what is left, changing, refunding, one's own. */
export const ticketPhrases: readonly string[] = [
  '门票', '[attraction]门票', '[attraction]票价', '[attraction]多少钱', '景区门票', '订票', '退票', '买票', '[attraction]预约', '[attraction]订票', '我的门票', '门票预订', '年卡', '[attraction]年票',
  // price
  '[attraction]门票多少钱', '[attraction]要门票吗', '[attraction]收费吗', '[attraction]免费吗', '进[attraction]要钱不', '[attraction]一张票几块', '[attraction]几钿一张', '[attraction]成人票多少', '[attraction]学生票多少钱', '[attraction]儿童票怎么算', '[attraction]家庭套票', '[attraction]联票有吗', '[attraction]贵不贵', '[attraction]夜场票价', '[attraction]观光车票多少钱', '[attraction]讲解多少钱', '[attraction]哪天免费',
  // concessions
  '[audience]去[attraction]免票吗', '[audience]门票打折吗', '[attraction][audience]票多少', '[attraction]对[audience]有优惠吗', '70岁以上[attraction]免费吗', '65岁老人买票半价吗', '一米二以下要票吗', '孩子一米三要买票吗', '[attraction]军人优惠', '残疾证能免票吗', '[attraction]教师有优惠吗', '本地居民[attraction]打折不', '学生证能用吗[attraction]', '敬老卡能进[attraction]吗', '带小孩[attraction]怎么买便宜', '团队票几个人起', '退役军人免费吗景区', '身高怎么算儿童票', '研学团队有没有团体票',
  // booking
  '(我要|我想|帮我)(买|订|预约)[count][attraction]的票', '买[count]票[attraction][date]', '[date]去[attraction]订[count]', '帮我订[date][attraction]的门票', '预约[date]进[attraction]', '[attraction]要不要预约', '[attraction]怎么预约', '[attraction]可以现场买票吗', '[attraction]提前几天订票', '[attraction]网上买票在哪买', '[count][audience]票[attraction]', '[attraction]预约入园', '订两张大人一张小孩的票', '来[count]门票',
  '能刷身份证入园吗', '[attraction]扫码还是取票', '没有身份证能买[attraction]的票吗', '替[audience]买票怎么弄', '三十个人想去[attraction]怎么订票', '[attraction]团体预约', '旅行社订[attraction]的票', '给老爸老妈买[attraction]的票', '[attraction]抢票',
  // what is left
  '[attraction][date]还有票吗', '[attraction]票卖完了吗', '[attraction]还剩多少票', '[date][attraction]能约到吗', '[attraction]预约满了没', '[date]上午的票还有没有', '余票', '[attraction]周末票紧张吗', '什么时候放票', '[attraction]票什么时候开卖',
  // one's own: changing, refunding
  '我订的票在哪看', '查我的订单', '我买的[attraction]票是哪天的', '我的入园码', '二维码找不到了门票', '门票改到[date]', '[attraction]的票改签', '[date]去不了了退票', '把[attraction]的票退了', '退一张票留两张', '退票要手续费吗', '退票钱什么时候到', '票过期了还能用吗', '下雨不去了能退票吗', '改成[count]', '多订了一张怎么退', '票能转给别人吗', '买错日期了门票怎么改', '付了钱没出票', '门票发票怎么开', '年卡怎么办理', '年卡丢了', '[attraction]年卡多少钱',
  // registers
  '老人家进去要票伐', '阿拉老年人去[attraction]要买票伐', '那边门票多少', '进去要钱吗', '小孩要不要票', '它要预约吗', '不问几点开门问门票', '我们一家四口去[attraction]要多少钱', '穷学生能便宜点不', '我要退掉那个植物园的票', '公园要收门票吗', '景点有通票吗',
  // the same in other words
  '([attraction])(门票|票|成人票|学生票|儿童票|老人票|联票|套票)(多少钱|怎么买|怎么卖|几块钱|在哪买|还有吗|贵吗)', '([attraction])(收不收费|收钱吗|要买票吗|要不要票|是免费的吗|进去要多少钱|收费多少|要花钱吗)',
  '([audience]|老年人|65岁以上|70岁以上|小学生|大学生|现役军人|残疾人|一米四的孩子|教师|医生)(去|进|)([attraction])(要票吗|免票吗|半价吗|有优惠吗|打几折)', '(订|买|预约|来|预订)([count])(大人|成人|儿童|学生|老人|)(的|)票', '(我的|刚买的|昨天订的)(票|门票|订单|预约)(在哪看|怎么退|能改天吗|怎么取|二维码呢|没收到短信)',
  '(退票|改签|取消订票|换日期|退款)(怎么弄|要扣钱吗|多久到账|在哪里操作|行不行)', '里面要收费吗', '进门要钱吗', '那里要门票吗', '它门票多少', '那儿要预约吗', '那里能退票吗', '贵不贵那里的票', '有没有优惠', '有没有优惠票', '打折票', '半价票', '免票政策', '优惠政策门票', '敬老卡免费进吗', '老年卡可以免票吗', '身份证直接刷进去行吗', '改成[count]票',
  '人数改成[count]', '再加[count]', '我要[count]明天的', '[date]的票[count]', '[date][count][attraction]', '[attraction][count]', '[attraction]要提前预约吗', '[attraction]不预约能进吗', '[attraction]预约名额', '[attraction]预约码', '[attraction]入园凭证',
  '[attraction]还能约[date]吗', '[attraction][date]的票有没有', '[attraction]票多少', '[attraction]票几钿', '[attraction]要几块钱门票', '[attraction]消费贵吗门票', '[attraction]年卡', '公园年票哪里办', '景区联票', '旅游年卡', '订门票', '买门票', '退门票', '查门票订单', '我订了哪天的票',
  '约了几个人的票看一下', '给[audience]买票', '儿童几岁免票', '多高的小孩免票', '学生证打折', '家庭票', '夜场票', '停车加门票一共多少',
  // the same in other words
  '([attraction])(免费开放吗|不要钱吧|是收费景点吗|票贵不贵|一个人多少|半票多少|全票多少|优惠票多少|免票条件|要不要提前买票)', '([attraction])(约满了吗|能约[date]吗|还能订吗|可以现买吗|怎么退票|年票多少|团购票|亲子票)', '(老人|小孩|学生|军人|教师|残疾人|本区居民)(免票|半价|打折|优惠)(吗|不|有没有)', '进[attraction]要买票不',
  '去[attraction]要花多少钱', '刷身份证能进[attraction]吗', '敬老卡去[attraction]免费不', '离休证能免票吗', '优待证景区免票吗', '观光车要另外买票吗', '讲解费多少', '温室要单独买票吗',
  // long ones, as people tell it
  '我们一家三口孩子一米三去[attraction]一共要多少门票钱', '我爸七十二了带着身份证去[attraction]是不是不用买票', '帮我订[count][date]去[attraction]的票要成人的', '昨天在网上买了[attraction]的票孩子生病去不了了能退吗', '买票的时候日期选错了能不能帮我改到[date]', '[date]去[attraction]的票还有没有不会已经卖完了吧',
  '我是大学生有学生证[attraction]门票能便宜多少', '我们单位三十几个人要去[attraction]团体票怎么买', '去[attraction]是到门口买票还是要先在网上预约', '付完钱了可是没有收到取票的码', '天天去[attraction]锻炼想办张年卡多少钱怎么办',
  // the same in other words
  '门票日期选错了怎么改', '买错日子了能改吗门票', '[attraction]一家四口门票一共多少', '去[attraction]门票要花多少钱', '[attraction]的讲解要多少钱', '[attraction]观光车票价', '取消订的票', '退票扣多少手续费门票',
];

/** How people ask where to go, for itineraries, for what suits whom. */
export const recommendPhrases: readonly string[] = [
  '景点推荐', '旅游推荐', '旅游攻略', '一日游', '去哪玩', '周边游', '推荐', '亲子游', '路线推荐', '好玩的地方', '附近景点', '旅游路线', '两日游攻略', '必去景点', '游玩攻略',
  // where
  '有什么好玩的地方', '[date]去哪里玩好', '(请|帮我|给我)推荐几个景点', '云间区有什么好玩的', '[place]有什么好玩的', '[place]附近有什么景点', '[place]周边哪里可以逛', '这里有哪些值得去的地方', '第一次来这儿玩什么', '在这待一天去哪好', '[date]想出去转转去哪', '哪里可以散步', '哪里风景好', '哪里适合拍照', '有没有人少景美的地方推荐', '有没有免费的景点', '不花钱能玩的地方', '[place]那边玩啥',
  '推荐个爬山的地方', '哪里可以露营', '适合野餐的公园', '哪里能看花', '看樱花去哪', '赏桂花哪里好', '秋天看银杏去哪里', '有没有古镇可以逛', '想看古建筑去哪', '哪里有博物馆', '想去安静点的地方', '骑行去哪条线好', '跑步去哪个公园', '哪里可以放风筝', '能钓鱼的地方', '夜里有什么地方逛', '晚上去哪玩', '下雨天能去哪里玩', '室内有什么玩的', '夏天避暑去哪里', '冬天有什么好去处',
  // for whom
  '适合[audience]玩的地方', '带[audience]去哪里玩', '[date]带[audience]去哪玩好', '有没有适合[audience]的景点', '推荐[audience]去的景区', '带爸妈去哪里逛逛', '带娃去哪儿遛', '三岁小孩去哪玩合适', '适合约会的地方', '和女朋友去哪玩', '陪老人走走去哪里', '腿脚不好的老人能去哪玩', '推轮椅能去的景点', '公司团建去哪', '学校春游去哪里合适', '[audience]春游推荐', '一家三口周末去哪', '闺蜜逛街拍照去哪里', '[count]人出去玩有什么推荐', '同学聚会去哪里玩', '遛狗能去的公园有哪些', '外国朋友来了带他看什么', '孩子喜欢恐龙植物去哪',
  // itineraries
  '安排一个一日游', '帮我规划[date]的行程', '[date]怎么玩一天', '半天能玩哪几个地方', '[place]一日游怎么安排', '两天一夜怎么玩', '先去[attraction]再去哪', '逛完[attraction]还能去哪', '[attraction]附近还有什么玩的', '[attraction]和[attraction]怎么安排在一天', '一条路线把主要景点走一遍', '不开车一天怎么玩', '坐公交能玩的路线', '给个带[audience]的行程', '周末两日游行程', '文化游路线', '骑行路线推荐', '红色旅游线路有吗', '[attraction]和[attraction]选哪个好', '[attraction]还是[attraction]更适合[audience]', '三个景点先去哪个顺路',
  // registers
  '无聊想出去走走', '在家闷死了去哪玩', '周末去哪儿浪', '礼拜天到啥地方白相', '啥地方好白相', '有啥好耍的地方', '有啥子玩头', '我们刚到这边玩两天不知道去哪', '打工放一天假去哪逛', '老年人踏青去哪里好', '孩子放暑假能去哪', '随便推荐一个玩的', '换一个推荐', '还有别的地方吗玩的', '除了[attraction]还有什么好玩', '不想去[attraction]换个地方', '类似[attraction]的地方', '人均便宜好玩的地方', '哪个公园适合老人晒太阳', '哪个景点最值得去',
  // the same in other words
  '(周末|[date]|放假|下午|晚上|春天|秋天|冬天|夏天)(去哪儿玩|去哪里玩|有啥好去处|适合去哪里|到哪里转转|推荐去哪)', '带(老人|孩子|爸妈|女朋友|狗|全家|朋友|同学|外国朋友|一岁宝宝)(去哪里玩|去哪儿好|去哪逛逛|有什么推荐|玩什么)', '(有没有|哪里有|推荐个|想找个)(古镇|博物馆|看花的地方|爬山的地方|露营地|采摘园|农家乐|遛娃的地方|拍照好看的地方|湖边散步的地方|免费的公园|有水的地方|老建筑)',
  '([place]|[attraction]|大学城|市区|这边|附近)(附近|周边|一带)(有什么好玩的|有啥景点|还能去哪玩|值得逛的)', '(帮我|给我|)(安排|规划|设计)(一下|)(一日游|两日游|半日游|周末的行程|[date]的行程|亲子行程)', '行程怎么排', '行程安排', '一天玩几个景点合适', '上午[attraction]下午去哪', '玩完[attraction]接着去哪',
  '[attraction]和[attraction]一天够吗怎么走', '选[attraction]还是[attraction]', '[attraction]跟[attraction]哪个更好玩', '[attraction]和[attraction]哪个值得去', '玩什么好', '去哪溜达', '到哪里兜兜', '有啥地方好兜兜', '没去过这边想看看有什么', '来旅游的求推荐', '外地朋友来了去哪玩', '家里来客人带去哪里转',
  '老人腿脚不便去哪里玩', '不爬山的景点', '不用走太多路的景点', '人少安静的地方', '适合发呆的地方', '情侣约会去处', '有情调的地方', '小众景点', '网红打卡地', '出片的地方', '看日落去哪里', '看红叶去哪', '赏花去处', '踏青去哪', '避暑好去处', '冬天晒太阳去哪', '玩水的地方', '红色景点', '红色教育基地', '研学去哪里', '团建好去处', '公司组织一日游去哪',
  '周边玩', '云间怎么玩', '云间有哪些景点', '所有景点列出来', '著名景点有哪些', '最有名的景点是什么', '必玩', '还有别的推荐吗', '再推荐一个', '不想爬山换个别的', '便宜又好玩', '下雨天玩什么', '室内景点', '晚上有什么好逛的', '夜景哪里好看', '徒步路线', '骑车路线', '自驾一日游', '地铁能到的景点推荐',
  // long ones, as people tell it
  '[date]想带孩子出去玩一天你给推荐推荐去哪里好', '爸妈从老家过来住几天带他们去哪里逛逛比较好', '第一次来这里只有一天时间怎么安排比较合理', '有没有那种人少又安静可以坐着发呆的地方', '想和女朋友去个有情调的地方约会你有什么建议', '一直待在家里闷得慌附近有什么地方可以走走', '我们几个同学周末想聚一聚爬爬山去哪里合适', '逛完[attraction]还早附近还能去哪里转转', '下雨天不想待在家里有什么室内可以玩的地方',
  '老年大学组织春游二三十个老人去哪里比较合适', '[attraction]跟[attraction]只能去一个你说去哪个好',
  // the same in other words
  '[attraction]和[attraction]只去一个去哪个', '[attraction]跟[attraction]你推荐哪个', '两个景点选一个选哪个好',
  // plans and ideas
  '给我出个玩的主意', '出来玩有什么建议', '给我安排个行程', '游玩路线帮我排一排', '区里有什么值得看的', '你们这儿有啥特色地方', '外地人来了该去看什么', '头一趟来 不晓得玩什么', '带父母转转去哪里', '哪里草地大可以铺块垫子坐坐', '哪里适合野餐', '哪个公园能搭帐篷', '有山有水的地方推荐', '看秋叶去哪儿', '赏荷花去哪里', '拍写真去哪里好看', '小长假在区里怎么玩', '[date]在区里玩 有什么推荐', '三天怎么安排着玩', '两个小时能逛什么地方', '孩子放假带他到哪转转', '闲着没事去哪走走', '骑车去哪里兜风好', '给份旅游攻略', '求个一日游攻略',
];

/** How people ask about festivals, exhibitions, flower shows, performances, markets. */
export const eventPhrases: readonly string[] = [
  '活动', '近期活动', '文化活动', '展览', '演出', '花展', '音乐节', '庙会', '灯会', '市集', '节庆活动', '旅游节', '活动预告', '[date]活动', '[attraction]活动', '文旅活动', '非遗展',
  // what is on
  '[date]有什么活动', '[date]有没有演出', '[date][place]有活动吗', '[attraction][date]有什么活动', '[attraction]最近有活动吗', '[attraction]有展览吗', '最近有什么展览', '最近有什么演出看', '这个月有哪些文化活动', '周末有没有市集', '[place]有集市吗', '附近有什么热闹可以看', '国庆有灯光秀吗', '元宵节有灯会吗', '中秋节有什么活动', '端午龙舟赛有吗', '春节庙会办不办', '清明有什么民俗活动', '五一有音乐节吗', '重阳节有给老人的活动吗', '六一有什么活动给孩子',
  '[audience]能参加什么活动', '有没有亲子活动', '有没有适合[audience]的活动', '有免费的讲座吗', '读书会有没有', '有没有露天电影', '有没有戏曲表演', '哪里看沪剧', '[date]文化馆有演出吗', '图书馆有什么活动', '美术展在哪里办', '有摄影展吗', '汉服活动', '非遗手工体验有吗', '[date]有马拉松吗', '半程马拉松几号', '有烟花看吗', '无人机表演', '[attraction]的花展开始了吗', '月季展', '樱花节', '梅花节', '菊花展哪里', '郁金香展还有吗',
  // when, where
  '樱花节什么时候开始', '[attraction]的花展到哪天结束', '旅游节是几号', '灯会在哪里办', '演出几点开始', '音乐节在哪个地方', '市集开到几点', '[attraction]音乐节时间', '上海旅游节花车几号来', '咖啡节在哪儿', '美食节什么时候', '啤酒节还办吗', '文化节什么时候闭幕', '展览看到几号', '[attraction]的展什么时候撤', '活动延期了吗', '下雨活动还办吗', '活动取消了没', '[date]那场演出还有吗', '元旦跨年有活动吗', '登高活动几点集合',
  // joining
  '(我想|怎么|帮我)报名[attraction]的活动', '怎么参加[date]的活动', '亲子活动怎么报名', '报名花展的讲解活动', '我要参加登山比赛', '活动要报名吗', '活动还能报名吗', '活动名额还有吗', '市集怎么摆摊参加', '参加活动要钱吗', '活动[audience]可以去吗', '[count]人报名手工活动', '我报名的活动是什么时候', '取消活动报名', '带孩子参加采摘节', '马拉松怎么报名', '广场舞比赛怎么报', '书法比赛报名', '讲座怎么预约座位', '演出门票怎么领活动的', '文艺汇演领票',
  // registers
  '今朝有啥闹猛好看伐', '最近搞啥活动不', '有啥戏看', '年三十有没有好看的', '[place]那个啥节还搞不搞', '听说要办花展是真的吗', '朋友说[attraction]有灯光秀哪天', '社区文化节啥时候', '大学城有没有开放音乐会', '学生可以看的话剧', '[attraction]这几天搞什么', '下个月有什么节', '周末演出信息', '哪里有非遗集市', '那个活动几点开始', '活动在哪报到', '[date]晚上哪里有表演', '公园里唱戏的是哪天', '有没有元宵猜灯谜', '年货节', '市民艺术节', '[date]广场上搞什么活动', '青年交友活动有吗', '相亲会什么时候办',
  // the same in other words
  '(最近|[date]|这周末|这个月|下个月|五一|国庆|春节|元宵|中秋|重阳)(有什么|有没有|有哪些|有啥)(活动|演出|展览|节目|市集|灯会|讲座|表演|音乐会)', '(音乐节|旅游节|花展|灯会|庙会|市集|咖啡节|啤酒节|美食节|读书会|讲座|画展|摄影展|话剧|马拉松|龙舟赛|烟花秀|无人机表演|露天电影|非遗体验)(什么时候|在哪里|几点开始|怎么报名|要报名吗|到哪天结束|怎么参加|还有吗)',
  '([attraction])(的|有没有|)(花展|音乐会|展览|灯光秀|活动|庙会|汉服活动|樱花节|市集|演出)(什么时候开始|什么时候结束|在几号|有吗|怎么参加)', '([place])(最近|[date]|)(有什么活动|有演出吗|搞活动吗|有集市吗)', '哪里能看(戏|演出|沪剧|话剧|展览|灯会|烟花|电影露天)', '想看(展览|演出|花展|灯会|戏|音乐会)', '文化馆活动', '图书馆讲座', '博物馆有特展吗',
  '美术馆展什么', '大剧院排期', '话剧', '沪剧', '音乐会', '讲座', '亲子活动', '采摘节', '登山节', '赛龙舟', '民俗活动', '免费演出', '公益电影', '广场舞大赛', '歌手比赛', '跑步比赛', '徒步大会', '自行车赛', '市民文化节', '文化活动怎么报名', '怎么领演出票', '公益演出领票', '活动地点在哪', '活动几号开始', '活动到几号', '活动几点结束', '活动报名截止了吗',
  '报名参加花展活动', '[count]报名读书会', '[audience]专场活动', '给[audience]办的活动有吗', '孩子能参加的手工活动', '周末亲子手工', '六一儿童节有演出吗', '公园里唱戏几点', '广场上今晚有表演吗', '晚上灯光秀几点开始', '[attraction]今晚有灯光秀吗', '[attraction]搞什么花头', '有啥节目', '有啥热闹', '有戏看伐', '啥辰光有灯会', '相亲活动',
  '交友活动', '青年活动', '招不招摊主市集', '市集摊位怎么申请', '节日活动安排', '活动日历', '活动取消了吗', '演出延期没',
  // what is on
  '(看|听|参加)(展览|演出|音乐会|讲座|灯会|花展|庙会|龙舟赛|话剧|沪剧|越剧|评弹|相声专场)(去哪|什么时候有|怎么报名|要票吗|)', '(文化馆|图书馆|博物馆|美术馆|大剧院|广场|公园|体育中心|大学城|[place])(有什么活动|有演出吗|最近有展吗|办什么|[date]有节目吗)',
  '(花展|灯会|市集|音乐节|马拉松|旅游节|美食节|登山节|采摘节|读书节|艺术节)(几号|哪天开始|到几号|在哪办|几点|还办吗|结束了吗|门口在哪)', '(报名|参加)(马拉松|徒步|登高|广场舞比赛|歌唱比赛|书法展|亲子手工|讲座|读书会|夜跑)', '有啥活动', '有什么活动', '有什么展', '有什么演出', '今晚演出', '周末活动', '亲子活动周末', '非遗活动', '民俗节', '集市', '夜市什么时候开',
  '周末夜市', '跳蚤市场', '二手市集', '农夫市集', '灯光秀', '烟花晚会', '跨年晚会', '迎新活动', '元宵灯谜', '赛龙舟几点', '中秋赏月活动', '国庆游园会', '三八妇女节活动', '五四青年节活动', '六一活动', '七夕活动', '重阳登高', '冬至活动', '腊八施粥', '桃花节', '油菜花节', '向日葵节', '荷花节', '桂花节', '樱花展', '兰花展', '月季花展', '恐龙展',
  '摄影展', '书画展', '科技展', '自行车比赛', '徒步活动', '城市定向赛', '音乐会时间', '戏曲演出时间', '露天电影放什么', '广场电影', '公益电影放映', '博物馆特展',
  // long ones, as people tell it
  '这个周末附近有什么好玩的活动可以带孩子去参加', '听说[attraction]要办花展具体是哪天到哪天', '我想去看沪剧最近哪里有演出', '元宵节晚上有没有灯会在什么地方看', '朋友说[place]有个市集每个礼拜都有吗几点到几点', '我想报名参加那个登山的比赛怎么报', '上次那个音乐节挺好的今年还办不办什么时候办', '老人想看戏最近社区文化中心有没有安排', '国庆期间[attraction]有没有什么特别的活动',
  '那个亲子手工的活动还有名额吗我想报两个人',
  // the same in other words
  '周末有什么活动可以带孩子参加', '市集是每个礼拜都有吗', '[place]的市集几点到几点', '带孩子去参加的活动有哪些',
  // listening and watching
  '哪里能听戏', '哪里有说书听', '最近有没有评弹演出', '有没有相声专场', '社区文艺演出在哪', '文化馆有什么节目', '广场上今晚演什么', '图书馆有讲座吗', '有没有适合孩子的故事会', '非遗市集哪天', '最近有花展吗', '有庙会吗', '元宵灯会在哪看', '龙舟赛哪天', '跑步比赛怎么报名', '有什么手工体验课',
];
