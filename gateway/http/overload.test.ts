import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../test/patience.js';
import { createOverload, type Overload } from './overload.js';

let server: Server;
let overload: Overload;
let shed = 0;
const waiting: ServerResponse[] = [];

async function guarded(bounds: { maxRequests: number; maxLagMs: number }): Promise<string> {
  shed = 0;
  overload = createOverload({ ...bounds, requestId: () => 'request-1', onShed: () => void shed++ });
  server = createServer((request, response) => {
    if (!overload.admits(request, response)) return;
    if (request.url === '/waits') waiting.push(response);
    else response.end('done');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP
}

afterEach(async () => {
  overload.stop();
  waiting.length = 0;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('overload', () => {
  it('turns away what is more than the bound with 503 and Retry-After, and takes on again when there is room', async () => {
    const url = await guarded({ maxRequests: 2, maxLagMs: 0 });
    const inWork = [fetch(`${url}/waits`), fetch(`${url}/waits`)];
    await until('both in work', () => waiting.length === 2);
    expect(overload.isOverloaded()).toBe(true);
    const refused = await fetch(url, { method: 'POST', body: 'x'.repeat(50_000) });
    expect([refused.status, Number(refused.headers.get('retry-after')) >= 1, refused.headers.get('connection')]).toEqual([503, true, 'close']);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE', requestId: 'request-1' } }] });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    for (const response of waiting) response.end('late');
    await Promise.all(inWork.map(async (answer) => (await answer).text()));
    await until('room', () => !overload.isOverloaded());
    expect([(await fetch(url)).status, shed]).toEqual([200, 1]);
  });

  it('counts a client that went away as over', async () => {
    const url = await guarded({ maxRequests: 1, maxLagMs: 0 });
    const away = new AbortController();
    const asking = fetch(`${url}/waits`, { signal: away.signal }).catch(() => undefined);
    await until('overload', () => overload.isOverloaded());
    away.abort();
    await asking;
    await until('room', () => !overload.isOverloaded());
    expect((await fetch(url)).status).toBe(200);
  });

  it('turns requests away while the event loop lags, and not for long after', async () => {
    const url = await guarded({ maxRequests: 0, maxLagMs: 150 });
    expect((await fetch(url)).status).toBe(200);
    const end = performance.now() + 900;
    while (performance.now() < end); // what a long computation does to everybody else
    await until('overload', () => overload.isOverloaded());
    expect((await fetch(url)).status).toBe(503);
    await until('room', () => !overload.isOverloaded());
    expect((await fetch(url)).status).toBe(200);
  });
});
