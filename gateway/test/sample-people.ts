import { Secret, TOTP } from 'otpauth';
import { readSamplePeople } from '../../modules/identity/sample/data.js';
import type { GraphQLAnswer, TestGateway } from './testkit.js';

/** The password of the sample's staff. */
const STAFF_PASSWORD = '云间样例-Sample-2026';
/** What residents of these tests set as theirs. */
export const RESIDENT_PASSWORD = 'Maple-River-27';

const sample = readSamplePeople();

/** An invented person of the sample district. Throws where there is none of that id. */
export function samplePerson(id: string): { readonly id: string; readonly name: string; readonly identifier: string; readonly phone: string; readonly login?: string } {
  const found = [...sample.residents, ...sample.staff].find((one) => one.id === id);
  if (!found) throw new Error(`the sample has no ${id}`);
  return { ...found, phone: found.phone ?? '' };
}

/** The codes that the console sender writes to stderr in this process, kept from the test's own output. */
export class SentCodes {
  readonly #write = process.stderr.write;
  readonly #sent: { readonly phone: string; readonly code: string }[] = [];

  constructor() {
    const write = this.#write.bind(process.stderr);
    // Whatever else is written goes on to where it was going.
    process.stderr.write = (chunk: string | Uint8Array, ...rest: never[]) => {
      const [, phone, code] = /^SMS to (\d+): .*?(\d{6})/s.exec(String(chunk)) ?? [];
      if (!phone || !code) return write(chunk, ...rest);
      this.#sent.push({ phone, code });
      return true;
    };
  }

  /** The last code sent to a phone. Throws where none was. */
  to(phone: string): string {
    const last = this.#sent.findLast((one) => one.phone === phone);
    if (!last) throw new Error(`no code was sent to ${phone}`);
    return last.code;
  }

  /** Lets stderr be again. */
  stop(): void {
    process.stderr.write = this.#write;
  }
}

/** The code that an authenticator app shows now. */
export function totpCode(secret: string): string {
  return new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate();
}

/** A program's way in: its answers carry the token. */
const API = { 'x-channel': 'api' };

/** Asks in a session. Throws where the answer has errors. */
export async function ask(gateway: TestGateway, token: string | null, query: string, variables: Record<string, unknown> = {}): Promise<NonNullable<GraphQLAnswer['data']>> {
  const answer = await gateway.graphql({ query, variables }, token === null ? API : bearer(token));
  if (answer.errors || !answer.data) throw new Error(`${query}: ${JSON.stringify(answer.errors)}`);
  return answer.data;
}

/** The header of a session. */
export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}`, ...API });

/** Signs a resident in by code: one factor. Answers the session's token. */
export async function residentSession(gateway: TestGateway, codes: SentCodes, id: string): Promise<string> {
  const { phone } = samplePerson(id);
  await ask(gateway, null, 'mutation ($phone: String!) { requestSignInCode(phone: $phone) { retryAfterSeconds } }', { phone });
  const data = await ask(gateway, null, 'mutation ($phone: String!, $code: String!) { signInWithCode(phone: $phone, code: $code) { ... on SignedIn { token } } }', { phone, code: codes.to(phone) });
  return tokenIn(data.signInWithCode);
}

/** Proves a resident anew, sets their password and proves it: two factors. Answers the session's new token. */
export async function withSecondFactor(gateway: TestGateway, token: string, id: string): Promise<string> {
  const { identifier, name } = samplePerson(id);
  const kind = sample.residents.find((one) => one.id === id)?.kind ?? 'RESIDENT_ID';
  await ask(gateway, token, 'mutation ($input: ProofInput!) { proveIdentity(input: $input, idempotencyKey: "again") { ... on Proofed { person { id } } } }', { input: { kind, identifier, name, method: 'FACE', evidence: 'sample-face' } });
  await ask(gateway, token, 'mutation ($password: String!) { setPassword(password: $password) { ... on PasswordSet { expiresAt } } }', { password: RESIDENT_PASSWORD });
  const data = await ask(gateway, token, 'mutation ($password: String!) { stepUp(method: PASSWORD, code: $password) { ... on SteppedUp { token } } }', { password: RESIDENT_PASSWORD });
  return tokenIn(data.stepUp);
}

/** Signs a member of staff in by password and code: two factors, and the post. */
export async function staffSession(gateway: TestGateway, codes: SentCodes, id: string): Promise<string> {
  const { login, phone } = samplePerson(id);
  const first = await ask(gateway, null, 'mutation ($login: String!, $password: String!) { signInWithPassword(login: $login, password: $password) { ... on SecondFactorNeeded { challengeId } } }', { login, password: STAFF_PASSWORD });
  const { challengeId } = first.signInWithPassword as { challengeId?: string }; // as selected above
  if (!challengeId) throw new Error(`${id} was not asked for a second factor`);
  const second = await ask(gateway, null, 'mutation ($challengeId: ID!, $code: String!) { completeSignIn(challengeId: $challengeId, code: $code) { ... on SignedIn { token } } }', { challengeId, code: codes.to(phone) });
  return tokenIn(second.completeSignIn);
}

function tokenIn(outcome: unknown): string {
  const token = typeof outcome === 'object' && outcome !== null ? Reflect.get(outcome, 'token') : undefined;
  if (typeof token !== 'string') throw new Error(`not signed in: ${JSON.stringify(outcome)}`);
  return token;
}
