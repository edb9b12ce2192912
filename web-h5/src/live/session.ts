import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { SessionStateFragment } from '../graphql/__generated__/operations.js';

const session = shallowRef<SessionStateFragment | null | undefined>(undefined);
const unread = ref(0);
const leaving = ref(false);
const strayed = ref(false);

/**
 * Who is signed in on this page (null: nobody, undefined: not known yet) and how many messages are unread. Filled by the
 * session's parts, which are loaded after the first page. Who is `leaving` ends the session here: what is heard of it meanwhile,
 * or was asked before, is no news to this page, which goes where it wants to. A page has `strayed` once another is acted for than
 * when it was opened: what is written on it is one person's, and the session another's.
 */
export function useSession(): { session: ShallowRef<SessionStateFragment | null | undefined>; unread: Ref<number>; leaving: Ref<boolean>; strayed: Ref<boolean> } {
  return { session, unread, leaving, strayed };
}

/** Opens `path` as a new document: whoever signs in, out or acts for another leaves nothing of the last one in the page, and the socket joins the new session. */
export function reopen(path: string): void {
  // A browser may keep this page as it stands and show it again on going back.
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  location.assign(path);
}

/** A path of these pages that was handed over in an address; `/me` for anything else, so that no link leads away from here. */
export function ownPath(given: unknown): string {
  if (typeof given !== 'string' || !/^\/(?![/\\])/.test(given)) return '/me';
  const url = new URL(given, 'http://pages.invalid');
  return url.host === 'pages.invalid' && url.pathname !== '/sign-in' ? url.pathname + url.search : '/me';
}
