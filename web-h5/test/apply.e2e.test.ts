import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { readSamplePeople } from '../../modules/identity/sample/data.js';
import { axeFaults } from './axe.js';
import { tooSmall } from './legible.js';
import { usePhones } from './phones.js';
import { proveByCode, setFirstPassword, signInByCode, signInByPassword, signInStaff, startRealGateway, type RealGateway } from './real-gateway.js';

const FATHER = readSamplePeople().residents.find(({ id }) => id === 'sample-wang-jianguo')!; // of the sample
let gateway: RealGateway;
let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;
const go = usePhones(() => gateway.url);

beforeAll(async () => {
  gateway = await startRealGateway('apply-e2e');
  // Somebody who came by code alone has no second factor to sign with.
  const { page } = await go('/sign-in?returnTo=/me');
  await signInByCode(gateway, page, FATHER.phone!); // of the sample
  await setFirstPassword(gateway, page, FATHER);
  const { page: proved, context } = await go('/sign-in?returnTo=/me/household');
  await signInByPassword(proved, FATHER.phone!); // likewise
  await proveByCode(gateway, proved, FATHER.phone!); // likewise
  await proved.locator('[data-fact="home.address"]').waitFor();
  signedIn = await context.storageState();
}, 240_000);
afterAll(() => gateway?.stop(), 60_000);

/** A picture of one colour, as a camera's file is one. */
function picture(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    let crc = ~0;
    for (const byte of body) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(~crc >>> 0);
    return Buffer.concat([length, body, check]);
  };
  const [width, height] = [240, 160];
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.concat(Array.from({ length: height }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 180)])));
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

const next = (page: Page): Promise<void> => page.getByRole('button', { name: '下一步' }).click();
const saved = (page: Page): Promise<void> => page.locator('[data-saving="saved"]').waitFor();
const step = (page: Page, id: string): Promise<void> => page.locator(`[data-step="${id}"]`).waitFor();
async function addPicture(page: Page, paper: string): Promise<void> {
  await page.locator(`[data-paper="${paper}"]`).getByLabel(/^选文件/).setInputFiles({ name: '照片.png', mimeType: 'image/png', buffer: picture() });
  await page.locator(`[data-paper="${paper}"]`).getByRole('link', { name: /照片/ }).waitFor();
}
/** A page of somebody signed in by password whose second factor is proved: a phone gets one code a minute. */
async function opened(path: string): Promise<Page> {
  return (await go(path, { storageState: signedIn })).page;
}

/** 一次性告知, by the clerk who is signed in on `desk`; the gateway takes documents by their hashes alone. */
async function sendBack(desk: Page, number: string): Promise<void> {
  const { documentHashes } = (await import('../src/graphql/__generated__/hashes.js')) as { documentHashes: Readonly<Record<string, string>> }; // written by the build
  const body = {
    operationName: 'SendBackCase', extensions: { persistedQuery: { version: 1, sha256Hash: documentHashes['SendBackCase'] } },
    variables: { number, version: 0, gaps: [{ input: 'lease', what: '合同缺少签字页，请拍完整' }], idempotencyKey: 'a'.repeat(32), lang: 'ZH_HANS' },
  };
  const answer = await desk.evaluate(async (sent) => (await fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: sent })).text(), JSON.stringify(body));
  expect(answer).toContain('"StaffCase"');
}

describe('applying online', () => {
  it('is offered by the guide, asks who is there to sign in, and says where a guide is all there is', async () => {
    const { page } = await go('/affairs/dog-registration');
    await page.getByRole('link', { name: '在线申请' }).click();
    await page.getByText('已经知道的信息会自动填好').waitFor();
    expect(await page.getByRole('main').getByRole('link', { name: '登录' }).getAttribute('href')).toContain('returnTo=/affairs/dog-registration/apply');
    await page.goto(`${gateway.url}/affairs/household-transfer-guide`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.getByRole('link', { name: '在线申请' }).count()).toBe(0);
  }, 90_000);

  it('asks nothing that is known, names what is wrong at its field, takes papers, and ends with a receipt that anybody can check', async () => {
    const page = await opened('/affairs/dog-registration');
    await page.getByRole('link', { name: '在线申请' }).click();
    await step(page, 'who');
    const known = page.locator('[data-known="identifier"]');
    expect(await known.innerText()).toMatch(new RegExp(`${FATHER.identifier}[^]*公安人口库`));
    expect(await page.locator('form[data-step] input').count()).toBe(0);
    await next(page);
    await step(page, 'home');
    await next(page);
    // What is wrong is summed up, and each line leads to its field.
    await page.getByRole('alert').getByRole('link', { name: '请选择住房情况' }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('f-tenure');
    await page.getByLabel('租房').check();
    await next(page);
    await step(page, 'dog');
    await page.getByLabel('犬名').fill('豆豆');
    await page.getByLabel('犬种').fill('柯基');
    await page.getByLabel('公', { exact: true }).check();
    await page.getByLabel('犬只出生日期').fill('2024-05-01');
    await page.getByLabel('电子标识（芯片）号').fill('123');
    await page.getByRole('group', { name: '是否绝育' }).getByLabel('是', { exact: true }).check();
    await page.getByLabel('疫苗接种日期').fill('2026-03-01');
    await next(page);
    await page.locator('#f-chip-fault').getByText('应为15位数字').waitFor();
    await page.getByLabel('电子标识（芯片）号').fill('156000000000001');
    await saved(page);
    await next(page);
    await step(page, '-papers');
    // The lease is asked because the home is rented; what departments hold is not.
    await page.locator('[data-paper="lease"]').waitFor();
    await page.locator('[data-paper="vaccination"]').getByLabel(/^选文件/).setInputFiles({ name: '证明.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ not a paper') });
    await page.locator('[data-paper="vaccination"]').getByRole('alert').getByText('只能上传照片').waitFor();
    await addPicture(page, 'vaccination');
    await addPicture(page, 'dog-photo');
    expect(await axeFaults({ page })).toEqual([]);
    await next(page);
    // One paper is missing: told at the check, and the way leads there.
    await page.getByRole('alert').getByRole('link', { name: /租赁|请上传/ }).click();
    await step(page, '-papers');
    await addPicture(page, 'lease');
    await next(page);
    await page.getByText('豆豆').waitFor();
    expect(await axeFaults({ page })).toEqual([]);
    await page.getByRole('button', { name: '签名并提交' }).click();
    await page.getByRole('alert').getByText('请先勾选').waitFor();
    await page.getByLabel(/我已核对/).check();
    await page.getByRole('button', { name: '签名并提交' }).click();
    await page.waitForURL(/\/receipt$/);
    const number = await page.locator('[data-number]').innerText();
    expect(number).toMatch(/^310199\d{14}$/);
    await page.getByAltText('核验回执的二维码').waitFor();
    expect(await axeFaults({ page })).toEqual([]);
    const href = (await page.getByRole('link', { name: '下载回执（PDF）' }).getAttribute('href')) ?? '';
    const paper = await page.request.get(gateway.url + href);
    expect([paper.status(), (await paper.body()).subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
    // What the code opens, for a stranger, and within the pages.
    const { page: stranger } = await go(`/verify/${href.split('/')[2] ?? ''}`);
    await stranger.locator('[data-verdict="genuine"]').waitFor();
    await stranger.getByText(number).waitFor();
    await stranger.getByText('王**').waitFor();
    expect(await axeFaults({ page: stranger })).toEqual([]);
    await stranger.goto(`${gateway.url}/verify/no-such-code`);
    await stranger.locator('[data-verdict="unknown"]').waitFor();
    // The form is behind nobody any more: Back is the guide, and what is left of its steps leads to the case.
    await page.goBack();
    await page.waitForURL(/\/affairs\/dog-registration$/);
    await page.getByRole('link', { name: '在线申请' }).waitFor();
    await page.goForward();
    await page.waitForURL(/\/receipt$/);
    await page.goForward();
    await page.waitForURL(new RegExp(`/me/affairs/${number}$`));
    await page.locator('[data-phase]').waitFor();
    expect(await page.locator('form[data-step]').count()).toBe(0);
    await page.goto(`${gateway.url}/me/affairs/${number}/receipt`);
    await page.getByRole('link', { name: '核验真伪' }).click();
    await page.locator('[data-verdict="genuine"]').waitFor();
    // Somebody else is told whose it is not, and the ways that there are; trying again would change nothing.
    for (const path of ['receipt', '', 'supplement', 'owed']) {
      await page.goto(`${gateway.url}/me/affairs/31019900000000000000/${path}`);
      await page.locator('[data-of-another]').getByText('不在您现在登录的账户名下').waitFor();
      expect(await page.getByRole('button', { name: '重试' }).count()).toBe(0);
    }
    expect(await axeFaults({ page })).toEqual([]);
    expect(await page.getByRole('link', { name: '换个账户登录' }).getAttribute('href')).toContain('returnTo=/me/affairs/');
    await page.getByRole('link', { name: '凭编号查进度' }).click();
    expect(await page.getByLabel('办件编号').inputValue()).toBe('31019900000000000000');
  }, 120_000);

  it('goes on from another device, joins what both wrote, and asks where both wrote the same thing', async () => {
    const first = await opened('/affairs/temporary-relief/apply?step=event');
    await step(first, 'event');
    // What is wrong is said with its field's name where the words alone would not tell.
    await first.getByLabel('困难情况说明').fill('着火');
    await next(first);
    await first.getByRole('alert').getByRole('link', { name: '困难情况说明：至少填写 10 个字' }).waitFor();
    await first.getByLabel('困难情况说明').fill('厨房着火，家具烧毁。');
    await saved(first);
    const second = await opened('/affairs/temporary-relief/apply?step=event');
    await step(second, 'event');
    expect(await second.getByLabel('困难情况说明').inputValue()).toBe('厨房着火，家具烧毁。');
    await second.getByLabel('申请救助金额（元）').fill('3000');
    await second.getByLabel('困难情况说明').fill('厨房着火，家具全部烧毁，临时借住亲戚家。');
    await saved(second);
    await first.getByLabel('已得到的其他救助').fill('社区给了被褥');
    await first.getByLabel('困难情况说明').fill('厨房失火，家具烧毁，没有地方住。');
    const clash = first.locator('[data-clash="story"]');
    await clash.getByText('临时借住亲戚家').waitFor();
    // What only the other wrote is here already, and what only this one wrote stays.
    expect(await first.getByLabel('申请救助金额（元）').inputValue()).toBe('3000');
    expect(await axeFaults({ page: first })).toEqual([]);
    await clash.getByRole('button', { name: /另一台设备填的/ }).click();
    await saved(first);
    await first.reload();
    await step(first, 'event');
    expect(await first.getByLabel('困难情况说明').inputValue()).toContain('临时借住亲戚家');
    expect(await first.getByLabel('已得到的其他救助').inputValue()).toBe('社区给了被褥');
  }, 120_000);

  it('keeps the tick of a commitment for every device', async () => {
    const first = await opened('/affairs/sole-trader-registration/apply?step=-papers');
    await first.getByLabel('我已看清，愿意承诺').check();
    await saved(first);
    const second = await opened('/affairs/sole-trader-registration/apply?step=-papers');
    await step(second, '-papers');
    expect(await second.getByLabel('我已看清，愿意承诺').isChecked()).toBe(true);
    await second.getByLabel('我已看清，愿意承诺').uncheck();
    await saved(second);
    // What the other has taken away is taken over with its next save.
    await first.goto(`${gateway.url}/affairs/sole-trader-registration/apply?step=-papers`);
    await step(first, '-papers');
    expect(await first.getByLabel('我已看清，愿意承诺').isChecked()).toBe(false);
  }, 90_000);

  it('offers a paper again that was given once, and asks for nothing twice', async () => {
    const page = await opened('/affairs/residence-permit-endorsement/apply');
    await step(page, 'who');
    await next(page);
    await step(page, 'home');
    // Told with the dog: the home is rented.
    await page.locator('[data-known="tenure"]').getByText('租房').waitFor();
    await page.goto(`${gateway.url}/affairs/residence-permit-endorsement/apply?step=-papers`);
    await page.locator('[data-paper="lease"]').getByText('您以前交过，这次直接用').waitFor();
  }, 60_000);

  it('is followed in the account and by number, and can be taken back', async () => {
    const page = await opened('/me/affairs');
    await page.locator('[data-case]').first().click();
    await page.locator('[data-light="GREEN"]').getByText(/还剩 \d 个工作日/).waitFor();
    const number = /31\d+/.exec(await page.getByText(/^办件编号/).innerText())?.[0] ?? '';
    expect(await axeFaults({ page })).toEqual([]);
    const { page: stranger } = await go('/affairs/progress?elder=1');
    await stranger.getByLabel('办件编号').fill(number);
    await stranger.getByLabel('申请人身份证后四位').fill('9999');
    await stranger.getByRole('button', { name: '查询' }).click();
    await stranger.getByRole('alert').getByText('没有查到').waitFor();
    // As a keyboard in full width writes it.
    await stranger.getByLabel('申请人身份证后四位').fill(FATHER.identifier.slice(-4).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)));
    await stranger.getByRole('button', { name: '查询' }).click();
    await stranger.locator('[data-phase="RECEIVED"]').getByText('养犬登记').waitFor();
    expect(await stranger.getByText('王建国').count()).toBe(0);
    expect(await axeFaults({ page: stranger })).toEqual([]);
    // The clerk tells once what is missing: the page that stands open says so, and leads straight to it.
    const { page: desk } = await go('/sign-in?returnTo=/me');
    await signInStaff(gateway, desk, 'clerk-yueyang', '17900001005');
    await sendBack(desk, number);
    await page.getByText('合同缺少签字页').waitFor();
    await page.getByRole('link', { name: '补材料' }).click();
    await step(page, '-papers');
    await addPicture(page, 'lease');
    await next(page);
    await page.getByLabel(/我已核对/).check();
    await page.getByRole('button', { name: '签名并提交补正' }).click();
    await page.locator('[data-phase="RECEIVED"]').waitFor();
    await page.getByText('收到补正材料').waitFor();
    // Whoever gets nowhere says so from the case itself.
    await page.getByRole('link', { name: '没办成？反映“办不成事”' }).click();
    await page.locator('[data-about]').getByText('养犬登记').waitFor();
    await page.getByLabel('发生了什么').fill('打了三次电话没人接');
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await page.getByRole('status').getByText(/已收到。由岳阳.*负责/).waitFor();
    await page.locator('[data-state="OPEN"]').getByRole('link', { name: `办件 ${number}` }).click();
    await page.getByRole('button', { name: '撤回申请' }).click();
    await page.getByRole('button', { name: '确定撤回' }).click();
    await page.locator('[data-phase="CLOSED"]').waitFor();
    // A draft stands beside it, and goes when its writer says so.
    await page.goto(`${gateway.url}/me/affairs`);
    await page.getByRole('button', { name: '删除草稿：临时救助' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除', exact: true }).click();
    await page.locator('[data-draft="temporary-relief"]').waitFor({ state: 'detached' });
  }, 120_000);

  it('shows what the household has told, and takes a change', async () => {
    const page = await opened('/me/household');
    await page.locator('[data-fact="person.identifier"]').getByText('公安人口库').waitFor();
    expect(await page.locator('[data-fact="person.identifier"]').getByRole('button').count()).toBe(0);
    await page.locator('[data-fact="person.sex"]').getByText('男', { exact: true }).waitFor();
    const bank = page.locator('[data-fact="bank.account"]');
    await bank.getByRole('button').click();
    await bank.getByRole('textbox').fill('12');
    await bank.getByRole('button', { name: '保存' }).click();
    await bank.getByText('银行卡号应为12到19位数字').waitFor();
    await bank.getByRole('textbox').fill('6222020000000000000');
    await bank.getByRole('button', { name: '保存' }).click();
    await bank.getByText('6222020000000000000').waitFor();
    expect(await axeFaults({ page })).toEqual([]);
  }, 60_000);

  it.each([['elder', 'elder=1'], ['English', 'lang=en']])('breaks no rule of accessibility and runs over no edge, and for elders is large enough: %s', async (mode, query) => {
    for (const [address, settled] of [['/affairs/food-licence/apply?step=food', '[data-step="food"]'], ['/affairs/sole-trader-registration/apply?step=-papers', '[data-paper]'], ['/me/affairs?', '[data-case]'], ['/me/household?', '[data-fact]']] as const) {
      const visited = await go(`${address}&${query}`, { storageState: signedIn });
      await visited.page.locator(settled).first().waitFor();
      expect(await axeFaults(visited)).toEqual([]);
      expect(await visited.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
      if (mode === 'elder') expect(await tooSmall(visited.page)).toEqual([]);
    }
  }, 90_000);

  it('for the child is closed, and nothing of it kept for himself, once another page acts for himself', async () => {
    const page = await opened('/me/delegations');
    await page.getByRole('button', { name: '为 王小宝 办理' }).click();
    await page.getByRole('region', { name: '正在为 王小宝 办理' }).waitFor();
    await page.goto(`${gateway.url}/affairs/health-insurance-registration/apply`);
    await page.getByText('正在为 王小宝 申请').waitFor();
    const other = await page.context().newPage();
    await other.goto(`${gateway.url}/me`);
    await other.getByRole('button', { name: '改为本人办理' }).click();
    await page.getByText('您正在为谁办理有了变化').waitFor();
    expect(new URL(page.url()).pathname).toBe('/me/delegations');
    await other.getByRole('heading', { name: /王建国/ }).waitFor();
    expect(new URL(other.url()).pathname).toBe('/me');
    await page.goto(`${gateway.url}/affairs/health-insurance-registration/apply`);
    await page.getByRole('heading', { name: '医保参保登记' }).waitFor();
    expect(await page.locator('.resumed').count()).toBe(0);
  }, 90_000);
});
