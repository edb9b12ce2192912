import type { AccessToken } from './access-token.js';

/** The access token is none, or over: another is fetched and the message tried again at once. */
export const TOKEN_OVER: readonly number[] = [40_001, 40_014, 42_001];

/** Calls WeChat with the account's access token, once more with a new one where that token is over. Throws UNAVAILABLE where WeChat gives none. */
export async function withToken<Answer extends { readonly code: number }>(token: Pick<AccessToken, 'get' | 'giveUp'>, call: (token: string) => Promise<Answer>): Promise<Answer> {
  const first = await token.get();
  const answer = await call(first);
  if (!TOKEN_OVER.includes(answer.code)) return answer;
  await token.giveUp(first);
  return call(await token.get());
}
