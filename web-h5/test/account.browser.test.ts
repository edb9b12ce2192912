import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { builtPages } from './built-pages.js';
import { DESK, usePhones } from './phones.js';
import { startTestGateway, type TestGateway } from './test-gateway.js';

let pages: string;
let gateway: TestGateway;
const go = usePhones(() => gateway.url);
const called = (name: string): Record<string, unknown>[] => gateway.world.identity.calls.filter((call) => call.name === name).map(({ args }) => args);

beforeAll(async () => {
  pages = await builtPages('account');
}, 120_000);
beforeEach(async () => {
  gateway = await startTestGateway({ pages });
});
afterEach(() => gateway.stop());

describe('signing in', () => {
  it('signs a resident in by code, after a wrong one, and comes back to where they wanted to go', async () => {
    const { page } = await go('/sign-in?returnTo=/me/sessions');
    await page.getByLabel('手机号').fill('13800005678');
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByText(/^\d+ 秒后可重发$/).waitFor();
    await page.getByLabel('短信验证码').fill('000000');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('alert').getByText('账号、密码或验证码不对').waitFor();
    await page.getByLabel('短信验证码').fill('123456');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: '登录的设备' }).waitFor();
    await page.getByText('微信 · iPhone').waitFor();
    expect(called('requestSignInCode')).toEqual([{ phone: '13800005678' }]);
  });

  it('asks staff for their second factor after the password', async () => {
    const { page } = await go('/sign-in');
    await page.getByRole('button', { name: '密码', exact: true }).click();
    await page.getByLabel('登录名、手机号或证件号码').fill('li.an');
    await page.getByLabel('密码', { exact: true }).fill('right horse');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('heading', { name: '第二次验证' }).waitFor();
    await page.getByLabel('验证码').fill('654321');
    await page.getByRole('button', { name: '完成登录' }).click();
    await page.getByRole('link', { name: '工作台' }).waitFor();
  });

  it('leads nowhere but to these pages afterwards', async () => {
    const { page } = await go(`/sign-in?returnTo=${encodeURIComponent('//elsewhere.invalid/')}`);
    await page.getByLabel('手机号').fill('13800005678');
    await page.getByLabel('短信验证码').fill('123456');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('heading', { name: /王芳/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/me');
  });

  it('offers WeChat inside WeChat only, and binds an unknown WeChat account by phone', async () => {
    const { page } = await go('/sign-in', { userAgent: 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0.50' });
    await page.getByRole('button', { name: '微信登录' }).click();
    await page.getByText('这个微信还没有绑定').waitFor();
    expect(new URL(page.url()).searchParams.has('code')).toBe(false);
    await page.getByLabel('手机号').fill('13800005678');
    await page.getByLabel('短信验证码').fill('123456');
    const [request] = await Promise.all([page.waitForRequest((sent) => sent.postData()?.includes('SignInWithCode') ?? false), page.getByRole('button', { name: '登录', exact: true }).click()]);
    expect(request.headers()['x-wechat-binding']).toBe('bind1');
    const plain = await go('/sign-in');
    await plain.page.getByLabel('手机号').waitFor();
    expect(await plain.page.getByRole('button', { name: '微信登录' }).count()).toBe(0);
    expect(await plain.page.getByRole('button', { name: '数字证书登录' }).count()).toBe(0);
  });

  it('signs in by certificate where a signer is set up', async () => {
    const opened = await go('/sign-in', {}, (context) => context.addInitScript('window.districtCertificate = { sign: async (nonce) => ({ signature: `signed ${nonce}`, certificateChain: ["MII"] }) }'));
    await opened.page.getByRole('button', { name: '数字证书登录' }).click();
    await opened.page.getByRole('heading', { name: /王芳/ }).waitFor();
    expect(called('signInWithCertificate')).toMatchObject([{ challengeId: 'ch1', certificateChain: ['MII'] }]);
  });

  it('sends somebody who is not signed in to sign in, and back', async () => {
    const { page } = await go('/me/sessions');
    await page.getByRole('alert').getByRole('link', { name: '登录' }).click();
    await page.getByLabel('手机号').waitFor();
    expect(new URL(page.url()).searchParams.get('returnTo')).toBe('/me/sessions');
  });
});

describe('the second factor in place', () => {
  it('opens over the page and sends the same operation again with the same key', async () => {
    gateway.world.identity.who = 'resident';
    const { page } = await go('/me/data');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '导出到文件' }).click();
    const dialog = page.getByRole('dialog', { name: '再验证一次身份' });
    await dialog.getByRole('button', { name: '获取验证码' }).click();
    await dialog.getByLabel('发到 138****5678 的验证码').fill('999999');
    await dialog.getByRole('button', { name: '验证并继续' }).click();
    await dialog.getByText('账号、密码或验证码不对').waitFor();
    await dialog.getByLabel('发到 138****5678 的验证码').fill('123456');
    await dialog.getByRole('button', { name: '验证并继续' }).click();
    expect((await download).suggestedFilename()).toBe('my-data.json');
    await dialog.waitFor({ state: 'detached' });
    const keys = called('exportMyData').map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  it('leaves the service’s refusal where the person closes it', async () => {
    gateway.world.identity.who = 'resident';
    const { page } = await go('/me/data');
    await page.getByRole('button', { name: '导出到文件' }).click();
    await page.getByRole('dialog').getByLabel(/验证码/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('alert').getByText('请再次验证身份后继续').waitFor();
    expect(called('exportMyData')).toHaveLength(1);
  });
});

describe('the account', () => {
  beforeEach(() => {
    gateway.world.identity.who = 'resident';
  });

  it('shows the acting bar on every page while acting, and ends it', async () => {
    const { page } = await go('/me/delegations');
    await page.getByRole('button', { name: '为 王小宝 办理' }).click();
    const bar = page.getByRole('region', { name: '正在为 王小宝 办理' });
    await bar.waitFor();
    await page.getByRole('link', { name: '公交', exact: true }).click();
    await page.getByRole('searchbox').waitFor();
    await bar.waitFor();
    await bar.getByRole('button', { name: '改为本人办理' }).click();
    await page.getByRole('heading', { name: /王芳/ }).waitFor();
    await bar.waitFor({ state: 'detached' });
    expect(called('actAs')).toEqual([{ delegationId: 'd1' }, { delegationId: null }]);
  });

  it('says in plain words who saw one’s data, and opens a dispute', async () => {
    const { page } = await go('/me/access-log');
    const entry = page.locator('[data-entry="e1"]');
    expect(await entry.innerText()).toMatch(/泗泾社区卫生服务中心 李医生[^]*查看了健康档案[^]*用途：为您诊疗/);
    await entry.getByRole('button').click();
    await page.getByRole('dialog').getByLabel('您的疑问').fill('那天我没有看病');
    await page.getByRole('dialog').getByRole('button', { name: '提交' }).click();
    await entry.getByText('已提出疑问').waitFor();
    await page.getByText('核查中').waitFor();
    expect(called('disputeAccess')).toMatchObject([{ entryId: 'e1', reason: '那天我没有看病' }]);
  });

  it('counts unread messages in the tab bar, live, and down as they are read', async () => {
    const { page } = await go('/me/inbox');
    const tab = page.getByRole('navigation', { name: '主要栏目' });
    await tab.getByText('，1 条未读消息').waitFor({ state: 'attached' });
    gateway.world.identity.arrive('m2', '成绩已发布', 'Marks are out');
    await tab.getByText('，2 条未读消息').waitFor({ state: 'attached' });
    await page.locator('[data-message="m2"] summary').click();
    await tab.getByText('，1 条未读消息').waitFor({ state: 'attached' });
    expect(called('markMessageRead')).toEqual([{ id: 'm2' }]);
    await page.getByRole('button', { name: '全部标为已读' }).click();
    await tab.getByText('条未读消息').waitFor({ state: 'detached' });
  });

  it('says why a password is too weak', async () => {
    const { page } = await go('/me/security');
    await page.getByLabel('当前密码').fill('old');
    await page.getByLabel('新密码').fill('short');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('至少 10 个字符').waitFor();
    await page.getByLabel('新密码').fill('long enough to pass');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('密码已设置').waitFor();
  });

  it('draws the authenticator’s picture on the page and binds it', async () => {
    const { page } = await go('/me/security');
    await page.getByRole('button', { name: '绑定验证器' }).click();
    expect(await page.getByRole('img', { name: /绑定验证器的二维码/ }).getAttribute('src')).toMatch(/^data:image\/png;base64,/);
    await page.getByText('JBSWY3DPEHPK3PXP').waitFor();
    await page.getByLabel('验证器里的 6 位数字').fill('123456');
    await page.getByRole('button', { name: '确认绑定' }).click();
    await page.getByText('验证器已绑定。').waitFor();
  });

  it('leaves nothing of the account on the page when the session ends elsewhere', async () => {
    const { page } = await go('/me/access-log');
    await page.getByText('泗泾社区卫生服务中心 李医生').waitFor();
    await page.getByText('，1 条未读消息').waitFor({ state: 'attached' });
    gateway.world.identity.endElsewhere();
    await page.getByRole('alert').getByRole('link', { name: '登录' }).waitFor();
    expect(await page.getByText('泗泾社区卫生服务中心 李医生').count()).toBe(0);
  });

  it('ends another device', async () => {
    const { page } = await go('/me/sessions');
    await page.getByRole('button', { name: '退出 微信 · iPhone' }).click();
    await page.getByText('微信 · iPhone').waitFor({ state: 'detached' });
    expect(called('endSession')).toEqual([{ id: 's2' }]);
  });

  it('agrees and withdraws', async () => {
    const { page } = await go('/me/consents');
    const notice = page.locator('[data-purpose="health.sharing"]');
    await notice.getByRole('button', { name: '同意：共享健康档案' }).click();
    await notice.getByRole('button', { name: '撤回同意：共享健康档案' }).click();
    await notice.getByText('未同意').waitFor();
    expect(called('giveConsent')).toMatchObject([{ purpose: 'health.sharing', version: 1 }]);
  });

  it('takes back what a department site was let know', async () => {
    const { page } = await go('/me/consents');
    await page.getByRole('button', { name: '撤回同意：区教育局网站' }).click();
    await page.getByText('您还没有让部门网站使用您的信息。').waitFor();
    expect(called('withdrawSiteConsent')).toMatchObject([{ siteId: 'site-1' }]);
  });

  it('proves the identity, saying what is wrong', async () => {
    const { page } = await go('/me/proof');
    await page.getByLabel('姓名').fill('王芳');
    await page.getByLabel('证件号码').fill('310199199005010020');
    await page.getByLabel('网络身份认证 App 给出的凭证').fill('token');
    await page.getByRole('button', { name: '提交认证' }).click();
    await page.getByText('证件号码不对').waitFor();
    await page.getByLabel('证件号码').fill('31019919900501002X');
    await page.getByRole('button', { name: '提交认证' }).click();
    await page.getByText('王芳，您已完成实名认证。').waitFor();
  });

  it('speaks English where English is chosen', async () => {
    const { page } = await go('/me/access-log?lang=en');
    await page.getByRole('heading', { level: 1, name: 'Who saw my data' }).waitFor();
    await page.getByText('Purpose: treatment').first().waitFor();
  });
});

describe('the console', () => {
  it('opens to administrators only', async () => {
    gateway.world.identity.who = 'resident';
    const { page } = await go('/console', DESK);
    await page.getByText('您没有可用工作台的岗位。').waitFor();
    expect(await page.getByRole('searchbox').count()).toBe(0);
  });

  it('finds an account after the second factor and disables it with a reason', async () => {
    Object.assign(gateway.world.identity, { who: 'staff', role: 'SECURITY_ADMIN' });
    const { page } = await go('/console', DESK);
    const parts = page.getByRole('navigation', { name: '工作台' }).getByRole('button');
    await parts.first().waitFor();
    expect(await parts.allInnerTexts()).toEqual(['账号', '岗位', '管理员任命', '登录锁定', '疑问核查']);
    await page.getByRole('searchbox').fill('赵六');
    await page.getByRole('button', { name: '查询', exact: true }).click();
    const factor = page.getByRole('dialog', { name: '再验证一次身份' });
    await factor.getByLabel('验证器里的 6 位数字').fill('123456');
    await factor.getByRole('button', { name: '验证并继续' }).click();
    await page.getByRole('button', { name: '停用 赵六' }).click();
    await page.getByRole('dialog', { name: '停用 赵六' }).getByLabel('理由').fill('账号被盗用');
    await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
    await page.getByText('已停用').waitFor();
    expect(called('setAccountDisabled')).toMatchObject([{ id: 'acc-9', disabled: true, reason: '账号被盗用' }]);
  });

  it('searches the audit record for the audit administrator', async () => {
    Object.assign(gateway.world.identity, { who: 'staff', role: 'AUDIT_ADMIN' });
    const { page } = await go('/console', DESK);
    await page.getByText('昏迷送医').waitFor();
    await page.getByRole('button', { name: '审计查询' }).click();
    await page.getByLabel('动作').fill('identity.account.read');
    await page.getByRole('button', { name: '查询', exact: true }).click();
    await page.locator('[data-record="r1"]').getByText('已封存').waitFor();
  });
});
