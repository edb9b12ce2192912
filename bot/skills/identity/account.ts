import { AssistantAccountDocument, AssistantEndOtherSessionsDocument, type AssistantAccountQuery } from '../../__generated__/operations.js';
import type { ChipEntity } from '../../contract.js';
import { clockTime, dayName, dayOf } from '../say.js';
import { Refusal, type Answer, type Skill, type SkillTurn } from '../types.js';
import { accountPhrases } from './phrases.js';

type Me = NonNullable<AssistantAccountQuery['me']>;

const OPEN = (label: string, value: string): ChipEntity => ({ label, action: 'OPEN', value });
const FACTORS = { SMS: '短信验证码', AUTHENTICATOR: '验证器', CERTIFICATE: '证书', PASSWORD: '密码' } as const;

interface Aspect {
  readonly words: RegExp;
  readonly tell: (me: Me, turn: SkillTurn) => Answer;
}

const said = (text: string, ...chips: ChipEntity[]): Answer => ({ kind: 'said', text, chips });

/** What of the account is asked, by the words that ask it; the first that fits. */
const ASPECTS: readonly Aspect[] = [
  { words: /(?<!号|号码)(?:注销|销户)|删(?:除|掉)?(?:我的|这个)?(?:[账帐]号|[账帐]户|号|所有)|(?:信息|资料|[账帐]号)都?(?:删了|删掉|不想要)|不想用了|不用这个[账帐]号/u, tell: () => said('注销账号会删除法律允许删除的资料，必须留存的会列给您看，注销后不能恢复。要办请到“我的数据”里，先验证身份。', OPEN('去我的数据', '/me/data')) },
  { words: /导出|下载|拷贝|打包|(?:要|给我|复制)一份/u, tell: () => said('您的资料可以导出成一个文件，导出前要再验证一次身份。', OPEN('去导出', '/me/data')) },
  { words: /(?:改|更正|纠正|写错|登记错|不对).{0,8}(?:姓名|名字|信息|资料|地址|生日)|(?:姓名|名字|信息|资料|地址|生日).{0,6}(?:错|不对|有误|要改)/u, tell: () => said('资料有误可以申请更正，由保管它的窗口核对后修改。', OPEN('去申请更正', '/me/data')) },
  {
    words: /(?:退出|踢掉|踢下|下线|登出|移除).{0,6}(?:其他|别的|所有|其它|另外|旧|老).{0,4}(?:设备|手机|地方|登录)|(?:其他|别的|其它|另外|旧|老|别人)的?(?:设备|手机|电脑|地方).{0,8}(?:退|踢|下线|登出)|全部下线/u,
    tell: ({ sessions }, turn) => (sessions.length < 2 ? said('除了这里，没有别的地方登录着。') : confirmEnding(sessions, turn)),
  },
  {
    words: /设备|在(?:哪|几).{0,6}登[录着了]|哪些手机|登录记录|(?:别人|谁|有人|陌生|不认识).{0,8}登|会话|异地|被盗|盗号|挤下线/u,
    tell: ({ sessions }, { now }) => ({
      kind: 'said', text: `您的账号现在在 ${sessions.length} 处登录着。`, chips: [...(sessions.length > 1 ? [{ label: '退出其他设备', action: 'SAY' as const, value: '退出其他设备' }] : []), OPEN('管理登录设备', '/me/sessions')],
      cards: [{ __typename: 'ListCard', title: '登录着的设备', link: '/me/sessions', items: sessions.slice(0, 6).map(({ device, current, lastSeenAt }) => ({ title: current ? `${device}（这一台）` : device, detail: `${dayName(dayOf(lastSeenAt), dayOf(now))} ${clockTime(lastSeenAt)} 用过`, link: null })) }],
    }),
  },
  {
    words: /密码|口令(?!牌)/u,
    tell: ({ account }) => said(account.hasPassword ? `您设过密码${account.passwordExpiresAt ? `，要在 ${dayOf(account.passwordExpiresAt)} 之前更换` : ''}。要改密码，请到“安全设置”；忘了密码也可以用手机验证码登录后再改。` : '您还没有设密码，现在用手机验证码登录。要设密码，请到“安全设置”。', OPEN('去安全设置', '/me/security')),
  },
  { words: /实名|认证|人脸|[刷扫]脸|核身|身份核验/u, tell: ({ account }) => (account.proofed ? said('您已经完成实名认证。') : said('您还没有实名认证。可以在手机上办，也可以带身份证到任何一个受理中心的窗口办，不一定要刷脸。', OPEN('去实名认证', '/me/proof'))) },
  { words: /手机号|电话|号码|换号/u, tell: ({ account }) => said(account.phone ? `您登记的手机号是 ${account.phone}。换了号码，请用原号码登录后联系窗口核对身份再换。` : '您还没有登记手机号。', OPEN('看我的账号', '/me')) },
  { words: /二次|两步|双重|验证器|安全|第二/u, tell: ({ account }) => said(`您能用来再次验证身份的有：${account.factors.map((factor) => FACTORS[factor]).join('、') || '还没有'}。`, OPEN('去安全设置', '/me/security')) },
];

/** Those who cannot sign in are told how, without being asked to sign in first. */
const OUTSIDE = /(?:登录?|登陆|进)(?:不|勿|失败)|无法登录|登录(?:失败|出错|有问题)|(?:怎么|在哪里?|从哪里?)(?:登录|注册)|注册|验证码|收不到|被?锁|新?手机(?:换|丢|被偷)|换.{0,4}手机(?!号)|号码不用了|停机/u;
const OUTSIDE_WORDS = '登录用手机号和短信验证码，第一次登录就是注册，不用记密码。\n收不到验证码：过一分钟再取一次，看看是不是被当成垃圾短信拦下了。\n原来的号码不用了：带身份证到受理中心窗口，核对身份后换号。';

/** identity.account: one's own account. */
export const account: Skill = {
  intent: 'identity.account',
  title: '看我的账号',
  phrases: accountPhrases,
  slots: [],
  async answer(turn) {
    if (OUTSIDE.test(turn.text) && !turn.speaker.signedIn) return said(OUTSIDE_WORDS, OPEN('去登录', '/sign-in'), { label: '转人工', action: 'SAY', value: '转人工' });
    const { me } = await turn.execute(AssistantAccountDocument, {});
    if (!me) throw new Refusal('UNAUTHENTICATED', '请先登录');
    const aspect = ASPECTS.find(({ words }) => words.test(turn.text));
    if (aspect && turn.confirmed) {
      const { endSession } = await turn.execute(AssistantEndOtherSessionsDocument, {});
      return said(`已经退出其他 ${endSession} 处登录。要是觉得有人知道了您的密码，请马上改密码。`, OPEN('改密码', '/me/security'));
    }
    if (aspect) return aspect.tell(me, turn);
    if (OUTSIDE.test(turn.text)) return said(OUTSIDE_WORDS, OPEN('去安全设置', '/me/security'));
    const { displayName, phone, proofed } = me.account;
    return said(`${displayName}，您已登录${phone ? `，手机号 ${phone}` : ''}，${proofed ? '已实名认证' : '还没有实名认证'}。`, OPEN('我的账号', '/me'), ...(proofed ? [] : [OPEN('去实名认证', '/me/proof')]));
  },
};

function confirmEnding(sessions: Me['sessions'], { now }: SkillTurn): Answer {
  const others = sessions.filter(({ current }) => !current);
  const fields = others.map(({ device, lastSeenAt }) => ({ label: device, value: `${dayName(dayOf(lastSeenAt), dayOf(now))} ${clockTime(lastSeenAt)} 用过` }));
  return { kind: 'confirm', text: `要让其他 ${others.length} 处都退出登录吗？`, form: { __typename: 'FormCard', title: '退出其他设备', fields } };
}
