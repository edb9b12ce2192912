/**
 * A department site in one file: signs people on at the district (OpenID Connect code flow with PKCE), shows who they are,
 * signs them out, and hears when they sign out elsewhere. Node 20 and jose; nothing else.
 *
 *   ISSUER=http://127.0.0.1:8080/oidc CLIENT_ID=… CLIENT_SECRET=… PORT=3000 node site.mjs
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT = '3000', HOST = '127.0.0.1', SCOPE = 'openid profile real_name' } = process.env;
if (!ISSUER || !CLIENT_ID || !CLIENT_SECRET) {
  console.error('ISSUER, CLIENT_ID and CLIENT_SECRET are needed: register the site first (README.md)');
  process.exit(1);
}

/** Cookies go by host and know no port: two sites on one machine need two names. */
const COOKIE = `site-${PORT}`;
const metadata = await (await fetch(`${ISSUER}/.well-known/openid-configuration`)).json();
if (metadata.issuer !== ISSUER) throw new Error(`the provider calls itself ${metadata.issuer}`);
const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
const random = () => randomBytes(32).toString('base64url');

/** Sign-ons under way, by the browser's own cookie: { state, nonce, verifier, at }. */
const pending = new Map();
/** People signed on, by cookie: { sub, sid, name, idToken }. A real site keeps them in its store. */
const people = new Map();
/** Logout tokens heard, so that none counts twice. */
const heard = new Set();

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error.message);
    response.writeHead(400, { 'content-type': 'text/html; charset=utf-8' }).end('<p>登录没有完成，<a href="/login">请再试一次</a></p>');
  });
});
server.listen(Number(PORT), HOST, () => console.log(`listening on http://${HOST}:${server.address().port}`));

/** Where this site is, as it was registered. */
function here(path) {
  return `http://${HOST}:${server.address().port}${path}`;
}

async function answer(request, response) {
  const url = new URL(request.url ?? '/', here('/'));
  const cookie = (request.headers.cookie ?? '').split('; ').find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? '';
  const route = `${request.method} ${url.pathname}`;
  if (route === 'GET /') return home(response, people.get(cookie));
  if (route === 'GET /login') return login(response);
  if (route === 'GET /callback') return callback(url, cookie, response);
  if (route === 'GET /logout') return logout(cookie, response);
  if (route === 'POST /backchannel') return backchannel(request, response);
  response.writeHead(404).end();
}

function home(response, person) {
  const body = person
    ? `<h1>您好，${escape(person.name)}</h1><p id="sub">${escape(person.sub)}</p><p><a href="/logout">退出登录</a></p>`
    : '<h1>教育局网站（示例）</h1><p><a href="/login">用区城账号登录</a></p>';
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'" });
  response.end(`<!doctype html><html lang="zh-CN"><title>示例</title>${body}</html>`);
}

function login(response) {
  const id = random();
  const start = { state: random(), nonce: random(), verifier: random(), at: Date.now() };
  for (const [key, { at }] of pending) if (Date.now() - at > 600_000) pending.delete(key);
  pending.set(id, start);
  const query = new URLSearchParams({
    client_id: CLIENT_ID, response_type: 'code', scope: SCOPE, redirect_uri: here('/callback'), state: start.state, nonce: start.nonce,
    code_challenge: createHash('sha256').update(start.verifier).digest('base64url'), code_challenge_method: 'S256',
  });
  redirect(response, `${metadata.authorization_endpoint}?${query}`, id);
}

async function callback(url, cookie, response) {
  const start = pending.get(cookie);
  pending.delete(cookie);
  // The answer must be to this browser's own question (state), and from this provider (iss, RFC 9207).
  if (!start || url.searchParams.get('state') !== start.state || url.searchParams.get('iss') !== ISSUER) throw new Error('an answer that nobody asked for');
  const code = url.searchParams.get('code');
  if (!code) return redirect(response, '/');
  const credentials = Buffer.from(`${encodeURIComponent(CLIENT_ID)}:${encodeURIComponent(CLIENT_SECRET)}`).toString('base64');
  const exchanged = await fetch(metadata.token_endpoint, {
    method: 'POST', headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: here('/callback'), code_verifier: start.verifier }),
  });
  const tokens = await exchanged.json();
  if (!exchanged.ok) throw new Error(`no tokens: ${tokens.error}`);
  const { payload } = await jwtVerify(tokens.id_token, keys, { issuer: ISSUER, audience: CLIENT_ID });
  if (payload.nonce !== start.nonce) throw new Error('a token of another sign-on');
  const claims = await (await fetch(metadata.userinfo_endpoint, { headers: { authorization: `Bearer ${tokens.access_token}` } })).json();
  if (claims.sub !== payload.sub) throw new Error('claims of somebody else');
  const id = random(); // a new cookie: the one from before the sign-on is worth nothing now
  people.set(id, { sub: payload.sub, sid: payload.sid, name: claims.name ?? '', idToken: tokens.id_token });
  redirect(response, '/', id);
}

function logout(cookie, response) {
  const person = people.get(cookie);
  people.delete(cookie);
  const query = new URLSearchParams({ post_logout_redirect_uri: here('/'), client_id: CLIENT_ID, ...(person ? { id_token_hint: person.idToken } : {}) });
  redirect(response, `${metadata.end_session_endpoint}?${query}`);
}

/** OpenID Connect Back-Channel Logout 1.0 §2.6: verify, then end what the token names. */
async function backchannel(request, response) {
  let body = '';
  for await (const chunk of request) if ((body += chunk).length > 16_384) throw new Error('too large');
  const { payload } = await jwtVerify(new URLSearchParams(body).get('logout_token') ?? '', keys, { issuer: ISSUER, audience: CLIENT_ID, typ: 'logout+jwt', maxTokenAge: '5 minutes' });
  if (!payload.events?.['http://schemas.openid.net/event/backchannel-logout'] || payload.nonce !== undefined || heard.has(payload.jti)) throw new Error('no logout token');
  heard.add(payload.jti);
  for (const [id, { sub, sid }] of people) if (payload.sid ? payload.sid === sid : payload.sub === sub) people.delete(id);
  response.writeHead(200, { 'cache-control': 'no-store' }).end();
}

function redirect(response, location, cookie) {
  response.writeHead(303, { location, ...(cookie ? { 'set-cookie': `${COOKIE}=${cookie}; Path=/; HttpOnly; SameSite=Lax` } : {}) }).end();
}

function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
