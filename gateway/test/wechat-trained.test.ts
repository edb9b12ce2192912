import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startOfficialAccount, type OfficialAccount } from './official-account.js';
import { until } from './patience.js';

let account: OfficialAccount;

/** The sample district with all phrases of all skills, as the server has them: trained once, by the first message. */
beforeAll(async () => {
  account = await startOfficialAccount({ SEED: 'auto', DISTRICT_CLOCK: '2026-11-24T00:10:00.500Z', DISTRICT_CLOCK_RATE: '0.01', WECHAT_MENU: 'set' }, 60_000);
  // A start waits for no other service; learning, which the first message begins, would keep this process from that one.
  await until('the menu is set', () => account.wechat.menus.length > 0);
}, 120_000);
afterAll(() => account?.stop());

const late = (): string[] => account.wechat.custom.map(({ text }) => text.content);

/** What a message was answered with: at once, or, where understanding is still being learnt, by the customer service. */
async function answersTo(content: string): Promise<string[]> {
  const before = late().length;
  const [answer] = await account.pushes.deliver(account.message({ MsgType: 'text', Content: content }));
  const atOnce = answer?.reply?.['Content'];
  for (let n = 0; atOnce === undefined && late().length === before && n < 1_200; n++) await new Promise((resolve) => setTimeout(resolve, 50));
  return [...(atOnce === undefined ? [] : [atOnce]), ...late().slice(before)];
}

describe('the trained assistant behind the Official Account', () => {
  it('answers a question of a resident from the district’s own timetable, once', async () => {
    const answers = await answersTo('请问24路末班车几点');
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatch(/云间24路往.+：今天末班 \d\d:\d\d/);
    // Trained by now, it keeps the five seconds; what leans on the last answer is understood.
    expect(await answersTo('那明天呢')).toEqual([expect.stringMatching(/云间24路往.+：明天末班 \d\d:\d\d/)]);
    expect(late().length).toBeLessThanOrEqual(1);
  }, 120_000);

  it('has the account’s menu set, whose words it understands', async () => {
    const { pushes, wechat } = account;
    const [menu] = wechat.menus;
    expect(wechat.menus).toHaveLength(1);
    const said = menu?.button.flatMap(({ sub_button: entries = [] }) => entries).flatMap(({ key }) => key ?? []) ?? [];
    expect(said.length).toBeGreaterThan(5);
    for (const [nth, key] of said.filter((each) => !each.endsWith('转人工')).entries()) {
      const { reply } = await pushes.push({ ToUserName: 'gh_1', FromUserName: 'open-menu', CreateTime: 1_700_000_000 + nth, MsgType: 'event', Event: 'CLICK', EventKey: key });
      expect([key, reply?.['Content'] ?? '']).toEqual([key, expect.not.stringMatching(/^$|办不了|没听明白|没能帮上/)]);
    }
  }, 60_000);
});
