import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { identityEdge, type IdentityEdge } from '../../gateway/test/identity-edge.js';
import { TestSocket } from '../../gateway/test/socket.js';
import { attempt, signInWorld, tokenOf, type SignInWorld } from '../../modules/identity/sign-in/testing.js';
import { inTurns, randomAddress } from './load.js';

const ME = '{ me { assurance } }';
const CODE = 'mutation C($phone: String!, $code: String!) { signInWithCode(phone: $phone, code: $code) { __typename } }';
const SECOND = 'mutation S($id: ID!, $code: String!) { completeSignIn(challengeId: $id, code: $code) { __typename } }';

/** What came of forged, stale, replayed and swapped things, by kind; and whether the true ones were taken, before and after. */
export interface ForgeryReport {
  readonly kinds: Readonly<Record<string, { readonly tried: number; readonly accepted: number }>>;
  readonly trueOnes: readonly boolean[];
}

/** Tries `total` things that must not open anything. */
export async function tryForgeries(total: number): Promise<ForgeryReport> {
  const world = await signInWorld('drill-forgeries');
  const edge = await identityEdge(world, [], 1);
  const kinds: Record<string, { tried: number; accepted: number }> = {};
  const trial = async (kind: string, times: number, opens: (n: number) => Promise<boolean>): Promise<void> => {
    const count = (kinds[kind] ??= { tried: 0, accepted: 0 });
    await inTurns(times, async (n) => {
      count.tried++;
      if (await opens(n)) count.accepted++;
    });
  };
  try {
    const stale = [await tokenFor(world, '13800138081')];
    world.clock.at += 8 * 86_400_000;
    const ended = await tokenFor(world, '13800138082');
    await edge.post({ query: 'mutation { signOut }' }, { authorization: `Bearer ${ended}` });
    stale.push(ended);
    const token = await tokenFor(world, '13800138083');
    const real = (): Promise<boolean> => opensByBearer(edge, token);
    const trueOnes = [await real(), await opensByCookie(edge, `sid=${token}`)];
    await tokens(edge, trial, Math.floor(total * 0.65), token, stale);
    await codes(world, edge, trial, Math.floor(total * 0.3));
    const tried = Object.values(kinds).reduce((sum, kind) => sum + kind.tried, 0);
    await trial('second factors without a first', total - tried, async () =>
      signedIn(await edge.post({ query: SECOND, variables: { id: randomUUID(), code: sixDigits() } }, from())));
    return { kinds, trueOnes: [...trueOnes, await real()] };
  } finally {
    await edge.close();
    await world.close();
  }
}

type Trial = (kind: string, times: number, opens: (n: number) => Promise<boolean>) => Promise<void>;

async function tokens(edge: IdentityEdge, trial: Trial, total: number, token: string, stale: readonly string[]): Promise<void> {
  const share = Math.floor(total / 8);
  const [version = '1', secret = ''] = token.split('.');
  const random = (): string => randomBytes(32).toString('base64url');
  await trial('forged bearer tokens', share, () => opensByBearer(edge, `${version}.${random()}`));
  await trial('forged cookies', share, () => opensByCookie(edge, `sid=${version}.${random()}`));
  await trial('tokens with one character changed', share, () => {
    const at = randomInt(secret.length - 1);
    // The last character holds two bits that mean nothing, and is left alone.
    return opensByBearer(edge, `${version}.${secret.slice(0, at)}${secret[at] === 'A' ? 'B' : 'A'}${secret.slice(at + 1)}`);
  });
  await trial('tokens under another key’s version', share, () => opensByBearer(edge, `${Number(version) + randomInt(1, 9000)}.${secret}`));
  await trial('stale tokens: over by time, and signed out', share, (n) => opensByBearer(edge, stale[n % stale.length] ?? ''));
  await trial('stale cookies', share, (n) => opensByCookie(edge, `sid=${stale[n % stale.length]}`));
  await trial('cookies planted: twice, under a name for HTTPS, cut, padded', share, (n) => {
    const planted = [`sid=${token}; sid=${version}.${random()}`, `sid=${version}.${random()}; sid=${token}`, `__Host-sid=${token}`, `sid=${token.slice(0, -1)}`, `sid=${token}x`, `SID=${token}`, `sid="${token}"`];
    return opensByCookie(edge, planted[n % planted.length] ?? '');
  });
  await trial('words that are no tokens', share - Math.ceil(share / 20), (n) => {
    const words = ['null', 'undefined', '[object Object]', '{"$ne":null}', '1.', '..', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', `${version}.${'A'.repeat(43)}`, '__proto__', `-1.${secret}`, `${version}.${secret}.${secret}`];
    return opensByBearer(edge, words[n % words.length] ?? '');
  });
  await trial('forged tokens at sockets', Math.ceil(share / 20), async (n) => {
    const socket = await TestSocket.connect(edge.url);
    socket.send({ type: 'connection_init', payload: { token: n % 2 === 0 ? `${version}.${random()}` : (stale[0] ?? '') } });
    const { code } = await socket.closed;
    return code !== 4403;
  });
}

async function codes(world: SignInWorld, edge: IdentityEdge, trial: Trial, total: number): Promise<void> {
  const [phone, other] = ['13800138084', '13800138085'];
  const share = Math.floor(total / 4);
  const tryCode = async (to: string, code: string): Promise<boolean> => signedIn(await edge.post({ query: CODE, variables: { phone: to, code } }, from()));
  const send = async (to: string): Promise<string> => {
    world.clock.at += 61_000;
    await world.signIn.requestCode(attempt({ address: randomAddress() }), to);
    return world.codeTo(to);
  };
  const swapped = await send(other);
  await trial('codes of somebody else’s phone', share, () => tryCode(phone, swapped));
  world.clock.at += 3_600_000;
  const used = await send(phone);
  if (!(await tryCode(phone, used))) throw new Error('a true code was not taken: the drill proves nothing');
  await trial('codes used before', share, () => tryCode(phone, used));
  world.clock.at += 3_600_000;
  const late = await send(phone);
  world.clock.at += 301_000;
  await trial('codes too late', share, () => tryCode(phone, late));
  world.clock.at += 3_600_000;
  const true_ = await send(phone);
  await trial('codes guessed', share, () => {
    const guess = sixDigits();
    return guess === true_ ? Promise.resolve(false) : tryCode(phone, guess);
  });
}

async function tokenFor(world: SignInWorld, phone: string): Promise<string> {
  world.clock.at += 61_000;
  const from = attempt({ address: randomAddress() });
  await world.signIn.requestCode(from, phone);
  return tokenOf(await world.signIn.byCode(from, phone, world.codeTo(phone)));
}

const from = (): Record<string, string> => ({ 'x-forwarded-for': randomAddress() });
const sixDigits = (): string => String(randomInt(1_000_000)).padStart(6, '0');
const signedIn = ({ data }: Awaited<ReturnType<IdentityEdge['post']>>): boolean => Object.values(data ?? {}).some((one) => one?.__typename === 'SignedIn' || one?.__typename === 'SecondFactorNeeded');

async function opensByBearer(edge: IdentityEdge, token: string): Promise<boolean> {
  const { status, data } = await edge.post({ query: ME }, { authorization: `Bearer ${token}`, ...from() });
  return status === 200 && data?.me !== null;
}

async function opensByCookie(edge: IdentityEdge, cookie: string): Promise<boolean> {
  const { data } = await edge.post({ query: ME }, { cookie, ...from() });
  return data?.me !== null && data?.me !== undefined;
}
