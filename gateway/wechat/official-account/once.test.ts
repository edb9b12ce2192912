import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createFakePushes, type FakePushes } from '../../test/fake-wechat-pushes.js';
import { APP, ChatWorld, event, gate, KEY, text, TOKEN, until } from '../../test/chat-world.js';
import { SAY_PREFIX } from './talk.js';
import { turnOf } from './testing.js';

const chat = new ChatWorld('wechat-once');
/** So long WeChat waits where a test makes it wait. */
const SOON_MS = 150;

describe('each message is answered once', () => {
  it('when WeChat, having hung up, sends it again: by the customer service, and the retry is success', async () => {
    const { pushes } = await chat.account({ patienceMs: SOON_MS });
    const slow = gate();
    chat.assistant.script = async ({ text: said }) => {
      await slow.opened;
      return turnOf({ text: `晚：${said}` });
    };
    const answers = await pushes.deliver(text('很久'));
    expect(answers.map((answer) => answer?.text)).toEqual(['success']);
    expect(chat.fake.custom).toEqual([]);
    slow.open();
    await until(() => chat.fake.custom.length > 0);
    expect(chat.fake.custom).toEqual([{ touser: 'open-1', msgtype: 'text', text: { content: '晚：很久' } }]);
    expect(chat.heard()).toEqual(['很久']);
  });

  it('a retry that comes while the answer is made gets it; the first says nothing more', async () => {
    const { pushes } = await chat.account();
    const slow = gate();
    chat.assistant.script = async () => {
      await slow.opened;
      return turnOf({ text: '到了' });
    };
    const message = text('到哪了');
    const first = pushes.push(message);
    await until(() => chat.assistant.told.length === 1);
    const retry = pushes.push(message);
    await new Promise((resolve) => setTimeout(resolve, 30));
    slow.open();
    expect([(await first).text, (await retry).reply?.['Content']]).toEqual(['success', '到了']);
    expect((await pushes.push(message)).text).toBe('success');
    expect([chat.heard().length, chat.fake.custom.length]).toEqual([1, 0]);
  });

  describe('where WeChat really hangs up', () => {
    /** WeChat's five seconds, shortened; the account itself would wait longer, as over a slow line. */
    const HANGS_UP_MS = 120;
    const impatient = (url: string, patienceMs = HANGS_UP_MS): FakePushes => createFakePushes({ url, token: TOKEN, appId: APP, aesKey: KEY, mode: 'safe', patienceMs });

    it('the retry that is there when the answer is made gets it', async () => {
      const { url } = await chat.account({ mode: 'safe' });
      const slow = gate();
      chat.assistant.script = async () => {
        await slow.opened;
        return turnOf({ text: '第三次才到' });
      };
      // Made while the third is there, with time to come and time to be answered, on a busy machine too.
      const answers = await impatient(url, 1000).deliver(text('慢'), (nth) => void (nth === 3 && setTimeout(slow.open, 200)));
      expect(answers.map((answer) => answer?.reply?.['Content'] ?? null)).toEqual([null, null, '第三次才到']);
      expect([chat.heard(), chat.fake.custom]).toEqual([['慢'], []]);
    });

    it('three times, the customer service says it, once', async () => {
      const { url } = await chat.account({ mode: 'safe', patienceMs: HANGS_UP_MS * 2 });
      const slow = gate();
      chat.assistant.script = async () => {
        await slow.opened;
        return turnOf({ text: '太晚了' });
      };
      expect(await impatient(url).deliver(text('很慢'))).toEqual([null, null, null]);
      // The last request is let go on this side too.
      await new Promise((resolve) => setTimeout(resolve, HANGS_UP_MS * 1.5));
      slow.open();
      await until(() => chat.fake.custom.length > 0);
      expect([chat.heard(), chat.sentTexts()]).toEqual([['很慢'], ['太晚了']]);
    });
  });

  it('twenty of the same at once', async () => {
    const { pushes } = await chat.account();
    const message = text('同一条');
    const answers = await Promise.all(Array.from({ length: 20 }, () => pushes.push(message)));
    expect(answers.filter(({ reply }) => reply !== null)).toHaveLength(1);
    expect(answers.filter(({ text: said }) => said === 'success')).toHaveLength(19);
    expect(chat.heard()).toEqual(['同一条']);
  });

  it('a request that is sent again as it was is not answered again', async () => {
    const { pushes } = await chat.account({ mode: 'safe' });
    const { address, body } = await pushes.push(text('重放'));
    expect((await pushes.push({}, { address, body })).text).toBe('success');
    expect(chat.heard()).toEqual(['重放']);
  });

  it('among processes that share a Redis: made by one, waited for by the other', async () => {
    const redises = [0, 1].map(() => new Redis(process.env['TEST_REDIS_URL'] ?? '', { keyPrefix: `official-account-${process.pid}:` }));
    chat.closing.push(async () => void (await Promise.all(redises.map((redis) => redis.quit()))));
    const [one, other] = [await chat.account({ redis: redises[0] ?? null }), await chat.account({ redis: redises[1] ?? null })];
    const slow = gate();
    chat.assistant.script = async () => {
      await slow.opened;
      return turnOf({ text: '一次' });
    };
    const message = text('两个进程');
    const first = one.pushes.push(message);
    await until(() => chat.assistant.told.length === 1);
    const retry = other.pushes.push(message);
    await new Promise((resolve) => setTimeout(resolve, 60));
    slow.open();
    expect([(await first).text, (await retry).reply?.['Content']]).toEqual(['success', '一次']);
    const same = text('又一条');
    const both = await Promise.all([one.pushes.push(same), other.pushes.push(same), one.pushes.push(same), other.pushes.push(same)]);
    expect(both.filter(({ reply }) => reply !== null)).toHaveLength(1);
    expect(chat.heard()).toEqual(['两个进程', '又一条']);
  });

  it('events by who, when and what', async () => {
    const { pushes } = await chat.account();
    const click = event('CLICK', { EventKey: `${SAY_PREFIX}附近的车站` });
    await pushes.push(click);
    expect((await pushes.push(click)).text).toBe('success');
    expect(chat.heard()).toEqual(['附近的车站']);
  });
});

describe('one user’s messages', () => {
  it('are answered in their order, late ones too, while another’s go on', async () => {
    const { pushes } = await chat.account({ patienceMs: 1_000 });
    const slow = gate();
    chat.assistant.script = async ({ text: said }) => {
      if (said === '一') await slow.opened;
      return turnOf({ text: `答${said}` });
    };
    const first = pushes.push(text('一'));
    await until(() => chat.assistant.told.length === 1);
    const second = pushes.push(text('二'));
    const others = await pushes.push(text('别人', 'open-2'));
    expect(others.reply?.['Content']).toBe('答别人');
    expect([(await first).text, (await second).text]).toEqual(['success', 'success']);
    slow.open();
    await until(() => chat.fake.custom.length === 2);
    expect(chat.sentTexts()).toEqual(['答一', '答二']);
  });

  it('stand in one conversation; in a new one where it is forgotten', async () => {
    const { pushes } = await chat.account();
    await pushes.push(text('一'));
    await pushes.push(text('二'));
    chat.assistant.forget('conversation-1');
    expect((await pushes.push(text('三'))).reply?.['Content']).toBe('答：三');
    await pushes.push(text('别人', 'open-2'));
    expect(chat.assistant.told.map(({ conversationId }) => conversationId)).toEqual(['conversation-1', 'conversation-1', 'conversation-2', 'conversation-3']);
  });

  it('that fail are said to have failed', async () => {
    const { pushes } = await chat.account();
    chat.assistant.script = () => {
      throw new Error('defect');
    };
    expect((await pushes.push(text('x'))).reply?.['Content']).toMatch(/^抱歉/);
  });
});

describe('customer-service messages', () => {
  it('are tried again where WeChat is busy, with another token where that is over, and given up where it refuses', async () => {
    const { pushes } = await chat.account();
    const long = turnOf({ text: Array.from({ length: 150 }, (_, index) => `第${index}行：${'字'.repeat(10)}`).join('\n') });
    chat.assistant.script = () => long;
    chat.fake.customCodes.push(40_001, -1);
    expect((await pushes.push(text('长'))).text).toBe('success');
    await until(() => chat.fake.custom.length === 4);
    expect(chat.sentTexts().join('\n')).toBe(long.text);
    expect(Math.max(...chat.sentTexts().map((part) => Buffer.byteLength(part)))).toBeLessThanOrEqual(2048);
    chat.fake.custom.length = 0;
    chat.fake.customCodes.push(45_047);
    expect((await pushes.push(text('长'))).text).toBe('success');
    await until(() => chat.fake.customCodes.length === 0);
    expect(chat.fake.custom).toEqual([]);
  });
});
