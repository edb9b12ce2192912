const KEY = 'kiosk';
/** Without a touch for so long a kiosk wipes itself, in seconds: below the two minutes of its session. */
export const IDLE_SECONDS = 60;

/** The kiosk, by its name as an OpenID client, at which somebody is signed in on this page; null elsewhere. */
export function kioskHere(): string | null {
  return sessionStorage.getItem(KEY);
}

/** Notes that somebody is signed in at a kiosk: until it is wiped, every page counts down. */
export function beginAtKiosk(client: string): void {
  sessionStorage.setItem(KEY, client);
}

/** Ends the session, forgets all that this browser keeps, and shows the first page anew. Without a network the session ends by its own idle limit. */
export async function wipeKiosk(client: string): Promise<void> {
  await fetch('/oidc/kiosk/session', { method: 'DELETE', keepalive: true }).catch(() => undefined);
  localStorage.clear();
  sessionStorage.clear();
  for (const name of 'caches' in globalThis ? await caches.keys() : []) await caches.delete(name);
  location.replace(`/kiosk/${encodeURIComponent(client)}`);
}
