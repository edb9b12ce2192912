import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { completed } from '../../modules/community/affairs/testing.js';
import { PathsWorld } from './paths-world.js';
import { usePhones } from './phones.js';

// A guide that was published for tomorrow, on either side of the district's midnight.
let world: PathsWorld;
const go = usePhones(() => world.url, { onlyOnce: true });
beforeAll(async () => {
  world = await PathsWorld.start('2026-12-28T23:55:00+08:00', () => go);
}, 240_000);
afterAll(() => world?.stop(), 60_000);

const SERVICE = 'elderly-allowance';
const named = async (): Promise<string> => (await world.ask<{ publicService: { name: { zh: string } } }>('zhang-xiuying', 'query ($s: ID!) { publicService(id: $s) { name { zh } } }', { s: SERVICE })).publicService.name.zh;

describe('a guide of tomorrow', () => {
  it('holds from midnight; whoever was about to sign is told, looks at it once more, and hands it in without changing a word', async () => {
    const service = world.service(SERVICE);
    if (!service.form) throw new Error('it has a form');
    const renewed = { ...service, name: { zh: '银龄关爱金', en: 'Silver allowance' } };
    await world.ask('staff-approver-mzj', 'mutation ($d: JSON!) { editService(definition: $d, seen: "1.1", idempotencyKey: "edit") { version } }', { d: renewed });
    await world.ask('staff-approver-mzj', 'mutation ($s: ID!) { submitService(id: $s, version: 2, idempotencyKey: "submit") { state } }', { s: SERVICE });
    await world.ask('staff-approver-yueyang', 'mutation ($s: ID!) { publishService(id: $s, version: 2, from: "2026-12-29", idempotencyKey: "publish") { state } }', { s: SERVICE });
    const { applicationForm: { values } } = await world.ask<{ applicationForm: { values: Record<string, unknown> } }>('zhang-xiuying', 'query ($s: ID!) { applicationForm(serviceId: $s, anew: true) { values } }', { s: SERVICE });
    await world.ask('zhang-xiuying', 'mutation ($i: DraftInput!) { saveDraft(input: $i, idempotencyKey: "draft") { __typename } }', { i: { serviceId: SERVICE, version: 0, values: completed(service.form, values), papers: [] } });
    expect(await named()).toBe('老年综合津贴');

    const page = await world.page('zhang-xiuying', `/affairs/${SERVICE}/apply?step=-check`);
    const sign = async (): Promise<void> => {
      await page.getByLabel(/我已核对/).check();
      await page.getByRole('button', { name: '签名并提交' }).click();
    };
    await page.getByLabel(/我已核对/).waitFor();
    world.pass(6 * 60_000);
    expect(await named()).toBe('银龄关爱金');
    await sign();
    await page.getByRole('alert').getByText('表单刚更新过').waitFor();
    await page.getByRole('heading', { name: '银龄关爱金' }).waitFor();
    for (const { id } of service.form.steps) {
      await page.locator(`[data-step="${id}"]`).waitFor();
      await page.getByRole('button', { name: '下一步' }).click();
    }
    await page.locator('[data-step="-papers"]').waitFor();
    await page.getByRole('button', { name: '下一步' }).click();
    await sign();
    await page.waitForURL(/\/me\/affairs\/\d{20}\/receipt/);
  }, 120_000);
});
