import type { Context } from 'koa';
import type Provider from 'oidc-provider';
import { Fault } from '../../modules/kernel/errors.js';
import { recordId } from './adapter.js';
import type { SsoModels } from './model.js';
import type { AccountsPort, SessionsPort } from './ports.js';
import type { SignOns } from './sign-ons.js';

/** What the kiosks' door stands on. */
export interface KioskDeps {
  readonly models: SsoModels;
  readonly sessions: SessionsPort;
  readonly accounts: AccountsPort;
  readonly signOns: SignOns;
  provider(): Provider;
}

/**
 * The session of a kiosk: `POST` with the access token of a device flow (RFC 8628) that somebody confirmed on their phone begins
 * one, bound to the channel `kiosk`, and the token is used up by it; `DELETE` ends it and wipes what the browser keeps.
 */
export async function handleKioskSession(deps: KioskDeps, ctx: Context): Promise<void> {
  ctx.set('cache-control', 'no-store');
  if (ctx.method === 'POST') await begin(deps, ctx);
  else if (ctx.method === 'DELETE') await deps.sessions.endAtKiosk(ctx.req, ctx.res);
  else throw new Fault('NOT_FOUND');
  ctx.status = 204;
}

async function begin({ models, sessions, accounts, signOns, provider }: KioskDeps, ctx: Context): Promise<void> {
  const value = /^Bearer +(\S+)$/i.exec(ctx.get('authorization'))?.[1] ?? '';
  const token = await provider().AccessToken.find(value);
  if (!token?.accountId || !token.clientId || !token.sessionUid || token.gty !== 'device_code') throw new Fault('UNAUTHENTICATED');
  const [account, client, behind] = await Promise.all([accounts.find(token.accountId), provider().Client.find(token.clientId), signOns.sessionBehind(token.sessionUid)]);
  if (!account || !client || behind?.live.caller.accountId !== account.accountId) throw new Fault('UNAUTHENTICATED');
  // Whoever deletes it has it: of two at the same moment one begins a session.
  const { deletedCount } = await models.records.deleteOne({ _id: recordId('AccessToken', value) });
  if (deletedCount === 0) throw new Fault('UNAUTHENTICATED');
  if (token.grantId) await models.records.deleteMany({ grantId: token.grantId, clientId: token.clientId });
  // As sure of who it is as the phone was, and no surer.
  const doubted = account.personId !== null && behind.live.caller.personId === null;
  await sessions.beginAtKiosk(ctx.req, ctx.res, { accountId: account.accountId, device: client.clientName ?? client.clientId, doubted });
}
