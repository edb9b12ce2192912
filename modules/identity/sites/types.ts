import type { BilingualText } from '../../kernel/identifiers.js';

/** What a site is: pages on a server, or a public terminal that signs people on by their phones (RFC 8628). */
export type SiteKind = 'WEB' | 'KIOSK';

/** How a site wants its tokens signed. */
export type SiteAlgorithm = 'ES256' | 'RS256';

/** A department site of the portal group, as services and resolvers see it: nothing here opens anything. */
export interface SiteEntity {
  readonly id: string;
  readonly clientId: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly kind: SiteKind;
  readonly address: string;
  readonly departmentId: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly backchannelLogoutUri: string | null;
  readonly scopes: readonly string[];
  readonly algorithm: SiteAlgorithm;
  /** Whether it knows people by names that no other site knows them by. */
  readonly pairwise: boolean;
  readonly disabled: boolean;
}

/** A registration: the secret is told once. */
export interface SiteRegistrationEntity {
  readonly site: SiteEntity;
  readonly clientId: string;
  readonly clientSecret: string | null;
}

/** A site to register or change, as asked for. Absent fields of a change stay as they are. */
export interface SiteInput {
  readonly id?: string | null | undefined;
  readonly name: string;
  readonly nameEn?: string | null | undefined;
  readonly kind?: SiteKind | null | undefined;
  readonly address: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[] | null | undefined;
  readonly backchannelLogoutUri?: string | null | undefined;
  readonly departmentId: string;
  readonly scopes: readonly string[];
  readonly algorithm?: SiteAlgorithm | null | undefined;
  readonly pairwise?: boolean | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly renewSecret?: boolean | null | undefined;
}

/** A site as an OpenID client (OpenID Connect Dynamic Client Registration §2, with the metadata's own names). */
export interface SiteClient {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly client_name: string;
  readonly client_uri: string;
  readonly redirect_uris: string[];
  readonly post_logout_redirect_uris: string[];
  readonly response_types: 'code'[];
  readonly grant_types: string[];
  readonly token_endpoint_auth_method: 'client_secret_basic' | 'none';
  readonly id_token_signed_response_alg: SiteAlgorithm;
  readonly subject_type: 'pairwise' | 'public';
  readonly scope: string;
  readonly backchannel_logout_uri?: string;
  readonly backchannel_logout_session_required?: true;
}

/** What somebody lets a site know and do, as they see it. */
export interface SiteConsentEntity {
  readonly site: SiteEntity;
  readonly granted: readonly SiteScopeEntity[];
  readonly refused: readonly SiteScopeEntity[];
  /** Epoch milliseconds of the last answer. */
  readonly at: number;
}

/** A scope and its words. */
export interface SiteScopeEntity {
  readonly name: string;
  readonly words: BilingualText;
}
