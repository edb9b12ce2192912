import { Schema, type Connection, type Model } from 'mongoose';
import { inClear, sealed, type StoredCollection } from '../../kernel/crypto/levels.js';
import type { SiteAlgorithm, SiteEntity, SiteKind } from './types.js';

/** A site as stored. Its secret is sealed, not hashed: the provider compares it in the clear, and signs by it where a site asks so. */
export interface SiteDocument {
  _id: string;
  clientId: string;
  secretSealed?: string;
  nameZh: string;
  nameEn: string;
  kind: SiteKind;
  address: string;
  departmentId: string;
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  backchannelLogoutUri?: string;
  scopes: string[];
  algorithm: SiteAlgorithm;
  pairwise: boolean;
  disabled: boolean;
  createdAt: Date;
  updatedAt: Date;
}

/** What somebody agreed to tell a site: asked once a site, kept until withdrawn. */
export interface SiteConsentDocument {
  /** `<accountId>:<clientId>` */
  _id: string;
  accountId: string;
  clientId: string;
  granted: string[];
  rejected: string[];
  at: Date;
}

/** What stands here, at which level. */
export const sitesStored: readonly StoredCollection[] = [
  {
    collection: 'identity_sites',
    fields: {
      ...inClear('public', 'nameZh', 'nameEn', 'kind', 'address', 'departmentId'),
      ...inClear('internal', '_id', 'clientId', 'redirectUris', 'postLogoutRedirectUris', 'backchannelLogoutUri', 'scopes', 'algorithm', 'pairwise', 'disabled', 'createdAt', 'updatedAt'),
      secretSealed: sealed('sensitive', ({ _id }) => secretContext(String(_id))),
    },
  },
  { collection: 'site_consents', fields: inClear('personal', '_id', 'accountId', 'clientId', 'granted', 'rejected', 'at') },
];

/** The context under which a site's secret is sealed. */
export function secretContext(id: string): string {
  return `site.secret:${id}`;
}

const text = { type: String, required: true } as const;
const schema = new Schema<SiteDocument>(
  {
    _id: text, clientId: text, secretSealed: String, nameZh: text, nameEn: text, kind: text, address: text, departmentId: text,
    redirectUris: { type: [String], required: true }, postLogoutRedirectUris: { type: [String], required: true }, backchannelLogoutUri: String,
    scopes: { type: [String], required: true }, algorithm: text, pairwise: { type: Boolean, required: true }, disabled: { type: Boolean, required: true },
    createdAt: { type: Date, required: true }, updatedAt: { type: Date, required: true },
  },
  { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'identity_sites' },
);
schema.index({ clientId: 1 }, { unique: true });
schema.index({ departmentId: 1, nameZh: 1 });

/** The model of sites on a connection, made once for it. */
export function siteModel(connection: Connection): Model<SiteDocument> {
  // The registry knows models by name only; the name is this file's own.
  return (connection.models['IdentitySite'] as Model<SiteDocument> | undefined) ?? connection.model<SiteDocument>('IdentitySite', schema);
}

const consents = new Schema<SiteConsentDocument>(
  { _id: text, accountId: text, clientId: text, granted: { type: [String], required: true }, rejected: { type: [String], required: true }, at: { type: Date, required: true } },
  { strict: 'throw', versionKey: false, autoCreate: false, autoIndex: false, collection: 'site_consents' },
);
consents.index({ accountId: 1, at: -1 });

/** The model of consents to sites on a connection, made once for it. */
export function siteConsentModel(connection: Connection): Model<SiteConsentDocument> {
  // The registry knows models by name only; the name is this file's own.
  return (connection.models['SiteConsent'] as Model<SiteConsentDocument> | undefined) ?? connection.model<SiteConsentDocument>('SiteConsent', consents);
}

/** A stored site as services see it. */
export function toEntity(document: SiteDocument): SiteEntity {
  const { _id, clientId, nameZh, nameEn, kind, address, departmentId, redirectUris, postLogoutRedirectUris, backchannelLogoutUri, scopes, algorithm, pairwise, disabled } = document;
  return { id: _id, clientId, nameZh, nameEn, kind, address, departmentId, redirectUris, postLogoutRedirectUris, backchannelLogoutUri: backchannelLogoutUri ?? null, scopes, algorithm, pairwise, disabled };
}
