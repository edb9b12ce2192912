import type { Middleware } from 'koa';
import helmet from 'koa-helmet';

const YEAR_SECONDS = 31_536_000;

/**
 * What every answer of Koa tells the browser: scripts, styles and connections of this origin alone, none of them inline; in
 * nobody's frame (kiosks show pages by themselves); with `https` nothing but HTTPS for a year (RFC 6797).
 */
export function securityHeaders({ https }: { readonly https: boolean }): Middleware {
  return helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:'], styleSrc: ["'self'"], scriptSrc: ["'self'"], connectSrc: ["'self'", 'ws:', 'wss:'],
        objectSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'self'"], formAction: ["'self'"], upgradeInsecureRequests: null,
      },
    },
    xFrameOptions: { action: 'deny' },
    // Announced where the operator says that HTTPS is there; over plain HTTP it would lock a first visitor out.
    strictTransportSecurity: https ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  });
}
