import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { SignedInSession } from './ports.js';

/** What a site asks for with `acr_values` where a second factor within the last minutes is needed. */
export const ACR_VALUES: readonly string[] = ['ordinary', 'sensitive'];

/** What the checks ask. */
export interface PolicyDeps {
  session(ctx: KoaContextWithOIDC): Promise<SignedInSession | null>;
  /** Notes which app session stands behind the sign-on session `uid`. */
  link(uid: string, session: SignedInSession): Promise<void>;
}

/** Whether a site asked for the second factor and nothing less. */
export function wantsSecondFactor(acrValues: unknown): boolean {
  return acrValues === 'sensitive';
}

/**
 * When somebody must be asked: as OpenID has it, and whenever the app's own session, which is the sign-in of every site, is
 * absent, somebody else's, or not as sure as the site asks. Nobody stays signed on by the provider's cookie alone.
 */
export function signOnPolicy({ session, link }: PolicyDeps): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  const login = policy.get('login');
  if (!login) throw new Error('the provider has no login prompt');
  login.checks.add(new interactionPolicy.Check('app_session', 'nobody is signed in', 'login_required', async (ctx) => {
    const app = await session(ctx);
    const own = ctx.oidc.session;
    if (!app || !own || own.accountId !== app.accountId) return interactionPolicy.Check.REQUEST_PROMPT;
    if (wantsSecondFactor(ctx.oidc.params?.acr_values) && app.assurance !== 'sensitive') return interactionPolicy.Check.REQUEST_PROMPT;
    // What the ID token will say is true now, not when the session began.
    if (own.acr !== app.assurance) own.acr = app.assurance;
    await link(own.uid, app);
    return interactionPolicy.Check.NO_NEED_TO_PROMPT;
  }));
  return policy;
}
