import { expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import type { PathsWorld } from './paths-world.js';

const BOOK = 'mutation ($i: BookAppointmentInput!, $k: String!) { bookAppointment(input: $i, idempotencyKey: $k) { __typename ... on Appointment { state } } }';
const CENTRE = 'centre-yueyang';
const HALF_PAST_NINE = '2027-01-27T01:30:00Z';

/** The number of whom the stories are about. */
let ticket = '';

const book = (world: PathsWorld, who: string, startsAt: string, businessId = 'employment') =>
  world.ask<{ bookAppointment: { __typename: string; state?: string } }>(who, BOOK, { i: { centreId: CENTRE, businessId, startsAt }, k: `${who}${startsAt}` }).then(({ bookAppointment }) => bookAppointment);
const button = (page: Page, name: RegExp) => page.getByRole('button', { name });

/** A hall's morning: the waiting list, checking in, recall, passing and coming back. */
export function hallOpens(world: () => PathsWorld): void {
  it('gives the seat that somebody gives back to who waits for it, and tells them', async () => {
    world().goOnTo('2027-01-27T08:40:00+08:00');
    const connection = await mongoose.createConnection(world().mongoUri).asPromise();
    await connection.collection<{ _id: string }>('queue_centres').updateMany({}, { $set: { seatsPerWindow: 1 } });
    await connection.close();
    world().pass(6000); // centres are read anew
    for (const who of ['li-fang', 'wang-jianguo', 'liu-yang']) expect(await book(world(), who, HALF_PAST_NINE)).toMatchObject({ state: 'BOOKED' });
    const page = await world().page('wu-jing', `/queue/${CENTRE}/employment`);
    await page.locator(`[data-time="${HALF_PAST_NINE}"]`).click();
    await page.getByRole('dialog').getByRole('button', { name: '候补这个时间' }).click();
    await page.getByRole('status').getByText('已候补').waitFor();
    const leaving = await world().page('liu-yang', '/queue');
    await leaving.getByRole('button', { name: '取消预约' }).click();
    await leaving.getByRole('dialog').getByRole('button', { name: '确定取消' }).click();
    await leaving.locator('[data-appointment]').getByText('已取消').waitFor();
    await page.getByRole('link', { name: '看我的号和预约' }).click();
    await page.locator('[data-appointment]').getByText('已预约').waitFor();
    expect((await world().titles('wu-jing'))[0]).toBe('候补成功');
    expect(await page.getByRole('button', { name: '签到取号' }).count()).toBe(0); // half an hour before, not earlier
  }, 120_000);

  it('passes who does not come after three calls, and lets them come back once', async () => {
    world().goOnTo('2027-01-27T09:05:00+08:00');
    const page = await world().page('wu-jing', '/queue');
    await page.getByRole('button', { name: '签到取号' }).click();
    await page.getByText('下一个就是您').waitFor();
    ticket = new URL(page.url()).pathname;
    const window = await world().page('staff-clerk-yueyang', '/staff/window?window=1');
    await button(window, /^开窗/).click();
    await button(window, /^呼叫下一位/).click();
    await page.getByText('请到 1 号窗口').waitFor();
    expect(await page.getByRole('button', { name: '不排了' }).count()).toBe(0); // the window sends away whom it has called
    await button(window, /^再叫一次/).click();
    await window.getByRole('alert').getByText('两次叫号要隔20秒').waitFor();
    for (const calls of [2, 3]) {
      world().pass(21_000);
      await button(window, /^再叫一次/).click();
      await window.getByText(`已呼叫 ${calls} 次`).waitFor();
    }
    world().pass(21_000);
    await button(window, /^过号/).click();
    await window.getByRole('region', { name: '已过号' }).getByText('D001').waitFor();
    await page.getByText('叫号时您不在，已过号').waitFor();
    await page.getByRole('button', { name: '我到了，回到队列' }).click();
    await page.locator('[data-state="WAITING"]').waitFor();
    await window.getByRole('region', { name: '接下来' }).getByText('过号返回').waitFor();
    await button(window, /^关窗/).click();
    await window.getByText('窗口没有开').waitFor();
  }, 150_000);
}

/** The same hall later: a number goes from window to window; and who never comes. */
export function hallGoesOn(world: () => PathsWorld): void {
  it('gives a number on from window to window, which alone calls it then', async () => {
    world().goOnTo('2027-01-27T09:10:00+08:00');
    // A second clerk, whom the district gives the post.
    const { me } = await world().ask<{ me: { account: { id: string } } }>('staff-approver-yueyang', '{ me { account { id } } }');
    const { assignPost } = await world().ask<{ assignPost: { id: string } }>('staff-secadmin', 'mutation ($i: PostInput!) { assignPost(input: $i, idempotencyKey: "p") { id } }', { i: { accountId: me.account.id, organisationId: CENTRE, role: 'CLERK', title: '窗口受理员', from: '2027-01-27' } });
    world().goOnTo('2027-01-27T09:15:00+08:00');
    await world().ask('staff-approver-yueyang', 'mutation ($p: ID!) { actInPost(postId: $p) { postId } }', { p: assignPost.id });
    const [one, seven] = [await world().page('staff-clerk-yueyang', '/staff/window?window=1'), await world().page('staff-approver-yueyang', '/staff/window?window=7')];
    for (const window of [one, seven]) {
      await button(window, /^开窗/).click();
      await button(window, /^呼叫下一位/).waitFor();
    }
    const page = await world().page('wu-jing', ticket);
    await button(seven, /^呼叫下一位/).click();
    await page.getByText('请到 7 号窗口').waitFor();
    await button(seven, /^转出/).click();
    await seven.getByRole('dialog').getByRole('combobox', { name: '转到窗口' }).selectOption('1');
    await seven.getByRole('dialog').getByRole('button', { name: '转出' }).click();
    await seven.getByRole('region', { name: '接下来' }).getByText('没有人在等').waitFor();
    await one.getByRole('region', { name: '接下来' }).getByText('转来').waitFor();
    await button(one, /^呼叫下一位/).click();
    await button(one, /^开始办理/).click();
    await page.getByText('正在 1 号窗口办理').waitFor();
    await button(one, /^关窗/).click();
    await one.getByRole('alert').getByText('窗口还有一个号没办完').waitFor();
    await button(one, /^办结/).click();
    await page.getByText('已办完').waitFor();
  }, 150_000);

  it('books at the counter alone for a while who never came three times', async () => {
    for (const [startsAt, business] of [['2027-01-27T02:00:00Z', 'employment'], ['2027-01-27T02:30:00Z', 'housing'], ['2027-01-27T03:00:00Z', 'general']] as const) expect(await book(world(), 'zhou-min', startsAt, business)).toMatchObject({ state: 'BOOKED' });
    world().goOnTo('2027-01-28T09:05:00+08:00');
    const page = await world().page('zhou-min', `/queue/${CENTRE}/employment`);
    await page.locator('[data-time]').nth(4).click();
    await page.getByRole('dialog').getByRole('button', { name: '确定预约' }).click();
    await page.getByRole('dialog').getByRole('alert').getByText('您30天内三次约了没来').waitFor();
  }, 120_000);
}
