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
}

/** Words of danger, as people say them; the first that fits wins, so what kills fastest stands first. */
const DANGERS: readonly Danger[] = [
  {
    title: '请先保证自己安全，马上打电话', advice: '别一个人扛着，现在就打电话，有人愿意听您说。如果已经受伤或有人在做危险的事，请打 120 或 110。', numbers: [DISTRESS, AMBULANCE, POLICE],
    words: ['不想活', '想死', '想自杀', '要自杀', '想轻生', '要轻生', '活不下去', '活着没意思', '结束生命', '想跳楼', '要跳楼', '有人跳楼', '有人要跳', '割腕', '想不开了', '自残', '吞了安眠药', '不如死了', '死了算了'],
  },
  {
    title: '燃气泄漏', advice: '别开关任何电器，别点火；开窗，人先出去，到外面再打电话。', numbers: [FIRE, POLICE],
    words: ['漏气', '漏煤气', '煤气泄漏', '煤气泄露', '燃气泄漏', '燃气泄露', '天然气泄漏', '天然气泄露', '漏天然气', '煤气味', '燃气味', '天然气味', '煤气中毒', '一氧化碳中毒'],
  },
  { title: '着火', advice: '人先离开，别坐电梯；用湿布捂住口鼻，弯腰走。', numbers: [FIRE, AMBULANCE], words: ['着火', '起火', '失火', '火灾', '冒烟', '冒浓烟', '烧起来', '爆炸'] },
  { title: '有人落水', advice: '不要自己下水；把绳子、竹竿、救生圈伸给他，同时打电话。', numbers: [FIRE, POLICE, AMBULANCE], words: ['落水', '掉水里', '掉河里', '掉进河', '掉进水', '溺水', '掉湖里', '淹水里', '快淹死', '沉下去了'] },
  {
    title: '有人需要急救', advice: '让他平躺，别给他吃喝；没有呼吸就做胸外按压，等急救车到。', numbers: [AMBULANCE],
    words: ['晕倒', '昏倒', '昏迷', '没呼吸', '没有呼吸', '不省人事', '心脏骤停', '心梗', '喘不上气', '喘不过气', '呼吸困难', '抽搐', '大出血', '流血不止', '噎住', '卡住喉咙', '中风', '摔下来', '触电', '农药', '要生了', '羊水破', '车祸', '被车撞', '被撞', '被蛇咬'],
  },
  {
    title: '有人行凶或被困', advice: '先躲开、锁好门，能打电话就打 110；不方便说话可以发短信到 12110。', numbers: [POLICE, AMBULANCE],
    words: ['救命', '杀人', '砍人', '持刀', '拿刀', '抢劫', '绑架', '被打了', '打架', '家暴', '在打我', '强奸', '被跟踪', '入室', '有小偷', '遭贼', '孩子丢了', '孩子不见了', '小孩不见', '老人走失', '老人走丢', '电梯困', '困在电梯', '被困'],
  },
];

/** Sentences in which such a word asks about something else: what to do by rule, how a thing was, where it is. */
const HARMLESS = /灭火器|防火|消防(?:站|局|员|演练|栓)|火车|热水器(?:维修|安装)|笑死|累死|忙死|烦死|饿死|热死|冷死|困死|急死|气死|吓死|想死你|防溺水|预防|科普|讲座|培训|演习|演练|证明|理赔|保险|补贴|救助(?:站|金|申请)?(?:怎么|在哪|申请)/u;

/**
 * What must be said before anything else, where a message tells of danger; null where it does not. Nothing clever: a list
 * of words, looked for in the common form of the text.
 * @param text normalised (Simplified, no fillers)
 */
export function dangerIn(text: string): Said | null {
  const near = text.replace(/[\s,.!?，。！？、~…]+/gu, '');
  if (HARMLESS.test(near)) return null;
  const danger = DANGERS.find(({ words }) => words.some((word) => near.includes(word)));
  if (!danger) return null;
  const { title, advice, numbers } = danger;
  return {
    text: `${numbers.map(({ name, number }) => `${name} ${number}`).join('，')}，请马上拨打！${advice}`,
    cards: [{ __typename: 'EmergencyCard', title, numbers }],
    chips: numbers.map(({ name, number }) => ({ label: `${name} ${number}`, action: 'CALL', value: number })),
    asks: null, intent: null, slots: {}, done: true, handover: null, way: 'danger',
  };
}
