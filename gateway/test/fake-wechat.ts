import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** WeChat's servers as far as the product asks them, on loopback. */
export interface FakeWechat {
  readonly origin: string;
  /** What was asked, path and query. */
  readonly asked: string[];
  /** How many access tokens were given out by refreshing. */
  readonly tokensGiven: () => number;
  /** What answers `sns/oauth2/access_token` by code; a code is good once. */
  readonly users: Map<string, object>;
  /** Fails everything while true. */
  broken: boolean;
  close(): Promise<void>;
}

/** Starts one for an app id and its secret. */
export async function startFakeWechat(appId: string, secret: string): Promise<FakeWechat> {
  const asked: string[] = [];
  const users = new Map<string, object>();
  let given = 0;
  const fake = { broken: false };
  const answer = (url: URL, body: string): object => {
    if (url.pathname === '/sns/oauth2/access_token') {
      if (url.searchParams.get('appid') !== appId || url.searchParams.get('secret') !== secret) return { errcode: 40_125, errmsg: 'invalid appsecret' };
      const code = url.searchParams.get('code') ?? '';
      const user = users.get(code);
      users.delete(code);
      return user ?? { errcode: 40_029, errmsg: 'invalid code' };
    }
    const asking = JSON.parse(body) as { appid?: string; secret?: string; grant_type?: string }; // only the client under test asks
    if (asking.appid !== appId || asking.secret !== secret || asking.grant_type !== 'client_credential') return { errcode: 40_125, errmsg: 'invalid appsecret' };
    return { access_token: `token-${++given}`, expires_in: 7200 };
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(request.url ?? '');
      response.statusCode = fake.broken ? 500 : 200;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(fake.broken ? { errcode: -1 } : answer(new URL(request.url ?? '/', 'http://localhost'), body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return Object.assign(fake, {
    origin: `http://127.0.0.1:${port}`, asked, users, tokensGiven: () => given,
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  });
}
