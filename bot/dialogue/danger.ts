import type { EmergencyNumberEntity } from '../contract.js';
import type { Said } from './types.js';

const POLICE: EmergencyNumberEntity = { name: '报警', number: '110' };
const FIRE: EmergencyNumberEntity = { name: '火警和救援', number: '119' };
const AMBULANCE: EmergencyNumberEntity = { name: '急救', number: '120' };
/** The national line for people in distress of mind, and the police for who is about to act. */
const DISTRESS: EmergencyNumberEntity = { name: '心理援助热线', number: '12356' };

interface Danger {
  readonly title: string;
  readonly advice: string;
  readonly numbers: readonly EmergencyNumberEntity[];
  readonly words: readonly string[];
  readonly together?: readonly [readonly string[], readonly string[]];
}

/**
 * Words of danger, as people say them; the first that fits wins, so what kills fastest stands first. `together` are words
 * that mean it in one breath, in either order and with little between them (煤气好像漏了, 漏出来的是天然气).
 */
const DANGERS: readonly Danger[] = [
  {
    title: '请先保证自己安全，马上打电话', advice: '别一个人扛着，现在就打电话，有人愿意听您说。如果已经受伤或有人在做危险的事，请打 120 或 110。', numbers: [DISTRESS, AMBULANCE, POLICE],
    words: ['不想活', '想死', '想自杀', '要自杀', '闹自杀', '想轻生', '要轻生', '活不下去', '活着没意思', '活着没意义', '活够了', '不想再活', '结束生命', '结束自己', '了结自己', '想跳楼', '要跳楼', '有人跳楼', '有人要跳', '跳下去', '跳河', '割腕', '想不开', '自残', '吞了安眠药', '吃了一瓶安眠药', '不如死了', '死了算了', '死了一了百了', '一了百了', '想离开这个世界', '写了遗书', '写好遗书'],
  },
  {
    title: '燃气泄漏', advice: '别开关任何电器，别点火；开窗，人先出去，到外面再打电话。', numbers: [FIRE, POLICE],
    words: ['漏气', '煤气味', '燃气味', '天然气味', '煤气中毒', '一氧化碳'],
    together: [['煤气', '燃气', '天然气', '液化气', '瓦斯', '煤气罐', '燃气管'], ['漏', '泄', '闻到', '闻着', '味道', '味儿', '很冲', '刺鼻', '臭味', '忘了关', '忘记关', '没关']],
  },
  {
    title: '着火', advice: '人先离开，别坐电梯；用湿布捂住口鼻，弯腰走。', numbers: [FIRE, AMBULANCE],
    words: ['着火', '起火', '失火', '火灾', '冒烟', '冒浓烟', '冒黑烟', '烧起来', '烧着了', '着起来', '爆炸', '炸了', '火势', '烟很大', '都是烟', '全是烟'],
    together: [['电瓶车', '电动车', '电表', '厨房', '油锅', '房子', '仓库', '店里', '楼道', '楼里', '垃圾桶', '充电', '插座'], ['着了', '烧了', '冒火', '火花']],
  },
  {
    title: '有人落水', advice: '不要自己下水；把绳子、竹竿、救生圈伸给他，同时打电话。', numbers: [FIRE, POLICE, AMBULANCE],
    words: ['落水', '溺水', '快淹死', '要淹死', '沉下去了', '在水里扑腾', '河里有人', '水里有人', '湖里有人', '池塘里有人'],
    together: [['掉', '滑', '摔', '跌', '栽'], ['水里', '河里', '湖里', '池塘', '进河', '进水', '进湖', '到河', '井里']],
  },
  {
    title: '有人需要急救', advice: '让他平躺，别给他吃喝；没有呼吸就做胸外按压，等急救车到。', numbers: [AMBULANCE],
    words: ['晕倒', '昏倒', '晕过去', '昏过去', '昏迷', '昏死', '没呼吸', '没有呼吸', '呼吸停', '没气了', '没心跳', '不省人事', '没知觉', '没有意识', '没意识', '叫不醒', '喊不醒', '不醒了', '醒不过来', '老人倒在', '个人倒在', '躺在地上不动', '躺地上不动', '心脏骤停', '心脏病发', '心梗', '胸口很痛', '胸口疼得', '喘不上气', '喘不过气', '呼吸困难', '抽搐', '口吐白沫', '大出血', '流血不止', '血止不住', '流了好多血', '流了很多血', '吐血', '噎住', '噎着', '卡住喉咙', '卡喉咙', '中风了', '脑溢血', '半边身子', '倒在地上', '倒地不起', '倒地上', '摔下来', '坠楼', '有人掉下来', '触电', '电到了', '喝了农药', '喝农药', '误食', '误服', '要生了', '羊水破', '车祸', '撞了人', '撞到人', '被蛇咬', '中暑昏', '快不行了', '快死了', '过敏性休克', '休克'],
    together: [['我', '他', '她', '人', '爷爷', '奶奶', '爸', '妈', '孩子', '小孩'], ['突然倒', '起不来了', '动不了了', '被撞', '被车撞', '被电瓶车撞', '被电动车撞', '被汽车撞', '被车刮', '从楼上掉']],
  },
  {
    title: '有人行凶或被困', advice: '先躲开、锁好门，能打电话就打 110；不方便说话可以发短信到 12110。', numbers: [POLICE, AMBULANCE],
    words: ['救命', '救救我', '杀人', '砍人', '捅人', '捅了', '持刀', '拿刀', '拿着刀', '抢劫', '抢我', '绑架', '被打了', '打架', '打起来', '家暴', '在打我', '打我了', '要打我', '强奸', '性侵', '非礼', '被跟踪', '跟踪我', '有人撬', '撬门', '入室', '有小偷', '遭贼', '进贼', '孩子丢了', '孩子不见', '小孩丢', '小孩不见', '孩子走丢', '小孩走丢', '拐走', '老人走失', '老人走丢', '走失了', '走丢了', '电梯困', '困在电梯', '困电梯', '关在电梯', '被困'],
    together: [['爸', '妈', '爷爷', '奶奶', '外公', '外婆', '老人', '老头', '老太', '孩子', '小孩', '儿子', '女儿', '孙子', '孙女'], ['不见了', '走丢', '走失', '找不到了', '找不着了', '失踪']],
  },
];

/** How many signs may stand between two words that mean danger together. */
const NEAR = 6;

/** Words that only look like danger: they are taken out, and what stays is looked at. */
const HARMLESS = /[打点]不着火|[胎球]没气|大爆炸|烧烤冒烟|灭火器|防火|消防(?:站|局|员|演练|栓)|火车|笑死|累死|忙死|烦死|饿死|热死|冷死|困死|急死|气死|吓死|吵死|想死你|防溺水|手机(?:掉|摔)|(?:钱包|手机|钥匙|卡|证|包)(?:丢了|不见了|找不到了|掉下来)/gu;

/** Sentences that ask about such a thing: how to keep from it, what it is paid with, where one learns of it. */
const ABOUT = /热水器(?:维修|安装)|预防|科普|讲座|培训|演习|演练|证明|理赔|保险|补贴|救助(?:站|金|申请)?(?:怎么|在哪|申请)|(?:煤气|燃气|天然气)(?:费|卡|公司|开户|充值|账单)/u;

/** Whether a word of each list stands within {@link NEAR} signs of one of the other. */
function standTogether(text: string, [some, others]: readonly [readonly string[], readonly string[]]): boolean {
  return some.some((word) => {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      const around = [text.slice(Math.max(0, at - NEAR), at), text.slice(at + word.length, at + word.length + NEAR)];
      if (others.some((other) => around.some((part) => part.includes(other)))) return true;
    }
    return false;
  });
}

/**
 * What must be said before anything else, where a message tells of danger; null where it does not. Nothing clever: a list
 * of words, looked for in the common form of the text.
 * @param text normalised (Simplified, no fillers)
 */
export function dangerIn(text: string): Said | null {
  const near = text.replace(/[\s,.!?，。！？、~…]+/gu, '');
  if (ABOUT.test(near)) return null;
  const left = near.replace(HARMLESS, '·');
  const danger = DANGERS.find(({ words, together }) => words.some((word) => left.includes(word)) || (together !== undefined && standTogether(left, together)));
  if (!danger) return null;
  const { title, advice, numbers } = danger;
  return {
    text: `${numbers.map(({ name, number }) => `${name} ${number}`).join('，')}，请马上拨打！${advice}`,
    cards: [{ __typename: 'EmergencyCard', title, numbers }],
    chips: numbers.map(({ name, number }) => ({ label: `${name} ${number}`, action: 'CALL', value: number })),
    asks: null, intent: null, slots: {}, done: true, handover: null, way: 'danger',
  };
}
