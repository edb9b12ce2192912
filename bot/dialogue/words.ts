/** Short answers and turns of phrase that mean the same whatever the subject. All patterns run on bounded, normalised text. */

const TAIL = '[吧啊呀哦嘛啦了的呢哈~!。,. ]{0,4}$';
const pattern = (words: string): RegExp => new RegExp(`^(?:${words})${TAIL}`, 'u');

const YES = pattern('是|是的|对|对的|好|好的|行|可以|确认|确定|没错|没问题|要|要的|同意|嗯|嗯嗯|ok|yes|就这样|办|办吧|提交|当然');
const NO = pattern('不|不是|不对|不要|不用|不用了|不行|不可以|先不|先别|别|否|取消|算|算了|no|不办|不同意|不确认|等等|再想想');
const CANCEL = pattern('取消|算了|算了算了|不用了|不办了|不查了|不问了|不要了|退出|停|停下|停止|当我没说|不弄了|没事了|重新开始|重来|别查|别办|不需要了');
const BACK = pattern('不等|别等|不用等|等不及|不想等|不转|别转|不用转|不转人工|不要人工|不用人工|不找人工|回到?(?:小助手|助手|机器人)|(?:找|换|叫|还是)?小助手');
const UNDO = pattern('(?:撤销|撤回|退回|返回|回到|回退|退)(?:到|掉)?(?:上一步|上一句|上一个|刚才那步|刚才那句|刚才的)?|上一步|(?:刚才|刚刚)?(?:那个|那句)?(?:说错了|不算|不要了) ?(?:退回去|退回|撤回|撤销)|退回去|刚才那句不算|刚才那个不算|刚刚那个不算|上一句不算|改回去|还原');
const RETURN = pattern('继续|接着|接着来|接着办|继续办|继续刚才|继续刚才的|回到刚才|刚才的继续|回到刚才那个|接着刚才的|刚才那个接着办|说回刚才的');
const HERE = /^(?:就?用|按|以|就在|查)?(?:我|手机)?的?(?:现在|当前)?的?(?:位置|定位)(?:吧|就行)?$/u;
const DONE = pattern('好|我?登录|我?登录好|我?登好|我?验证|我?验证好|弄好|可以|完成|搞定');
const UNSURE = pattern('我?(?:也)?(?:不知道|不清楚|不晓得|忘记?|不记得|记不得|记不清|没注意)|随便|都行|都可以|无所谓');
const SENTENCE = /[吗呢么]$|怎么|怎样|什么|多少|几[点个岁号]|为啥|哪|谁|能不能|可不可以|帮我|给我|讲个?|说个|放[一首]|打个|来个|唱|天气|心情|[好很]想|我[好很想要饿累困]|你[是有会喜能叫多几好真]|了没|[涨跌]/u;
const CORRECTION = /^(?:[又还](?:是)?|我又?|还)?(?:不对|不是|错|错了|搞错了|说错了|弄错了|我说错了|打错了|啊不|哦不|不不)[,，。、 ]{0,3}|^(?:我说的是|我是说|我的意思是|我要的是|我要查的是|我问的是|应该是|改成|换成|改为|换一?下)/u;
/** Words before a question that carries on from the last answer, and pronouns for what it was about. */
const CARRY_ON = /^(?:那|那么|还有|它|他|这|这个|这趟|这路|那个|那趟|那路|换|如果|要是|反方向|对面)|(?:它|那里|那边|这里|这站|这趟|那趟|这路|那路|这个站|那个站|这条|那条)|呢[?？]?$|^(?:往|开往|朝).{1,12}方向的?$/u;

/** Words before something new with which what is under way is left: 算了不看这个，… */
const LEAVING = /^(?:算了|不用了|先不管|不看|不查|不问|取消)[^ ,，。]{0,8}[ ,，。]+/u;
const BACK_TO = /^(?:继续|接着|回到|说回|接着说|还是)(?:说|办|查)?(?:刚才|刚刚|前面)(?:的|那个|那|说的)?[^ ,，。]{0,8}[ ,，。]+/u;
const PRONOUN = /它|这路|那路|这趟|那趟|这条线|那条线|这个景点|那个景点/u;
const RETURN_JOURNEY = /^(?:那|那么)?(?:要是)?(?:回来|回去|返回|回程|返程|反过来)(?:的时候|的话|怎么走|怎么坐|坐什么车)?(?:呢)?$/u;

/** Yes, also 就这样. */
export const isYes = (text: string): boolean => YES.test(text);
/** No to a question. */
export const isNo = (text: string): boolean => NO.test(text);
/** Leaves what is being talked about. */
export const isCancel = (text: string): boolean => CANCEL.test(text);
/** Leaves the line for a person, back to the assistant. */
export const wantsBack = (text: string): boolean => BACK.test(text) || CANCEL.test(text);
/** Takes back the last step. */
export const isUndo = (text: string): boolean => UNDO.test(text);
/** Back to what was interrupted. */
export const isReturn = (text: string): boolean => RETURN.test(text);
/** What follows words that leave what is under way (“算了不看这个，快线多少钱”); null where nothing does. */
export const afterLeaving = (text: string): string | null => restAfter(LEAVING, text);
/** What follows words that go back to what was interrupted; null where nothing does. */
export const afterReturn = (text: string): string | null => restAfter(BACK_TO, text);
/** The journey of the last answer the other way round. */
export const isWayBack = (text: string): boolean => RETURN_JOURNEY.test(text);
/** The text with a pronoun replaced by what it stands for. */
export const withoutPronoun = (text: string, name: string): string => text.replace(PRONOUN, name);
/** I have signed in. */
export const isDone = (text: string): boolean => DONE.test(text);
/** The place is where the device is: 用我的位置. */
export const isHere = (text: string): boolean => HERE.test(text);
/** Says that one does not know, or does not mind. */
export const isUnsure = (text: string): boolean => UNSURE.test(text);
/** Whether a text asks, tells or orders something; a name of a place does none of it. */
export const isSentence = (text: string): boolean => text.length >= 3 && SENTENCE.test(text);
/** A question that leans on the last answer: 那24路呢, 反方向呢, 它几点关门. */
export const carriesOn = (text: string): boolean => text.length <= 24 && CARRY_ON.test(text);

function restAfter(pattern: RegExp, text: string): string | null {
  const rest = pattern.test(text) ? text.replace(pattern, '') : '';
  return rest.length >= 2 ? rest : null;
}

/** What is said instead, where a message corrects an earlier one (“不对，我说的是24路” → 24路; “不对” → ''); null where it does not. */
export function correctionIn(text: string): string | null {
  if (!CORRECTION.test(text)) return null;
  let rest = text;
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(CORRECTION, '');
  }
  // “不是5路，9路”: the other one is what is meant.
  if (/^(?:不是|不要)/u.test(text)) rest = rest.slice(rest.lastIndexOf(' ') + 1);
  // “不是24路，是21路”: what comes after the last 是 is what is meant.
  return rest.replace(/^(?:.{1,24}?[,，。、 ])?(?:而是|是|要|换|改成)/u, '').trim();
}

const ORDINALS: readonly RegExp[] = ['一|1|①|前面|前|上面|头', '二|2|②|两|第2', '三|3|③', '四|4|④', '五|5|⑤', '六|6|⑥'].map(
  (numeral) => new RegExp(`^(?:选|要|就|是|那就|我要|我选|就是)?(?:第?(?:${numeral})(?:个|项|条|种|站)?)${TAIL}`, 'u'),
);
const LAST = pattern('(?:选|要|就|是)?(?:最后|后面|后|下面)(?:那)?(?:一)?(?:个|项|条)');

/** Which of `count` options an ordinal names (第二个, 2, 后面那个), from 0; -1 where none. */
export function ordinalIn(text: string, count: number): number {
  if (LAST.test(text)) return count - 1;
  const found = ORDINALS.findIndex((ordinal) => ordinal.test(text));
  return found < count ? found : -1;
}

/** Words that ask for no more than a yes. */
const WILL_IT_DO = /(?:行吗|好吗|成吗|可以吗|有吗|有空吗|有号吗|怎么样|行不行|好不好|可不可以)$/u;
/** What stands around names and days in an answer, and means nothing by itself. */
const AROUND = /[我咱们您你想要是就那这也都还去到来在往从选用换改成办理做弄帮给请麻烦替个一下的得了吧呢啊呀哦噢嘛哈嗯唉好行可以事情儿边里家和跟与先左右前后之 ,，.。、!！?？~]/gu;

/** What a text says beside the words that stand around any answer: 就泗泾那边吧, without 泗泾, says nothing. */
export const plainRest = (text: string): string => text.trim().replace(WILL_IT_DO, '').replace(AROUND, '');

/** Neither of the options. */
export const isNeither = (text: string): boolean => /^(?:都不是|都不对|都不要|不是这些|没有我要的|都没有|其他|别的|没有)/u.test(text);

/** Marks and words between two questions. Nothing repeats around them, so that no text is slow to take apart. */
const JOINT = /[。?？!！;；\n]|另外|顺便再?问一?下|顺便帮我|顺便问|还有(?!多|几|没|车|号|票|什么|哪|谁|吗|的)|还有就是|对了|再问一?下|再帮我|还想问|还想知道|然后再/u;
const BETWEEN = new Set([',', '，', '、', ' ']);

function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BETWEEN.has(text.charAt(start))) start++;
  while (end > start && BETWEEN.has(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** The questions of a message, in order; one where it does not fall apart. At most three. */
export function clausesOf(text: string): string[] {
  const parts = text.split(JOINT).map(trimmed).filter((part) => part.length >= 2);
  return parts.length > 1 ? parts.slice(0, 3) : [text];
}
