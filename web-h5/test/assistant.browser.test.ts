import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { builtPages } from './built-pages.js';
import { DESK, usePhones } from './phones.js';
import { startTestGateway, type TestGateway } from './test-gateway.js';
import { STANDING } from './visit.js';

let pages: string;
let gateway: TestGateway;
const go = usePhones(() => gateway.url);
const called = (name: string): Record<string, unknown>[] => gateway.world.assistant.calls.filter((call) => call.name === name).map(({ args }) => args);
const turns = (page: Page): Promise<string[]> => page.locator('.turn[data-author] .turn__text').allInnerTexts();

beforeAll(async () => {
  pages = await builtPages('assistant');
}, 120_000);
beforeEach(async () => {
  gateway = await startTestGateway({ pages });
});
afterEach(() => gateway.stop());

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: '写下您想问的' }).fill(text);
  await page.keyboard.press('Enter');
}

describe('the chat', () => {
  it('is found on the home page and in the tabs', async () => {
    const { page } = await go('/');
    await page.getByRole('link', { name: /问一问/ }).click();
    await page.getByText('您好，这里是云间区智能助手').waitFor();
    await page.goBack();
    await page.getByRole('navigation', { name: '主要栏目' }).getByRole('link', { name: '助手' }).click();
    await page.getByRole('log').waitFor();
  });

  it('answers, lets choose by chip, and follows the board live', async () => {
    const { page } = await go('/assistant');
    await say(page, '24路');
    await page.getByRole('button', { name: '云间体育中心（往方塔园）' }).click();
    const board = page.locator('[data-stop="district:111"]');
    await board.getByText(/约 \d+ 分钟|即将到站/).first().waitFor();
    expect(await turns(page)).toEqual(['24路', '您在哪一站等？', '云间体育中心', '24路到云间体育中心还有 4 分钟。']);
    const [first] = gateway.world.boards.get('district:111') ?? [];
    gateway.world.setBoard('district:111', [{ ...first!, in: 700 }]); // the sample's boards have buses
    await board.getByText('约 12 分钟').waitFor();
    expect(await page.getByRole('button', { name: '方塔园', exact: true }).count()).toBe(0);
  });

  it('sends on Enter, begins a line on Shift with Enter, and grows', async () => {
    const { page } = await go('/assistant');
    const field = page.getByRole('textbox', { name: '写下您想问的' });
    const low = (await field.boundingBox())?.height ?? 0;
    await field.fill('第一行');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('第二行');
    expect((await field.boundingBox())?.height ?? 0).toBeGreaterThan(low);
    expect(called('sendMessage')).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('您说的是').waitFor();
    expect(called('sendMessage')).toMatchObject([{ text: '第一行\n第二行' }]);
    expect((await field.boundingBox())?.height).toBe(low);
  });

  it('keeps the history over a reload, and forgets it at sign-out and for a new conversation', async () => {
    gateway.world.identity.who = 'resident';
    const { page } = await go('/assistant');
    await say(page, '你好');
    await page.getByText('您说的是“你好”。').waitFor();
    await page.reload();
    await page.getByText('您说的是“你好”。').waitFor();
    expect(await turns(page)).toEqual(['你好', '您说的是“你好”。']);
    await page.goto(`${gateway.url}/me`);
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByRole('link', { name: /问一问/ }).click();
    await page.getByText('您好，这里是云间区智能助手').waitFor();
    expect(await page.getByText('您说的是“你好”。').count()).toBe(0);
    await say(page, '再来');
    await page.getByText('您说的是“再来”。').waitFor();
    await page.getByRole('button', { name: '新对话' }).click();
    await page.reload();
    await page.getByText('您好，这里是云间区智能助手').waitFor();
    expect(called('startConversation')).toHaveLength(2);
  });

  it('keeps a message that could not be sent, and sends it again under the same key', async () => {
    const { page } = await go('/assistant');
    await say(page, '你好');
    await page.getByText('您说的是“你好”。').waitFor();
    gateway.cut();
    await say(page, '还在吗');
    await page.getByText('没有发出去').waitFor();
    gateway.restore();
    await page.getByRole('button', { name: '重发' }).click();
    await page.getByText('您说的是“还在吗”。').waitFor();
    expect(await page.getByText('没有发出去').count()).toBe(0);
    expect((await turns(page)).filter((text) => text === '还在吗')).toHaveLength(1);
  });

  it('uses the same key again when the answer was lost on its way', async () => {
    const { page } = await go('/assistant');
    await say(page, '你好');
    await page.getByText('您说的是“你好”。').waitFor();
    const keys: string[] = [];
    await page.route('**/graphql', async (route) => {
      const body = route.request().postData() ?? '';
      if (!body.includes('SendMessage')) return route.continue();
      keys.push(/"idempotencyKey":"(\w+)"/.exec(body)?.[1] ?? '');
      await (keys.length === 1 ? route.fetch().then(() => route.abort()) : route.continue());
    });
    await say(page, '办好了吗');
    await page.getByRole('button', { name: '重发' }).click();
    await page.getByRole('button', { name: '重发' }).waitFor({ state: 'detached' });
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect((await turns(page)).filter((text) => text === '您说的是“办好了吗”。')).toHaveLength(1);
  });

  it('begins anew when the conversation is over, without losing the message', async () => {
    const { page } = await go('/assistant');
    await say(page, '你好');
    await page.getByText('您说的是“你好”。').waitFor();
    gateway.world.assistant.conversations.delete('conversation-1');
    await say(page, '还记得我吗');
    await page.getByText('您说的是“还记得我吗”。').waitFor();
    expect(await turns(page)).toEqual(['还记得我吗', '您说的是“还记得我吗”。']);
  });

  it('tells where the phone is when asked, and shows places on the map', async () => {
    const { page } = await go('/assistant', STANDING);
    await say(page, '附近有什么车站');
    await page.getByRole('button', { name: '用我的位置' }).click();
    await page.getByRole('region', { name: '附近的车站的地图' }).first().waitFor();
    await page.getByRole('link', { name: '方塔园' }).waitFor();
    expect(called('sendMessage').at(-1)).toMatchObject({ position: { lat: 31.03, lon: 121.22, datum: 'WGS84' } });
  });

  it('says why there is no position where the phone tells none', async () => {
    const { page } = await go('/assistant');
    await say(page, '附近有什么车站');
    await page.getByRole('button', { name: '用我的位置' }).click();
    await page.getByText('没有得到位置权限').waitFor();
  });

  it('signs in on the spot, asks for the second factor on the spot, and then answers without being asked again', async () => {
    const { page } = await go('/assistant');
    await say(page, '谁看过我的数据');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: '登录后接着办' });
    await dialog.getByLabel('手机号').fill('13800005678');
    await dialog.getByLabel('短信验证码').fill('123456');
    await dialog.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByText('请再验证一次身份。').waitFor();
    await page.getByRole('button', { name: '验证身份' }).click();
    const factor = page.getByRole('dialog', { name: '再验证一次身份' });
    await factor.getByLabel(/验证码/).fill('123456');
    await factor.getByRole('button', { name: '验证并继续' }).click();
    await page.getByText('泗泾社区卫生服务中心').waitFor();
    expect(called('sendMessage')).toHaveLength(1);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/assistant');
  });

  it('says for whom it is held, on the page and with each answer', async () => {
    Object.assign(gateway.world.identity, { who: 'resident', acting: true });
    const { page } = await go('/assistant');
    await page.locator('.acting').getByText('正在为 王小宝 办理').waitFor();
    await say(page, '你好');
    await page.locator('.turn__notice').getByText('正在为 王小宝 办理').waitFor();
  });

  it('shows large numbers to call at danger words', async () => {
    const { page } = await go('/assistant?elder=1');
    await say(page, '家里着火了');
    const call = page.getByRole('link', { name: '拨打火警 119' });
    expect(await call.getAttribute('href')).toBe('tel:119');
    expect((await call.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(68);
  });

  it('notes a thumb, and another one in its place', async () => {
    const { page } = await go('/assistant');
    await say(page, '你好');
    await page.getByRole('button', { name: '有帮助' }).click();
    await page.getByText('谢谢，记下了。').waitFor();
    await page.getByRole('button', { name: '没帮助' }).click();
    await page.locator('.tool[aria-pressed="true"][aria-label="没帮助"]').waitFor();
    expect(called('rateTurn').map(({ helpful }) => helpful)).toEqual([true, false]);
  });

  it('shows the place in the queue live, and a clerk’s words as they come', async () => {
    const { page } = await go('/assistant');
    await say(page, '转人工');
    await page.getByText('前面还有 2 位').waitFor();
    gateway.world.assistant.move('WAITING', 0);
    await page.getByText('您是下一位').waitFor();
    gateway.world.assistant.move('TAKEN');
    gateway.world.assistant.tell('我是受理中心小李，请讲。');
    await page.getByText('我是受理中心小李，请讲。').waitFor();
    await page.getByText('工作人员正在为您服务').waitFor();
    await say(page, '我的居住证办好了吗');
    await page.locator('.turn--own').getByText('我的居住证办好了吗').waitFor();
    gateway.world.assistant.move(null);
    await page.getByText('工作人员正在为您服务').waitFor({ state: 'detached' });
  });

  it('believes the live line, not an older answer that comes after it', async () => {
    const { page } = await go('/assistant');
    let tell = (): void => undefined;
    let ask = (): void => undefined;
    const told = new Promise<void>((resolve) => (tell = resolve));
    const asked = new Promise<void>((resolve) => (ask = resolve));
    let held = 0;
    await page.route('**/graphql', async (route) => {
      const body = route.request().postData() ?? '';
      if (body.includes('"SendMessage"')) await asked;
      if (held > 0 || !body.includes('"Conversation"')) return route.continue();
      held += 1;
      const before = await route.fetch();
      await page.waitForTimeout(300); // the live line is up by then
      ask();
      await told;
      await route.fulfill({ response: before }).catch(() => undefined); // nobody waits for it any more
    });
    await say(page, '转人工');
    await page.getByText('前面还有 2 位').waitFor();
    tell();
    await page.waitForTimeout(300);
    expect(held).toBe(1);
    expect(await page.getByText('前面还有 2 位').isVisible()).toBe(true);
  });

  it('stays where one reads, and says that something new came', async () => {
    const { page } = await go('/assistant');
    for (let index = 0; index < 8; index += 1) {
      await say(page, `第${index}句`);
      await page.getByText(`您说的是“第${index}句”。`).waitFor();
    }
    const log = page.getByRole('log');
    expect(await log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)).toBeLessThan(4);
    await log.evaluate((box) => new Promise((resolve) => {
      box.addEventListener('scroll', () => requestAnimationFrame(resolve), { once: true });
      box.scrollTo({ top: 0 });
    }));
    gateway.world.assistant.tell('有消息');
    await page.getByRole('button', { name: '看新消息' }).click();
    await page.getByText('有消息').waitFor();
    expect(await log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)).toBeLessThan(4);
  });

  it('writes down what is said where the browser can, and hides that where it cannot', async () => {
    const { page } = await go('/assistant', {}, (context) => context.addInitScript(() => {
      class Recogniser {
        onresult: (event: unknown) => void = () => undefined;
        onend: () => void = () => undefined;
        start(): void {
          setTimeout(() => {
            this.onresult({ results: [[{ transcript: '二十四路到哪了' }]] });
            this.onend();
          }, 50);
        }
        stop(): void {}
        abort(): void {}
      }
      Object.assign(window, { SpeechRecognition: Recogniser });
    }));
    await page.getByRole('button', { name: '语音输入' }).click();
    await page.waitForFunction(() => document.querySelector('textarea')?.value === '二十四路到哪了');
    const deaf = await go('/assistant', {}, (context) => context.addInitScript(() => Object.assign(window, { SpeechRecognition: undefined, webkitSpeechRecognition: undefined })));
    await deaf.page.getByRole('textbox').waitFor();
    expect(await deaf.page.getByRole('button', { name: '语音输入' }).count()).toBe(0);
  });

  it('speaks English where English is chosen', async () => {
    const { page } = await go('/assistant?lang=en');
    await page.getByRole('textbox', { name: 'Write your question' }).waitFor();
    await page.getByRole('heading', { level: 1, name: 'Assistant' }).waitFor();
  });
});

describe('the clerk’s desk', () => {
  const desk = async (part: string): Promise<Page> => {
    Object.assign(gateway.world.identity, { who: 'staff', role: 'CLERK', sensitive: true });
    const { page } = await go('/console', DESK);
    await page.getByRole('navigation', { name: '工作台' }).getByRole('button', { name: part }).click();
    return page;
  };

  it('sees who waits, takes one, answers and ends', async () => {
    const { assistant } = gateway.world;
    assistant.conversations.set('conversation-1', []);
    const page = await desk('人工接待');
    await page.getByText('没有人在等。').waitFor();
    assistant.tell('我的居住证办好了吗', { author: 'RESIDENT' });
    assistant.move('WAITING', 0);
    await page.getByText('1 人在等').waitFor();
    await page.getByRole('button', { name: /^接待 / }).click();
    await page.getByRole('log').getByText('我的居住证办好了吗').waitFor();
    await page.getByRole('textbox', { name: '回复居民' }).fill('办好了，可以来取。');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('办好了，可以来取。').waitFor();
    await page.getByRole('button', { name: '结束接待' }).click();
    await page.getByText('您还没有接待中的对话。').waitFor();
    expect(called('answerHandover')).toMatchObject([{ id: 'h1', text: '办好了，可以来取。' }]);
  });

  it('teaches what was not understood, and is told when the evaluation would get worse', async () => {
    const page = await desk('没听懂的话');
    await page.getByText(/第 3 版 · 1203 句说法/).waitFor();
    await page.getByRole('button', { name: '教助手' }).click();
    expect(await page.getByLabel('是什么意思').inputValue()).toBe('transit.arrivals');
    await page.getByLabel('是什么意思').selectOption({ label: '上报问题' });
    await page.getByLabel('是什么意思').selectOption({ label: '公交到站' });
    await page.getByLabel(/说法/).fill('24路咋还不来\n\n24路怎么还不来 ');
    gateway.world.assistant.worse = true;
    await page.getByRole('button', { name: '学会' }).click();
    await page.getByText('没有学：学了以后评测会变差。').waitFor();
    await page.getByRole('row', { name: '听懂且答对 93.5 % 91 %' }).waitFor();
    gateway.world.assistant.worse = false;
    await page.getByRole('button', { name: '学会' }).click();
    await page.getByText('学会了，现已生效。当前第 4 版').waitFor();
    await page.getByText(/第 4 版 · 1204 句说法/).waitFor();
    expect(called('learnPhrases')[0]).toMatchObject({ intent: 'transit.arrivals', phrases: ['24路咋还不来', '24路怎么还不来'] });
  });
});
