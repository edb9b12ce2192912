import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { readSamplePeople } from '../../modules/identity/sample/data.js';
import { usePhones } from './phones.js';
import { proveByCode, RESIDENT_PASSWORD, setFirstPassword, signInByCode, signInByPassword, startRealGateway, type RealGateway } from './real-gateway.js';

const FATHER = '17900000001';
const MOTHER = '17900000002';
const ELDER = '17900000004';
const SAMPLE = readSamplePeople();
let gateway: RealGateway;
const go = usePhones(() => gateway.url);

beforeAll(async () => {
  gateway = await startRealGateway('account-e2e');
}, 240_000);
afterAll(() => gateway?.stop(), 60_000);

/** Signs a resident in and opens `path`. */
async function signedIn(phone: string, path: string): Promise<Page> {
  const { page } = await go(`/sign-in?returnTo=${path}`);
  await signInByCode(gateway, page, phone);
  return page;
}
/** Sets the first password of a resident of the sample who came by code. */
async function setPassword(page: Page, phone: string): Promise<void> {
  await setFirstPassword(gateway, page, SAMPLE.residents.find((one) => one.phone === phone)!); // of the sample
}
/** Proves the password in the dialog over the page. */
async function proveInPlace(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: '再验证一次身份' });
  await dialog.getByLabel('密码').fill(RESIDENT_PASSWORD);
  await dialog.getByRole('button', { name: '验证并继续' }).click();
  await dialog.waitFor({ state: 'detached' });
}
describe('a resident of the sample district', () => {
  it('signs in by code after a wrong one, and the wrong one is not told from an unknown phone', async () => {
    const { page } = await go('/sign-in');
    await page.getByLabel('手机号').fill('17900000099');
    await page.getByLabel('短信验证码').fill('000000');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    const unknown = await page.getByRole('alert').innerText();
    await page.getByLabel('手机号').fill(FATHER);
    const since = gateway.heard();
    await page.getByRole('button', { name: '获取验证码' }).click();
    const code = await gateway.codeTo(FATHER, since);
    await page.getByLabel('短信验证码').fill(code === '000000' ? '000001' : '000000');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('button', { name: '登录', exact: true }).and(page.locator(':enabled')).waitFor();
    expect(await page.getByRole('alert').innerText()).toBe(unknown);
    await page.getByLabel('短信验证码').fill(code);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('heading', { name: /王建国.*已实名/ }).waitFor();
    await page.getByText('179****0001').waitFor();
    // What the second factor needs for the tests that follow.
    await setPassword(page, FATHER);
    await page.goto(`${gateway.url}/me`);
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.waitForURL(`${gateway.url}/`);
    await page.goBack();
    await page.getByText('登录后可以办自己的事').waitFor();
    expect(await page.getByText('王建国').count()).toBe(0);
    expect((await page.context().cookies()).filter(({ name }) => /session/.test(name))).toEqual([]);
  }, 60_000);

  it('acts for the child, which every page says, and for himself again', async () => {
    const { page } = await go('/sign-in?returnTo=/me/delegations');
    await signInByPassword(page, FATHER);
    await page.getByRole('button', { name: '为 王小宝 办理' }).click();
    const bar = page.getByRole('region', { name: '正在为 王小宝 办理' });
    await bar.waitFor();
    for (const path of ['/me', '/', '/transit', '/transit/map', '/transit/plan', '/me/consents', '/me/access-log', '/me/inbox', '/about']) {
      await page.goto(gateway.url + path);
      await bar.waitFor();
    }
    await bar.getByRole('button', { name: '改为本人办理' }).click();
    await page.getByRole('heading', { name: /王建国/ }).waitFor();
    expect(await bar.count()).toBe(0);
  }, 60_000);

  it('lets somebody act for her, proving the second factor in place, of which he hears at once, and takes it back', async () => {
    const father = await go('/sign-in?returnTo=/me/inbox');
    await signInByPassword(father.page, FATHER);
    await father.page.getByRole('button', { name: '只看未读' }).waitFor();
    const page = await signedIn(ELDER, '/me/delegations');
    await setPassword(page, ELDER);
    await page.goto(`${gateway.url}/me/delegations`);
    await page.getByRole('button', { name: '请人为我办' }).click();
    await page.getByLabel('对方姓名').fill('王建国');
    await page.getByLabel('对方手机号').fill(FATHER);
    await page.getByLabel('预约挂号与接种').check();
    await page.getByRole('button', { name: '确认授权' }).click();
    await proveInPlace(page);
    const edge = page.locator('[data-delegation]').filter({ hasText: '照护人' });
    await edge.getByText('有效').waitFor();
    expect(await edge.innerText()).toMatch(/王建国[^]*为 张秀英[^]*本人授权[^]*预约挂号与接种/);
    await father.page.locator('[data-message]').filter({ hasText: '代办授权已生效' }).waitFor();
    await father.page.getByRole('navigation', { name: '主要栏目' }).getByText(/条未读消息/).waitFor({ state: 'attached' });
    await edge.getByRole('button', { name: '解除与 王建国 的关系' }).click();
    await edge.getByText('已解除').waitFor();
  }, 60_000);

  it('agrees to a notice and takes it back', async () => {
    const { page } = await go('/sign-in?returnTo=/me/consents');
    await signInByPassword(page, FATHER);
    const notice = page.locator('[data-purpose="health.sharing"]');
    await notice.getByRole('button', { name: '同意：医疗机构之间共享健康档案' }).click();
    await notice.getByRole('button', { name: '撤回同意：医疗机构之间共享健康档案' }).click();
    await notice.getByText('未同意').waitFor();
    await notice.getByText(/撤回$/).waitFor();
  }, 60_000);

  it('ends the other phone, which is signed out at once', async () => {
    const { page } = await go('/sign-in?returnTo=/me/sessions');
    await signInByPassword(page, FATHER);
    const other = await go('/sign-in?returnTo=/me/access-log', { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1' });
    await signInByPassword(other.page, FATHER);
    await other.page.locator('[data-entry]').first().waitFor();
    await page.reload();
    await page.getByRole('button', { name: '退出 Safari · iPhone' }).click();
    await other.page.getByRole('alert').getByRole('link', { name: '登录' }).waitFor();
    expect(await other.page.locator('[data-entry]').count()).toBe(0);
  }, 60_000);

  it('takes all that is held about her home in one file, after the second factor', async () => {
    const page = await signedIn(MOTHER, '/me');
    await setPassword(page, MOTHER);
    await page.goto(`${gateway.url}/me/data`);
    const download = page.waitForEvent('download', { timeout: 20_000 });
    await page.getByRole('button', { name: '导出到文件' }).click();
    await proveInPlace(page);
    const file = JSON.parse(await readFile(await (await download).path(), 'utf8')) as { modules: Record<string, unknown> };
    expect(JSON.stringify(file.modules['identity.people'])).toContain('李芳');
    expect(Object.keys(file.modules)).toEqual(expect.arrayContaining(['identity.accounts', 'identity.access-log', 'messages']));
    await page.getByText(/已生成 my-data-/).waitFor();
  }, 90_000);

  it('asks for a child on nobody’s record, which the other guardian refuses with a reason', async () => {
    const child = SAMPLE.residents.find(({ name }) => name === '王小宝')!; // of the sample
    const { page } = await go('/sign-in?returnTo=/me/delegations');
    await signInByPassword(page, ELDER);
    await page.getByRole('button', { name: '登记我的孩子' }).click();
    await page.getByLabel('孩子姓名').fill(child.name);
    await page.getByLabel('孩子证件号码').fill(child.identifier);
    await page.getByRole('button', { name: '提交登记' }).click();
    await proveByCode(gateway, page, ELDER);
    const claim = page.locator('[data-delegation]').filter({ hasText: '王小宝' });
    await claim.getByText('待确认').waitFor();
    const father = await go('/sign-in?returnTo=/me/delegations');
    await signInByPassword(father.page, FATHER);
    await father.page.getByRole('region', { name: '等我确认' }).getByText('张秀英 申请为 王小宝 办事').waitFor();
    await father.page.getByRole('button', { name: '不同意' }).click();
    await father.page.getByLabel('为什么不同意').fill('先和家里商量');
    await father.page.getByRole('dialog').getByRole('button', { name: '不同意' }).click();
    await proveByCode(gateway, father.page, FATHER);
    await father.page.getByText('等我确认').waitFor({ state: 'detached' });
    await page.reload();
    await claim.getByText('未通过的原因：先和家里商量').waitFor();
  }, 90_000);

  it('chooses how messages reach him, and when not', async () => {
    const { page } = await go('/sign-in?returnTo=/me/preferences');
    await signInByPassword(page, FATHER);
    await page.getByLabel('教育：短信').click();
    await page.getByText('已保存').waitFor();
    await page.getByLabel('从').fill('21:30');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
    await page.reload();
    await page.getByLabel('教育：短信').and(page.locator(':checked')).waitFor();
    expect(await page.getByLabel('从').inputValue()).toBe('21:30');
    expect(await page.getByLabel('账号安全：短信').isDisabled()).toBe(true);
  }, 60_000);

  it('keeps a bus reminder from a stop’s board, and takes it back', async () => {
    const { page } = await go('/sign-in?returnTo=/transit');
    await signInByPassword(page, FATHER);
    await page.getByRole('searchbox').fill('tiyuzhongxin');
    await page.getByRole('link', { name: /云间体育中心/ }).first().click();
    // The last bus of the board: one that is near would be told of at once, and the reminder be over.
    await page.getByRole('button', { name: /^叫我出门 / }).last().click();
    await page.getByRole('button', { name: '关掉页面也提醒我' }).click();
    await page.getByRole('dialog').getByRole('link', { name: '看提醒' }).click();
    await page.locator('[data-reminder]').getByText('叫我出门').waitFor();
    await page.getByRole('button', { name: /^取消 叫我出门/ }).click();
    await page.getByText('没有提醒').waitFor();
  }, 60_000);
});

describe('a legal representative', () => {
  it('acts for the company, appoints an agent of it and ends that again', async () => {
    const page = await signedIn('17900000037', '/me');
    await setPassword(page, '17900000037');
    await page.goto(`${gateway.url}/me/delegations`);
    await page.getByRole('button', { name: /^为 .* 办理$/ }).click();
    const bar = page.getByRole('region', { name: /^正在为 .* 办理$/ });
    await bar.waitFor();
    await page.goto(`${gateway.url}/me/delegations`);
    await page.getByRole('button', { name: '授权经办人' }).click();
    await page.getByLabel('对方姓名').fill('李芳');
    await page.getByLabel('对方手机号').fill(MOTHER);
    await page.getByLabel('代为申请事项').check();
    await page.getByRole('button', { name: '确认授权' }).click();
    await proveInPlace(page);
    const agent = page.locator('[data-delegation]').filter({ hasText: '李芳' });
    await agent.getByText('经办人').waitFor();
    await agent.getByRole('button', { name: '解除与 李芳 的关系' }).click();
    await agent.getByText('已解除').waitFor();
  }, 90_000);
});

describe('a visitor', () => {
  it('founds an account by passport, confirms the phone and leaves again', async () => {
    const { page } = await go('/sign-in/guest');
    for (const [label, value] of [['姓名（与护照一致）', 'ERIKA SAMPLE'], ['护照号码', 'C01X00T47'], ['签发国家（三个字母）', 'DEU'], ['出生日期', '1990-08-12'], ['手机号（国外的请带国家代码）', '+86 179 0000 7777'], ['密码', RESIDENT_PASSWORD]] as const) {
      await page.getByLabel(label, { exact: true }).fill(value);
    }
    await page.getByRole('button', { name: '注册' }).click();
    const login = await page.locator('.guest-login').innerText();
    await page.getByRole('link', { name: '登录' }).click();
    await page.getByLabel('登录名、手机号或证件号码').fill(login);
    await page.getByLabel('密码', { exact: true }).fill(RESIDENT_PASSWORD);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByText('ERIKA SAMPLE').first().waitFor();
    const since = gateway.heard();
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByLabel('短信验证码').fill(await gateway.codeTo('17900007777', since));
    await page.getByRole('button', { name: '验证手机号' }).click();
    await page.getByText('已验证', { exact: true }).waitFor();
    await page.getByRole('button', { name: '注销账号' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '确认注销' }).click();
    await page.waitForURL(`${gateway.url}/`);
    await page.goto(`${gateway.url}/me`);
    await page.getByText('登录后可以办自己的事').waitFor();
  }, 60_000);
});
