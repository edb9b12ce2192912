import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { anonymousCaller } from '../../kernel/caller.js';
import type { DoorRequest } from '../../kernel/module.js';
import { createOutgoing } from '../../kernel/outgoing.js';
import { testConnection } from '../../kernel/testing/mongo.js';
import type { ChannelReceipt } from '../contract.js';
import { messagesProcess } from '../testing.js';
import { createHttpSms, smsSignature, type HttpSms } from './http-sms.js';
import { startFakeCarrier, type FakeCarrier } from './testing.js';

const SECRET = 'a-secret-of-32-characters-or-more';
const NOW = Date.UTC(2026, 10, 23, 2);
const clock = { now: () => NOW };
const message = { key: 'm-1:SMS', phone: '13800000001', text: '【云间区】您的办件有进展', signal: new AbortController().signal };
let carrier: FakeCarrier;
let sms: HttpSms;

beforeAll(async () => {
  carrier = await startFakeCarrier(SECRET);
});
afterAll(() => carrier.close());
beforeEach(() => {
  sms = createHttpSms({ url: carrier.url, secret: SECRET, outgoing: createOutgoing(['127.0.0.1']), clock, timeoutMs: 2000 });
  carrier.answers.length = 0;
});

const report = (body: string, { secret = SECRET, at = NOW, direction = 'receipts' as 'receipts' | 'send' } = {}): DoorRequest => {
  const seconds = String(Math.floor(at / 1000));
  return { caller: anonymousCaller('api', 'r'), params: {}, query: new URLSearchParams(), headers: { 'x-sms-timestamp': seconds, 'x-sms-signature': smsSignature(secret, direction, seconds, body) }, body: Buffer.from(body) };
};
const receipts = (...list: object[]): string => JSON.stringify({ receipts: list });

describe('handing over', () => {
  it('is signed, and tells the carrier’s own id', async () => {
    expect(await sms.send(message)).toEqual({ outcome: 'ACCEPTED', providerId: `carrier-${carrier.asked()}` });
    expect(carrier.taken.at(-1)).toEqual({ key: 'm-1:SMS', phone: '13800000001', text: message.text });
    const other = createHttpSms({ url: carrier.url, secret: 'another-secret-of-32-characters-or-more', outgoing: createOutgoing(['127.0.0.1']), clock });
    expect(await other.send(message)).toEqual({ outcome: 'REFUSED', reason: 'carrier 401', permanent: false });
  });

  it.each([
    [{ status: 422, body: { reason: 'no such number 13800000001' } }, { outcome: 'REFUSED', reason: 'carrier 422: no such number …', permanent: true }],
    [{ status: 429 }, { outcome: 'REFUSED', reason: 'carrier 429', permanent: false }],
    [{ status: 500, body: { reason: 'x' } }, { outcome: 'REFUSED', reason: 'carrier 500: x', permanent: false }],
    [{ status: 302 }, { outcome: 'REFUSED', reason: 'carrier 302', permanent: false }],
    [{ status: 202 }, { outcome: 'ACCEPTED', providerId: 'm-1:SMS' }],
  ])('reads %j', async (answer, outcome) => {
    carrier.answers.push(answer);
    expect(await sms.send(message)).toEqual(outcome);
  });

  it('throws where nobody answers, or inside a network that was not allowed', async () => {
    carrier.answers.push(null);
    await expect(sms.send(message)).rejects.toThrow();
    const asked = carrier.asked();
    await expect(createHttpSms({ url: carrier.url, secret: SECRET, outgoing: createOutgoing(), clock }).send(message)).rejects.toMatchObject({ name: 'AddressRefused' });
    expect(carrier.asked()).toBe(asked);
  });
});

describe('receipts', () => {
  it('reach who listens, without numbers', async () => {
    const heard: ChannelReceipt[] = [];
    const stop = sms.onReceipt(async (receipt) => void heard.push(receipt));
    expect(await sms.door.handle(report(receipts({ key: 'a', outcome: 'DELIVERED' }, { key: 'b', outcome: 'FAILED', reason: '13800000001 switched off' })))).toMatchObject({ status: 204 });
    stop();
    await sms.door.handle(report(receipts({ key: 'c', outcome: 'DELIVERED' })));
    expect(heard).toEqual([{ key: 'a', outcome: 'DELIVERED' }, { key: 'b', outcome: 'FAILED', reason: '… switched off' }]);
  });

  it('are refused unsigned, late, early, with another secret or with a signature of what went out', async () => {
    const body = receipts({ key: 'a', outcome: 'DELIVERED' });
    const changed = { ...report(body), body: Buffer.from(body.replace('DELIVERED', 'FAILED')) };
    const wrong = [changed, { ...report(body), headers: {} }, report(body, { secret: `${SECRET}!` }), report(body, { at: NOW - 301_000 }), report(body, { at: NOW + 302_000 }), report(body, { direction: 'send' })];
    for (const request of wrong) await expect(async () => sms.door.handle(request)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const other of ['', 'x', '{}', receipts(), receipts({ key: 'a', outcome: 'LOST' }), receipts(...Array<object>(501).fill({ key: 'a', outcome: 'DELIVERED' }))]) {
      await expect(async () => sms.door.handle(report(other))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
  });

  it('are not taken where they cannot be written down: the carrier reports again', async () => {
    sms.onReceipt(async () => Promise.reject(new Error('no store')));
    await expect(async () => sms.door.handle(report(receipts({ key: 'a', outcome: 'DELIVERED' })))).rejects.toThrow('no store');
  });
});

describe('a message by this carrier', () => {
  let store: Awaited<ReturnType<typeof testConnection>>;
  beforeAll(async () => {
    store = await testConnection('http-sms');
  });
  afterAll(() => store.close());

  it('is tried again under its key until it is taken, and delivered when the carrier says so', async () => {
    const process = await messagesProcess(store.connection, { sms });
    const deliveries = store.connection.collection<{ _id: string; state: string; providerId?: string }>('message_deliveries');
    const until = async (state: string): Promise<string> => {
      for (let n = 0; n < 500; n++) {
        const found = await deliveries.findOne({ state });
        if (found) return found._id;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`never ${state}: ${JSON.stringify(await deliveries.find().toArray())}`);
    };
    try {
      carrier.taken.length = 0;
      carrier.answers.push({ status: 503 }, null, { status: 200, body: { id: 'c-1' } });
      await process.notify({ key: 'new-device', template: 'test.new-device', params: { device: 'Chrome' } });
      const key = await until('ACCEPTED');
      expect(carrier.taken).toEqual([{ key, phone: '13900000006', text: '【云间区】您的账号在新设备登录' }]);
      await sms.door.handle(report(receipts({ key, outcome: 'DELIVERED' })));
      await sms.door.handle(report(receipts({ key, outcome: 'FAILED', reason: 'late' })));
      expect(await deliveries.findOne({ _id: key })).toMatchObject({ state: 'DELIVERED', providerId: 'c-1' });
    } finally {
      await process.stop();
    }
  });
});
