import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClocks } from '../../../modules/kernel/clock.js';
import { createOutgoing } from '../../../modules/kernel/outgoing.js';
import { startFakeWechat, type FakeWechat } from '../../test/fake-wechat.js';
import { WechatClient } from '../client.js';
import { MENU, menuButtons, pushMenu } from './menu.js';
import { createMemoryStore, type ShortStore } from './short-store.js';
import { SAY_PREFIX } from './talk.js';

const ORIGIN = 'https://yunjian.example';
let fake: FakeWechat;
let logged: { readonly level: string; readonly words: string; readonly details: object }[];
let store: ShortStore;

beforeAll(async () => {
  fake = await startFakeWechat('wx-menu', 'secret');
});
afterAll(() => fake.close());
beforeEach(() => {
  logged = [];
  store = createMemoryStore(createClocks(undefined, 1).system);
});
afterEach(() => {
  fake.menus.length = 0;
  fake.menuCodes.length = 0;
  fake.broken = false;
});

function deps() {
  const client = new WechatClient({ appId: 'wx-menu', secret: 'secret', publicOrigin: ORIGIN, apiOrigin: fake.origin, outgoing: createOutgoing(['127.0.0.1']) });
  const log = (level: string) => (details: object, words: string): void => void logged.push({ level, words, details });
  let held: string | null = null;
  const token = { get: async () => (held ??= (await client.fetchToken()).token), giveUp: async () => void (held = null) };
  return { client, token, store, publicOrigin: ORIGIN, logger: { info: log('info'), warn: log('warn'), error: log('error') } };
}

describe('the menu', () => {
  it('fits what WeChat takes, and each entry says words or opens a page of ours', () => {
    expect(MENU.length).toBeLessThanOrEqual(3);
    for (const { name, entries } of MENU) {
      expect([...name].length).toBeLessThanOrEqual(4);
      expect(entries.length).toBeLessThanOrEqual(5);
      for (const entry of entries) {
        expect([...entry.name].length).toBeLessThanOrEqual(8);
        expect([entry.says, entry.opens].filter((one) => one !== undefined)).toHaveLength(1);
      }
    }
  });

  it('is set once, however many processes start, and the words are the assistant’s', async () => {
    const both = deps();
    await Promise.all([pushMenu(both), pushMenu(both)]);
    expect(fake.menus).toEqual([{ button: menuButtons(ORIGIN) }]);
    const entries = fake.menus[0]?.button.flatMap(({ sub_button: inner = [] }) => inner) ?? [];
    expect(entries).toContainEqual({ type: 'click', name: '重新开始', key: `${SAY_PREFIX}重新开始` });
    expect(entries).toContainEqual({ type: 'view', name: '打开网页版', url: `${ORIGIN}/assistant` });
    expect(logged.map(({ level }) => level)).toEqual(['info']);
  });

  it('is set with another token where the first is over', async () => {
    fake.menuCodes.push(42_001);
    await pushMenu(deps());
    expect(fake.menus).toHaveLength(1);
  });

  it('that WeChat does not take is told in the log, stops nothing, and is tried at the next start', async () => {
    fake.menuCodes.push(48_001);
    await pushMenu(deps());
    expect(logged).toEqual([{ level: 'warn', words: 'WeChat did not take the menu', details: { code: 48_001 } }]);
    fake.broken = true;
    await pushMenu(deps());
    expect([logged[1]?.level, fake.menus.length]).toEqual(['warn', 0]);
    fake.broken = false;
    await pushMenu(deps());
    expect(fake.menus).toHaveLength(1);
  });
});
