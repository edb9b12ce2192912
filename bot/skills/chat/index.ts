import type { ChipEntity } from '../../contract.js';
import type { Skill } from '../types.js';
import { cancelPhrases, greetPhrases, helpPhrases, humanPhrases, thanksPhrases } from './phrases.js';

const SAY = (label: string): ChipEntity => ({ label, action: 'SAY', value: label });
const EXAMPLES = [SAY('附近的公交站'), SAY('我的办件到哪了'), SAY('我想预约取号'), SAY('谁看过我的数据'), SAY('我能替谁办事'), SAY('转人工')];

const greet: Skill = {
  intent: 'chat.greet', title: '打招呼', phrases: greetPhrases, slots: [],
  answer: async ({ speaker }) => ({ kind: 'said', text: `您好！我是智慧区城的小助手${speaker.actingFor ? `，正在为 ${speaker.actingFor} 办理` : ''}。想办事、取号、查公交，直接告诉我就行。`, chips: EXAMPLES }),
};

const thanks: Skill = {
  intent: 'chat.thanks', title: '道谢', phrases: thanksPhrases, slots: [],
  answer: async () => ({ kind: 'said', text: '不客气，有需要随时叫我。' }),
};

const help: Skill = {
  intent: 'chat.help', title: '看我能做什么', phrases: helpPhrases, slots: [],
  answer: async () => ({
    kind: 'said', text: '我能帮您：\n· 查公交什么时候到、首末班车、怎么坐车、附近车站、改道停运\n· 查办一件事要什么材料、要多久，办件到哪一步了\n· 受理中心人多不多，取号，预约、改期和取消\n· 看账号、登录设备，替家人办事，谁看过您的数据\n· 说“转人工”，由工作人员接着为您服务\n看病、上学和旅游的服务正在陆续开通，您也可以问我开通了没有。', chips: EXAMPLES,
  }),
};

const human: Skill = { intent: 'chat.human', title: '转人工', phrases: humanPhrases, slots: [], answer: async () => ({ kind: 'human', reason: 'ASKED' }) };

const cancel: Skill = { intent: 'chat.cancel', title: '不办了', phrases: cancelPhrases, slots: [], answer: async () => ({ kind: 'cancel' }) };

/** The skills of talking itself. */
export const chatSkills: readonly Skill[] = [greet, thanks, help, human, cancel];
