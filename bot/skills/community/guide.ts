import { AssistantServiceDocument, AssistantServicesDocument, type AssistantServiceQuery } from '../../__generated__/operations.js';
import type { SlotValue } from '../../language/types.js';
import type { Answer, Choice, Skill, SkillTurn } from '../types.js';
import { affairSlot, centreSlot, dateSlot } from './slots.js';
import { guidePhrases } from './phrases.js';

type Guide = NonNullable<AssistantServiceQuery['publicService']>;

const MOST_OFFERED = 4;
const CHANNELS: Readonly<Record<Guide['channels'][number]['kind'], string>> = { ONLINE: '手机或电脑', COUNTER: '窗口', KIOSK: '自助终端', PHONE: '电话' };

/** A part of a guide: the words that ask for it, and how it is told. */
interface Part {
  readonly asked: RegExp;
  readonly tell: (guide: Guide) => string;
}

/** What may stand before the word that asks, where a question names nothing: 那大概要几天, but not 厕所在哪. */
const LEADING = /^(?:那么?|请问|我|大概|一般|最快|需|要|还|得|都|是|有|有没有|什么|哪些|能|可以|该|去|到|带|交|办理?|一共|总共)*$/u;

/** In the order in which they are told where several are asked for. */
const PARTS: readonly Part[] = [
  { asked: /材料|证件|带什么|带啥|要什么|要啥|准备|复印件|照片|户口本|清单|证明/u, tell: tellPapers },
  { asked: /条件|能不能|可不可以|可以申请|什么人|谁能|够不够|资格|符合|外地|外省|年龄|多大|几岁/u, tell: ({ whoFor, conditions }) => `谁能办：${whoFor.zh}。\n${conditions.map(({ zh }) => `· ${zh}`).join('\n')}` },
  { asked: /多少钱|收费|费用|免费|要钱|几钿|花钱/u, tell: ({ fee }) => `收费：${fee.note.zh}。` },
  { asked: /多久|几天|多长时间|工作日|时限|什么时候能|加急|当天|多少天/u, tell: tellLimits },
  { asked: /在哪|哪里|地址|窗口|网上|手机|线上|自助|怎么交|去哪/u, tell: tellChannels },
  { asked: /流程|步骤|怎么办|怎么弄|如何办|第一步|手续|怎么申请/u, tell: ({ steps }) => `怎么办：\n${steps.map(({ zh }, index) => `${index + 1}. ${zh}`).join('\n')}` },
  { asked: /依据|政策|法律|规定|文件|哪条/u, tell: ({ legalBasis }) => `依据：${legalBasis.map(({ law, article }) => `《${law}》${article ?? ''}`).join('、')}。` },
  { asked: /有效期|管多久|几年有效|过期/u, tell: ({ outputs }) => outputs.map(({ name, validity }) => `${name.zh}：${validity ? validity.zh : '长期有效'}。`).join('\n') },
];

/** community.guide: what an affair needs, costs, takes, and where it is done. */
export const guide: Skill = {
  intent: 'community.guide',
  title: '查办事指南',
  phrases: guidePhrases,
  slots: [affairSlot, centreSlot, dateSlot],
  further: (text) => PARTS.some(({ asked }) => {
    const at = text.search(asked);
    return at >= 0 && LEADING.test(text.slice(0, at));
  }),
  async answer(turn) {
    const { affair } = turn.slots;
    const found = await serviceOf(turn, affair);
    if ('answer' in found) return found.answer;
    const { publicService } = await turn.execute(AssistantServiceDocument, { id: found.id });
    if (!publicService) return notThere(affair?.value ?? turn.text);
    return told(publicService, turn.text);
  },
};

/** The affair that is meant: by its name, by what is said, or one of several to choose from. */
async function serviceOf(turn: SkillTurn, affair: SlotValue | undefined): Promise<{ readonly id: string } | { readonly answer: Answer }> {
  if (affair?.id) return { id: affair.id };
  const asked = (affair?.value ?? turn.text).slice(0, 60);
  const { publicServices } = await turn.execute(AssistantServicesDocument, { search: asked });
  const named = publicServices.find(({ name, aliases }) => name.zh === affair?.value || aliases.some((alias) => alias === affair?.value));
  if (named) return { id: named.id };
  const [first, ...others] = publicServices.slice(0, MOST_OFFERED);
  if (!first) return { answer: affair || /[\p{Script=Han}]{4,}/u.test(turn.text) ? notThere(asked) : { kind: 'ask', slot: 'affair', text: '您想办什么事？说名字就行，比如“社保卡补办”。' } };
  const options = [first, ...others].map(({ id, name }): Choice => ({ label: name.zh, value: { kind: 'affair', value: name.zh, text: name.zh, start: -1, end: -1, how: 'name', id } }));
  return { answer: { kind: 'choice', slot: 'affair', text: options.length === 1 ? `您要办的是“${first.name.zh}”吗？` : '您要办的是哪一件？', options } };
}

/** The search has nothing of it: said as it is, with those who know more. */
function notThere(asked: string): Answer {
  return {
    kind: 'said', unknown: true, text: `办事目录里没有找到“${asked.slice(0, 20)}”。可以看看全部事项，或者打 12345 问一问。`,
    chips: [{ label: '全部事项', action: 'OPEN', value: '/affairs' }, { label: '12345', action: 'CALL', value: '12345' }, { label: '转人工', action: 'SAY', value: '转人工' }],
  };
}

function told(guide: Guide, text: string): Answer {
  const name = guide.name.zh;
  // 怎么办 alone asks for the whole; beside other questions it asks for nothing of its own.
  const asked = PARTS.filter((part) => part.asked.test(text.replace(name, '')));
  const parts = asked.length > 0 ? asked.slice(0, 3).map(({ tell }) => tell(guide)) : [guide.summary.zh, tellPapers(guide), tellLimits(guide)];
  const link = `/affairs/${encodeURIComponent(guide.id)}`;
  return {
    kind: 'said',
    text: [`${name}（${guide.competentAuthority.zh}，${guide.from} 起的指南）`, ...parts].join('\n'),
    cards: [{ __typename: 'ListCard', title: name, link, items: [{ title: '完整办事指南', detail: '条件、材料、流程、依据', link }] }],
    chips: [
      ...(guide.channels.some(({ kind }) => kind === 'ONLINE') ? [{ label: '在线申请', action: 'OPEN' as const, value: `${link}/apply` }] : []),
      ...[['要什么材料', '材料'], ['多久能办好', '多久'], ['收费吗', '收费'], ['在哪办', '在哪']].flatMap(([say = '', key = '']) => (text.includes(key) ? [] : [{ label: say, action: 'SAY' as const, value: `${name}${say}` }])).slice(0, 3),
      { label: `${guide.contact.where.zh} ${guide.contact.phone}`, action: 'CALL', value: guide.contact.phone },
    ],
  };
}

function tellPapers({ inputs }: Guide): string {
  const words = ({ name, required, when, note }: Guide['inputs'][number]): string => `· ${name.zh}${required && when === null ? '' : '（有这种情况才要）'}${note ? `：${note.zh}` : ''}`;
  const given = inputs.filter(({ fetched }) => !fetched);
  const fetched = inputs.filter((input) => input.fetched).map(({ name }) => name.zh);
  return [
    given.length > 0 ? `要准备：\n${given.map(words).join('\n')}` : '不用带任何材料。',
    ...(fetched.length > 0 ? [`不用交，由部门之间核对：${fetched.join('、')}。`] : []),
  ].join('\n');
}

function tellLimits({ limits: { legalWorkingDays, promisedWorkingDays, note } }: Guide): string {
  const time = promisedWorkingDays === 0 ? '当场办好' : `受理后 ${promisedWorkingDays} 个工作日内办好${legalWorkingDays > promisedWorkingDays ? `（法定 ${legalWorkingDays} 个工作日）` : ''}`;
  return `多久：${time}${note ? `，${note.zh}` : ''}。`;
}

function tellChannels({ channels }: Guide): string {
  return `在哪办：\n${channels.map(({ kind, note }) => `· ${CHANNELS[kind]}${note ? `：${note.zh}` : ''}`).join('\n')}`;
}
