import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FeedKind, TransitMetrics } from '../../metrics.js';
import type { DecodedFeed } from '../../realtime/types.js';
import { createPoller, waitAfter, type Poller, type PollerOptions } from './poller.js';
import { feedMessage, MADE_AT, type Field } from './testing/message.js';

let folder = '';
let feeds: [FeedKind, DecodedFeed][] = [];
let counts: string[] = [];
let warnings: string[] = [];
const running: Poller[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'poll-'));
  [feeds, counts, warnings] = [[], [], []];
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((poller) => poller.stop()));
  await rm(folder, { recursive: true });
});

const metrics: TransitMetrics = {
  feedFetched: (feed, kind, outcome) => counts.push(`${feed} ${kind} ${outcome}`),
  entitiesRejected: (_feed, kind, reason, count) => counts.push(`${kind} ${reason} ${count}`),
  feedAge: (_feed, _kind, seconds) => counts.push(`age ${seconds}`),
};

function poll(addresses: PollerOptions['addresses'], changes: Partial<PollerOptions> = {}): Poller {
  const poller = createPoller({
    allowPrivate: () => ['127.0.0.1'],
    feedId: 'district', addresses, intervalSeconds: 3600, clock: { now: () => (MADE_AT + 40) * 1000 }, metrics,
    logger: { info: (_, text) => warnings.push(text), warn: (_, text) => warnings.push(text), error: (_, text) => warnings.push(text) },
    onFeed: (kind, feed) => feeds.push([kind, feed]),
    ...changes,
  });
  running.push(poller);
  return poller;
}

const delayed = (id: string, delay: number, at = MADE_AT): readonly Field[] => [[1, id], [3, [[1, [[1, `T-${id}`]]], [4, at], [5, delay]]]];
const delays = () => feeds.map(([, feed]) => Object.fromEntries(feed.tripUpdates.map(({ entityId, delay }) => [entityId, delay])));

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !holds(); ) {
    if (Date.now() > end) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Writes successive messages to a file and polls after each. */
async function play(...messages: Buffer[]): Promise<Poller> {
  const file = path.join(folder, 'feed.pb');
  const [first, ...rest] = messages;
  await writeFile(file, first ?? Buffer.alloc(0));
  const poller = poll({ tripUpdates: file }, { intervalSeconds: 0.2 });
  await poller.start();
  const taken = (): number => counts.filter((line) => /tripUpdates (ok|stale|not-a-feed)$/.test(line)).length;
  for (const message of rest) {
    const before = taken();
    await writeFile(file, message);
    await until(() => taken() > before);
  }
  return poller;
}

describe('a poller', () => {
  it('hands messages on, counts, and tells how each address stands', async () => {
    await writeFile(path.join(folder, 'updates.pb'), feedMessage([delayed('a', 60), [[1, 'b'], [3, [[1, [[1, 'T']]]]]]]));
    const poller = poll({ tripUpdates: path.join(folder, 'updates.pb'), alerts: path.join(folder, 'missing.pb') });
    await poller.start();
    expect(delays()).toEqual([{ a: 60 }]);
    expect(counts.sort()).toEqual(['age 40', 'district alerts file', 'district tripUpdates ok', 'tripUpdates says-nothing 1']);
    const now = (MADE_AT + 40) * 1000;
    expect(poller.states()).toEqual([
      { kind: 'tripUpdates', lastSuccessAt: now, lastErrorAt: null, error: null, consecutiveFailures: 0, feedTimestamp: MADE_AT, ageSeconds: 40 },
      {
        kind: 'alerts', lastSuccessAt: null, lastErrorAt: now, consecutiveFailures: 1, feedTimestamp: null, ageSeconds: null,
        error: expect.stringContaining('was not read'),
      },
    ]);
  });

  it('makes differential messages whole, entity by entity', async () => {
    const differential = (entities: readonly (readonly Field[])[], at: number) => feedMessage(entities, [[1, '2.0'], [2, 1], [3, at]]);
    await play(
      feedMessage([delayed('a', 1), delayed('b', 2), delayed('old', 3, MADE_AT - 6 * 3600)]),
      differential([delayed('b', 20), delayed('c', 30)], MADE_AT + 1),
      differential([[[1, 'a'], [2, 1]]], MADE_AT + 2),
      feedMessage([delayed('z', 9)], [[1, '2.0'], [3, MADE_AT + 3]]),
    );
    expect(delays()).toEqual([{ a: 1, b: 2, old: 3 }, { a: 1, b: 20, c: 30 }, { b: 20, c: 30 }, { z: 9 }]);
    expect(feeds.map(([, feed]) => feed.incrementality)).toEqual(new Array(4).fill('FULL_DATASET'));
  });

  it('passes over a message older than the last one, unless its clock was set back', async () => {
    const made = (id: string, at: number) => feedMessage([delayed(id, 1)], [[1, '2.0'], [3, at]]);
    await play(made('now', MADE_AT), made('lagging', MADE_AT - 30), made('next', MADE_AT + 30), made('set-back', MADE_AT - 3600));
    expect(delays().flatMap((each) => Object.keys(each))).toEqual(['now', 'next', 'set-back']);
  });

  it('takes the third message in a row that is older: the feed’s clock was set back a little', async () => {
    const made = (id: string, at: number) => feedMessage([delayed(id, 1)], [[1, '2.0'], [3, at]]);
    await play(made('now', MADE_AT), made('older', MADE_AT - 60), made('older-2', MADE_AT - 45), made('third', MADE_AT - 30), made('next', MADE_AT - 15));
    expect(delays().flatMap((each) => Object.keys(each))).toEqual(['now', 'third', 'next']);
  });

  it('keeps the last good message through rubbish, says so once, and mends itself', async () => {
    const poller = await play(feedMessage([delayed('a', 1)]), Buffer.from('<html>'));
    await until(() => (poller.states()[0]?.consecutiveFailures ?? 0) >= 2);
    expect(poller.states()[0]).toMatchObject({ error: expect.stringContaining('web page'), feedTimestamp: MADE_AT });
    expect(warnings).toEqual(['real-time feed failed; the last good message stays, ageing']);
    await writeFile(path.join(folder, 'feed.pb'), feedMessage([delayed('b', 2)]));
    await until(() => feeds.length === 2);
    await until(() => poller.states()[0]?.error === null);
    expect(warnings.at(-1)).toBe('real-time feed is back');
  });

  it('counts what the receiver throws as a failure of its own and goes on', async () => {
    await writeFile(path.join(folder, 'feed.pb'), feedMessage([]));
    const poller = poll({ alerts: path.join(folder, 'feed.pb') }, {
      onFeed: () => {
        throw new Error('merge failed');
      },
    });
    await poller.start();
    expect([counts, poller.states()[0]?.error, warnings]).toEqual([['district alerts internal'], 'merge failed', ['a real-time message could not be taken in']]);
  });

  it('asks no address twice at a time, and one that hangs holds up no other', async () => {
    let open = 0;
    let most = 0;
    const server: Server = createServer((request, response) => {
      if (request.url === '/hang') return;
      most = Math.max(most, ++open);
      setTimeout(() => {
        open -= 1;
        response.end(feedMessage([delayed('a', 1)]));
      }, 350);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A TCP server's address is an AddressInfo; only pipes have text.
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const poller = poll({ tripUpdates: `${base}/slow`, alerts: `${base}/hang` }, { intervalSeconds: 0.2, limits: { maxMilliseconds: 500 } });
    const started = poller.start();
    await until(() => feeds.length >= 2);
    await started;
    expect(most).toBe(1);
    expect(counts).toContain('district alerts timeout');
    await poller.stop();
    const after = counts.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(counts).toHaveLength(after);
    server.closeAllConnections();
    server.close();
  });

  it('polls by the service clock’s seconds where it runs faster', async () => {
    const file = path.join(folder, 'feed.pb');
    await writeFile(file, feedMessage([]));
    await poll({ alerts: file }, { intervalSeconds: 30, clock: { now: () => MADE_AT * 1000, rate: 150 } }).start();
    await until(() => counts.filter((line) => line === 'district alerts unchanged').length >= 2);
  });
});

describe('waitAfter', () => {
  it.each([[0, 10_000], [1, 10_000], [2, 20_000], [4, 80_000], [5, 120_000], [400, 120_000]])('%i failures: about %i ms', (failures, wait) => {
    expect(waitAfter(failures, 10_000, 0.5)).toBe(wait);
  });

  it('spreads by a fifth after failures, and never waits less than a long interval', () => {
    expect([waitAfter(1, 10_000, 0), waitAfter(1, 10_000, 1), waitAfter(9, 300_000, 0.5)]).toEqual([8000, 12_000, 300_000]);
  });
});
