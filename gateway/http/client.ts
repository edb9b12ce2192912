import type { IncomingMessage, ServerResponse } from 'node:http';
import { anonymousCaller, type Caller } from '../../modules/kernel/caller.js';
import { Fault } from '../../modules/kernel/errors.js';
import type { ClientLink, RequestContext, SessionHandover } from '../../modules/kernel/module.js';
import type { Admission } from './admission.js';
import { cookieName, readCookie, SESSION_COOKIE, setCookie } from './cookies.js';

const SHORT_WORD = /^[A-Za-z0-9_.-]{1,256}$/;

/** The context of one HTTP request: its caller and the way back to its client. */
export function httpContext(admission: Admission, caller: Caller, request: IncomingMessage, response: ServerResponse): RequestContext {
  const context = { caller, client: linkOf(admission, request, response, (next) => (context.caller = next)) };
  return context;
}

function linkOf(admission: Admission, request: IncomingMessage, response: ServerResponse, become: (caller: Caller) => void): ClientLink {
  const secure = admission.isSecure(request);
  const binding = request.headers['x-wechat-binding'];
  const cookies = admission.keepsCookies(request);
  return {
    address: admission.address(request),
    userAgent: request.headers['user-agent'],
    wechatBinding: typeof binding === 'string' ? binding : undefined,
    cookies,
    openSession({ token, endsAt, caller }: SessionHandover) {
      if (cookies) {
        // Another site's page must not sign its visitor in as somebody else either.
        if (admission.isCrossSite(request)) throw new Fault('FORBIDDEN', { reason: 'cross-site' });
        // A kiosk's cookie lives in no store at all: the browser's restart is one more way in which it ends.
        setCookie(response, SESSION_COOKIE, token, caller.channel === 'kiosk' ? { secure } : { secure, maxAgeSeconds: (endsAt - Date.now()) / 1000 });
      }
      become(caller);
    },
    closeSession() {
      const channel = admission.channel(request);
      if (cookies) setCookie(response, SESSION_COOKIE, '', { secure, maxAgeSeconds: 0 });
      if (channel === 'kiosk') response.setHeader('clear-site-data', '"cache", "cookies", "storage"');
      become(anonymousCaller(channel, admission.requestId(request)));
    },
    become,
    remember(name, value, seconds) {
      if (!SHORT_WORD.test(value)) throw new Fault('INTERNAL', { reason: 'not fit for a cookie' });
      setCookie(response, name, value, { secure, maxAgeSeconds: seconds });
    },
    recall: (name) => readCookie(request, cookieName(name, secure)),
  };
}

/** The context of a WebSocket's operation: there is no answer to put a cookie into, and only subscriptions run. */
export function socketContext(admission: Admission, caller: Caller, request: IncomingMessage): RequestContext {
  const refuse = (): never => {
    throw new Fault('BAD_INPUT', { field: 'query', reason: 'signing in and out goes over HTTP' });
  };
  const client: ClientLink = {
    address: admission.address(request), userAgent: request.headers['user-agent'], wechatBinding: undefined, cookies: false,
    openSession: refuse, closeSession: refuse, become: refuse, remember: refuse, recall: () => undefined,
  };
  return { caller, client };
}
