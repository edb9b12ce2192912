/** What a kiosk shows for somebody to confirm on their phone (RFC 8628 §3.2). */
export interface DeviceFlow {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  /** Seconds. */
  readonly expires_in: number;
  readonly interval?: number;
}

/** How a flow ended. */
export type FlowEnd = { readonly token: string } | 'declined' | 'expired';

const PAUSE_SECONDS = 5;

async function post(path: string, body: Record<string, string>): Promise<Record<string, unknown>> {
  const response = await fetch(`/oidc/${path}`, { method: 'POST', body: new URLSearchParams(body) });
  return (await response.json()) as Record<string, unknown>; // the endpoints answer with an object, refusals included
}

/** Begins a flow. Throws where the service does not answer or does not know this kiosk. */
export async function beginFlow(client: string): Promise<DeviceFlow> {
  const answer = await post('device/auth', { client_id: client, scope: 'openid' });
  if (typeof answer['device_code'] !== 'string') throw new Error(String(answer['error'] ?? 'no flow'));
  return answer as unknown as DeviceFlow; // RFC 8628 §3.2 says what else stands there
}

/** Asks until somebody has confirmed or declined, or the code is over. A failed question is asked again. */
export async function awaitConfirmation(client: string, flow: DeviceFlow, signal: AbortSignal): Promise<FlowEnd> {
  let pause = flow.interval ?? PAUSE_SECONDS;
  const until = Date.now() + flow.expires_in * 1000;
  while (!signal.aborted && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    const answer = await post('token', { client_id: client, grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: flow.device_code }).catch(() => ({ error: 'authorization_pending' }) as Record<string, unknown>);
    if (typeof answer['access_token'] === 'string') return { token: answer['access_token'] };
    if (answer['error'] === 'slow_down') pause += PAUSE_SECONDS;
    else if (answer['error'] === 'access_denied') return 'declined';
    else if (answer['error'] !== 'authorization_pending') return 'expired';
  }
  return 'expired';
}

/** Begins the kiosk's own session with what a confirmed flow gave. Throws where it is worth nothing any more. */
export async function beginSession(token: string): Promise<void> {
  const response = await fetch('/oidc/kiosk/session', { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`no session: ${response.status}`);
}
