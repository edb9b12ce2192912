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
  /** Who stands before the sign-in page: WeChat's answer for the code that it sends them back with. */
  visitor: object | null;
  /** Subscription messages as they came, with the token that they came with. */
  readonly sent: (SentMessage & { readonly token: string })[];
  /** Error codes for the next messages, first come first served; after them all are taken. */
  readonly codes: number[];
  /** Customer-service messages that were taken, in their order. */
  readonly custom: CustomMessage[];
  /** Error codes for the next customer-service messages. */
  readonly customCodes: number[];
  /** Menus that were set, as they came. */
  readonly menus: { readonly button: readonly FakeMenuButton[] }[];
  /** Error codes for the next menus. */
  readonly menuCodes: number[];
  /** Fails everything while true. */
  broken: boolean;
  close(): Promise<void>;
}

/** A subscription message as WeChat gets it. */
export interface SentMessage {
  readonly touser: string;
  readonly template_id: string;
  readonly page?: string;
  readonly data: Readonly<Record<string, { readonly value: string }>>;
}

/** An entry of a menu as WeChat gets it. */
export interface FakeMenuButton {
  readonly name: string;
  readonly type?: string;
  readonly key?: string;
  readonly url?: string;
  readonly sub_button?: readonly FakeMenuButton[];
}

/** A customer-service text as WeChat gets it. */
export interface CustomMessage {
  readonly touser: string;
  readonly msgtype: string;
  readonly text: { readonly content: string };
}

/** Starts one for an app id and its secret. */
export async function startFakeWechat(appId: string, secret: string): Promise<FakeWechat> {
  const asked: string[] = [];
  const users = new Map<string, object>();
  let given = 0;
  const sent: (SentMessage & { readonly token: string })[] = [];
  const codes: number[] = [];
  const custom: CustomMessage[] = [];
  const customCodes: number[] = [];
  const menus: { readonly button: readonly FakeMenuButton[] }[] = [];
  const menuCodes: number[] = [];
  let page = 0;
  const fake: { broken: boolean; visitor: object | null } = { broken: false, visitor: null };
  /** Sends the visitor back as WeChat's page does, with a code for who they are. */
  const back = (url: URL): string => {
    const code = `page-${++page}`;
    users.set(code, fake.visitor ?? {});
    const to = new URL(url.searchParams.get('redirect_uri') ?? '');
    to.searchParams.set('code', code);
    to.searchParams.set('state', url.searchParams.get('state') ?? '');
    return to.href;
  };
  const answer = (url: URL, body: string): object => {
    if (url.pathname === '/sns/oauth2/access_token') {
      if (url.searchParams.get('appid') !== appId || url.searchParams.get('secret') !== secret) return { errcode: 40_125, errmsg: 'invalid appsecret' };
      const code = url.searchParams.get('code') ?? '';
      const user = users.get(code);
      users.delete(code);
      return user ?? { errcode: 40_029, errmsg: 'invalid code' };
    }
    if (url.pathname === '/cgi-bin/message/subscribe/bizsend') {
      const token = url.searchParams.get('access_token') ?? '';
      sent.push({ ...(JSON.parse(body) as SentMessage), token }); // only the client under test sends
      const errcode = codes.shift() ?? (token === `token-${given}` ? 0 : 40_001);
      return errcode === 0 ? { errcode, errmsg: 'ok', msgid: sent.length } : { errcode, errmsg: 'refused' };
    }
    if (url.pathname === '/cgi-bin/message/custom/send') {
      const errcode = customCodes.shift() ?? (url.searchParams.get('access_token') === `token-${given}` ? 0 : 40_001);
      if (errcode === 0) custom.push(JSON.parse(body) as CustomMessage); // only the client under test sends
      return { errcode, errmsg: errcode === 0 ? 'ok' : 'refused' };
    }
    if (url.pathname === '/cgi-bin/menu/create') {
      const menu = JSON.parse(body) as (typeof menus)[number]; // only the client under test sets it
      const errcode = menuCodes.shift() ?? (url.searchParams.get('access_token') === `token-${given}` ? faultOfMenu(menu.button) : 40_001);
      if (errcode === 0) menus.push(menu);
      return { errcode, errmsg: errcode === 0 ? 'ok' : 'refused' };
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
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (url.pathname === '/connect/oauth2/authorize') return response.writeHead(302, { location: back(url) }).end();
      response.statusCode = fake.broken ? 500 : 200;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(fake.broken ? { errcode: -1 } : answer(url, body)));
      return undefined;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return Object.assign(fake, {
    origin: `http://127.0.0.1:${port}`, asked, users, sent, codes, custom, customCodes, menus, menuCodes, tokensGiven: () => given,
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  });
}

/** WeChat's limits of a menu: 40016 for how many entries, 40018 and 40025 for long names, 40019 and 40027 for what they lead to. */
function faultOfMenu(button: readonly FakeMenuButton[]): number {
  if (button.length < 1 || button.length > 3) return 40_016;
  for (const { name, sub_button: entries = [] } of button) {
    if (Buffer.byteLength(name) > 16) return 40_018;
    if (entries.length > 5) return 40_023;
    for (const entry of entries) {
      if (Buffer.byteLength(entry.name) > 60) return 40_025;
      if (entry.type === 'click' ? !entry.key || Buffer.byteLength(entry.key) > 128 : entry.type !== 'view' || !entry.url?.startsWith('https://') || Buffer.byteLength(entry.url) > 1024) return 40_027;
    }
  }
  return 0;
}
