import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { readSamplePeople } from '../../modules/identity/sample/data.js';
import { DESK, usePhones } from './phones.js';
import { signInByCode, signInStaff, startRealGateway, type RealGateway } from './real-gateway.js';

const SAMPLE = readSamplePeople();
const FATHER = '17900000001';
const ELDER = '17900000004';
let gateway: RealGateway;
const go = usePhones(() => gateway.url);
/** Cookies of who has signed in already: a code goes out once a minute. */
const kept = new Map<string, Exclude<BrowserContextOptions['storageState'], undefined>>();

beforeAll(async () => {
  gateway = await startRealGateway('console-e2e');
}, 240_000);
afterAll(() => gateway?.stop(), 60_000);

async function signedIn(who: string, path: string, options: BrowserContextOptions, signIn: (page: Page) => Promise<void>): Promise<Page> {
  const state = kept.get(who);
  if (state) return (await go(path, { ...options, storageState: state })).page;
  const { page, context } = await go(`/sign-in?returnTo=${path}`, options);
  await signIn(page);
  kept.set(who, await context.storageState());
  return page;
}
const resident = (phone: string, path: string): Promise<Page> => signedIn(phone, path, {}, (page) => signInByCode(gateway, page, phone));
/** The console for a member of the sample's staff, at one of its parts. */
async function desk(login: string, part: string): Promise<Page> {
  const { phone } = SAMPLE.staff.find((one) => one.login === login)!; // staff of the sample
  const page = await signedIn(login, '/console', DESK, (opened) => signInStaff(gateway, opened, login, phone));
  await page.getByRole('navigation', { name: '工作台' }).getByRole('button', { name: part, exact: true }).click();
  return page;
}
async function findByPhone(page: Page, phone: string): Promise<void> {
  await page.getByRole('radio', { name: '手机号' }).check();
  await page.getByRole('searchbox').fill(phone);
  await page.getByRole('button', { name: '查询', exact: true }).click();
}
async function findAccount(page: Page, phone: string): Promise<void> {
  await page.getByRole('searchbox').fill(phone);
  await page.getByRole('button', { name: '查询', exact: true }).click();
}
async function give(page: Page, reason: string, action: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(reason);
  await dialog.getByRole('button', { name: action, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

describe('at a counter', () => {
  it('a clerk looks, the resident sees it in plain words and doubts it, the security administrator answers', async () => {
    const clerk = await desk('clerk-sijing', '窗口办理');
    await findByPhone(clerk, FATHER);
    await clerk.getByRole('heading', { name: /王建国.*已实名/ }).waitFor();
    await clerk.getByRole('button', { name: '看完整证件号码 王建国' }).click();
    await give(clerk, '核对申请材料', '看完整证件号码');
    await clerk.getByText(SAMPLE.residents.find(({ phone }) => phone === FATHER)?.identifier ?? '').waitFor();
    const page = await resident(FATHER, '/me/access-log');
    const entry = page.locator('[data-entry]').filter({ hasText: '查看了完整的证件号码或手机号' });
    expect(await entry.innerText()).toMatch(/泗泾镇社区事务受理服务中心 方圆（综合窗口受理员）\s*查看了完整的证件号码或手机号[^]*核对申请材料/);
    await entry.getByRole('button').click();
    await page.getByRole('dialog').getByLabel('您的疑问').fill('那天我没有去窗口');
    await page.getByRole('dialog').getByRole('button', { name: '提交' }).click();
    await entry.getByText('已提出疑问').waitFor();
    const security = await desk('secadmin', '疑问核查');
    await security.getByRole('row', { name: /那天我没有去窗口/ }).getByRole('button', { name: '疑问成立' }).click();
    await give(security, '已提醒该工作人员', '提交');
    await security.getByText('没有符合的记录').waitFor();
    await page.reload();
    await page.getByText('核查结果：已提醒该工作人员').waitFor();
  }, 120_000);

  it('a clerk proves who stands there with the card', async () => {
    const clerk = await desk('clerk-sijing', '窗口办理');
    const one = SAMPLE.residents.find(({ account }) => account === 'unproved')!; // of the sample
    await findByPhone(clerk, one.phone ?? '');
    await clerk.getByLabel('姓名').fill(one.name);
    await clerk.getByLabel('证件号码').last().fill(one.identifier);
    await clerk.getByLabel(/我手里拿着本人证件原件/).check();
    await clerk.getByRole('button', { name: '确认核实' }).click();
    await clerk.getByText(`${one.name}，您已完成实名认证。`).waitFor();
  }, 60_000);

  it('a clerk applies a correction, and the resident sees that it is done', async () => {
    const page = await resident(FATHER, '/me/data');
    await page.getByLabel('哪一项').selectOption('phone');
    await page.getByLabel('应当是').fill('17900007001');
    await page.getByLabel('理由').fill('换了号码');
    await page.getByRole('button', { name: '申请更正' }).click();
    await page.getByText('待办理').waitFor();
    const clerk = await desk('clerk-sijing', '信息更正');
    const row = clerk.getByRole('row', { name: /王建国.*手机号.*17900007001.*换了号码/ });
    await row.getByRole('button', { name: '更正 王建国 的信息', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('已更正').waitFor();
  }, 60_000);
});

describe('in an emergency', () => {
  it('a doctor breaks the glass, the auditor reviews it, and the resident sees both', async () => {
    const doctor = await desk('doctor-central', '紧急查看');
    await findByPhone(doctor, ELDER);
    await doctor.getByRole('region', { name: '张秀英' }).getByRole('button', { name: '紧急查看' }).click();
    await give(doctor, '昏迷送医，需知过敏史', '紧急查看');
    await doctor.getByText(/已打开，到 .* 自动关闭/).waitFor();
    const auditor = await desk('auditadmin', '紧急查看复核');
    await auditor.getByRole('row', { name: /张秀英.*昏迷送医/ }).getByRole('button', { name: '正当', exact: true }).click();
    await give(auditor, '有急诊记录', '提交');
    await auditor.getByText('没有符合的记录').waitFor();
    const page = await resident(ELDER, '/me/access-log');
    await page.locator('[data-entry]').filter({ hasText: '紧急情况下打开了资料' }).waitFor();
  }, 120_000);
});

describe('administrators', () => {
  it('disable an account, and its browser is signed out at once', async () => {
    const other = await resident('17900000009', '/me/access-log');
    await other.locator('[data-entry]').first().waitFor();
    const security = await desk('secadmin', '账号');
    await findAccount(security, '17900000009');
    await security.getByRole('button', { name: '停用 刘洋' }).click();
    await give(security, '账号被盗用', '停用');
    await security.getByText('已停用').waitFor();
    await other.getByRole('alert').getByRole('link', { name: '登录' }).waitFor();
    expect(await other.locator('[data-entry]').count()).toBe(0);
  }, 90_000);

  it('see which account is locked, and open it with a reason, of which its owner is told', async () => {
    const { page: stranger } = await go('/sign-in');
    await stranger.getByRole('button', { name: '密码', exact: true }).click();
    await stranger.getByLabel('登录名、手机号或证件号码').fill('17900000005');
    const guess = async (password: string): Promise<string> => {
      await stranger.getByLabel('密码', { exact: true }).fill(password);
      const answered = stranger.waitForResponse((response) => response.url().endsWith('/graphql') && (response.request().postData() ?? '').includes(password));
      await stranger.getByRole('button', { name: '登录', exact: true }).click();
      return (await answered).text();
    };
    for (let n = 0; n < 5; n++) expect(await guess(`wrong-${n}`)).toContain('WRONG');
    expect(await guess('wrong-more')).toContain('LOCKED');
    const security = await desk('secadmin', '登录锁定');
    const row = security.getByRole('row', { name: /179\*{4}0005.*密码.*所有陌生设备.*5/ });
    await row.getByRole('button', { name: /^解除 .* 的锁定$/ }).click();
    await give(security, '本人到窗口说明', '解除');
    await row.waitFor({ state: 'detached' });
    expect(await guess('wrong-again')).toContain('WRONG');
    const page = await resident('17900000005', '/me/inbox');
    await page.getByText('账号的登录锁定已解除').waitFor();
  }, 90_000);

  it('find in the audit record what was done', async () => {
    const auditor = await desk('auditadmin', '审计查询');
    await auditor.getByLabel('动作').fill('identity.account.disable');
    await auditor.getByRole('button', { name: '查询', exact: true }).click();
    expect(await auditor.locator('[data-record]').first().innerText()).toMatch(/identity\.account\.disable[^]*done/);
  }, 60_000);

  it('name another administrator by four eyes', async () => {
    const security = await desk('secadmin', '账号');
    await findAccount(security, '17900000010');
    const account = (await security.locator('[data-account]').first().getAttribute('data-account')) ?? '';
    await security.getByRole('button', { name: '管理员任命' }).click();
    await security.getByLabel('账号编号').fill(account);
    await security.getByLabel('单位名称').fill('数据局');
    await security.getByLabel('单位名称').blur();
    await security.getByRole('combobox', { name: /^单位/ }).selectOption({ label: '区数据局' });
    await security.getByLabel('职务名称').fill('系统管理员（备）');
    await security.getByRole('button', { name: '提名', exact: true }).click();
    const proposal = security.getByRole('row', { name: /周敏/ });
    await proposal.getByText('待确认').waitFor();
    expect(await proposal.getByRole('button', { name: '确认 周敏' }).count()).toBe(0);
    const auditor = await desk('auditadmin', '管理员任命');
    await auditor.getByRole('button', { name: '确认 周敏' }).click();
    await auditor.getByRole('row', { name: /周敏/ }).waitFor({ state: 'detached' });
    await auditor.getByLabel('只看待确认的').uncheck();
    await auditor.getByRole('row', { name: /周敏.*已生效/ }).waitFor();
  }, 90_000);

  it('register a department’s site, whose secret is shown once, and change it', async () => {
    const page = await desk('siteadmin', '站点');
    await page.getByLabel('名称', { exact: true }).fill('云间文旅');
    await page.getByLabel('首页地址').fill('https://culture.example.cn/');
    await page.getByLabel('登录后返回的地址（每行一个）').fill('https://culture.example.cn/back');
    await page.getByLabel('real_name').check();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText(/客户端 .*，密钥 .*只显示这一次/).waitFor();
    await page.getByRole('button', { name: '修改 云间文旅' }).click();
    await page.getByLabel('统一退出通知地址').fill('https://culture.example.cn/logout');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText(/密钥 不变/).waitFor();
    await page.getByRole('button', { name: '停用 云间文旅' }).click();
    await page.getByRole('row', { name: /云间文旅.*已停用/ }).waitFor();
  }, 60_000);
});
