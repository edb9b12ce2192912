import { identityEdge } from '../../gateway/test/identity-edge.js';
import { TestSocket } from '../../gateway/test/socket.js';
import { signInWorld } from '../../modules/identity/sign-in/testing.js';
import { inTurns, randomAddress } from './load.js';

const PASSWORD = 'Blau-7-Zeppelin';
const SIGN_IN = 'signInWithPassword(login: $login, password: $password) { __typename ... on SignInRefused { reason } }';
const ONE = `mutation P($login: String!, $password: String!) { ${SIGN_IN} }`;
const ALIASES = 15;

/** What came of a thousand guesses at one account. */
export interface GuessReport {
  /** Guesses made by each way. */
  readonly made: Readonly<Record<string, number>>;
  /** How many of all were compared with the password at all. */
  readonly judged: number;
  readonly accepted: number;
  /** What the owner hears with the right password during the lock, and after it. */
  readonly during: string;
  readonly after: string;
  /** Guesses at an account that does not exist that were judged: as many, so the two are not told apart. */
  readonly judgedOfUnknown: number;
}

/**
 * Guesses an account's password `total` times: one by one from as many addresses, through aliases, in batches and over sockets,
 * all at one moment of the clock. Every guess is wrong.
 */
export async function guessPasswords(total: number): Promise<GuessReport> {
  const world = await signInWorld('drill-guesses');
  const edge = await identityEdge(world, [], 1);
  try {
    await world.account({ login: 'zhangwei', password: PASSWORD });
    let accepted = 0;
    const answers = (data: Record<string, Record<string, unknown>> | null | undefined): void => void (accepted += Object.values(data ?? {}).filter((one) => one?.__typename === 'SignedIn').length);
    const from = (): Record<string, string> => ({ 'x-forwarded-for': randomAddress() });
    const quarter = Math.floor(total / 4);
    const before = world.checks.count;
    const guessAt = async (login: string, n: number): Promise<void> =>
      answers((await edge.post({ query: ONE, variables: { login, password: `Wrong-${n}-Guess` } }, from())).data);

    await inTurns(quarter, (n) => guessAt('zhangwei', n));
    const aliased = `mutation P($login: String!) { ${Array.from({ length: ALIASES }, (_, n) => `a${n}: ${SIGN_IN.replace('$password', `"Wrong-${n}-Alias"`)}`).join(' ')} }`;
    await inTurns(Math.ceil(quarter / ALIASES), async () => answers((await edge.post({ query: aliased, variables: { login: 'zhangwei' } }, from())).data));
    await inTurns(Math.ceil(quarter / 50), async () => {
      const batch = Array.from({ length: 50 }, (_, n) => ({ query: ONE, variables: { login: 'zhangwei', password: `Wrong-${n}-Batch` } }));
      if ((await edge.post(batch, from())).status !== 400) accepted++;
    });
    const socket = await TestSocket.open(edge.url);
    for (let n = 0; n < quarter; n++) {
      // Only what is a mutation that ran would be an answer; each is waited for, so that the socket never has too many at once.
      const { type } = await socket.of(socket.subscribe({ query: ONE, variables: { login: 'zhangwei', password: `Wrong-${n}-Socket` } }));
      if (type !== 'error') accepted++;
    }
    await socket.close();

    const judged = world.checks.count - before;
    const own = async (): Promise<string> => {
      const { data } = await edge.post({ query: ONE, variables: { login: 'zhangwei', password: PASSWORD } }, from());
      return String(data?.signInWithPassword?.reason ?? data?.signInWithPassword?.__typename);
    };
    const during = await own();
    const unknownBefore = world.checks.count;
    await inTurns(Math.min(quarter, 50), (n) => guessAt('nobody-at-all', n));
    const judgedOfUnknown = world.checks.count - unknownBefore;
    world.clock.at += 3_600_000;
    return { made: { 'one by one, each from another address': quarter, 'through aliases': Math.ceil(quarter / ALIASES) * ALIASES, 'in batches': Math.ceil(quarter / 50) * 50, 'over a socket': quarter }, judged, accepted, during, after: await own(), judgedOfUnknown };
  } finally {
    await edge.close();
    await world.close();
  }
}
