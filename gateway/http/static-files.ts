import { existsSync } from 'node:fs';
import type { Middleware } from 'koa';
import sirv from 'sirv';

/** Hashed names never change their content. */
const HASHED = /\/assets\/.+-[\w-]{8,}\.\w+$/;

/** Serves built pages; a path without a file is the app's own (its router answers), unless it looks like a file. */
export function staticFiles(folders: readonly string[]): Middleware {
  const serve = folders.filter((folder) => existsSync(folder)).map((folder) =>
    sirv(folder, {
      etag: true, gzip: true, brotli: true, single: true,
      setHeaders: (response, pathname) => response.setHeader('cache-control', HASHED.test(pathname) ? 'public, max-age=31536000, immutable' : 'no-cache'),
    }),
  );
  return async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
    for (const handler of serve) {
      // sirv answers by itself or calls back; Koa must keep its hands off a response that it has taken.
      const missed = await new Promise<boolean>((resolve) => {
        ctx.res.once('close', () => resolve(false));
        ctx.res.once('finish', () => resolve(false));
        ctx.respond = false;
        ctx.res.statusCode = 200;
        handler(ctx.req, ctx.res, () => resolve(true));
      });
      if (!missed) return undefined;
      ctx.respond = true;
      ctx.res.statusCode = 404;
    }
    return next();
  };
}
