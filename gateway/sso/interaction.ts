import type { Context } from 'koa';
import type Provider from 'oidc-provider';
import { describeScope, PERSONAL_SCOPES } from '../../modules/identity/index.js';
import { anonymousCaller, type Caller } from '../../modules/kernel/caller.js';
import { Fault } from '../../modules/kernel/errors.js';
import { readBody } from '../http/body.js';
import { wantsSecondFactor } from './policy.js';
import type { ConsentsPort, SignedInSession } from './ports.js';
import { pagePolicy } from './views/page.js';
import { consentPage } from './views/pages.js';

/** What interactions stand on. */
export interface InteractionDeps {
  provider(): Provider;
  readonly consents: ConsentsPort;
  /** Where the H5 pages sign somebody in, such as `/sign-in`. */
  readonly signInPath: string;
  /** Path of the provider, such as `/oidc`. */
  readonly mount: string;
  session(ctx: Context): Promise<SignedInSession | null>;
  requestId(ctx: Context): string;
}

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;
const UID = /^[A-Za-z0-9_-]{10,64}$/;
const MOST_BODY = 8 * 1024;

/**
 * What somebody is asked on the way to a site. `GET <uid>` goes on by itself where it can, else sends to the sign-in page or
 * shows the consent page; `GET <uid>/details` says the same as JSON for pages of the app, and `POST <uid>` takes the answer:
 * a form, or JSON `{ decision: "allow" | "deny", optional: [scope] }` which is answered with `{ returnTo }`.
 */
export async function handleInteraction(deps: InteractionDeps, ctx: Context, path: string): Promise<void> {
  const [uid = '', rest, ...more] = path.split('/');
  if (!UID.test(uid) || more.length > 0 || (rest !== undefined && rest !== 'details')) throw new Fault('NOT_FOUND');
  ctx.set('cache-control', 'no-store');
  const details = await deps.provider().interactionDetails(ctx.req, ctx.res).catch(() => null);
  // The cookie says which one it is; another's link opens nothing.
  if (!details || details.uid !== uid) throw new Fault('NOT_FOUND');
  const session = await deps.session(ctx);
  if (ctx.method === 'POST' && rest === undefined) return answer(deps, ctx, details, session);
  if (ctx.method !== 'GET') throw new Fault('NOT_FOUND');
  if (rest === 'details') return describe(deps, ctx, details, session);
  return show(deps, ctx, details, session);
}

/** Why somebody must sign in now; null where the session does. */
function signInReason({ prompt, params, iat }: Details, session: SignedInSession | null, now: number): 'sign-in' | 'again' | 'second-factor' | null {
  if (!session) return 'sign-in';
  if (wantsSecondFactor(params.acr_values) && session.assurance !== 'sensitive') return 'second-factor';
  if (prompt.reasons.includes('login_prompt') && session.signedInAt < iat * 1000) return 'again';
  const maxAge = Number(params.max_age);
  if (prompt.reasons.includes('max_age') && session.signedInAt < Math.min(iat * 1000, now - maxAge * 1000)) return 'again';
  return null;
}

async function show(deps: InteractionDeps, ctx: Context, details: Details, session: SignedInSession | null): Promise<void> {
  const here = `${deps.mount}/interaction/${details.uid}`;
  const reason = reasonFor(details, session);
  if (reason !== null) {
    return ctx.redirect(`${deps.signInPath}?${new URLSearchParams({ interaction: details.uid, reason, returnTo: here })}`);
  }
  if (details.prompt.name === 'login') return goOn(ctx, await signIn(deps, ctx, session));
  const client = await clientOf(deps, details);
  ctx.set('content-security-policy', pagePolicy([String(details.params.redirect_uri ?? '')]));
  ctx.type = 'html';
  ctx.body = consentPage({ name: client.clientName ?? client.clientId, address: client.clientUri ?? '' }, asked(details), here);
}

/** At consent, a session of somebody else is as good as none. */
function reasonFor(details: Details, session: SignedInSession | null): string | null {
  if (details.prompt.name === 'login') return signInReason(details, session, Date.now());
  return session && session.accountId === details.session?.accountId ? null : 'sign-in';
}

async function describe(deps: InteractionDeps, ctx: Context, details: Details, session: SignedInSession | null): Promise<void> {
  const client = await clientOf(deps, details);
  const reason = reasonFor(details, session);
  ctx.body = {
    prompt: details.prompt.name,
    signIn: reason,
    site: { name: client.clientName ?? client.clientId, address: client.clientUri ?? '' },
    scopes: details.prompt.name === 'consent' ? asked(details).filter((scope) => scope !== 'openid').map((scope) => ({ scope, ...describeScope(scope), claims: undefined, optional: PERSONAL_SCOPES[scope]?.optional === true })) : [],
    returnTo: `${deps.mount}/interaction/${details.uid}`,
  };
}

async function answer(deps: InteractionDeps, ctx: Context, details: Details, session: SignedInSession | null): Promise<void> {
  const given = readAnswer(ctx, await readBody(ctx.req, MOST_BODY));
  const { provider } = deps;
  if (given.decision === 'deny') return goOn(ctx, await provider().interactionResult(ctx.req, ctx.res, { error: 'access_denied', error_description: 'declined by the resident' }, { mergeWithLastSubmission: false }));
  const reason = reasonFor(details, session);
  if (reason !== null || !session) throw new Fault(reason === 'second-factor' ? 'STEP_UP_REQUIRED' : 'UNAUTHENTICATED');
  if (details.prompt.name === 'login') return goOn(ctx, await signIn(deps, ctx, session));
  const scopes = asked(details);
  const rejected = scopes.filter((scope) => PERSONAL_SCOPES[scope]?.optional && !given.optional.includes(scope));
  const granted = scopes.filter((scope) => !rejected.includes(scope));
  const client = await clientOf(deps, details);
  await deps.consents.give(callerOf(deps, ctx, session), client.clientId, { granted: granted.filter((scope) => scope !== 'openid'), rejected });
  const { Grant } = provider();
  const grant = (details.grantId ? await Grant.find(details.grantId) : undefined) ?? new Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope(['openid', ...granted].join(' '));
  if (rejected.length > 0) grant.rejectOIDCScope(rejected.join(' '));
  return goOn(ctx, await provider().interactionResult(ctx.req, ctx.res, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true }));
}

/** The app's session signs on, as it stands. */
function signIn(deps: InteractionDeps, ctx: Context, session: SignedInSession | null): Promise<string> {
  if (!session) throw new Fault('UNAUTHENTICATED');
  const login = { accountId: session.accountId, acr: session.assurance, ts: Math.floor(session.signedInAt / 1000), remember: true };
  return deps.provider().interactionResult(ctx.req, ctx.res, { login }, { mergeWithLastSubmission: false });
}

/** Browsers are sent on; scripts get the address. */
function goOn(ctx: Context, returnTo: string): void {
  if (ctx.accepts(['html', 'json']) === 'json') {
    ctx.body = { returnTo };
    return;
  }
  ctx.status = 303;
  ctx.redirect(returnTo);
}

/** The scopes that this question is about. */
function asked(details: Details): string[] {
  const missing: unknown = details.prompt.details.missingOIDCScope;
  const scopes = Array.isArray(missing) ? missing.map(String) : String(details.params.scope ?? '').split(' ');
  return scopes.filter(Boolean);
}

async function clientOf(deps: InteractionDeps, details: Details) {
  const client = await deps.provider().Client.find(String(details.params.client_id));
  if (!client) throw new Fault('NOT_FOUND');
  return client;
}

function callerOf(deps: InteractionDeps, ctx: Context, session: SignedInSession): Caller & { readonly accountId: string } {
  const { accountId, personId, sessionId, assurance } = session;
  return { ...anonymousCaller('web', deps.requestId(ctx)), accountId, personId, proofed: personId !== null, sessionId, assurance };
}

function readAnswer(ctx: Context, body: Buffer): { readonly decision: 'allow' | 'deny'; readonly optional: readonly string[] } {
  const fields = ctx.is('json') ? readJson(body) : new URLSearchParams(body.toString('utf8'));
  const decision = fields.get('decision');
  if (decision !== 'allow' && decision !== 'deny') throw new Fault('BAD_INPUT', { field: 'decision', reason: 'expects allow or deny' });
  return { decision, optional: fields.getAll('optional') };
}

function readJson(body: Buffer): URLSearchParams {
  const fields = new URLSearchParams();
  let content: unknown;
  try {
    content = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Fault('BAD_INPUT', { field: 'body', reason: 'is no JSON' });
  }
  if (typeof content !== 'object' || content === null) throw new Fault('BAD_INPUT', { field: 'body', reason: 'is no object' });
  if ('decision' in content) fields.set('decision', String(content.decision));
  if ('optional' in content && Array.isArray(content.optional)) for (const scope of content.optional) fields.append('optional', String(scope));
  return fields;
}
